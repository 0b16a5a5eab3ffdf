"""One file of the programme's records: read strictly, every fault with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from pipelines.contract.findings import Finding, Refused
from pipelines.contract.vocabulary import Table
from pipelines.intake.csv_reader import Dialect, read_records
from pipelines.intake.headers import header_faults
from pipelines.intake.programme_values import BadValue, Values, arrow_type
from pipelines.intake.read_table import broken_rows
from pipelines.intake.source_table import Place, SourceFile
from pipelines.intake.standardise import sorted_by_all

_MEND = "Mend the cell and run again; until then the records before stay in force."
# Pairs of one row that contradict each other: (earlier or smaller, later or larger, may be equal).
_ORDERED = (("min_age_years", "max_age_years", False),)


def read_programme_file(file: SourceFile, table: Table, values: Values) -> pa.Table:
    """Return the typed, sorted rows of a file; raise Refused with all that is wrong with it."""
    place = Place(file.shown)
    header, *records = read_records(file.data, Dialect(), place)
    _stop_at(header_faults(place, header, table.columns, (), 1))
    _stop_at(broken_rows(place, header, records, 2))
    rows: list[dict[str, Any]] = []
    faults: list[Finding] = []
    for number, record in enumerate(records, start=2):
        row, found = _row(place, header, record, table, values, number)
        rows.append(row)
        faults += found
    _stop_at(faults)
    _stop_at([*_repeated(place, header, rows, table), *_contradictions(place, header, rows)])
    return _typed(table, rows)


def empty_table(table: Table) -> pa.Table:
    """Return the table of a file that is not there."""
    return _typed(table, [])


def _stop_at(faults: Sequence[Finding]) -> None:
    if faults:
        raise Refused(list(faults))


def _row(
    place: Place, header: list[str], record: list[str], table: Table, values: Values, number: int
) -> tuple[dict[str, Any], list[Finding]]:
    row: dict[str, Any] = {}
    faults = []
    for position, (name, text) in enumerate(zip(header, record, strict=True)):
        try:
            row[name] = values.read(table.columns[name], text)
        except BadValue as bad:
            faults.append(
                place.fault(
                    bad.rule, bad.sentence, _MEND, row=number, position=position, column=name
                )
            )
    return row, faults


def _repeated(
    place: Place, header: list[str], rows: list[dict[str, Any]], table: Table
) -> Iterator[Finding]:
    if not table.key:
        return
    seen = set()
    for number, row in enumerate(rows, start=2):
        key = tuple(row[name] for name in table.key)
        if key in seen:
            yield place.fault(
                "repeated_key",
                f"Another row has the same {' and '.join(table.key)}.",
                "Keep one of the rows.",
                row=number,
                position=header.index(table.key[0]),
                column=table.key[0],
            )
        seen.add(key)


def _contradictions(
    place: Place, header: list[str], rows: list[dict[str, Any]]
) -> Iterator[Finding]:
    pairs = [pair for pair in _ORDERED if pair[0] in header and pair[1] in header]
    for number, row in enumerate(rows, start=2):
        for low, high, may_be_equal in pairs:
            first, second = row[low], row[high]
            if first is None or second is None:
                continue
            if second < first or (second == first and not may_be_equal):
                yield place.fault(
                    "wrong_order",
                    f"{high} must lie {'not before' if may_be_equal else 'above'} {low}.",
                    _MEND,
                    row=number,
                    position=header.index(high),
                    column=high,
                )


def _typed(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    arrays = {
        name: pa.array([row[name] for row in rows], arrow_type(column))
        for name, column in table.columns.items()
    }
    return sorted_by_all(pa.table(arrays))
