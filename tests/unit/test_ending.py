"""The last screen of a run: what was found, from the draft's own files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from rich.console import Console

from pipelines.commands.ending import say_found, say_where
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter

COLUMNS = ("area", "area_name", "aim", "difference", "verdict")
ROWS = [
    ("engaged", "Authorities in the programme", "3", "20.0", "higher"),
    ("X99000002", "Beta", "3", "31.0", "higher"),
    ("X99000001", "Alpha", "3", "12.5", "higher"),
    ("X99000003", "Gamma", "3", "-1.0", "no_clear_difference"),
    ("X99000004", "Delta", "3", "[c]", "[c]"),
    ("engaged", "Authorities in the programme", "4", "[c]", "[c]"),
]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    (tmp_path / "csv").mkdir()
    with (tmp_path / "csv" / "improvement.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        writer.writerows(ROWS)
    (tmp_path / "pace-1.xlsx").touch()
    return tmp_path


def screen(report: Report) -> str:
    console = Console(width=80, file=io.StringIO(), record=True)
    for line in report.lines:
        console.print(line, soft_wrap=isinstance(line, str))
    return console.export_text()


def test_the_authorities_that_are_higher_on_aim_3_are_named(draft: Path) -> None:
    report = Reporter(as_json=False).report()
    say_found(draft, report)
    shown = screen(report)
    assert "Aim 3 is higher than before they joined in Alpha, Beta." in shown
    assert "+20.0 higher" in shown
    assert "…" not in shown
    assert all(len(line) <= 80 for line in shown.splitlines()[:8])


def test_a_program_is_told_the_same(draft: Path) -> None:
    report = Reporter(as_json=True).report()
    say_found(draft, report)
    of_aim_3, of_aim_4 = report.facts["found"]
    assert of_aim_3["programme"] == "higher"
    assert of_aim_3["difference_points"] == "20.0"
    assert of_aim_3["authorities"]["higher"] == ["Alpha", "Beta"]
    assert of_aim_3["authorities"]["withheld"] == ["Delta"]
    assert of_aim_4["programme"] == "withheld"
    assert of_aim_4["difference_points"] == ""


def test_it_says_where_to_look(draft: Path, tmp_path: Path) -> None:
    report = Reporter(as_json=False).report()
    say_where(Home(tmp_path), tmp_path / "warehouse.duckdb", draft, report)
    assert report.facts["report"] == str(draft / "report.html")
    assert report.facts["workbook"] == str(draft / "pace-1.xlsx")
    assert "pace ui" in screen(report)


def test_a_draft_without_comparisons_says_so(tmp_path: Path) -> None:
    report = Reporter(as_json=False).report()
    say_found(tmp_path, report)
    assert "No authority in the programme can be compared" in screen(report)
    assert report.facts["found"] == []
