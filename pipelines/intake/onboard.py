"""Draft a mapping from the headers of files nobody has described yet.

The files are read in the sandbox and only what their headers say is used: no cell is looked into
but to see whether a column identifies people. What cannot be placed is listed for the analyst;
nothing is placed that is not named like a column of the contract.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from pipelines.authorities.mapping import Drop, Mapping, Source
from pipelines.contract.findings import Finding, Refused
from pipelines.contract.vocabulary import Table, vocabulary
from pipelines.intake.sandbox.reader import read_in_sandbox
from pipelines.intake.source_table import SourceFile

AGREEMENT = "name_the_agreement"
ENCODINGS = ("utf-8", "utf-16", "cp1252")
DELIMITERS = (",", ";", "\t", "|")
FORMATS = {".xlsx": "xlsx", ".ods": "ods", ".parquet": "parquet", ".jsonl": "jsonl"}
_NAMED = "unknown_column"
# Asked for, so that a workbook says which sheets it has instead.
_NO_SHEET = "no sheet is called this"
_IDENTIFIES = {"identifier_column", "identifier_values"}
# Other names of a column of the contract, as systems have them (letters only, small).
_OTHER_NAMES = {
    "child_id": ("child", "childref", "childno", "personid", "clientid", "pseudonym", "ref"),
    "birth_month": ("monthofbirth", "birthmonth", "mob"),
    "sex": ("gender",),
    "ethnic_group": ("ethnicity", "ethnicorigin"),
    "disability": ("disabled",),
    "start_date": ("start", "startdate", "datestarted", "begin", "from", "startedon"),
    "end_date": ("end", "enddate", "dateended", "ceased", "until", "endedon"),
    "destination": ("destinationonleaving", "leftto"),
    "legal_reason": ("legalstatus", "legalbasis", "legalreason"),
    "placement_type": ("placement", "placementtype"),
    "carer_id": ("carer", "carerref"),
    "milestone": ("event", "step", "eventtype"),
    "event_date": ("date", "eventdate", "dateofevent"),
    "outcome": ("decision", "result"),
}


@dataclass(frozen=True)
class Seen:
    """One source as it can be read: its settings, its columns, those that identify people."""

    name: str
    source: dict[str, Any]
    columns: tuple[str, ...]
    identifying: tuple[str, ...] = ()
    faults: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True)
class Placed:
    """What a source could be: a table of the contract, its columns by name, and what is left."""

    table: str
    columns: dict[str, str]

    @property
    def score(self) -> float:
        """Return which share of the table's required columns, then of all, is there."""
        table = vocabulary().tables[self.table]
        needed = [name for name, column in table.columns.items() if column.required]
        found = sum(name in self.columns for name in needed)
        return found / len(needed) + len(self.columns) / (100 * len(table.columns))


def look_at(files: Sequence[SourceFile]) -> list[Seen]:
    """Return how each file (and each sheet of a workbook) can be read, and what its header says."""
    return [seen for file in files for seen in _sources_of(file)]


def place(seen: Seen) -> Placed | None:
    """Return the table a source is most like, None where its child or its dates are not named."""
    tables = vocabulary().tables.values()
    options = [Placed(table.name, _named_like(seen.columns, table)) for table in tables]
    best = max(options, key=lambda option: option.score)
    is_named = "child_id" in best.columns and len(best.columns) > 1
    return best if is_named and best.score > 0.5 else None


def _sources_of(file: SourceFile) -> Iterator[Seen]:
    kind = FORMATS.get(file.ending)
    if kind is None:
        yield _best([_tried(file, form) for form in _csv_forms()])
        return
    if kind not in ("xlsx", "ods"):
        yield _tried(file, {"format": kind})
        return
    asked = _findings(file, {"format": kind, "file": file.name, "sheet": _NO_SHEET})
    sheets = [f.sheet for f in asked if f.rule == "undeclared_sheet" and f.sheet]
    if not sheets:
        yield _tried(file, {"format": kind})
    for sheet in sheets:
        yield _tried(file, {"format": kind, "sheet": sheet})


def _csv_forms() -> Iterator[dict[str, Any]]:
    for encoding, delimiter in product(ENCODINGS, DELIMITERS):
        yield {"encoding": encoding, "delimiter": delimiter}


def _best(tried: Sequence[Seen]) -> Seen:
    # The first form in which every row is whole and most columns show; one column is no table.
    return max(tried, key=lambda seen: (not seen.faults, len(seen.columns)))


