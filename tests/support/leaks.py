"""Made-up identifiers of every kind, and pseudonyms that are none; seeded, of nobody."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from datetime import date, timedelta

from pipelines.contract.identifiers.listed import listed

Maker = Callable[[random.Random], str]
_SURNAMES = (
    "Anderson",
    "Baird",
    "Campbell",
    "Drummond",
    "Elliot",
    "Forbes",
    "Gunn",
    "Hendry",
    "Innes",
    "Jardine",
    "Kerr",
    "Lindsay",
    "Mackie",
    "Napier",
    "Ogilvie",
    "Paterson",
    "Quigley",
    "Reid",
    "Sinclair",
    "Tait",
    "Urquhart",
    "Wallace",
    "Young",
    "O'Neill",
    "MacLeod",
)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _born(chance: random.Random) -> date:
    return date(2001, 1, 1) + timedelta(days=chance.randrange(6_500))


def _mod_11(digits: str, weights: range | tuple[int, ...]) -> str | None:
    left = 11 - sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11
    return None if left == 10 else str(left % 11)


def chi(chance: random.Random) -> str:
    """Return a number with a date of birth and a check digit, modulo 11 or (one in ten) other."""
    while True:
        front = f"{_born(chance):%d%m%y}{chance.randrange(1000):03}"
        check = (
            str(chance.randrange(10)) if chance.random() < 0.1 else _mod_11(front, range(10, 1, -1))
        )
        if check is not None:
            return front + check


def nhs_number(chance: random.Random) -> str:
    """Return nine digits and their check digit."""
    while True:
        front = str(chance.randrange(400_000_000, 800_000_000))
        check = _mod_11(front, range(10, 1, -1))
        if check is not None:
            return front + check


def candidate_number(chance: random.Random) -> str:
    """Return a year, six digits and their check digit."""
    while True:
        front = f"{chance.randrange(8, 20):02}{chance.randrange(10**6):06}"
        check = _mod_11(front, (3, 2, 7, 6, 5, 4, 3, 2))
        if check is not None:
            return front + check


def upn(chance: random.Random) -> str:
    """Return a check letter and twelve digits."""
    rest = f"{chance.randrange(10**12):012}"
    total = sum(place * int(digit) for place, digit in enumerate(rest, start=2))
    return _UPN_LETTERS[total % 23] + rest


def ni_number(chance: random.Random) -> str:
    """Return two letters, six digits and a letter, at times with blanks."""
    letters = chance.choice("ABCEGHJKLMNOPRSTWXYZ") + chance.choice("ABCEGHJKLMNPRSTWXYZ")
    pairs = [f"{chance.randrange(100):02}" for _ in range(3)]
    return chance.choice(["", " "]).join([letters, *pairs, chance.choice("ABCD")])


def postcode(chance: random.Random) -> str:
    """Return a full postcode of a Scottish area, with its blank or (one in five) without."""
    area = chance.choice(["AB", "DD", "EH", "FK", "G", "IV", "KA", "KY", "ML", "PA", "PH", "TD"])
    unit = "".join(chance.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    blank = "" if chance.random() < 0.2 else " "
    return f"{area}{chance.randrange(1, 20)}{blank}{chance.randrange(10)}{unit}"


def e_mail(chance: random.Random) -> str:
    """Return an address that nobody has."""
    return f"{forename(chance).lower()}.{chance.choice(_SURNAMES).lower()}@example.org"


def telephone(chance: random.Random) -> str:
    """Return a number in one of the forms in which people write it."""
    mobile = f"07700 {chance.randrange(900_000, 901_000)}"
    fixed = f"0131 496 {chance.randrange(1000):04}"
    return chance.choice([mobile, fixed, "+44 " + fixed[1:], f"({fixed[:4]}) {fixed[5:]}"])


def forename(chance: random.Random) -> str:
    """Return a forename, of the list that the scan knows or (one in four) of no list."""
    known = sorted(listed("forenames"))
    if chance.random() < 0.25:
        return (
            chance.choice("BCDFGKLMNRST")
            + chance.choice("aeiou")
            + chance.choice(["rvin", "lleta", "mora"])
        )
    return chance.choice(known).title()


def full_name(chance: random.Random) -> str:
    """Return a name in one of the forms in which systems hold it."""
    first, last = forename(chance), chance.choice(_SURNAMES)
    return chance.choice([f"{first} {last}", f"{last}, {first}", f"{last.upper()}, {first}"])


STRUCTURED: dict[str, Maker] = {
    "chi": chi,
    "nhs_number": nhs_number,
    "candidate_number": candidate_number,
    "upn": upn,
    "ni_number": ni_number,
    "postcode": postcode,
    "e_mail": e_mail,
    "telephone": telephone,
}


def _letter(chance: random.Random) -> str:
    return chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _digest(chance: random.Random) -> str:
    return hashlib.sha256(chance.randbytes(16)).hexdigest()


PSEUDONYMS: dict[str, Maker] = {
    "ten_digits": lambda c: f"{c.randrange(10**10):010}",
    "nine_digits": lambda c: f"{c.randrange(10**9):09}",
    "eleven_digits": lambda c: f"{c.randrange(10**11):011}",
    "digest": _digest,
    "short_digest": lambda c: _digest(c)[:12],
    "letter_and_digits": lambda c: f"C{c.randrange(10**6)}",
    "like_an_ni_number": lambda c: f"{_letter(c)}{_letter(c)}{c.randrange(10**6):06}{_letter(c)}",
    "like_a_upn": lambda c: c.choice(_UPN_LETTERS) + f"{c.randrange(10**12):012}",
}
