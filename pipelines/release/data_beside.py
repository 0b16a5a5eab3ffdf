"""How good the data behind an outcome are, said beside it: from the bands that are published.

Named authorities alone have bands; of the others it is said that nothing can be.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pipelines.contract.release_tables import Protected
from pipelines.release.page_parts import listed
from pipelines.release.sections import newest_coverage

# Bands that make the data of an authority weak, and how it is said of one or several.
_WEAK = {
    ("rows_kept", "under 95%"): "fewer than 95% of rows could be kept",
    ("rows_repaired", "over 5%"): "more than 5% of rows had to be repaired",
    ("births_recorded", "under 95%"): "fewer than 95% of children have a birth month",
    ("came_after", "over 2 months"): "came more than 2 months late",
    ("rows_changed", "over 25%"): "more than 25% more or fewer rows than the time before",
}
# Of the published number of looked-after children, in percent, the data should hold about all.
_HELD = (90.0, 110.0)
_NOT_HELD = f"not within {_HELD[1] - 100:.0f}% of the published number of children"
# Told in an aim's sentence from this share of the named authorities on.
_MANY = 0.2
_MOST_NAMED = 3


def weaknesses(protected: Protected, codes: Collection[str] | None = None) -> dict[str, list[str]]:
    """Return by name each named authority with data (of ``codes``), and what is weak in them."""
    table = protected.table("data_quality")
    held = newest_coverage(protected)
    rows = table.cells().sort_values("area_name").to_dict("records")
    return {
        str(row["area_name"]): _weak(row, held.get(row["area"], ""))
        for row in rows
        if (codes is None or row["area"] in codes) and row["data_to"] != "no data"
    }


def _weak(row: dict[Any, str], held: str) -> list[str]:
    found = [words for (column, band), words in _WEAK.items() if row[column] == band]
    if held.replace(".", "", 1).isdigit() and not _HELD[0] <= float(held) <= _HELD[1]:
        found.append(_NOT_HELD)
    return found


def data_sentence(protected: Protected, codes: Collection[str] | None = None) -> str:
    """Return how good the data of the named authorities behind an outcome are."""
    known = weaknesses(protected, codes)
    if not known:
        return "The data: how they came is published of named authorities alone."
    weak = {name: found for name, found in known.items() if found}
    if not weak:
        return (
            f"The data: nothing weak is known of the {len(known)} named authorities behind this "
            "(rows kept and repaired, birth months, how soon they came, children held)."
        )
    told = []
    for words in (*_WEAK.values(), _NOT_HELD):
        names = [name for name, found in weak.items() if words in found]
        if names:
            told.append(f"{words} ({_some(names)})")
    whose = "authority is" if len(known) == 1 else "authorities are"
    return f"The data of {len(weak)} of {len(known)} named {whose} weak: {'; '.join(told)}."


def _some(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMED
    return listed(names) if rest <= 0 else f"{', '.join(names[:_MOST_NAMED])} and {rest} more"


def in_a_sentence(protected: Protected) -> str:
    """Return the clause that an aim's sentence ends with where much of the data is weak, or ''."""
    known = weaknesses(protected)
    weak = sum(1 for found in known.values() if found)
    if not known or weak < _MANY * len(known):
        return ""
    return f"; the data of {weak} of the {len(known)} named authorities are weak"
