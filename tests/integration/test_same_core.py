"""The same children, sent in every shape, are the same core: every table, every column.

Seven authorities send the same children, each in another shape. Keys depend on the authority, so
they are traded for the pseudonyms they were made of; what names the sender itself is left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from pipelines.intake.keys import load_keys
from pipelines.settings import Home
from pipelines.synthetic.authorities import Shape
from pipelines.synthetic.extract import Rows
from pipelines.synthetic.shapes import MAPPINGS, WRITERS
from tests.integration.test_shapes import AS_AT, children
from tests.support.walk import build_vintage, take_in_all

CODES = {shape: f"X990000{number:02d}" for number, shape in enumerate(Shape, start=1)}
OF_THE_SENDER = {"authority_code", "submission_id", "source_ref"}
# Rows of keys of several authorities: who was here and there is not one sender's to tell.
OF_SEVERAL = {"journey", "journey_disagreement"}

pytestmark = pytest.mark.xdist_group("same_core")

Core = dict[str, list[tuple[Any, ...]]]


def _write_home(root: Path, told: list[Rows]) -> None:
    (root / "programme").mkdir(parents=True)
    (root / "authorities").mkdir()
    (root / "programme" / "world.json").write_text(json.dumps({"synthetic": True}), "utf-8")
    names = "".join(f"{code},Sends {s},sends-{_slug(s)}\n" for s, code in CODES.items())
    listed = f"authority_code,name,slug\n{names}"
    (root / "programme" / "authorities.csv").write_text(listed, encoding="utf-8")
    header = "authority_code,engaged_on,testing_from,implementing_from,ended_on,delivery\n"
    (root / "programme" / "engagement.csv").write_text(header, encoding="utf-8")
    for shape, code in CODES.items():
        _send(root, shape, code, told)


def _slug(shape: Shape) -> str:
    return shape.replace("_", "-")


def _send(root: Path, shape: Shape, code: str, told: list[Rows]) -> None:
    folder = root / "extracts" / code / AS_AT
    folder.mkdir(parents=True)
    writer = WRITERS[shape](folder)
    for rows in told:
        writer.add(rows)
    writer.close()
    letter = {"authority": code, "as_at": AS_AT, "received_on": "2020-09-01"}
    (folder / "submission.yaml").write_text(yaml.safe_dump(letter), encoding="utf-8")
    if shape in MAPPINGS:
        mapping = root / "authorities" / f"sends-{_slug(shape)}.yaml"
        mapping.write_text(MAPPINGS[shape](), encoding="utf-8")


def _pseudonyms(root: Path, code: str, told: list[Rows]) -> dict[str, str]:
    """What each key that intake makes of the authority's pseudonyms was made of."""
    keys = load_keys(Home(root), create=False)
    ids = {str(row[0]) for rows in told for row in rows["children"]}
    carers = {str(row[-1]) for rows in told for row in rows["placements"] if row[-1]}
    return {keys.child_key(code, i): i for i in ids} | {keys.carer_key(code, i): i for i in carers}


def _tables(warehouse: Path) -> dict[str, list[str]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'core'"
        ).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column in columns:
        tables.setdefault(table, []).append(column)
    return {t: of for t, of in tables.items() if "child_key" in of and t not in OF_SEVERAL}


def _core_of(warehouse: Path, code: str, pseudonyms: dict[str, str]) -> Core:
    core: Core = {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for table, columns in _tables(warehouse).items():
            wanted = ", ".join(c for c in columns if c not in OF_THE_SENDER)
            rows = connection.execute(
                f"select {wanted} from core.{table} where authority_code = $code",  # noqa: S608
                {"code": code},
            ).fetchall()
            core[table] = sorted(
                (tuple(pseudonyms.get(cell, cell) for cell in row) for row in rows), key=repr
            )
    return core


@pytest.fixture(scope="module")
def cores(tmp_path_factory: pytest.TempPathFactory) -> dict[Shape, Core]:
    """The core tables of each sender."""
    root = tmp_path_factory.mktemp("same") / "home"
    told = children(seed=2014)
    _write_home(root, told)
    warehouse = build_vintage(take_in_all(root), None)
    assert warehouse is not None
    return {
        shape: _core_of(warehouse, code, _pseudonyms(root, code, told))
        for shape, code in CODES.items()
    }


@pytest.mark.parametrize("shape", [s for s in Shape if s is not Shape.STANDARD_CSV])
def test_every_shape_gives_the_same_core(cores: dict[Shape, Core], shape: Shape) -> None:
    expected = cores[Shape.STANDARD_CSV]
    assert expected.keys() >= {
        "child",
        "care_episode",
        "legal_status_spell",
        "placement_spell",
        "milestone_event",
        "home_spell",
        "away_spell",
        "aim_clock",
    }
    for table, rows in cores[shape].items():
        assert rows == expected[table], table


def test_every_table_has_rows_and_every_kind_of_column_something_in_it(
    cores: dict[Shape, Core],
) -> None:
    for table, rows in cores[Shape.STANDARD_CSV].items():
        assert rows, table
    events = cores[Shape.STANDARD_CSV]["milestone_event"]
    assert len(events) > 300
