"""A source as one part sees it: with the columns that it joins and combines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.authorities.parts import Combine, Join, TablePart
from pipelines.contract.findings import Finding, Refused
from pipelines.intake.source_table import Cell, SourceTable

MOST_FINDINGS = 20
Key = tuple[str, ...]
Sources = Mapping[str, list[SourceTable]]


@dataclass(frozen=True)
class Widened:
    """A source with made columns, and the rows (from 0) that a join leaves out, by reason."""

    source: SourceTable
    left_out: dict[int, str] = field(default_factory=dict)


def widened(part: TablePart, source: SourceTable, sources: Sources) -> Widened:
    """Return a source as a part sees it; raise Refused where a join does not hold."""
    left_out: dict[int, str] = {}
    for join in part.join:
        source, unmatched = _joined(join, source, sources[join.with_])
        left_out |= dict.fromkeys(unmatched, str(join.because)) if join.unmatched == "skip" else {}
    for name, combine in part.combine.items():
        source = _combined(name, combine, source)
    return Widened(source, left_out)


def _combined(name: str, combine: Combine, source: SourceTable) -> SourceTable:
    columns = [source.texts(column) for column in combine.columns]
    texts = [combine.separator.join(row) for row in zip(*columns, strict=True)]
    return source.with_column(name, texts, combine.columns[0])


def _joined(
    join: Join, source: SourceTable, others: Sequence[SourceTable]
) -> tuple[SourceTable, list[int]]:
    known = _known_rows(join, others)
    keys = list(_keys(source, list(join.keys), trim=join.trim))
    unmatched = [row for row, key in enumerate(keys) if key not in known]
    if unmatched and join.unmatched == "refuse":
        raise Refused([_no_match(join, source, row) for row in unmatched[:MOST_FINDINGS]])
    nothing: tuple[Cell, ...] = ("",) * len(join.fetch)
    fetched = [known.get(key, nothing) for key in keys]
    for number, name in enumerate(join.fetch):
        shown_at = next(iter(join.keys))
        source = source.with_column(name, [cells[number] for cells in fetched], shown_at)
    return source, unmatched


def _keys(source: SourceTable, columns: Sequence[str], *, trim: bool) -> Iterator[Key]:
    texts = [source.texts(column) for column in columns]
    for key in zip(*texts, strict=True):
        yield tuple(text.strip() for text in key) if trim else key


def _known_rows(join: Join, others: Sequence[SourceTable]) -> dict[Key, tuple[Cell, ...]]:
    """Return the fetched cells by key; two rows that say different things refuse."""
    known: dict[Key, tuple[Cell, ...]] = {}
    faults: list[Finding] = []
    for other in others:
        keys = _keys(other, list(join.keys.values()), trim=join.trim)
        cells = zip(*(other.cells(column) for column in join.fetch.values()), strict=True)
        for row, (key, fetched) in enumerate(zip(keys, cells, strict=True)):
            # A row without a key is nobody's match.
            if all(key) and known.setdefault(key, fetched) != fetched:
                faults.append(_two_matches(join, other, row))
    if faults:
        raise Refused(faults[:MOST_FINDINGS])
    return known


def _no_match(join: Join, source: SourceTable, row: int) -> Finding:
    return _at_key(
        source,
        next(iter(join.keys)),
        row,
        "join_without_match",
        "No row of the file that is joined has this key.",
        "Send the row in both files, or have the mapping declare what becomes of such rows.",
    )


def _two_matches(join: Join, other: SourceTable, row: int) -> Finding:
    return _at_key(
        other,
        next(iter(join.keys.values())),
        row,
        "join_not_unique",
        "A row before this one has the same key and says something else.",
        "Send one row for each key.",
    )


def _at_key(
    source: SourceTable, column: str, row: int, rule: str, sentence: str, what_to_do: str
) -> Finding:
    shown = source.stands_at.get(column, column)
    return source.place.fault(
        rule,
        sentence,
        what_to_do,
        row=source.first_row + row,
        position=source.position(column),
        column=shown,
    )
