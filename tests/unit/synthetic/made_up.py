"""Reading a made-up home back, whatever shape an authority sends in, and judging its rows.

Written from the contract, not from the generator: an open end, a local label or a duplicate is
recognised here by other code than the one that wrote it.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import yaml

from pipelines.authorities.load import parse_mapping
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.conform import conform
from pipelines.intake.read_sources import read_sources
from pipelines.intake.source_table import SourceFile

Rows = list[dict[str, str]]
VOCABULARY = vocabulary()
FAR_PAST = date(1990, 1, 1)


def tree(root: Path) -> dict[str, str]:
    """The hash of every file below a folder."""
    return {
        str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def table_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


def submission(home: Path, folder: Path) -> dict[str, Rows]:
    """The five tables of one drop folder, as the standard extract has them."""
    if (folder / "extract.xlsx").exists():
        return _workbook(folder / "extract.xlsx")
    if (folder / "children.parquet").exists():
        return {table: _parquet(folder / f"{table}.parquet") for table in VOCABULARY.tables}
    mapping = home / "authorities" / f"{_slug(home, folder)}.yaml"
    if mapping.exists():
        text = mapping.read_text(encoding="utf-8")
        told = yaml.safe_load(text)
        return _by_intake(folder, text) if "template" in told else _mapped(folder, told)
    return {table: table_rows(folder / f"{table}.csv") for table in VOCABULARY.tables}


def _slug(home: Path, folder: Path) -> str:
    """The slug of the authority, whether its drop folder has its code or its slug."""
    name = folder.parent.name
    listed = home / "programme" / "authorities.csv"
    rows = table_rows(listed) if listed.exists() else []
    return next((row["slug"] for row in rows if row["authority_code"] == name), name)


def _parquet(path: Path) -> Rows:
    rows = pq.read_table(path).to_pylist()
    return [{name: "" if cell is None else str(cell) for name, cell in r.items()} for r in rows]


def _by_intake(folder: Path, mapping: str) -> dict[str, Rows]:
    """What intake makes of a template's export (compared with the standard in test_shapes.py)."""
    parsed = parse_mapping(mapping.encode(), "mapping.yaml")
    files = [SourceFile.read(p) for p in sorted(folder.iterdir()) if p.name != "submission.yaml"]
    tables = conform(read_sources(files, parsed).tables, parsed).tables
    return {
        name: [
            {c: (cell or "").removeprefix("?") for c, cell in zip(table.columns, row, strict=True)}
            for row in zip(*table.columns.values(), strict=True)
        ]
        for name, table in tables.items()
    }


def _workbook(path: Path) -> dict[str, Rows]:
    book = openpyxl.load_workbook(path, read_only=True)
    return {table: _sheet(book[table]) for table in VOCABULARY.tables}


def _sheet(sheet) -> Rows:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip_longest(header, map(_as_text, row), fillvalue="")) for row in rows]


def _as_text(value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else value.date().isoformat()


def _mapped(folder: Path, mapping: dict) -> dict[str, Rows]:
    tables = {}
    for table, (part,) in mapping["tables"].items():
        source = mapping["sources"][part["from"]]
        with (folder / source["file"]).open(encoding=source["encoding"], newline="") as handle:
            reader = csv.DictReader(handle, delimiter=source["delimiter"], strict=True)
            tables[table] = [
                {name: _cell(row[rule["column"]], rule) for name, rule in part["columns"].items()}
                for row in reader
            ]
    return tables


def _cell(text: str, rule: dict) -> str:
    if text in rule.get("open_when", ()):
        return ""
    form = rule.get("date_format")
    if form and text.count("/") == form.count("/"):
        return "-".join(reversed(text.split("/")))
    return rule.get("codes", {}).get(text, text)


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def faults_of(tables: dict[str, Rows], as_at: date) -> Counter[tuple[str, str]]:
    """Every row that breaks a rule of the contract, by table and rule."""
    known = {row["child_id"] for row in tables["children"]}
    found: Counter[tuple[str, str]] = Counter()
    for table, rows in tables.items():
        seen: set[tuple[str, ...]] = set()
        for row in rows:
            rule = "duplicate" if tuple(row.values()) in seen else _rule(table, row, known, as_at)
            seen.add(tuple(row.values()))
            if rule:
                found[table, rule] += 1
    return found


def _rule(table: str, row: dict[str, str], known: set[str], as_at: date) -> str | None:
    spec = VOCABULARY.tables[table]
    for name, column in spec.columns.items():
        value = row[name]
        if column.required and not value:
            return "required_empty"
        if column.codes and value and value not in column.codes:
            return "description_not_in_list" if column.repaired_to else "code_not_in_list"
        if column.type == "date" and value:
            on = day(value)
            if on is None:
                return "date_unreadable"
            if on > as_at:
                return "date_after_as_at"
            if on < FAR_PAST:
                return "date_too_early"
        if column.type == "month" and day(value + "-01") is None:
            return "month_unreadable"
    if row.get("end_date") and row["end_date"] < row["start_date"]:
        return "end_before_start"
    outcomes = VOCABULARY.outcomes_by_milestone.get(row.get("milestone", ""), ())
    if row.get("outcome") and row["outcome"] not in outcomes:
        return "outcome_not_of_milestone"
    return None if row["child_id"] in known else "child_unknown"


def good(rows: Rows, known: set[str]) -> Rows:
    """The rows of a spell table that break no rule of time."""
    return [
        row
        for row in rows
        if row["child_id"] in known
        and day(row["start_date"])
        and (not row["end_date"] or row["end_date"] >= row["start_date"])
    ]
