"""Seeded leaks: identifiers of every kind in columns and cells where an extract could carry them.

Each file is a submission with one leak, read as intake reads it; beside them as many clean ones
with random pseudonyms as the figure asks. A leak counts as caught only when a finding says that
the column, by name or by value, identifies people; that the file is refused for something else
does not count.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.read_submission import read_submission
from pipelines.intake.source_table import SourceFile
from tests.support import leaks

FIGURES = Path("docs/figures/leaks.md")
RULES = {"identifier_values", "identifier_column", "identifier_in_name"}
CLEAN = 1_000
NAMES = "names in name-like columns"
NAME_COLUMNS = (
    *("Name", "Child name", "Forename", "surname", "FirstName", "Known as", "Carer name"),
    *("full_name", "MotherName", "CYP Surname", "Name of child", "preferred-name"),
)
# Columns that say nothing of what they hold.
QUIET_COLUMNS = ("ref2", "extra", "system ref", "old id", "source", "value", "other")


@dataclass(frozen=True)
class Leak:
    """A submission (files by name) and what leaks in it, where."""

    kind: str
    where: str
    files: dict[str, str]


def leak(seed: int) -> Leak:
    """Return the leak of a seed: kinds and places take turns."""
    chance = random.Random(seed)
    kinds = [*leaks.STRUCTURED, NAMES]
    kind = kinds[seed % len(kinds)]
    rows = chance.randrange(15, 200)
    if kind == NAMES:
        makers = [leaks.full_name, leaks.forename]
        return _extra_column(chance, kind, chance.choice(NAME_COLUMNS), chance.choice(makers), rows)
    make = leaks.STRUCTURED[kind]
    if seed // len(kinds) % 2:
        return _extra_column(chance, kind, chance.choice(QUIET_COLUMNS), make, rows)
    ids = list({make(chance) for _ in range(rows)})
    return Leak(kind, "the id of the child", _files(ids))


def clean(seed: int) -> Leak:
    """Return a submission with random pseudonyms; their forms take turns."""
    chance = random.Random(-seed)
    form = list(leaks.PSEUDONYMS)[seed % len(leaks.PSEUDONYMS)]
    ids = {leaks.PSEUDONYMS[form](chance) for _ in range(chance.randrange(5, 600))}
    return Leak(form, "the id of the child", _files(sorted(ids)))


def _extra_column(
    chance: random.Random, kind: str, column: str, make: leaks.Maker, rows: int
) -> Leak:
    files = _files([f"C{number}" for number in range(rows)])
    header, *lines = files["episodes.csv"].splitlines()
    # One cell in five is empty, as such columns are.
    cells = ['""' if chance.random() < 0.2 else f'"{make(chance)}"' for _ in lines]
    wide = [f"{line},{cell}" for line, cell in zip(lines, cells, strict=True)]
    files["episodes.csv"] = "\n".join([f"{header},{column}", *wide]) + "\n"
    return Leak(kind, "a column more", files)


def _files(ids: list[str]) -> dict[str, str]:
    tables = vocabulary().tables
    headers = {name: ",".join(table.columns) + "\n" for name, table in tables.items()}
    children = "".join(f"{i},2010-05,female,white,no,\n" for i in ids)
    episodes = "".join(f"{i},2018-01-08,,\n" for i in ids)
    added = {"children": children, "episodes": episodes}
    return {f"{name}.csv": header + added.get(name, "") for name, header in headers.items()}


def found_in(case: Leak) -> set[str]:
    """Return the rules under which a submission is refused."""
    files = [
        SourceFile(name, text.encode(), hashlib.sha256(text.encode()).hexdigest())
        for name, text in case.files.items()
    ]
    return {finding.rule for finding in read_submission(files, None).findings}


def prove(files: int) -> int:
    """Count what is caught; return 1 where too little is, or a clean column is called a leak."""
    sent: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for case in map(leak, range(files)):
        sent[case.kind] += 1
        caught[case.kind] += bool(found_in(case) & RULES)
    alarms = sum(bool(found_in(clean(seed))) for seed in range(1, CLEAN + 1))
    structured = [kind for kind in sent if kind != NAMES]
    all_sent, all_caught = (sum(c[k] for k in structured) for c in (sent, caught))
    lines = [
        "# Seeded leaks",
        "",
        "`make prove leaks`: submissions with one leak each, in the id of the child or in a column",
        "whose name says nothing (15 to 200 rows); clean ones with random pseudonyms (5 to 600).",
        "",
        "| what leaks | files | caught | % |",
        "|---|---:|---:|---:|",
        *(_line(kind, sent[kind], caught[kind]) for kind in structured),
        _line("**structured identifiers together**", all_sent, all_caught),
        _line(f"**{NAMES}**", sent[NAMES], caught[NAMES]),
        "",
        f"Clean submissions called a leak, or refused: {alarms} of {CLEAN:,}.",
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
    enough = all_caught >= 0.995 * all_sent and caught[NAMES] >= 0.95 * sent[NAMES]
    return int(alarms > 0 or not enough)


def _line(kind: str, sent: int, caught: int) -> str:
    share = 100 * caught / sent if sent else 0
    return f"| {kind.replace('_', ' ')} | {sent:,} | {caught:,} | {share:.2f} |"


def missed(files: int) -> Iterator[Leak]:
    """Yield the leaks that are not caught, for looking into."""
    return (case for case in map(leak, range(files)) if not found_in(case) & RULES)
