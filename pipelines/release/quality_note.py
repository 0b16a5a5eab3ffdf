"""The note on quality and revisions: what the data are, where they are weak, what is kept back.

Written from the protected tables alone, as every page is.
"""

from __future__ import annotations

import pandas as pd

from pipelines.contract.release_tables import MARKS, Protected, ProtectedTable
from pipelines.release import texts
from pipelines.release.page_parts import HtmlTable, html_table, page, withheld
from pipelines.release.sections import QUALITY_COLUMNS

# From here to there, in percent of the published number, the data hold about as many children.
_NEAR = (95.0, 105.0)
_BANDS = ("99% or more", "95% to 99%", "under 95%", "none", "up to 1%", "up to 5%", "over 5%")
_CHANGES = ("up to 10%", "10% to 25%", "over 25%", "nothing before")
_BAND_ORDER = (*_BANDS, *_CHANGES, "up to 1 month", "1 to 2 months", "over 2 months", "no data")


def quality_note(protected: Protected, release_id: str) -> bytes:
    """Return the page, UTF-8."""
    newest = _newest(protected.table("coverage"))
    content = {
        "title": texts.titled(protected, "Quality and revisions"),
        "bands": _bands(protected.table("data_quality")),
        "children": _children(newest),
        "counted": _counted(protected.table("coverage"), newest),
        "withheld": withheld(protected),
        "share": _share(protected),
        "marked": _marked(protected),
        "policy": protected.policy,
    }
    return page("quality.html.j2", protected, release_id, content)


def _bands(table: ProtectedTable) -> HtmlTable | None:
    """Return how many named authorities lie in each band of each question."""
    cells = table.cells()
    if not len(cells):
        return None
    rows = [
        [heading, band, str(int((cells[column] == band).sum()))]
        for column, heading in QUALITY_COLUMNS.items()
        if column != "data_to"
        for band in sorted(set(cells[column]), key=_place)
    ]
    caption = f"Bands of the {len(cells)} named authorities"
    return HtmlTable(caption, ["Question", "Band", "Authorities"], rows, row_heads=2)


def _place(band: str) -> tuple[int, str]:
    return (_BAND_ORDER.index(band) if band in _BAND_ORDER else len(_BAND_ORDER), band)


def _newest(table: ProtectedTable) -> pd.DataFrame:
    """Return the newest day of each authority, shown or withheld, by name."""
    rows = table.frame
    return rows.sort_values("day").groupby("area").tail(1).sort_values("area_name")


def _children(newest: pd.DataFrame) -> str:
    shown = newest[newest["symbol"] == ""]
    known = shown["percent_of_published"].dropna().astype(float)
    if not len(known):
        return "No published number of looked-after children can be shown beside the data."
    near = int(known.between(*_NEAR).sum())
    return (
        f"On the newest day with a published number of looked-after children, {near} of the "
        f"{len(known)} named authorities that can be shown hold within {_NEAR[1] - 100:.0f}% of it."
    )


def _counted(table: ProtectedTable, newest: pd.DataFrame) -> HtmlTable | None:
    if not len(newest):
        return None
    headings = {
        "area_name": "Authority",
        "day": "Day",
        "counted_here": "Counted here",
        "published": "Published",
        "percent_of_published": "Percent of published",
    }
    return html_table(table, newest, "Looked-after children, the newest day published", headings)


def _share(protected: Protected) -> str:
    counts = [t.row_counts for t in protected.tables]
    rows, kept = (sum(c[k] for c in counts) for k in ("rows", "withheld"))
    share = f" ({100 * kept / rows:.0f}%)" if rows else ""
    return f"{kept:,} of {rows:,} rows{share}"


def _marked(protected: Protected) -> str:
    """Return whether any figure of this release carries a mark."""
    cells = (cell for t in protected.tables for cell in t.cells().to_numpy().ravel())
    count = sum(str(cell).endswith(tuple(MARKS)) for cell in cells)
    return (
        f"{count} figures of this release carry such a mark."
        if count
        else ("No figure of this release carries such a mark.")
    )
