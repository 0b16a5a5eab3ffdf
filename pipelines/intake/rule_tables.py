"""The kept rows of a submission, typed, as the rules over whole tables look at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.contract.vocabulary import Column, vocabulary
from pipelines.intake.judged_table import JudgedTable
from pipelines.intake.look_alike import looks_like

CHILD = "child"
Rekey = Mapping[str, Callable[[str], str]]


def kept_rows(judged: Mapping[str, JudgedTable], rekey: Rekey) -> dict[str, pa.Table]:
    """Return the rows of each table that are kept: the contract's columns, ``child`` and ``row``.

    Children have ``looks_like`` besides: what their id as sent would be taken for.

    ``rekey``: by column, what becomes of a pseudonym (nothing, where none is compared with another
    submission's). ``row``: the number of the row among the judged ones.
    """
    return {name: _kept(table, rekey) for name, table in judged.items()}


def no_rows(name: str) -> pa.Table:
    """Return a table without a row, for one that was not sent."""
    columns = vocabulary().tables[name].columns.values()
    typed = {_name(column): pa.array([], _type(column)) for column in columns}
    return pa.table({"row": pa.array([], pa.int64()), **typed})


def _kept(judged: JudgedTable, rekey: Rekey) -> pa.Table:
    kept = np.flatnonzero(~judged.is_quarantined)
    arrays = {"row": pa.array(kept)}
    columns = judged.conformed.table.columns
    for column in columns.values():
        arrays[_name(column)] = _typed(judged, column, kept, rekey.get(column.name))
    if judged.name == "children":
        arrays["looks_like"] = _typed(judged, columns["child_id"], kept, looks_like)
    return pa.table(arrays)


def _typed(
    judged: JudgedTable,
    column: Column,
    kept: np.ndarray[tuple[int], np.dtype[np.intp]],
    rekey: Callable[[str], str] | None,
) -> pa.Array:
    """Return a column of the kept rows; every distinct text is read once."""
    codes, texts = pd.factorize(judged.frame[column.name])
    if column.repaired_to is not None:
        texts = pd.Index([*texts, column.repaired_to])
        codes = codes.copy()
        codes[judged.bad_cells(column.name)] = len(texts) - 1
    read = [_value(str(text), column, rekey) for text in texts]
    values = pa.array([*read, None], _type(column))
    # Empty cells have the code -1: the last value.
    at = np.where(codes < 0, len(read), codes)[kept]
    return values.take(pa.array(at))


def _value(text: str, column: Column, rekey: Callable[[str], str] | None) -> str | date | None:
    if column.type in ("date", "month"):
        try:
            return date.fromisoformat(text + ("-01" if column.type == "month" else ""))
        except ValueError:
            return None  # of a row that is put aside
    return rekey(text) if rekey else text


def _name(column: Column) -> str:
    return CHILD if column.name == "child_id" else column.name


def _type(column: Column) -> pa.DataType:
    return pa.date32() if column.type in ("date", "month") else pa.string()