def _tried(file: SourceFile, form: dict[str, Any]) -> Seen:
    """Read a file under one form: first its header, then whether a column identifies people."""
    name = re.sub(r"[^a-z0-9]+", "_", f"{file.stem} {form.get('sheet', '')}".lower()).strip("_")
    settings = {"file": file.name, **form}
    header = _findings(file, settings)
    columns = tuple(f.column for f in header if f.rule == _NAMED and f.column)
    by_name = tuple(dict.fromkeys(f.column for f in header if f.rule in _IDENTIFIES and f.column))
    plain = tuple(c for c in columns if c not in by_name)
    rest = tuple(f for f in header if f.rule not in (_NAMED, *_IDENTIFIES))
    if rest or not plain:
        return Seen(name, settings, plain, by_name, rest)
    dropped = [{"columns": list(by_name), "agreement": AGREEMENT}] if by_name else []
    cells = _findings(file, {**settings, "ignored_columns": list(plain), "drop": dropped})
    by_value = tuple(f.column for f in cells if f.rule in _IDENTIFIES and f.column)
    left = tuple(f for f in cells if f.rule not in _IDENTIFIES)
    return Seen(name, settings, plain, tuple(dict.fromkeys((*by_name, *by_value))), left)


def _findings(file: SourceFile, settings: dict[str, Any]) -> list[Finding]:
    given = {**settings, "drop": tuple(Drop(**drop) for drop in settings.get("drop", ()))}
    source = Source(**given, not_used="not yet described")
    mapping = Mapping(agreements={AGREEMENT: "to be named"}, sources={"one": source}, tables={})
    try:
        return read_in_sandbox([file], mapping, partly=True).findings
    except Refused as refusal:
        return refusal.findings


def _named_like(columns: Sequence[str], table: Table) -> dict[str, str]:
    plain = {_plain(name): name for name in reversed(columns)}
    found = {}
    for column in table.columns:
        for name in (_plain(column), *_OTHER_NAMES.get(column, ())):
            if name in plain:
                found[column] = plain[name]
                break
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]+", "", name.lower())


def draft(seen: Sequence[Seen]) -> str:
    """Return the mapping as YAML for the analyst to finish; what is open is marked TO DO."""
    placed = {one.name: place(one) for one in seen}
    lines = [
        "# Drafted from headers alone. Work through every TO DO, then `pace check` the folder.",
        "source_system: TO DO name the system",
    ]
    if any(one.identifying for one in seen):
        lines += ["agreements:", f"  {AGREEMENT}: TO DO the agreement under which these are sent"]
    tables = {placed_as.table for placed_as in placed.values() if placed_as}
    absent = [name for name in vocabulary().tables if name not in tables]
    lines += [f"absent: [{', '.join(absent)}]  # TO DO are these sent elsewhere?"] if absent else []
    lines.append("sources:")
    for one in seen:
        lines += _source_lines(one, placed[one.name])
    lines.append("tables:")
    for name in vocabulary().tables:
        parts = [(one, p) for one in seen if (p := placed[one.name]) and p.table == name]
        lines += [f"  {name}:"] if parts else []
        for one, placed_as in parts:
            lines += _part_lines(one, placed_as)
    return "\n".join(lines) + "\n"


def _source_lines(one: Seen, placed: Placed | None) -> Iterator[str]:
    yield f"  {one.name}:"
    for key, value in one.source.items():
        yield f"    {key}: {_quoted(value)}"
    if one.identifying:
        yield "    drop:  # these identify people: better not sent at all"
        named = ", ".join(_quoted(name) for name in one.identifying)
        yield f"      - {{columns: [{named}], agreement: {AGREEMENT}}}"
    if placed is None:
        yield "    not_used: TO DO no table was recognised in it"
    used = set(placed.columns.values()) if placed else set()
    left = [c for c in one.columns if c not in used and c not in one.identifying]
    if left:
        yield "    ignored_columns:  # TO DO does a table need one of these?"
        yield from (f"      - {_quoted(name)}" for name in left)
    for fault in one.faults:
        yield f"    # TO DO {fault.line}"


def _part_lines(one: Seen, placed: Placed) -> Iterator[str]:
    yield f"    - from: {one.name}"
    yield "      columns:"
    for name, column in vocabulary().tables[placed.table].columns.items():
        found = placed.columns.get(name)
        if found is None:
            need = "TO DO this column is required" if column.required else "not found"
            yield f"        # {name}: {need}"
        elif column.type == "code":
            yield f"        {name}: {{column: {_quoted(found)}}}  # TO DO codes: {{label: code}}"
        elif column.type in ("date", "month"):
            yield f"        {name}: {{column: {_quoted(found)}}}  # TO DO date_format"
        else:
            yield f"        {name}: {{column: {_quoted(found)}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'
