"""The distinct rows of a table: of exact copies the first stays, the others are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.intake.conform import ConformedTable


@dataclass(frozen=True)
class DistinctRows:
    """The texts of the distinct rows (``frame``) and their place in ``conformed``."""

    conformed: ConformedTable
    frame: pd.DataFrame
    positions: npt.NDArray[np.intp]

    def mapped(self, column: str, function: Callable[[str], Any], empty: Any) -> npt.NDArray[Any]:
        """Return a function of each text of a column, computed once per text."""
        codes, texts = pd.factorize(self.frame[column])
        # Empty cells have the code -1, which is the last value.
        values = np.array([*(function(str(text)) for text in texts), empty])
        return np.asarray(values[codes])


def distinct_rows(conformed: ConformedTable) -> DistinctRows:
    """Return the distinct rows of a table in their order."""
    columns = {
        name: pd.Series(texts, dtype="str" if _is_id(conformed, name) else "category")
        for name, texts in conformed.columns.items()
    }
    frame = pd.DataFrame(columns, index=pd.RangeIndex(conformed.rows))
    stays = ~frame.duplicated().to_numpy()
    return DistinctRows(conformed, frame[stays].reset_index(drop=True), np.flatnonzero(stays))


def _is_id(conformed: ConformedTable, name: str) -> bool:
    return conformed.table.columns[name].type == "pseudonym"
