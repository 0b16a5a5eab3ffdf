"""From judged rows to what the warehouse reads: typed, re-keyed, sorted, no id of the sender."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa

from pipelines.contract.vocabulary import Column, Table, vocabulary
from pipelines.intake.judged_table import JudgedTable
from pipelines.intake.keys import Keys

KEYED = {"child_id": "child_key", "linkage_id": "person_key", "carer_id": "carer_key"}
MILESTONES = "milestones"
Texts = list[str | None]


def standardised(
    judged: dict[str, JudgedTable], authority_code: str, keys: Keys
) -> dict[str, pa.Table]:
    """Return the kept rows of all five tables, each sorted by all its columns."""
    rekey = rekeyers(authority_code, keys)
    return {
        name: _standard_table(table, judged.get(name), rekey, keys)
        for name, table in vocabulary().tables.items()
    }


def content_digest(table: pa.Table) -> str:
    """Return a digest of a standardised table that no library version can move."""
    digest = hashlib.sha256(json.dumps(table.column_names).encode())
    for name in table.column_names:
        texts = [None if value is None else str(value) for value in table[name].to_pylist()]
        digest.update(json.dumps(texts).encode())
    return digest.hexdigest()


def sorted_by_all(table: pa.Table) -> pa.Table:
    """Return a table sorted by all its columns, empty cells last."""
    return table.sort_by([(name, "ascending") for name in table.column_names])


def rekeyers(authority_code: str, keys: Keys) -> dict[str, Callable[[str], str]]:
    """Return what becomes of each kind of pseudonym, by column."""
    return {
        # A child's key is asked for in every table, so it is remembered for this submission.
        "child_id": cache(lambda text: keys.child_key(authority_code, text)),
        "carer_id": lambda text: keys.carer_key(authority_code, text),
        "linkage_id": keys.person_key,
    }


def _standard_table(
    table: Table, judged: JudgedTable | None, rekey: dict[str, Callable[[str], str]], keys: Keys
) -> pa.Table:
    arrays: dict[str, pa.Array] = {}
    for name, column in table.columns.items():
        texts = _kept_texts(judged, column) if judged else []
        if name in rekey:
            texts = mapped(texts, rekey[name])
        arrays[KEYED.get(name, name)] = _typed(texts, column)
    if table.name == MILESTONES:
        arrays["source_ref"] = _references(arrays, keys)
        # The contract reads an empty route as not_known; the reference was taken before.
        arrays["route"] = arrays["route"].fill_null("not_known")
    return sorted_by_all(pa.table(arrays))


def _kept_texts(judged: JudgedTable, column: Column) -> Texts:
    stays = ~judged.is_quarantined
    texts = judged.frame[column.name].astype("object")
    if column.repaired_to is not None:
        texts.iloc[judged.bad_cells(column.name)] = column.repaired_to
    return [None if pd.isna(text) else str(text) for text in texts[stays]]


def mapped(texts: Texts, function: Callable[[str], Any]) -> list[Any]:
    """Return a function of each text, computed once per text; empty stays empty."""
    known = {text: function(text) for text in set(texts) if text is not None}
    return [None if text is None else known[text] for text in texts]


def _typed(texts: Texts, column: Column) -> pa.Array:
    if column.type == "date":
        return pa.array(mapped(texts, date.fromisoformat), pa.date32())
    if column.type == "month":
        return pa.array(mapped(texts, lambda t: date.fromisoformat(t + "-01")), pa.date32())
    return pa.array(texts, pa.string())


def _references(arrays: dict[str, pa.Array], keys: Keys) -> pa.Array:
    rows: Sequence[tuple[Any, ...]] = list(
        zip(*(a.to_pylist() for a in arrays.values()), strict=True)
    )
    contents = ("|".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return pa.array([keys.row_key(content) for content in contents], pa.string())
