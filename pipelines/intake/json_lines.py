"""JSON Lines: an object a line, each with the columns of the first, each of them once.

The first object is row 1. Text, numbers, truth values and null (an empty cell) are cells; anything
nested, any number that is none (NaN) and any line that is no object refuses the file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from pipelines.contract.findings import Refused
from pipelines.intake.csv_reader import Dialect, decoded
from pipelines.intake.source_table import Cell, Place, SourceFile

_RESEND = "Write one JSON object a line, each with the same names, and send the file again."
_FAULTS = {
    "not_json": "The line is not one JSON object.",
    "repeated_name": "The line names a column twice.",
    "ragged_row": "The line does not name the same columns as the first.",
    "nested_value": "The line holds a list, an object or a number without a value.",
    "blank_row": "The line is blank.",
}


class _Fault(Exception):  # noqa: N818  (control flow inside this module)
    pass


def read_json_lines(file: SourceFile) -> list[tuple[str, Sequence[Cell]]]:
    """Return the columns by name, in the order of the first line; raise Refused for a bad line."""
    place = Place(file.shown)
    lines = decoded(file.data, Dialect(), place).split("\n")
    if not lines[-1]:
        lines.pop()
    header: list[str] = []
    rows: list[list[Cell]] = []
    for number, line in enumerate(lines, start=1):
        try:
            cells = _object(line.removesuffix("\r"))
            header = header or list(cells)
            rows.append(_in_order(cells, header))
        except _Fault as fault:
            rule = str(fault)
        else:
            continue
        raise Refused([place.fault(rule, _FAULTS[rule], _RESEND, row=number)])
    columns = zip(*rows, strict=True) if rows else ()
    return list(zip(header, columns, strict=True))


def _object(line: str) -> dict[str, Any]:
    if not line:
        raise _Fault("blank_row")
    try:
        found = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not found:
        raise _Fault("not_json")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Fault("repeated_name")
    return found


def _no_number(_text: str) -> None:
    raise _Fault("nested_value")


def _in_order(cells: dict[str, Any], header: list[str]) -> list[Cell]:
    if cells.keys() != set(header):
        raise _Fault("ragged_row")
    return [_cell(cells[name]) for name in header]


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, dict | list) or (isinstance(value, float) and not math.isfinite(value)):
        raise _Fault("nested_value")
    # A JSON text can hold what no text file can; such a value is no cell of ours.
    if isinstance(value, str) and not value.isascii() and not _is_text(value):
        raise _Fault("nested_value")
    return value  # type: ignore[no-any-return]


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True
