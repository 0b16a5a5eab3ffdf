"""The cells of a kind, stacked over tables and columns, with the readings that checks look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import is_normalized

import numpy as np
import pandas as pd

from pipelines.contract.cell_kinds import Kind, columns_of
from pipelines.intake.cells import UNREADABLE
from pipelines.intake.distinct import DistinctRows

_EPOCH = date(1970, 1, 1).toordinal()
_FULL_DATE = re.compile(
    r"\?(\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\w{1,3}[-/. ]\d{2,4})([T ].*)?", re.ASCII
)
_WORD = re.compile(r"(?<!\S)[^\W\d_]{2,}[.:;,!]?(?!\S)")

Readings = dict[str, object]
Reader = Callable[[DistinctRows, str], Readings]


@dataclass(frozen=True)
class Stack:
    """The cells of a kind as one frame; ``runs``: table, column and length of each run of rows."""

    frame: pd.DataFrame
    runs: list[tuple[str, str, int]]

    def by_run(self, rows: Collection[int]) -> dict[tuple[str, str], list[int]]:
        """Return rows of the stack as rows of their table, by table and column."""
        wanted = np.array(sorted(rows), dtype=np.intp)
        found, start = {}, 0
        for table, column, length in self.runs:
            first, last = np.searchsorted(wanted, [start, start + length])
            found[table, column] = (wanted[first:last] - start).tolist()
            start += length
        return found


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def stack(kind: Kind, tables: Mapping[str, DistinctRows]) -> Stack:
    """Return the cells of a kind in all tables (the two kinds about children apart)."""
    runs: list[tuple[str, str, int]] = []
    frames: list[pd.DataFrame] = []
    for name, rows in tables.items():
        for column in columns_of(kind, rows.conformed.table):
            runs.append((name, column, len(rows.frame)))
            frames.append(pd.DataFrame(_READERS[kind](rows, column)))
    joined = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return Stack(joined, runs)


def _texts(rows: DistinctRows, column: str) -> Readings:
    return {"text": rows.frame[column].astype("object")}


def _dates(rows: DistinctRows, column: str) -> Readings:
    return {
        "day": rows.mapped(column, _day, float("nan")),
        "is_unreadable": rows.mapped(column, _is_unreadable, False),
    }


def _months(rows: DistinctRows, column: str) -> Readings:
    return {
        "day": rows.mapped(column, lambda text: _day(text, "-01"), float("nan")),
        "is_unreadable": rows.mapped(column, _is_no_month, False),
        "is_full_date": rows.mapped(column, _is_full_date, False),
    }


def _choices(rows: DistinctRows, column: str) -> Readings:
    codes, texts = pd.factorize(rows.frame[column])
    named = np.array([*(f"{column}: {text}" for text in texts), None], dtype="object")
    return {"choice": named[codes]}


def _outcomes(rows: DistinctRows, column: str) -> Readings:
    milestones, outcomes = rows.frame["milestone"].tolist(), rows.frame[column].tolist()
    pairs = zip(milestones, outcomes, strict=True)
    chosen = [f"{m}: {o}" if isinstance(o, str) else None for m, o in pairs]
    return {"choice": np.array(chosen, dtype="object")}


def _spells(rows: DistinctRows, _column: str) -> Readings:
    start, end = _dates(rows, "start_date"), _dates(rows, "end_date")
    return {"start_day": start["day"], "end_day": end["day"]}


def _plain(rows: DistinctRows, column: str) -> Readings:
    return {"is_plain": rows.mapped(column, _is_plain, True)}


def _is_plain(text: str) -> bool:
    """Return whether an id is what it looks like, and no remark that stands where an id should."""
    if text != text.strip() or not text.isprintable():
        return False
    if not text.isascii() and not is_normalized("NFC", text):
        return False  # letter and accent apart: looks like the same id written as one sign
    is_remark = not text[0].isalnum() or len(_WORD.findall(text)) > 1
    return not (" " in text and is_remark)


_READERS: Mapping[str, Reader] = {
    "required": _texts,
    "pseudonym": _plain,
    "date": _dates,
    "month": _months,
    "code": _choices,
    "descriptive": _choices,
    "outcome": _outcomes,
    "spell": _spells,
}


def _day(text: str, ending: str = "") -> float:
    return float("nan") if _is_unreadable(text) else day_number(date.fromisoformat(text + ending))


def _is_unreadable(text: str) -> bool:
    return text.startswith(UNREADABLE)


def _is_no_month(text: str) -> bool:
    # A full date has a check of its own: one fault, one line.
    return _is_unreadable(text) and not _is_full_date(text)


def _is_full_date(text: str) -> bool:
    return _FULL_DATE.fullmatch(text) is not None
