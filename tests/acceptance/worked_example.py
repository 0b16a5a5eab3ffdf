"""Write ``docs/how-a-childs-dates-become-a-figure.md`` from the home that ``make demo`` leaves.

``python -m tests.acceptance.worked_example HOME`` writes the page; the acceptance test of the
demonstration fails when the page no longer says what the demonstration does. The child is invented,
as everything there is; no key and no keyed pseudonym stands on the page.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipelines.contract.authorities import authorities_of
from pipelines.intake.keys import load_keys
from pipelines.release.drafts import draft_of_build
from pipelines.settings import PROJECT_ROOT, Home

PAGE = PROJECT_ROOT / "docs" / "how-a-childs-dates-become-a-figure.md"
TEMPLATE = Path(__file__).with_name("worked_example.md.j2")
TABLES = ("children", "episodes", "legal_statuses", "placements", "milestones")

# One episode, and a clock of Aims 2, 3 and 4 each that stopped: Aim 2's in time, another's late.
_CANDIDATES = """
    select k.authority_code, k.child_key, count(distinct m.source_ref) as rows_recorded,
        min(case when k.aim = 2 then k.clock_start end) as started
    from core.aim_clock as k
    inner join core.milestone_event as m on k.child_key = m.child_key and not m.is_derived
    inner join core.care_episode as e on k.child_key = e.child_key
    where k.variant = 'national' and k.status in ('met', 'late')
        and k.child_key not in (select child_key from core.aim_clock where status = 'excluded')
    group by k.authority_code, k.child_key
    having count(distinct k.aim) = 3
        and count(distinct k.status) = 2
        and min(case when k.aim = 2 then k.status end) = 'met'
        and count(distinct (k.aim, k.clock_start)) = 3
        and count(distinct e.start_date) = 1
        and min(case when k.aim = 2 then year(k.clock_start) end) between 2012 and 2017
"""

_CLOCKS = """
    select aim, variant, clock_start, clock_stop, threshold_days, threshold_date, status,
        coalesce(outcome_at_threshold, '') as outcome_at_threshold, age_at_start_years
    from core.aim_clock
    where child_key = ? and variant = 'national'
    order by aim
"""

_EVENTS = """
    select event_date, milestone, coalesce(route, '') as route, coalesce(outcome, '') as outcome,
        case when is_derived then 'derived' else 'recorded' end as is_what
    from core.milestone_event
    where child_key = ?
    order by event_date, is_derived desc, milestone
"""

_SPELLS = "select start_date, end_date, as_at from core.away_spell where child_key = ? order by 1"

_COHORT = """
    select area, clocks_started, within, not_within, exited_before_threshold, not_recorded,
        not_yet_mature, authorities_included, authorities_missing, is_mature,
        percent_within, percent_of_all_starts, starts_ci_low, starts_ci_high
    from marts.aim_timeliness
    where aim = 2 and variant = 'national' and age_band = 'all'
        and cohort_quarter = date_trunc('quarter', ?::date) and area in (?, 'all_reporting')
    order by area desc
