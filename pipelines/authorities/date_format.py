"""Declared date formats: ``dd/mm/yyyy``, ``dd-MON-yy``, ``iso``; read strictly, no guessing.

Tokens: ``yyyy``, ``yy`` (needs a declared century pivot), ``mm`` and ``dd`` (two digits), ``m`` and
``d`` (one or two), ``MON`` (three English letters, any case). Everything else stands for itself.
``iso-instant`` is a moment with its offset (``2019-03-31T23:00:00Z``), read as the day it was in
Scotland: systems that keep midnights in UTC write a summer's day as the evening before.
``excel-1900`` and ``excel-1904`` are the day numbers of spreadsheets, by the year in which they
begin to count (older files for the Macintosh count from 1904).

Several formats of one column are declared as a list. No order among them decides: a text that two
of them read as different days is read by none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
ALIASES = {"iso": "yyyy-mm-dd", "iso-month": "yyyy-mm"}
INSTANT = "iso-instant"
EXCEL_DAY_0: Final = {"excel-1900": date(1899, 12, 30), "excel-1904": date(1904, 1, 1)}
FIRST_TRUE_EXCEL_1900: Final = 61
"""Excel counts a 29 February 1900 that never was (number 60), and so is a day off before it."""

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

DateFormat: TypeAlias = str | tuple[str, ...]
Parser = Callable[[str], date | None]


class BadFormatError(ValueError):
    """A declared date format that cannot be used; its message names the reason."""


def tokens_of(date_format: str) -> list[str]:
    """Return the tokens of a format or alias in order."""
    whole = date_format == INSTANT or date_format in EXCEL_DAY_0
    known = "yyyy-mm-dd" if whole else ALIASES.get(date_format, date_format)
    return _TOKEN.findall(known)


def formats_of(date_format: DateFormat) -> tuple[str, ...]:
    """Return the one or several formats that were declared."""
    return (date_format,) if isinstance(date_format, str) else date_format


def check_format(date_format: DateFormat, *, with_day: bool, has_pivot: bool) -> None:
    """Raise :class:`BadFormatError` unless each says year, month and (if asked) day once."""
    forms = formats_of(date_format)
    if not forms or len(set(forms)) < len(forms):
        raise BadFormatError("the date formats must be one or more different ones")
    for form in forms:
        _check_one(form, with_day=with_day)
    if any("yy" in tokens_of(form) for form in forms) != has_pivot:
        raise BadFormatError("century_pivot is needed with yy, and only with yy")


def _check_one(date_format: str, *, with_day: bool) -> None:
    kinds = ["month" if t in ("mm", "m", "MON") else t[0] for t in tokens_of(date_format)]
    wanted = ["d", "month", "y"] if with_day else ["month", "y"]
    if sorted(kinds) != wanted:
        parts = "year, month and day" if with_day else "year and month"
        raise BadFormatError(f"the date format must name {parts} once each")


def parser_of(date_format: DateFormat, century_pivot: int | None = None) -> Parser:
    """Return a strict reader of one or more formats: the date, the first of a month, or None."""
    parsers = [_parser_of(form, century_pivot) for form in formats_of(date_format)]
    if len(parsers) == 1:
        return parsers[0]

    def parse(text: str) -> date | None:
        """Return the one day on which all formats that can read the text agree."""
        days = {day for day in (read(text) for read in parsers) if day is not None}
        return days.pop() if len(days) == 1 else None

    return parse


def _parser_of(date_format: str, century_pivot: int | None) -> Parser:
    if date_format == INSTANT:
        return _day_in_scotland
    if date_format in EXCEL_DAY_0:
        return _excel_day(date_format)
    pattern = _pattern(ALIASES.get(date_format, date_format))

    def parse(text: str) -> date | None:
        """Return the day a text means in this format; None where it is not in it."""
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


def _excel_day(date_format: str) -> Parser:
    day_0 = EXCEL_DAY_0[date_format]
    first = FIRST_TRUE_EXCEL_1900 if date_format == "excel-1900" else 0

    def parse(text: str) -> date | None:
        """Return the day of a spreadsheet's day number; None where it is none."""
        if not (text.isascii() and text.isdigit() and len(text) <= 6) or int(text) < first:
            return None
        return day_0 + timedelta(days=int(text))

    return parse


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
