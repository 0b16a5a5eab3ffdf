"""This release beside the last: every measure × area × period, what changed and why.

For the people who sign, never published: it holds differences of any size. What may be said of them
in public is the release's own table of revisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines.contract.published import REVISIONS, reason
from pipelines.release.read_back import DraftFiles, read_draft

FIGURES = ("count", "percent", "points", "days", "word")
SYMBOL = r"^\[[a-z]+\]$"
COLUMNS = ["table", "area", "row", "measure", "kind", "before", "now", "change", "what", "reason"]
# A change of this many points of a percentage, or of this share of a count, a person looks at.
MANY_POINTS = 5.0
MUCH_OF_A_COUNT = 0.1


@dataclass(frozen=True)
class Comparison:
    """All that changed (``COLUMNS``), and the part of it that a person should clear."""

    changes: pd.DataFrame
    compared: int

    @property
    def to_clear(self) -> pd.DataFrame:
        """Return what is large, or went from shown to withheld or back."""
        rows = self.changes
        counts = rows["kind"].isin(["count", "days"])
        before = pd.to_numeric(rows["before"], errors="coerce").abs()
        size = pd.to_numeric(rows["change"], errors="coerce").abs()
        large = (counts & (size > MUCH_OF_A_COUNT * before.clip(lower=10))) | (
            ~counts & (size > MANY_POINTS)
        )
        turned = rows["what"].isin(["now withheld", "now shown", "other word", "row is gone"])
        return rows[large | turned]

    def write(self, folder: Path) -> None:
        """Write ``comparison.csv`` and, where there is something to clear, ``to_clear.csv``."""
        self.changes.to_csv(folder / "comparison.csv", index=False)
        (folder / "to_clear.csv").unlink(missing_ok=True)
        if len(self.to_clear):
            self.to_clear.to_csv(folder / "to_clear.csv", index=False)


def compare(before: Path, now: Path) -> Comparison:
    """Return what changed from one release's folder to another's."""
    old, new = read_draft(before), read_draft(now)
    why = reason(old.made_of, new.made_of)
    frames, compared = [], 0
    # A table without rows is in no folder: what either of the two holds is looked at.
    for table in (t for t in dict.fromkeys([*new.tables, *old.tables]) if t != REVISIONS):
        left = _cells(old, table, "before") if table in old.tables else _nothing("before")
        right = _cells(new, table, "now") if table in new.tables else _nothing("now")
        both = left.merge(right, on=["table", "area", "row", "measure", "kind"], how="outer")
        compared += len(both)
        frames.append(_changed(both.fillna("")))
    changes = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)
    return Comparison(changes.assign(reason=why)[COLUMNS], compared)


def _nothing(figure: str) -> pd.DataFrame:
    return pd.DataFrame(columns=["table", "area", "row", "measure", "kind", figure])


def _cells(files: DraftFiles, table: str, figure: str) -> pd.DataFrame:
    """Return a table as one row a figure (in a column of that name), named by its other columns."""
    declared, frame = files.columns[table], files.csv(table)
    figures = [c for c in declared if c.kind in FIGURES]
    keys = [c.name for c in declared if c.kind in ("code", "period", "area")]
    moving = [k for k in keys if k not in ("area", "published")]
    row = [" ".join(parts) for parts in zip(*(frame[k] for k in moving), strict=True)]
    pieces = [
        pd.DataFrame(
            {
                "table": table,
                "area": frame["area"],
                "row": row if moving else "",
                "measure": c.name,
                "kind": c.kind,
                figure: frame[c.name],
            }
        )
        for c in figures
    ]
    return pd.concat(pieces, ignore_index=True) if pieces else _nothing(figure)


def _changed(both: pd.DataFrame) -> pd.DataFrame:
    rows = both[both["before"] != both["now"]]
    before, now = (pd.to_numeric(rows[c], errors="coerce") for c in ("before", "now"))
    change = (now - before).round(1)
    return rows.assign(change=change, what=_what(rows, change))


def _what(rows: pd.DataFrame, change: pd.Series) -> list[str]:
    return [
        _word(str(b), str(n), c)
        for b, n, c in zip(rows["before"], rows["now"], change, strict=True)
    ]


def _word(before: str, now: str, change: float) -> str:
    if before == "":
        return "new row"
    if now == "":
        return "row is gone"
    if now.startswith("["):
        return "now withheld" if now == "[c]" else "now not available"
    if before.startswith("["):
        return "now shown"
    return "other word" if pd.isna(change) else "other figure"
