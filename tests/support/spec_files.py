"""Read the spec files: Markdown with one case per second-level heading.

A file that opens (before its first case) with a table of authorities is a world of its own: its
cases share those authorities and children. In every other file each case is one child by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

SPEC_DIR = Path(__file__).parents[1] / "spec"

# A table under this label says what the programme recorded, not what the warehouse should hold.
PROGRAMME = re.compile(r"The programme's `(?P<file>\w+)`$")
NONE = re.compile(r"(?P<label>.+): none\.$")
RULE = re.compile(r":?-+:?$")


@dataclass(frozen=True)
class SpecTable:
    """A table of a case, under the line before it where that ends with a colon."""

    label: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def records(self) -> list[dict[str, str]]:
        """Return the rows by column name."""
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Case:
    """One case: what it says in prose, and its tables."""

    file: str
    title: str
    text: str
    tables: tuple[SpecTable, ...]

    @property
    def name(self) -> str:
        """Return the name of the test, and of the child."""
        return f"{self.file}: {self.title}"

    @property
    def given(self) -> list[SpecTable]:
        """Return the tables that say what was submitted."""
        return [t for t in self.tables if not t.label]

    @property
    def programme(self) -> dict[str, list[dict[str, str]]]:
        """Return what the programme recorded, by file."""
        return {
            found["file"]: t.records for t in self.tables if (found := PROGRAMME.match(t.label))
        }

    @property
    def expected(self) -> list[SpecTable]:
        """Return the tables that say what the warehouse should make of it."""
        return [t for t in self.tables if t.label and not PROGRAMME.match(t.label)]

    @property
    def disagreement(self) -> str | None:
        """Return why the warehouse is known to disagree, where it does."""
        found = re.search(r"^Disagrees: (.+)$", self.text, re.MULTILINE)
        return found[1] if found else None


@dataclass
class SpecFile:
    """The cases of one file, and the world they share where they share one."""

    name: str
    preamble: Case
    cases: list[Case] = field(default_factory=list)

    @property
    def is_world(self) -> bool:
        """Return whether the cases share authorities and children."""
        return any(t.header[:1] == ("authority",) for t in self.preamble.tables)


def read_spec_files(folder: Path = SPEC_DIR) -> list[SpecFile]:
    """Return every spec file of the folder but its README."""
    return [read_spec_file(p) for p in sorted(folder.glob("*.md")) if p.name != "README.md"]


def read_spec_file(path: Path) -> SpecFile:
    """Return the cases of one file."""
    head, *sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    file = SpecFile(path.stem, _case(path.stem, head))
    file.cases += [_case(path.stem, section) for section in sections]
    names = [case.title for case in file.cases]
    if len(set(names)) != len(names):
        raise ValueError(f"{path.name}: two cases have the same title")
    return file


def _case(file: str, section: str) -> Case:
    title, _, body = section.partition("\n")
    return Case(file, title.strip(), body, tuple(_tables(body.splitlines(), file)))


def _tables(lines: list[str], file: str) -> list[SpecTable]:
    """Return the tables of a section; `<label>: none.` is a table without rows."""
    tables: list[SpecTable] = []
    label = ""
    block: list[tuple[str, ...]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            block.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
            continue
        if block:
            tables.append(_table(label, block, file))
            label, block = "", []
        if none := NONE.match(line):
            tables.append(SpecTable(none["label"]))
        elif line.strip():
            label = line.rstrip(":") if line.endswith(":") else ""
    return tables


def _table(label: str, block: list[tuple[str, ...]], file: str) -> SpecTable:
    header, ruler, *rows = block
    if not all(RULE.match(cell) for cell in ruler):
        raise ValueError(f"{file}: no line of dashes under {header}")
    if any(len(row) != len(header) for row in rows):
        raise ValueError(f"{file}: a row is not as wide as its table {header}")
    return SpecTable(label, header, tuple(rows))
