"""The shapes say the same thing: the same rows in, the same standard extract out."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from made_up import submission

from pipelines.synthetic.authorities import Shape
from pipelines.synthetic.days import day
from pipelines.synthetic.extract import TABLES
from pipelines.synthetic.shapes import MAPPINGS, WRITERS

ROWS = {
    "children": [
        ("Cab", "2012-03", "female", "african_caribbean_black", "not_known", None),
        ("Ccd", "2001-11", "see file", "white", "yes", "L1"),
    ],
    "episodes": [("Cab", day(2014, 2, 28), None, None)],
    "legal_statuses": [("Cab", "cso_home", day(2014, 2, 28), day(2015, 2, 28))],
    "placements": [("Cab", "foster_purchased", day(2014, 2, 28), None, "K1")],
    "milestones": [
        (
            "Cab",
            "application_lodged",
            day(2016, 2, 29),
            None,
            None,
            "permanence_order",
            "carer",
            "legal",
        ),
        ("Cab", "adm_decision", "2016-02-31", "adoption", "not_approved", None, None, None),
    ],
}


@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_gives_the_standard_extract(shape, tmp_path):
    folder = tmp_path / "extracts" / "somewhere" / "2020-07-31"
    folder.mkdir(parents=True)
    writer = WRITERS[shape](folder)
    writer.add(ROWS)
    writer.close()
    if shape in MAPPINGS:
        (tmp_path / "authorities").mkdir()
        (tmp_path / "authorities" / "somewhere.yaml").write_text(MAPPINGS[shape](), "utf-8")
    assert {table: _sorted(rows) for table, rows in submission(tmp_path, folder).items()} == {
        table: _sorted([dict(zip(TABLES[table], map(_text, row), strict=True)) for row in rows])
        for table, rows in ROWS.items()
    }


def _sorted(rows):
    return sorted(rows, key=lambda row: list(row.values()))


def _text(cell) -> str:
    if isinstance(cell, int):
        return date.fromordinal(cell).isoformat()
    return cell or ""


def test_local_labels_tell_codes_apart():
    mapping = yaml.safe_load(MAPPINGS[Shape.SEMICOLON]())
    for (part,) in mapping["tables"].values():
        for rule in part["columns"].values():
            codes = rule.get("codes", {})
            assert len(set(codes.values())) == len(codes)
