"""``pace diff A B``: what changed between two builds or days, by table, area and reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.commands.diff_tables import (
    authority_table,
    cell_table,
    clock_table,
    mart_table,
    programme_table,
    record_table,
)
from pipelines.commands.guard import guarded, has_home
from pipelines.history.compare import Comparison, compare
from pipelines.history.two_builds import Build, NotABuild, build_of
from pipelines.scratch import own_scratch
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter
from pipelines.warehouse.plan import NothingToBuild, plan_build

WAREHOUSE = "warehouse"


def diff(before: str, after: str, home: Home, reporter: Reporter) -> Report:
    """Compare two builds, each named by a day, `warehouse`, a build id or a file."""

    def look(report: Report) -> None:
        """Compare the two builds and put what changed into the report."""
        if not has_home(home, report):
            return
        files = [_file_of(words, home, report) for words in (before, after)]
        if files[0] is None or files[1] is None:
            return
        with reporter.stage("Comparing"), own_scratch(home):
            try:
                found = compare(files[0], files[1], home.submissions)
            except NotABuild as refused:
                report.fail(str(refused))
                return
        report.facts = found.as_dict()
        _show(found, report)

    return guarded(reporter, look)


def _file_of(words: str, home: Home, report: Report) -> Path | None:
    """Return the build that is meant; say why there is none."""
    day = _day(words)
    if words == WAREHOUSE:
        return _standing(home.warehouse, "There is no warehouse yet: run `pace run`.", report)
    if day is not None:
        how = f"There is no build as known at {day}: `pace run --as-known-at {day}` makes it."
        file = _standing(home.vintage(day.isoformat()), how, report)
        if file is not None:
            _say_if_outdated(file, day, home, report)
        return file
    named = Path(words)
    for file in (named, home.vintages / words):
        if file.is_file():
            return file
    return _by_id(words, home, report)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _standing(file: Path, otherwise: str, report: Report) -> Path | None:
    if file.is_file():
        return file
    report.fail(otherwise)
    return None


def _say_if_outdated(vintage: Path, day: date, home: Home, report: Report) -> None:
    build = build_of(vintage)
    try:
        now = plan_build(home, day).build_id
    except NothingToBuild:
        return
    if build is not None and build.build_id != now:
        report.say(
            f"The build as known at {day} was made of other records or by other code than today's; "
            f"`pace run --as-known-at {day}` makes it anew."
        )


def _by_id(words: str, home: Home, report: Report) -> Path | None:
    for file in (home.warehouse, *sorted(home.vintages.glob("*.duckdb"))):
        build = build_of(file) if file.is_file() else None
        if build is not None and build.build_id == words:
            return file
    report.fail(
        f"No build is called {words}. Name a day (2019-09-01), `{WAREHOUSE}`, a build id or a file."
    )
    return None


def _show(found: Comparison, report: Report) -> None:
    made = [
        authority_table(found.authorities),
        programme_table(found.programme),
        record_table(found.records),
        clock_table(found.clocks),
        mart_table(found.marts),
        cell_table(found.cells),
    ]
    report.tables += [table for table in made if table.row_count]
    report.say(f"From {_named(found.before)} to {_named(found.after)}.")
    for setting in found.settings:
        report.say(f"Between them: {setting}.")
    if not (report.tables or found.settings):
        report.say("Nothing changed.")


def _named(build: Build) -> str:
    known = f"as known at {build.as_known_at}" if build.as_known_at else f"to {build.known_to}"
    return f"build {build.build_id} ({known})"