"""

Row = dict[str, Any]


def page_of(home: Home) -> str:
    """Return the page as the home says it (a home made by ``pace demo`` with its usual seed)."""
    with duckdb.connect(str(home.warehouse), read_only=True) as warehouse:
        return _page(home, warehouse)


def _page(home: Home, warehouse: duckdb.DuckDBPyConnection) -> str:
    code, child_id, child_key = _the_child(home, warehouse)
    folder = _standard_folders(home)[code]
    clocks = _rows(warehouse, _CLOCKS, child_key)
    started = next(c["clock_start"] for c in clocks if c["aim"] == 2)
    cohorts = _rows(warehouse, _COHORT, started, code)
    return _render(
        authority=next(a for a in authorities_of(home) if a.code == code),
        folder=folder.relative_to(home.root).as_posix(),
        child_id=child_id,
        sent={t: _of_child(_read(folder / f"{t}.csv"), child_id) for t in TABLES},
        events=_rows(warehouse, _EVENTS, child_key),
        spells=_rows(warehouse, _SPELLS, child_key),
        clocks=clocks,
        first=next(c for c in clocks if c["aim"] == 2),
        quarter=_quarter(started),
        own=next(c for c in cohorts if c["area"] == code),
        group=next(c for c in cohorts if c["area"] == "all_reporting"),
        released=_released(home, warehouse, code, started),
    )


def _standard_folders(home: Home) -> dict[str, Path]:
    """Return by code the newest folder of each authority that sends the standard extract as CSV."""
    folders = sorted(path.parent for path in home.extracts.glob("X*/*/milestones.csv"))
    return {
        folder.parent.name: folder
        for folder in folders
        if all(_header(folder / f"{t}.csv").startswith("child_id,") for t in TABLES)
    }


def _header(path: Path) -> str:
    return path.read_bytes().split(b"\n", 1)[0].decode("ascii", "replace") if path.exists() else ""


def _the_child(home: Home, warehouse: duckdb.DuckDBPyConnection) -> tuple[str, str, str]:
    """Return authority, child_id and key of the child with the fewest recorded milestones.

    Keyed pseudonyms differ from machine to machine, so of equals the least child_id is taken.
    """
    keys = load_keys(home, create=False)
    folders = _standard_folders(home)
    ids = {
        keys.child_key(code, row["child_id"]): row["child_id"]
        for code, folder in folders.items()
        for row in _read(folder / "children.csv")
    }
    shown = _quarters_shown(home, warehouse)
    found = [
        (row["rows_recorded"], row["authority_code"], ids[row["child_key"]], row["child_key"])
        for row in _rows(warehouse, _CANDIDATES)
        if row["child_key"] in ids and _quarter(row["started"]) in shown
    ]
    return min(found)[1:]


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{"line": n, **row} for n, row in enumerate(csv.DictReader(file), start=2)]


def _of_child(rows: list[Row], child_id: str) -> list[Row]:
    return [row for row in rows if row["child_id"] == child_id]


def _rows(warehouse: duckdb.DuckDBPyConnection, question: str, *values: Any) -> list[Row]:
    answer = warehouse.execute(question, list(values))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _quarter(day: Any) -> str:
    return f"{day.year}-{(day.month - 1) // 3 * 3 + 1:02d}-01"


def _quarters_shown(home: Home, warehouse: duckdb.DuckDBPyConnection) -> set[str]:
    rows = _read(_csv_folder(home, warehouse) / "aim_timeliness_groups_by_quarter.csv")
    shown = [r for r in rows if r["area"] == "all_reporting" and r["aim"] == "2"]
    return {r["cohort_quarter"] for r in shown if not r["within"].startswith("[")}


def _csv_folder(home: Home, warehouse: duckdb.DuckDBPyConnection) -> Path:
    build_id = warehouse.execute("select build_id from core.build").fetchall()[0][0]
    draft = draft_of_build(home, build_id)
    if draft is None:
        raise SystemExit("The home has no draft of its warehouse: run `make demo` first.")
    return draft / "csv"


def _released(
    home: Home, warehouse: duckdb.DuckDBPyConnection, code: str, started: Any
) -> dict[str, Row]:
    folder = _csv_folder(home, warehouse)
    return {
        "quarter": _one(
            folder / "aim_timeliness_groups_by_quarter.csv",
            area="all_reporting",
            aim="2",
            cohort_quarter=_quarter(started),
        ),
        "year": _one(
            folder / "aim_timeliness_groups_by_year.csv",
            area="all_reporting",
            aim="2",
            cohort_year=str(started.year),
        ),
        "authority": _one(
            folder / "aim_timeliness_authorities_by_year.csv",
            area=code,
            aim="2",
            cohort_year=str(started.year),
        ),
    }


def _one(path: Path, **where: str) -> Row:
    rows = [r for r in _read(path) if all(r[k] == v for k, v in where.items())]
    return rows[0] if rows else {}


def _render(**facts: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE.parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  (Markdown of made-up data, not a page for a browser)
        keep_trailing_newline=True,
    )
    return environment.get_template(TEMPLATE.name).render(**facts)


if __name__ == "__main__":
    PAGE.write_text(page_of(Home(Path(sys.argv[1]).resolve())), encoding="utf-8")
