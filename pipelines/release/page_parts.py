"""What pages are made of: figures with words and rows behind them, tables, and the templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from pipelines.contract.release_tables import LEGEND, MARK_COLUMN, MARKS, Protected, ProtectedTable
from pipelines.release import charts, texts

MARKED = (*MARKS, " ".join(MARKS))
TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class HtmlTable:
    """A table of text: headings, rows, and its caption."""

    caption: str
    headings: list[str]
    rows: list[list[str]]
    row_heads: int = 1

    @property
    def symbols(self) -> str:
        """Return what the symbols and marks among its cells mean, in a line; '' where none is."""
        used = {
            word for row in self.rows for cell in row for word in cell.split() if word in LEGEND
        }
        return "; ".join(f"{s} {short}" for s, short in _SHORT.items() if s in used)


# In a word or two below a table; in whole sentences among the notes.
_SHORT = {
    "[c]": "withheld",
    "[x]": "not available",
    "[z]": "not applicable",
    "[low]": "rounds to 0 but is not 0",
    "[r]": "revised",
    "[p]": "provisional",
}


@dataclass(frozen=True)
class Figure:
    """A chart in two widths, what it shows in words, and the rows behind it."""

    title: str
    wide: Markup
    narrow: Markup
    alternative: str
    table: HtmlTable


def figure(title: str, draw: Callable[[int], str], alternative: str, table: HtmlTable) -> Figure:
    """Return a figure drawn in both widths."""
    wide, narrow = (drawing(draw(width)) for width in (charts.WIDE, charts.NARROW))
    return Figure(title, wide, narrow, alternative, table)


def drawing(svg: str) -> Markup:
    """Return a drawing of ours as mark-up, hidden from readers who get the words instead."""
    inner = svg[svg.index("<svg") :].replace(
        "<svg ", '<svg aria-hidden="true" focusable="false" ', 1
    )
    return Markup(inner)  # noqa: S704  (made here or by vl-convert; both escape text)


def html_table(
    table: ProtectedTable,
    rows: pd.DataFrame,
    caption: str,
    headings: dict[str, str],
    row_heads: int = 1,
) -> HtmlTable:
    """Return some columns of some rows of a protected table, as every format writes them."""
    cells = with_marks(table, table.cells().loc[rows.index])[list(headings)]
    spoken = [[texts.spoken_cell(c) for c in row] for row in cells.to_numpy().tolist()]
    return HtmlTable(caption, list(headings.values()), spoken, row_heads)


def with_marks(table: ProtectedTable, cells: pd.DataFrame) -> pd.DataFrame:
    """Return a table's cells with the mark of a row, where it has one, behind its period."""
    if MARK_COLUMN not in cells:
        return cells
    period = table.shape.periods[0]
    marks = cells[MARK_COLUMN].where(cells[MARK_COLUMN].isin(MARKED), "")
    return cells.assign(**{period: (cells[period] + " " + marks).str.rstrip()})


def rows_of(table: ProtectedTable, area: str | None = None, aim: int | None = None) -> pd.DataFrame:
    """Return the rows of an area, and of an aim, withheld ones with figures missing."""
    rows = table.frame
    if area is not None:
        rows = rows[rows["area"] == area]
    return rows if aim is None or not len(rows) else rows[rows["aim"].astype(int) == aim]


def number(row: pd.Series, column: str) -> float | None:
    """Return a shown figure; None where it is withheld or there is none."""
    value = row[column]
    return None if pd.isna(value) else float(value)


@cache
def environment() -> Environment:
    """Return where templates are found; all of them escape what they are given."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html", "j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _css() -> Markup:
    return Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704  (ours)


def render(template: str, **content: Any) -> bytes:
    """Return a page that is of no release by itself, UTF-8."""
    return environment().get_template(template).render(css=_css(), **content).encode("utf-8")


def page(template: str, protected: Protected, release_id: str, content: dict[str, Any]) -> bytes:
    """Return a page, UTF-8, with what every page says of the release."""
    written = environment().get_template(template)
    known = {
        "texts": texts,
        "protected": protected,
        "release_id": release_id,
        "day": texts.spoken_day(protected.day),
        "symbols": LEGEND,
        "css": _css(),
    }
    return written.render(known | content).encode("utf-8")


def listed(names: Sequence[str]) -> str:
    """Return names as people list them."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def withheld(protected: Protected) -> HtmlTable:
    """Return how many rows of each table are shown, withheld and not available."""
    rows = [
        [
            table.shape.title,
            *(str(table.row_counts[k]) for k in ("rows", "shown", "withheld", "not_available")),
        ]
        for table in protected.written
    ]
    headings = ["Table", "Rows", "Shown", "Withheld [c]", "Not available [x]"]
    return HtmlTable("Rows of each table of this release", headings, rows)
