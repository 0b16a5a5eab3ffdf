"""What was put aside: rows by child key with their reason, of refused files their outside only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contract.findings import Finding, Severity
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.cells import UNREADABLE
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.judged_table import JudgedTable
from pipelines.intake.judgement import Judgement
from pipelines.intake.keys import Keys
from pipelines.intake.safe_write import write_file, write_json
from pipelines.intake.source_table import SourceFile, shown_name
from pipelines.intake.standardise import KEYED
from pipelines.settings import Home

FINGERPRINT_LENGTH = 12
_FIRST = ("child_key", "table_name", "rule", "column_name")


def keep_quarantine(
    home: Home,
    drop: DropFolder,
    fingerprint: str,
    judgement: Judgement,
    files: Sequence[SourceFile],
    keys: Keys,
) -> None:
    """Write the rows put aside and, of a refused submission, what is known of its files."""
    folder = home.quarantine / drop.authority.code / drop.name / fingerprint[:FINGERPRINT_LENGTH]
    rows = list(chain.from_iterable(_rows(t, drop, keys) for t in judgement.tables.values()))
    if rows:
        sink = pa.BufferOutputStream()
        pq.write_table(_table(rows), sink)
        write_file(folder / "rows.parquet", sink.getvalue().to_pybytes())
    if judgement.faults:
        write_json(folder / "refused.json", [_refused(file, judgement.faults) for file in files])


def reason_of(fault: Finding) -> str:
    """Return why something was refused, without a row number: those stay in the feedback."""
    where = f"{fault.file or fault.table or 'submission'}"
    column = fault.column or fault.column_letter
    return f"{where}: {fault.rule}" + (f" (column {column})" if column else "")


def reasons_of(faults: Sequence[Finding]) -> tuple[str, ...]:
    """Return the reasons of a refusal, each once, in their order."""
    return tuple(dict.fromkeys(reason_of(fault) for fault in faults))


def _refused(file: SourceFile, faults: Sequence[Finding]) -> dict[str, Any]:
    own = [fault for fault in faults if fault.file == file.name]
    return {
        "name": shown_name(file.name),
        "size": file.size,
        "sha256": file.sha256,
        "reasons": list(reasons_of(own)),
        "submission_reasons": list(reasons_of([f for f in faults if f.file != file.name])),
    }


def _columns() -> list[str]:
    """Return the columns whose good values may be kept: dates, months and codes of any table."""
    tables = vocabulary().tables.values()
    names = (c.name for t in tables for c in t.columns.values() if c.name not in KEYED)
    return list(dict.fromkeys(names))


def _rows(judged: JudgedTable, drop: DropFolder, keys: Keys) -> list[dict[str, str | None]]:
    put_aside = judged.is_quarantined
    if not put_aside.any():
        return []
    first = _first_check(judged)
    good = {c: _good_values(judged, c) for c in _columns() if c in judged.conformed.table.columns}
    rows = []
    for row in put_aside.nonzero()[0]:
        child = judged.frame["child_id"].iloc[row]
        key = None if pd.isna(child) else keys.child_key(drop.authority.code, child)
        rule, column = first[int(row)]
        head = dict(zip(_FIRST, (key, judged.name, rule, column), strict=True))
        rows.append(head | {name: values[int(row)] for name, values in good.items()})
    return rows


def _first_check(judged: JudgedTable) -> dict[int, tuple[str, str]]:
    first: dict[int, tuple[str, str]] = {}
    for verdict in judged.verdicts:
        if verdict.check.severity is Severity.QUARANTINE:
            for row in verdict.rows:
                first.setdefault(row, (verdict.check.id, verdict.check.column))
    return first


def _good_values(judged: JudgedTable, name: str) -> list[str | None]:
    """Return the readable values of a column: a cell that is no date and no code is not kept."""
    codes = judged.conformed.table.columns[name].codes
    return [
        text if _is_good(text, codes) else None
        for text in judged.frame[name].astype("object").tolist()
    ]


def _is_good(text: object, codes: Sequence[str] | None) -> bool:
    if not isinstance(text, str):
        return False
    return text in codes if codes is not None else not text.startswith(UNREADABLE)


def _table(rows: list[dict[str, str | None]]) -> pa.Table:
    names = [*_FIRST, *_columns()]
    arrays = {n: pa.array([row.get(n) for row in rows], pa.string()) for n in names}
    return pa.table(arrays).sort_by([(name, "ascending") for name in names])
