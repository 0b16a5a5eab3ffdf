"""``pace trace``: who contributes is named alone, a symbol is explained, and it starts fast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines import terminal
from pipelines.commands.trace import trace
from pipelines.contract.release_tables import LEGEND, WITHHELD, Protected
from pipelines.contract.submissions import ledger_file, programme_folder
from pipelines.release.symbol_words import symbol_sentences
from pipelines.settings import Home
from pipelines.terminal import Report

CODES = [f"X9900000{number}" for number in range(1, 6)]


@pytest.fixture
def home(tmp_path: Path, copy_of_draft: Path) -> Home:
    """Return a home whose draft is made of five submissions, two of members of the programme."""
    home = Home(tmp_path)
    manifest = json.loads((copy_of_draft / "manifest.json").read_text(encoding="utf-8"))
    manifest["submissions"] = [f"s{code}" for code in CODES]
    manifest["build"]["programme_id"] = "p1"
    (copy_of_draft / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    home.drafts.mkdir(exist_ok=True)
    copy_of_draft.rename(home.drafts / copy_of_draft.name)
    folder = programme_folder(home, "p1")
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"authority_code": CODES[:2]}), folder / "engagement.parquet")
    ledger_file(home).write_text("".join(_receipt(code) for code in CODES), encoding="utf-8")
    return home


def _receipt(code: str) -> str:
    told = {"sequence": 1, "authority_code": code, "folder": "2019-07-31", "as_at": "2019-07-31"}
    told |= {"suffix": "", "fingerprint": "f", "outcome": "accepted", "received_on": "2019-09-02"}
    return json.dumps(told | {"submission_id": f"s{code}"}) + "\n"


def traced(home: Home, table: str, column: str, area: str) -> Report:
    (draft,) = home.drafts.iterdir()
    return trace(home, draft.name, table, column, {"area": area}, terminal.reporter(True))


def senders(report: Report) -> list[str]:
    return [told[0] for told in report.facts["submissions"]]


@pytest.mark.parametrize(
    ("area", "who"),
    [("engaged", CODES[:2]), ("not_engaged", CODES[2:]), ("all_reporting", CODES)],
)
def test_of_a_group_its_members_alone_are_named(home: Home, area: str, who: list[str]) -> None:
    report = traced(home, "aim_timeliness_groups_by_year", "within", area)
    assert senders(report) == who
    assert f"Submissions behind it: {len(who)} of the 5 of the release." in report.lines


def test_of_what_is_held_against_others_all_are_named(home: Home) -> None:
    assert senders(traced(home, "programme_effect", "estimate", "engaged")) == CODES


def test_a_withheld_cell_is_explained_in_general(home: Home, protected: Protected) -> None:
    table = next(t for t in protected.tables if t.withheld_rows and t.shape.counts)
    area = str(table.frame.loc[table.frame["symbol"] == WITHHELD, "area"].iloc[0])
    lines = str(traced(home, table.shape.name, table.shape.counts[0], area).lines)
    assert "[c] withheld: neither nought nor missing." in lines
    assert "that holds a count of 1 to 4;" in lines
    assert "Which of them holds here is not said" in lines


def test_each_symbol_is_explained_once_and_a_figure_needs_none(protected: Protected) -> None:
    for symbol in LEGEND:
        assert symbol_sentences([symbol, "12"], protected.policy)[0].startswith(f"{symbol} ")
    assert symbol_sentences(["12", "0"], protected.policy) == []
    assert "1 to 4" not in "".join(symbol_sentences(["[z]"], protected.policy))


def test_neither_the_attack_nor_the_graph_is_imported() -> None:
    code = (
        "import sys, pipelines.commands.trace, pipelines.commands.releases\n"
        "print([n for n in ('dagster', 'dbt', 'scipy', 'statsmodels') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
