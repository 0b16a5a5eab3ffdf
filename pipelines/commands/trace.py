"""``pace trace``: from a released figure to its model, what it is made of, and the submissions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from rich.markup import escape
from rich.table import Table

from pipelines.commands.guard import guarded
from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, NOT_ENGAGED, SCOTLAND
from pipelines.contract.released import folder_of
from pipelines.contract.submissions import Receipt, programme_folder, read_ledger
from pipelines.release.read_back import DraftFiles, read_draft
from pipelines.release.symbol_words import symbol_sentences
from pipelines.settings import DBT_PROJECT_DIR, PROJECT_ROOT, Home
from pipelines.terminal import Report, Reporter

_REF = re.compile(r"ref\(\s*'([a-z0-9_]+)'\s*\)")
# An authority's figures in these are held against those of others, whose submissions count too.
_BESIDE_OTHERS = ("programme_effect", "funnel_of_authorities", "case_mix_of_authorities")
_AREA = ("area", "area_name")
_PERIODS = (
    "cohort_quarter",
    "cohort_year",
    "cohort_years",
    "quarter_end",
    "census_quarter",
    "quarter",
    "day",
)
_KEYS = (*_AREA, "aim", *_PERIODS, "local_aim_id", "event_half_year")
_SHOWN = 10


def trace(
    home: Home, release_id: str, table: str, column: str, where: Mapping[str, str], shown: Reporter
) -> Report:
    """Say where the figures of a column come from; ``where`` narrows the rows by column."""

    def follow(report: Report) -> None:
        """Follow the figure back, step by step."""
        files = read_draft(folder_of(home, release_id))
        declared = _declared(files, table, column)
        if declared is None:
            report.fail(_known(files, table))
            return
        rows = _rows(files.csv(table), where)
        if not len(rows):
            report.fail(f"No row of {table} has that.")
            return
        _say_cells(rows, column, declared, report)
        _say_symbols(rows[column], files, report)
        _say_models(str(declared["source"]), report)
        areas = {ALL_REPORTING} if table in _BESIDE_OTHERS else set(rows["area"])
        _say_submissions(home, files, areas, report)

    return guarded(shown, follow)


def _declared(files: DraftFiles, table: str, column: str) -> dict[str, Any] | None:
    dictionary = pd.read_csv(files.folder / "data-dictionary.csv", dtype=str, keep_default_na=False)
    row = dictionary[(dictionary["table"] == table) & (dictionary["column"] == column)]
    return None if row.empty else {str(k): v for k, v in row.iloc[0].items()}


def _known(files: DraftFiles, table: str) -> str:
    absent = {t["name"]: t["why"] for t in files.manifest.get("tables_without_rows", ())}
    if table in absent:
        return f"{table} has no row: {absent[table]}."
    if table not in files.tables:
        return f"The release has no table {table}. It has: {', '.join(files.tables)}."
    return f"{table} has the columns: {', '.join(c.name for c in files.columns[table])}."


def _rows(frame: pd.DataFrame, where: Mapping[str, str]) -> pd.DataFrame:
    for name, value in where.items():
        columns = [c for c in (_AREA if name == "area" else (name,)) if c in frame]
        if not columns and name == "period":
            columns = [c for c in _PERIODS if c in frame]
        hit = pd.Series(False, index=frame.index)
        for column in columns:
            hit |= frame[column].str.casefold() == value.casefold()
        frame = frame[hit]
    return frame


def _say_cells(
    rows: pd.DataFrame, column: str, declared: Mapping[str, Any], report: Report
) -> None:
    keys = [c for c in _KEYS if c in rows and c != column]
    table = Table(*keys, column)
    for _, row in rows.head(_SHOWN).iterrows():
        # A symbol in square brackets would be read as a style.
        table.add_row(*(escape(row[k]) for k in keys), escape(row[column]))
    report.show(table)
    report.say(f"{declared['heading']}: {declared['meaning']} Unit: {declared['unit']}.")
    report.facts["cells"] = rows[[*keys, column]].head(_SHOWN).to_dict("records")
    report.facts["column"] = dict(declared)


def _say_symbols(cells: pd.Series[str], files: DraftFiles, report: Report) -> None:
    told = symbol_sentences(set(cells), files.manifest["policy"])
    for line in told:
        report.say(line)
    report.facts["symbols"] = told


def _say_models(source: str, report: Report) -> None:
    name = source.rpartition(".")[2]
    behind = models_behind(name)
    report.facts["models"] = {n: str(p.relative_to(PROJECT_ROOT)) for n, p in behind.items()}
    if name in behind:
        report.say(f"Model {source}: {behind[name].relative_to(PROJECT_ROOT)}")
    others = [n for n in behind if n != name]
    report.say(f"made of {', '.join(others)}." if others else "made of staging alone.")


def models_behind(model: str) -> dict[str, Path]:
    """Return a model and all it is made of, nearest first, with their files."""
    files = {p.stem: p for p in sorted((DBT_PROJECT_DIR / "models").rglob("*.sql"))}
    found: dict[str, Path] = {}
    waiting = [model]
    while waiting:
        name = waiting.pop(0)
        if name in files and name not in found:
            found[name] = files[name]
            waiting += _REF.findall(files[name].read_text(encoding="utf-8"))
    return found


def _say_submissions(home: Home, files: DraftFiles, areas: set[str], report: Report) -> None:
    held = set(files.manifest["submissions"])
    last = {r.authority_code: r for r in read_ledger(home) if r.submission_id in held}
    mine = sorted(members(areas, set(last), _engaged(home, files)))
    table = Table("Authority", "Folder", "Received on", "Submission")
    for code in mine:
        table.add_row(*_told(last[code]))
    report.show(table)
    report.say(f"Submissions behind it: {len(mine)} of the {len(last)} of the release.")
    report.facts["submissions"] = [list(_told(last[code])) for code in mine]


def members(areas: set[str], reporting: set[str], engaged: set[str]) -> set[str]:
    """Return who makes up the areas, of those with a submission (the model ``area_member``)."""
    if areas & {ALL_REPORTING, SCOTLAND}:
        return reporting
    groups = {ENGAGED: engaged, NOT_ENGAGED: reporting - engaged}
    named = (groups.get(area, {area}) for area in areas)
    return reporting & set().union(*named)


def _engaged(home: Home, files: DraftFiles) -> set[str]:
    """Return who is in the programme by the records that the release was made of."""
    folder = programme_folder(home, files.manifest["build"]["programme_id"])
    rows = pq.read_table(folder / "engagement.parquet", columns=["authority_code"])
    return set(rows["authority_code"].to_pylist())


def _told(receipt: Receipt) -> tuple[str, str, str, str]:
    return (
        receipt.authority_code,
        receipt.folder,
        receipt.received_on,
        str(receipt.submission_id),
    )
