"""The note on quality and revisions: what the data are, where they are weak, what is kept back.

Written from the protected tables alone, as every page is.
"""

from __future__ import annotations

import pandas as pd

from pipelines.contract.published import REVISIONS
from pipelines.contract.release_tables import MARK_COLUMN, MARKS, Protected, ProtectedTable
from pipelines.release import texts
from pipelines.release.page_parts import HtmlTable, html_table, page, withheld
from pipelines.release.sections import QUALITY_COLUMNS

# So many revised counts are listed one by one.
_MANY = 100
_REVISION_HEADINGS = {
    "area_name": "Area",
    "table": "Table",
    "aim": "Aim",
    "period": "Period",
    "measure": "Column",
    "before": "Before",
    "now": "Now",
    "change": "Change",
    "reason": "What differs",
}
# From here to there, in percent of the published number, the data hold about as many children.
_NEAR = (95.0, 105.0)
_SHARES = ("99% or more", "95% to 99%", "95% or more", "under 95%", "too few children")
_BANDS = (*_SHARES, "none", "up to 1%", "up to 5%", "over 5%")
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
        "revised": _revised(protected),
        "revisions": _revisions(protected),
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
    caption = f"Bands of the {len(cells)} authorities that agreed to be named"
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
        "percent_of_published": "Counted here, % of published",
    }
    return html_table(table, newest, "Looked-after children, the newest day published", headings)


def _share(protected: Protected) -> str:
    counts = [t.row_counts for t in protected.tables]
    rows, kept = (sum(c[k] for c in counts) for k in ("rows", "withheld"))
    share = f" ({100 * kept / rows:.0f}%)" if rows else ""
    return f"{kept:,} of {rows:,} rows{share}"


def _marked(protected: Protected) -> str:
    """Return how many rows of this release carry a mark."""
    marks = [t.frame[MARK_COLUMN].dropna() for t in protected.tables if MARK_COLUMN in t.frame]
    counts = {m: sum(int(x.str.contains(m, regex=False).sum()) for x in marks) for m in MARKS}
    told = [f"{n:,} {'row' if n == 1 else 'rows'} {m}" for m, n in counts.items() if n]
    return f"In this release: {' and '.join(told)}." if told else "No row of this release does."


def _revised(protected: Protected) -> str:
    """Return what became of the counts of the release before, in a sentence."""
    table = _revision_table(protected)
    count = len(table.frame) if table else 0
    if not protected.release_before:
        return "No release came before this one, so nothing can have been revised."
    told = "No count" if not count else "One count" if count == 1 else f"{count:,} counts"
    return (
        f"{told} that the release before ({protected.release_before}) shows too "
        f"{'has' if count < 2 else 'have'} changed. A count that moved by 1 to "
        f"{int(protected.policy['smallest_shown']) - 1} is withheld: such a change can point to a "
        "child."
    )


def _revisions(protected: Protected) -> HtmlTable | None:
    """Return the counts that changed; where they are many, how many of each table."""
    table = _revision_table(protected)
    if table is None:
        return None
    rows = table.cells()
    caption = "Counts that are not what they were in the release before"
    if len(rows) <= _MANY:
        return html_table(table, table.frame, caption, _REVISION_HEADINGS, 2)
    many = rows.groupby("table", sort=False).size()
    told = [[str(name), f"{n:,}"] for name, n in many.items()]
    return HtmlTable(f"{caption}, by table", ["Table", "Counts"], told)


def _revision_table(protected: Protected) -> ProtectedTable | None:
    """Return the table of revisions; None where nothing was revised: it is not written then."""
    return next((t for t in protected.tables if t.shape.name == REVISIONS), None)
