"""Declared date formats: ``dd/mm/yyyy``, ``dd-MON-yy``, ``iso``; read strictly, no guessing.

Tokens: ``yyyy``, ``yy`` (needs a declared century pivot), ``mm`` and ``dd`` (two digits), ``m`` and
``d`` (one or two), ``MON`` (three English letters, any case). Everything else stands for itself.
``iso-instant`` is a moment with its offset (``2019-03-31T23:00:00Z``), read as the day it was in
Scotland: systems that keep midnights in UTC write a summer's day as the evening before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
ALIASES = {"iso": "yyyy-mm-dd", "iso-month": "yyyy-mm"}
INSTANT = "iso-instant"

_TOKEN = re.compile(r"yyyy|yy|mm|m|dd|d|MON")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
_SCOTLAND = "Europe/London"
_DIGITS = {
    "yyyy": "(?P<year>[0-9]{4})",
    "yy": "(?P<short_year>[0-9]{2})",
    "mm": "(?P<month>[0-9]{2})",
    "m": "(?P<month>[0-9]{1,2})",
    "dd": "(?P<day>[0-9]{2})",
    "d": "(?P<day>[0-9]{1,2})",
    "MON": "(?P<month_name>[A-Za-z]{3})",
}

Parser = Callable[[str], date | None]


class BadFormatError(ValueError):
    """A declared date format that cannot be used; its message names the reason."""


def tokens_of(date_format: str) -> list[str]:
    """Return the tokens of a format or alias in order."""
    known = "yyyy-mm-dd" if date_format == INSTANT else ALIASES.get(date_format, date_format)
    return _TOKEN.findall(known)


def check_format(date_format: str, *, with_day: bool, has_pivot: bool) -> None:
    """Raise :class:`BadFormatError` unless the format says year, month and (if asked) day once."""
    kinds = ["month" if t in ("mm", "m", "MON") else t[0] for t in tokens_of(date_format)]
    wanted = ["d", "month", "y"] if with_day else ["month", "y"]
    if sorted(kinds) != wanted:
        parts = "year, month and day" if with_day else "year and month"
        raise BadFormatError(f"the date format must name {parts} once each")
    if ("yy" in tokens_of(date_format)) != has_pivot:
        raise BadFormatError("century_pivot is needed with yy, and only with yy")


def parser_of(date_format: str, century_pivot: int | None = None) -> Parser:
    """Return a strict reader of one format: the date, the first of a month, or None."""
    if date_format == INSTANT:
        return _day_in_scotland
    pattern = _pattern(ALIASES.get(date_format, date_format))

    def parse(text: str) -> date | None:
        found = pattern.fullmatch(text)
        return _date_of(found.groupdict(), century_pivot) if found else None

    return parse


def _day_in_scotland(text: str) -> date | None:
    if _INSTANT.fullmatch(text) is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(ZoneInfo(_SCOTLAND)).date()
    except (ValueError, OverflowError):
        return None


def _pattern(date_format: str) -> re.Pattern[str]:
    built, end = "", 0
    for token in _TOKEN.finditer(date_format):
        built += re.escape(date_format[end : token.start()]) + _DIGITS[token.group()]
        end = token.end()
    return re.compile(built + re.escape(date_format[end:]))


def _date_of(parts: dict[str, str | None], pivot: int | None) -> date | None:
    try:
        return date(_year(parts, pivot), _month(parts), int(parts.get("day") or 1))
    except ValueError:
        return None


def _year(parts: dict[str, str | None], pivot: int | None) -> int:
    if parts.get("year"):
        return int(str(parts["year"]))
    short = int(str(parts["short_year"]))
    return short + (2000 if pivot is not None and short <= pivot else 1900)


def _month(parts: dict[str, str | None]) -> int:
    if parts.get("month"):
        return int(str(parts["month"]))
    return MONTHS.index(str(parts["month_name"]).upper()) + 1
