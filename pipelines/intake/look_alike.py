"""Ids that a person, or a spreadsheet, would take for one and the same.

By the contract an id is text and two that differ are two children, whatever the difference. What
differs in letter case, leading zeros or the alphabet alone is hardly meant so.
"""

from __future__ import annotations

import re
import unicodedata

# Letters of other alphabets that are drawn as Latin ones.
_DRAWN_ALIKE = str.maketrans(
    "АВЕЅЗІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν",
    "ABES3IJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXoiv",
)
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def looks_like(text: str) -> str:
    """Return what an id looks like: the same text for all that would be taken for one another."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DRAWN_ALIKE)
    return _LEADING_ZEROS.sub("", text.casefold())
