"""``pace status``: every authority's state, and what the warehouse was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from rich.box import SIMPLE
from rich.table import Table

from pipelines.commands.decide import COLLECTED
from pipelines.commands.guard import guarded, has_home
from pipelines.contract.audit import read_audit
from pipelines.contract.authorities import authorities_of
from pipelines.contract.register import Decision, read_register
from pipelines.contract.submissions import Receipt
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter
from pipelines.warehouse.plan import NothingToBuild, build_id_of, plan_build

Facts = dict[str, str | int | None]

# A person's verdict and the day of collection stand there only where there is one of either.
_NOT_YET = "not yet"
_RARE = {"decided": None, "feedback_collected": _NOT_YET}


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
    collected = _collected(home)
    rows = []
    for authority in authorities_of(home):
        held, newest = in_force.get(authority.code), last.get(authority.code)
        facts = _facts(authority.code, authority.name, held, newest)
        facts |= _said(newest, register.verdicts(), collected)
        rows.append(facts)
    report.tables.append(_table(rows))
    warehouse = _warehouse(home, day)
    report.facts = {"authorities": rows, "warehouse": warehouse}
    waiting = register.waiting()
    report.facts["waiting"] = [f"{r.authority_code}/{r.folder}" for r in waiting]
    for receipt in waiting:
        report.say(
            f"{receipt.folder} of {receipt.authority_code} waits for a person: read "
            f"feedback/{receipt.authority_code}/{receipt.folder}/summary.txt, then `pace decide`."
        )
    report.say(str(warehouse["sentence"]))


def _table(rows: Sequence[Facts]) -> Table:
    """Return the authorities, two lines each: in 80 letters nothing is cut."""
    table = Table(title="Authorities", box=SIMPLE, padding=(0, 1, 0, 0))
    for heading in ("authority", "in force as at"):
        table.add_column(heading, no_wrap=True)
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("last sent", overflow="fold")
    rare = [
        key for key, nothing in _RARE.items() if any(r[key] not in (None, nothing) for r in rows)
    ]
    for key in rare:
        table.add_column(key.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*_lines(row), *(_or_dash(row[key]) for key in rare))
    return table


def _lines(row: Facts) -> tuple[str, str, str, str]:
    """Return an authority's state, two lines a cell."""
    late = "" if row["days_late"] is None else f"\n{row['days_late']} days late"
    kept = row["rows_quarantined"]
    return (
        f"{row['name']}\n{row['authority_code']}",
        f"{_or_dash(row['in_force_as_at'])}{late}",
        _or_dash(row["rows_received"]) + ("" if kept is None else f"\n{kept} quarantined"),
        "\n".join(str(w) for w in (row["last_folder"], row["last_outcome"]) if w is not None),
    )


def _or_dash(value: str | int | None) -> str:
    return "–" if value is None else str(value)


def _facts(code: str, name: str, held: Receipt | None, newest: Receipt | None) -> Facts:
    return {
        "authority_code": code,
        "name": name,
        "in_force_as_at": held.as_at if held else None,
        "days_late": _days_late(held) if held else None,
        "rows_received": held.rows.get("received", 0) if held else None,
        "rows_quarantined": held.rows.get("quarantined", 0) if held else None,
        "last_folder": newest.folder if newest else None,
        "last_outcome": newest.outcome.words if newest else "never sent",
    }


def _days_late(receipt: Receipt) -> int:
    """Return the days from the day an extract describes to the day it came."""
    return (date.fromisoformat(receipt.received_on) - date.fromisoformat(receipt.as_at)).days


def _said(
    newest: Receipt | None, verdicts: Mapping[int, Decision], collected: Mapping[str, str]
) -> Facts:
    """Return what a person decided about the last submission, and when its feedback was fetched."""
    if newest is None:
        return {"decided": None, "feedback_collected": None}
    decision = verdicts.get(newest.sequence)
    fetched = collected.get(f"{newest.authority_code}/{newest.folder}", _NOT_YET)
    return {
        "decided": f"{decision.verdict.value} by {decision.decided_by}" if decision else None,
        "feedback_collected": fetched,
    }


def _collected(home: Home) -> dict[str, str]:
    """Return the day on which the feedback on each submission was last collected."""
    events = (event for event in read_audit(home) if event.what == COLLECTED)
    return {event.about: event.at[:10] for event in events}


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
