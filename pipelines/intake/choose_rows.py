"""Which rows of a source a part takes: what is left out by a declared rule, and counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.authorities.cell_rule import SkipRule
from pipelines.authorities.date_format import parser_of
from pipelines.authorities.parts import KeepOne, OrderRule, TablePart
from pipelines.intake.source_table import SourceTable
from pipelines.intake.widen import Widened


@dataclass(frozen=True)
class Chosen:
    """The rows (from 0) that are taken, in order, and how many each declared rule left out."""

    rows: Sequence[int]
    skipped: dict[str, int]

    def less(self, leaves: Sequence[bool], because: str) -> Chosen:
        """Return the choice less some of its rows (``leaves``: one answer for each row)."""
        rows = [row for row, goes in zip(self.rows, leaves, strict=True) if not goes]
        skipped = self.skipped | {because: self.skipped.get(because, 0) + sum(leaves)}
        return Chosen(rows, skipped)


def chosen_rows(part: TablePart, widened: Widened) -> Chosen:
    """Return the rows of a source that a part takes."""
    chosen = _not_skipped(part, widened)
    kept = part.keep_one
    if kept is None or kept.by is None:
        return chosen
    goes = _superseded(widened.source, chosen.rows, kept, kept.by)
    return chosen.less([row in goes for row in chosen.rows], kept.because)


def _not_skipped(part: TablePart, widened: Widened) -> Chosen:
    rules, source = part.skip_rows_where, widened.source
    declared = [str(join.because) for join in part.join if join.because is not None]
    if not rules and not declared:
        return Chosen(range(source.rows), {})
    reasons = _reasons(rules, source) | widened.left_out
    counted = Counter(reasons.values())
    names = [*(rule.because for rule in rules), *declared]
    rows = [row for row in range(source.rows) if row not in reasons]
    return Chosen(rows, {name: counted[name] for name in names})


def _reasons(rules: Sequence[SkipRule], source: SourceTable) -> dict[int, str]:
    """Return the rows that are skipped, with the first rule that hits each."""
    reasons: dict[int, str] = {}
    for rule in rules:
        texts = source.texts(rule.column)
        hit = {text for text in set(texts) if rule.hits(text)}
        for row, text in enumerate(texts):
            if text in hit:
                reasons.setdefault(row, rule.because)
    return reasons


def _superseded(source: SourceTable, rows: Sequence[int], kept: KeepOne, by: OrderRule) -> set[int]:
    """Return the rows that another version replaces; ties are settled by what the rows say."""
    keys = list(zip(*(source.texts(column) for column in kept.same), strict=True))
    order, cells = _order_of(by), source.texts(by.column)
    versions: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        if order(cells[row]) is not None:
            versions[keys[row]].append(row)
    contents = _contents(source)
    choose = max if kept.keep == "last" else min
    goes: set[int] = set()
    for same in versions.values():
        if len(same) > 1:
            stays = choose(same, key=lambda row: (order(cells[row]), contents(row)))
            goes |= set(same) - {stays}
    return goes


def _contents(source: SourceTable) -> Callable[[int], list[str]]:
    # By the names of the columns, so that neither the order of rows nor of columns decides.
    columns = [source.cells(name) for name in sorted(source.header)]
    return lambda row: [str(column[row]) for column in columns]


def _order_of(by: OrderRule) -> Callable[[str], Any]:
    if by.as_ == "date":
        return parser_of(by.date_format or "iso", by.century_pivot)
    return _number


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
