"""``pace status``: every authority's state, and what the warehouse was made of."""

from __future__ import annotations

from datetime import date

from rich.table import Table

from pipelines.commands.guard import guarded, has_home
from pipelines.contract.authorities import authorities_of
from pipelines.contract.register import read_register
from pipelines.contract.submissions import Receipt
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter
from pipelines.warehouse.plan import NothingToBuild, build_id_of, plan_build


def status(home: Home, day: date | None, reporter: Reporter) -> Report:
    """List every authority with what is in force and what became of the last submission."""

    def look(report: Report) -> None:
        """Put every authority's state into the report."""
        if has_home(home, report):
            _look(home, day, report)

    return guarded(reporter, look)


def _look(home: Home, day: date | None, report: Report) -> None:
    register = read_register(home)
    in_force = register.in_force(day)
    last = {r.authority_code: r for r in register.receipts}
    table = Table(title="Authorities")
    for column in ("code", "name", "in force as at", "rows", "quarantined", "last submission"):
        table.add_column(column)
    rows = []
    for authority in authorities_of(home):
        held, newest = in_force.get(authority.code), last.get(authority.code)
        facts = _facts(authority.code, authority.name, held, newest)
        rows.append(facts)
        table.add_row(*(str(v) for v in facts.values()))
    report.tables.append(table)
    warehouse = _warehouse(home, day)
    report.facts = {"authorities": rows, "warehouse": warehouse}
    report.say(str(warehouse["sentence"]))


def _facts(
    code: str, name: str, held: Receipt | None, newest: Receipt | None
) -> dict[str, str | int]:
    return {
        "authority_code": code,
        "name": name,
        "in_force_as_at": held.as_at if held else "–",
        "rows_received": held.rows.get("received", 0) if held else 0,
        "rows_quarantined": held.rows.get("quarantined", 0) if held else 0,
        "last_outcome": newest.outcome.value.replace("_", " ") if newest else "never sent",
    }


def _warehouse(home: Home, day: date | None) -> dict[str, str | bool | None]:
    standing = build_id_of(home.warehouse)
    try:
        planned = plan_build(home, day).build_id
    except NothingToBuild as nothing:
        return {"build_id": standing, "is_current": False, "sentence": str(nothing)}
    current = standing == planned
    sentence = (
        "The warehouse is made of what is in force."
        if current
        else "The warehouse is older than what is in force: run `pace run`."
        if standing
        else "There is no warehouse yet: run `pace run`."
    )
    return {"build_id": standing, "is_current": current, "sentence": sentence}
