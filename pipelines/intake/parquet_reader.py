"""Parquet files: typed columns of text, numbers, dates and midnights; nothing nested, no guessing.

The first row is row 1: there is no header row. Sizes are looked at before anything is unpacked, for
a small file can say that it holds billions of rows.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pipelines.contract.findings import Refused
from pipelines.intake.archive import encrypted
from pipelines.intake.source_table import Cell, Place, SourceFile

# What a file ends with whose footer is encrypted.
_ENCRYPTED = b"PARE"
MOST_ROWS = 20_000_000
MOST_BYTES = 2 << 30

Columns = dict[str, Sequence[Cell]]


def read_parquet(file: SourceFile) -> list[tuple[str, Sequence[Cell]]]:
    """Return the columns of a Parquet file, by name and in order; an empty cell is empty text.

    Raises Refused (never a library's message) for what is no Parquet file, what is too large and
    what holds columns of other kinds.
    """
    place = Place(file.shown)
    if file.data.endswith(_ENCRYPTED):
        raise Refused([encrypted(place)])
    table = _opened(file.data, place)
    return [
        (name, _cells(table.column(at), place, at)) for at, name in enumerate(table.schema.names)
    ]


def _opened(data: bytes, place: Place) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        parquet = pq.ParquetFile(io.BytesIO(data))
        fits = _fits(parquet.metadata)
        if fits:
            return parquet.read(use_threads=False)
    except MemoryError:
        fits = False
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        fits = True
    raise _too_large(place) if not fits else _not_parquet(place)


def _fits(metadata: Any) -> bool:
    sizes = (metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups))
    return bool(metadata.num_rows <= MOST_ROWS and sum(sizes) <= MOST_BYTES)


def _cells(column: Any, place: Place, position: int) -> Sequence[Cell]:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _cells(column.cast(kind.value_type), place, position)
    if pa.types.is_null(kind):
        return [""] * len(column)
    tests = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_integer,
        pa.types.is_floating,
    )
    if not any(test(kind) for test in (*tests, pa.types.is_date, pa.types.is_boolean)):
        if not _is_plain_timestamp(kind):
            raise _other_kind(place, position)
        # Below a microsecond nothing can be a day; such a time is refused as a cell, not cut off.
        column = _microseconds(column, place, position)
    return _listed(column, place, position)


def _listed(column: Any, place: Place, position: int) -> Sequence[Cell]:
    try:
        return ["" if cell is None else cell for cell in column.to_pylist()]
    except (OverflowError, ValueError):  # a day outside the calendar, a text that is none
        fault = _other_kind(place, position)
    raise fault


def _is_plain_timestamp(kind: Any) -> bool:
    import pyarrow as pa

    # A midnight in UTC is a day; one of another zone may be the day before.
    return pa.types.is_timestamp(kind) and kind.tz in (None, "UTC", "Etc/UTC", "+00:00")


def _microseconds(column: Any, place: Place, position: int) -> Any:
    import pyarrow as pa

    try:
        return column.cast(pa.timestamp("us", column.type.tz)).cast(pa.timestamp("us"))
    except pa.ArrowException:
        fault = _other_kind(place, position)
    raise fault


def _not_parquet(place: Place) -> Refused:
    fault = place.fault(
        "not_parquet",
        "The file is not a readable Parquet file.",
        "Write the file again as Parquet and send it anew.",
    )
    return Refused([fault])


def _too_large(place: Place) -> Refused:
    fault = place.fault(
        "too_large",
        "The file says that it holds more than can be read.",
        "Send the file in parts, or as CSV.",
    )
    return Refused([fault])


def _other_kind(place: Place, position: int) -> Refused:
    fault = place.fault(
        "column_kind",
        "The column holds neither text, numbers nor days (a time zone but UTC is none).",
        "Write the column as text or as dates.",
        position=position,
    )
    return Refused([fault])
