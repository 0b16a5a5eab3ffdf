"""Text that no spreadsheet takes for a formula, wherever it is opened.

A program may drop what nobody sees at the start of a cell (blanks, line ends, zero-width signs, a
byte order mark), may read a full-width or superscript sign as its ASCII one, and may cut a line at
another separator than ours. So a cell is written as one line without invisible signs, and a sign
that could begin a formula, there or behind a separator, gets an apostrophe before it.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

# What begins a formula, a command or an escape of one; the last is the minus sign of mathematics.
_SIGNS = "=+-@|%\u2212"
_SEPARATORS = ",;"
# Drawn as nothing, though Unicode calls them letters, marks or symbols; the last two are no text at
# all, and no XML may hold them.
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffe\uffff" + "".join(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
_BLANK_CATEGORIES = ("Zs", "Zl", "Zp", "Cc")
_NO_TEXT = ("Cf", "Cs")
_AFTER_SEPARATOR = re.compile(rf"((?:^|[{_SEPARATORS}])[{_SEPARATORS} ]*)([^{_SEPARATORS} ])")


@lru_cache(maxsize=10_000)
def harmless(text: str) -> str:
    """Return text as one visible line, with an apostrophe before what could begin a formula."""
    return _AFTER_SEPARATOR.sub(_guarded, _one_line(text))


def _guarded(found: re.Match[str]) -> str:
    before, first = found.groups()
    return f"{before}'{first}" if _is_live(first) else f"{before}{first}"


def _is_live(sign: str) -> bool:
    if sign in _SIGNS:
        return True
    # Of what is not a sign itself, only what decomposes can become one; looking it up is quick.
    plain = unicodedata.decomposition(sign) and unicodedata.normalize("NFKC", sign)
    return plain.lstrip()[:1] in tuple(_SIGNS)


def _one_line(text: str) -> str:
    return " ".join("".join(map(_seen, text)).split())


def _seen(sign: str) -> str:
    """Return a sign as it may leave: a space for what separates, nothing for what nobody sees."""
    category = unicodedata.category(sign)
    if sign in _UNSEEN or category in _NO_TEXT:
        return ""
    return " " if category in _BLANK_CATEGORIES else sign


@cache
def live_pattern() -> str:
    """Return a regular expression found in every text that ``harmless`` would change for safety.

    For who reads files back; without look-around, so that every engine can run it in one pass.
    """
    live = _class(sign for sign in _all_signs() if _is_live(sign))
    unseen = _class(sign for sign in _all_signs() if sign != " " and _seen(sign) != sign)
    return rf"(?:^|[{_SEPARATORS}])[{_SEPARATORS} ]*[{live}]|[{unseen}]"


def _all_signs() -> Iterator[str]:
    # No file in UTF-8 holds a surrogate.
    return map(chr, (*range(0xD800), *range(0xE000, sys.maxunicode + 1)))


def _class(signs: Iterable[str]) -> str:
    """Return signs in rising order as ranges, for the brackets of a regular expression."""
    codes = [ord(sign) for sign in signs]
    firsts = [c for c, before in zip(codes, [-2, *codes], strict=False) if c != before + 1]
    lasts = [c for c, after in zip(codes, [*codes[1:], -2], strict=True) if after != c + 1]
    return "".join(
        f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in zip(firsts, lasts, strict=True)
    )
