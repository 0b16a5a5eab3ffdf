"""Lines of the attack, and their terms, written one after the other."""

from __future__ import annotations

import pandas as pd

from pipelines.disclosure.ledger import IDENTITY, LINE, TERM, days_since_1970

Piece = tuple[pd.DataFrame, pd.DataFrame]
Stretch = tuple[int, int]


class LineWriter:
    """Lines and terms as they are written, one after the other."""

    def __init__(self) -> None:
        self._lines: list[tuple[object, ...]] = []
        self._terms: list[tuple[object, ...]] = []

    def add(self, row: tuple[str, str, str, str], column: str, value: int) -> int:
        """Add a line that is open once its row is shown; return its number."""
        self._lines.append((*row, column, value, row[0] == IDENTITY))
        return len(self._lines) - 1

    def term(self, line: int, count: str, who: str, when: Stretch, sign: int = 1) -> None:
        """Add a term of a line; an empty stretch has none."""
        if when[1] > when[0]:
            self._terms.append((line, count, who, *when, sign))

    def piece(self) -> Piece:
        """Return what was written."""
        return pd.DataFrame(self._lines, columns=LINE), pd.DataFrame(self._terms, columns=TERM)


def day_number(day: pd.Timestamp) -> int:
    """Return a day as days since 1970."""
    return int(days_since_1970(pd.DatetimeIndex([day]))[0])
