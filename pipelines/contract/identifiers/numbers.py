"""Numbers that stand for one person: CHI, NHS number, Scottish Candidate Number, UPN.

Sources: CHI, six digits of a date and four more, a check digit modulo 11 or (since November 2025)
modulo 10: NHS Data Dictionary, phsmethods. NHS number, check digit modulo 11: the same. Scottish
Candidate Number, eight digits and a check digit modulo 11: HESA, field SCN of record C07051. UPN
(of English schools), check letter modulo 23: Government Data Standards Catalogue. No shape of a
UPN of Scottish schools, nor of a Reporter's reference, is known to us.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipelines.contract.identifiers.trial import Trial

# How many of all six-digit numbers are a day, month and year of a century: 36,525 of 1,000,000.
_CHANCE_OF_A_DATE = 0.036525
# … of all five-digit numbers, a day below 10 that lost its zero: 9 × 12 × 100 of 100,000.
_CHANCE_WITHOUT_ZERO = 0.108
_CHANCE_OF_A_CHECK_DIGIT = 1 / 11
_CHANCE_OF_A_CHECK_LETTER = 1 / 26
# A number that is grouped as people write this one was hardly made by a machine.
_CHANCE_OF_ITS_GROUPING = 0.01
_CHI = re.compile(r"[0-9]{6}[ -][0-9]{4}")
# However it is dressed: parts set apart, a few signs before, a few signs or a short number after.
_CHI_DRESSED = re.compile(
    r"[^0-9]{0,6}((?:[0-9][ ./_-]?){8,9}[0-9])(?:[^0-9]{1,3}[0-9]{0,2})?", re.ASCII
)
_NO_DIGIT = re.compile(r"[^0-9]")
_FIRST_YEAR, _LAST_YEAR = 1990, 2049
_NHS = re.compile(r"[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}")
_UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_SCN_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def chi(text: str) -> Iterator[Trial]:
    """Yield what speaks for a Community Health Index number: a date in front, a check digit."""
    grouped = bool(_CHI.fullmatch(text))
    dressed = _CHI_DRESSED.fullmatch(text)
    if dressed is None:
        return
    digits = _NO_DIGIT.sub("", dressed.group(1))
    padded = digits.zfill(10)
    chance = _CHANCE_OF_A_DATE if len(digits) == 10 else _CHANCE_WITHOUT_ZERO
    if grouped:
        chance *= _CHANCE_OF_ITS_GROUPING
    is_dated = _is_date(padded[:6])
    # Ids counted up, or with a year in front, share their first digits: those count once. A day of
    # the month that is always the same (20 of 2010) is the front of a year.
    # Bare numbers are people's until they are shown not to be; behind letters they may be counted.
    serial = padded[6:] if text[0].isalpha() and not text.lower().startswith("chi") else ""
    yield Trial("date", is_dated, padded[:6], chance, spread=padded[:2], serial=serial)
    if is_dated:
        is_checked = padded[9] == _check_digit(padded[:9], range(10, 1, -1))
        yield Trial("check", is_checked, padded, _CHANCE_OF_A_CHECK_DIGIT)


def is_stamp(digits: str) -> bool:
    """Return whether ten digits are a day with its century and two more, as files are stamped.

    One that has a CHI number's check digit could be one, and is none.
    """
    if len(digits) != 10 or digits[9] == _check_digit(digits[:9], range(10, 1, -1)):
        return False
    by_day, by_year = digits[:8], digits[6:8] + digits[4:6] + digits[:4]
    return any(
        _FIRST_YEAR <= int(day[4:]) <= _LAST_YEAR and _is_date(day[:4] + day[6:])
        for day in (by_day, by_year)
    )


def nhs_number(text: str) -> Iterator[Trial]:
    """Yield what speaks for an NHS number of England and Wales: its check digit."""
    grouped = bool(_NHS.fullmatch(text))
    digits = text.replace(" ", "").replace("-", "") if grouped else text
    if digits.isdecimal() and len(digits) == 10:
        is_checked = digits[9] == _check_digit(digits[:9], range(10, 1, -1))
        chance = _CHANCE_OF_A_CHECK_DIGIT * (_CHANCE_OF_ITS_GROUPING if grouped else 1)
        yield Trial("check", is_checked, digits, chance)


def candidate_number(text: str) -> Iterator[Trial]:
    """Yield what speaks for a Scottish Candidate Number: its check digit."""
    if text.isdecimal() and len(text) == 9:
        is_checked = text[8] == _check_digit(text[:8], _SCN_WEIGHTS)
        yield Trial("check", is_checked, text, _CHANCE_OF_A_CHECK_DIGIT)


def pupil_number(text: str) -> Iterator[Trial]:
    """Yield what speaks for a Unique Pupil Number: its check letter."""
    text = text.upper()
    if len(text) == 13 and text[1:12].isdecimal() and _UPN.fullmatch(text):
        rest = [int(c) if c.isdecimal() else _UPN_LETTERS.index(c) for c in text[1:]]
        total = sum(place * digit for place, digit in enumerate(rest, start=2))
        is_checked = text[0] == _UPN_LETTERS[total % 23]
        yield Trial("check", is_checked, text, _CHANCE_OF_A_CHECK_LETTER)


def _is_date(ddmmyy: str) -> bool:
    day, month, year = int(ddmmyy[:2]), int(ddmmyy[2:4]), int(ddmmyy[4:])
    try:
        # 2000 had a 29 February, so every day that any century had is taken.
        return bool(date(2000 + year, month, day))
    except ValueError:
        return False


def _check_digit(digits: str, weights: range | tuple[int, ...]) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return {11: "0", 10: ""}.get(11 - total % 11, str(11 - total % 11))
