"""Marks with a shape of their own: NI number, full postcode, e-mail address, telephone number.

Written as people write them (with their blanks) one is enough; run together they look like an id
that was made of letters and digits, and only their rate in a column tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.contract.identifiers.listed import listed
from pipelines.contract.identifiers.trial import Trial

# No id that a system makes has these forms.
_NEVER_BY_CHANCE = 1e-9
_NINO = re.compile(
    r"([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])( ?)[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?([A-D])"
)
_NINO_SHAPE = re.compile(r"[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Z]")
# 20 of 26 letters may be first, 19 second, 4 last.
_CHANCE_OF_A_NINO = 20 * 19 * 4 / 26**3
_AREAS = listed("postal_areas")
_POSTCODE = re.compile(r"([A-Z]{1,2})([0-9][0-9A-Z]?) ?([0-9])([A-Z]{2})")
_INWARD = re.compile(r"[ABD-HJLNP-UW-Z]{2}")
_CHANCE_OF_AN_AREA = {
    length: sum(len(area) == length for area in _AREAS) / 26**length for length in (1, 2)
}
_CHANCE_OF_INWARD = (20 / 26) ** 2
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+44|0044|\(?0)[0-9 ()\-.]{8,15}")
_AREA_SLASH = re.compile(r"^(\(?0[0-9]{2,4}\)?)/")
_PHONE_DIGITS = re.compile(r"(?:44|0044|0)(?:0)?[123578][0-9]{8,9}")
# An 11-digit number begins with 0 and one of six digits.
_CHANCE_OF_A_PHONE = 0.06


def ni_number(text: str) -> Iterator[Trial]:
    """Yield what speaks for a National Insurance number: its letters."""
    upper = text.upper().replace("-", " ")
    if not 9 <= len(upper) <= 13 or not _NINO_SHAPE.fullmatch(upper):
        return
    found = _NINO.fullmatch(upper)
    if " " in upper:
        yield Trial("form", bool(found), upper, _NEVER_BY_CHANCE)
    else:
        yield Trial("letters", bool(found), upper[:2] + upper[-1], _CHANCE_OF_A_NINO)


def postcode(text: str) -> Iterator[Trial]:
    """Yield what speaks for a full postcode: a postal area and the letters of its end."""
    upper = text.upper().replace("-", " ")
    found = _POSTCODE.fullmatch(upper) if 5 <= len(upper) <= 8 else None
    if found is None:
        return
    area, _district, _sector, unit = found.groups()
    is_one = area in _AREAS and bool(_INWARD.fullmatch(unit))
    chance = _CHANCE_OF_AN_AREA[len(area)] * _CHANCE_OF_INWARD
    yield Trial("form", is_one, upper, _NEVER_BY_CHANCE if " " in upper else chance)


def e_mail(text: str) -> Iterator[Trial]:
    """Yield what speaks for an e-mail address."""
    if "@" in text:
        yield Trial("form", bool(_EMAIL.fullmatch(text)), text, _NEVER_BY_CHANCE)


def telephone(text: str) -> Iterator[Trial]:
    """Yield what speaks for a telephone number of the United Kingdom."""
    text = _AREA_SLASH.sub(r"\1 ", text.lower().removeprefix("tel:").strip())
    if len(text) == 12 and text.isdecimal() and text.startswith("44"):
        # Of twelve digits, one in a hundred numbers begins so, and six in ten of those go on so.
        is_one = bool(_PHONE_DIGITS.fullmatch(text))
        yield Trial("front of twelve", is_one, text[:6], 0.006)
    elif len(text) == 11 and text.isdecimal():
        yield Trial("front", bool(_PHONE_DIGITS.fullmatch(text)), text[:5], _CHANCE_OF_A_PHONE)
    elif 10 <= len(text) <= 20 and text[0] in "+0(" and _PHONE.fullmatch(text):
        digits = re.sub(r"[^0-9]", "", text)
        if digits != text:
            yield Trial("form", bool(_PHONE_DIGITS.fullmatch(digits)), digits, _NEVER_BY_CHANCE)


def marks_inside(text: str) -> Iterator[str]:
    """Yield the parts of a longer text that could be marks or numbers of a person."""
    yield from _EMAIL.findall(text)
    upper = text.upper()
    yield from (m.group() for m in _WRITTEN_POSTCODE.finditer(upper))
    yield from (m.group() for m in _WRITTEN_NINO.finditer(upper))
    yield from (m.group().strip() for m in _WRITTEN_PHONE.finditer(text))
    yield from (m.group() for m in _WRITTEN_NUMBER.finditer(text))


_WRITTEN_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b")
_WRITTEN_NINO = re.compile(r"\b[A-Z]{2} [0-9]{2} [0-9]{2} [0-9]{2} [A-D]\b")
_WRITTEN_PHONE = re.compile(r"(?<![0-9])(?:\+44|\(?0)[0-9][0-9 ()]{8,13}[0-9]")
_WRITTEN_NUMBER = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")
