"""The tables of ``pace diff`` on a terminal: at most a screen each, the rest by ``--json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table

from pipelines.history.causes import AuthorityChange
from pipelines.history.cells import CellRow, MartChange
from pipelines.history.clocks import ClockChange
from pipelines.history.programme import ProgrammeChange
from pipelines.history.records import RecordChange

A_SCREEN = 20
# Limits of intervals follow from the counts beside them.
_FOLLOWING = ("ci_low", "ci_high")
# Of a row that only one build has, what it counts is shown.
_NOTHING = (None, 0)
ALL_AGES = "all"


def authority_table(changes: Sequence[AuthorityChange]) -> Table:
    """Return which submission replaced which."""
    rows = [
        (
            c.authority_code,
            c.name,
            c.kind.value + (", other mapping" if c.is_mapping_changed else ""),
            f"{c.submission_before or '–'} (as at {c.as_at_before or '–'})",
            f"{c.submission_after or '–'} (as at {c.as_at_after or '–'})",
            str(c.received_after or "–"),
        )
        for c in changes
        if c.is_changed or c.is_mapping_changed
    ]
    return _table("Submissions", ("area", "name", "what", "before", "after", "received"), rows)


def programme_table(changes: Sequence[ProgrammeChange]) -> Table:
    """Return which of the programme's records differ."""
    rows = [(c.file, c.authority_code, f"{c.added:,}", f"{c.removed:,}") for c in changes]
    return _table("Programme records", ("file", "area", "added", "removed"), rows)


def record_table(changes: Sequence[RecordChange]) -> Table:
    """Return how many records of children changed, and why."""
    rows = [(c.table, c.authority_code, c.change, c.reason, f"{c.rows:,}") for c in changes]
    return _table("Records", ("table", "area", "change", "reason", "rows"), rows)


def clock_table(changes: Sequence[ClockChange]) -> Table:
    """Return how many clocks moved from which status to which, and why."""
    rows = [
        (c.authority_code, str(c.aim), c.variant, *_moves(c), c.reason, f"{c.clocks:,}")
        for c in changes
    ]
    heads = ("area", "aim", "variant", "before", "after", "reason", "clocks")
    return _table("Clocks", heads, rows)


def _moves(change: ClockChange) -> tuple[str, str]:
    before, after = change.status_before, change.status_after
    if before == after and change.is_start_moved:
        return before, f"{after}, started another day"
    if before == after:
        return f"{before} ({change.outcome_before})", f"{after} ({change.outcome_after})"
    return before, after


def mart_table(changes: Sequence[MartChange]) -> Table:
    """Return how many rows of the marts moved by area."""
    rows = [
        (c.mart, c.area, c.reason, f"{c.added:,}", f"{c.removed:,}", f"{c.changed:,}")
        for c in changes
    ]
    return _table("Figures", ("mart", "area", "reason", "added", "gone", "changed"), rows)


def cell_table(changes: Sequence[CellRow]) -> Table:
    """Return figures before and after; of all ages where a mart has bands."""
    shown = [c for c in changes if c.grain.get("age_band", ALL_AGES) == ALL_AGES]
    rows = [(c.mart, c.area, _rest_of(c), _before_after(c)) for c in shown if _before_after(c)]
    return _table("Figures before → after", ("mart", "area", "of", "figures"), rows)


def _rest_of(row: CellRow) -> str:
    named = {k: v for k, v in row.grain.items() if v not in (row.area, ALL_AGES)}
    return ", ".join(f"{k} {v}" for k, v in named.items())


def _before_after(row: CellRow) -> str:
    kept = {
        name: pair
        for name, pair in row.cells.items()
        if not name.endswith(_FOLLOWING) and any(figure not in _NOTHING for figure in pair)
    }
    return ", ".join(f"{n} {_figure(b)} → {_figure(a)}" for n, (b, a) in kept.items())


def _figure(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _table(title: str, heads: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Table:
    listed = list(rows)
    caption = (
        f"… and {len(listed) - A_SCREEN:,} more (see --json)" if len(listed) > A_SCREEN else ""
    )
    table = Table(title=title, caption=caption or None)
    numbers = _columns_of_numbers(listed)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place in numbers else "left", overflow="fold")
    for row in listed[:A_SCREEN]:
        table.add_row(*row)
    return table


def _columns_of_numbers(rows: list[tuple[str, ...]]) -> set[int]:
    digits = Counter(
        place for row in rows for place, cell in enumerate(row) if cell.replace(",", "").isdigit()
    )
    return {place for place, count in digits.items() if count == len(rows)}
