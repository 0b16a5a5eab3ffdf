"""The workbook, by the Analysis Function's guidance: cover, contents, notes, one table a sheet.

gptables lays it out; ``workbook_finish`` then checks and corrects the file it wrote.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

import gptables
import pandas as pd
from openpyxl.workbook import Workbook

from pipelines.contract.release_tables import Kind, Protected, ProtectedTable
from pipelines.release import texts
from pipelines.release.open_document import open_document
from pipelines.release.tabular import DICTIONARY_HEADER, dictionary_rows
from pipelines.release.workbook_finish import NUMBERS, finish, saved

NOTES_SHEET = "Notes"
DICTIONARY_SHEET = "Data_dictionary"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_future_functions": False,
}
_NUMBER_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.CHANGE: "#,##0",
    Kind.AUTHORITIES: "0",
    Kind.DAYS: "#,##0",
    Kind.PERCENT: "0.0",
    Kind.POINTS: "0.0",
    Kind.TALLY: "#,##0",
    Kind.DECIMAL: "0.0",
    Kind.PROBABILITY: "0.000",
}


def spreadsheets(protected: Protected, release_id: str) -> dict[str, bytes]:
    """Return the workbook by file name, as XLSX and as ODS: one book in two formats."""
    book = workbook(protected, release_id)
    return {
        f"pace-{release_id}.xlsx": saved(book, protected.day),
        f"pace-{release_id}.ods": open_document(book, protected),
    }


def workbook(protected: Protected, release_id: str) -> Workbook:
    """Return the finished workbook."""
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gptables warns of a notes sheet of its own making
        book = gptables.produce_workbook(
            filename=written,
            sheets=_sheets(protected),
            cover=_cover(protected, release_id),
            contentsheet_options=_contents(protected),
            workbook_options=_OPTIONS,
        )
        book.close()
    return finish(written, protected, table_sheets(protected))


def table_sheets(protected: Protected) -> dict[str, ProtectedTable]:
    """Return sheet name → table, for the tables that have rows."""
    return {name: table for name, table in _numbered(protected).items() if len(table.frame)}


def _numbered(protected: Protected) -> dict[str, ProtectedTable]:
    """Return sheet name → table, those without rows too: a number stays a table's own."""
    return {f"Table_{i}": table for i, table in enumerate(protected.tables, start=1)}


def _sheets(protected: Protected) -> dict[str, gptables.GPTable]:
    tables = {name: _data_sheet(protected, t) for name, t in table_sheets(protected).items()}
    # Of a release that can show nothing there is no column to describe either.
    described = {DICTIONARY_SHEET: _dictionary_sheet(protected)} if tables else {}
    return {NOTES_SHEET: _notes_sheet(protected), **tables, **described}


def _cover(protected: Protected, release_id: str) -> gptables.Cover:
    return gptables.Cover(
        cover_label="Cover",
        title=texts.titled(protected, texts.TITLE),
        intro=[texts.status_sentence(protected), texts.coverage_sentence(protected)],
        about=[
            f"Release: {release_id}",
            f"Data up to: {texts.spoken_day(protected.day)}",
            f"Data status: {protected.data_status}",
            f"Rules for small numbers: {protected.policy['name']}",
            "The same figures are in the CSV files and the report beside this workbook.",
            *texts.symbol_lines(),
        ],
        contact=[f"{texts.AUTHOR}. Reply to whoever sent you this release."],
    )


def _contents(protected: Protected) -> dict[str, Any]:
    return {
        "title": texts.titled(protected, "Contents"),
        "column_names": ["Sheet", "What it holds"],
        "table_name": "contents",
        "instructions": _of_contents(protected),
    }


def _of_contents(protected: Protected) -> str:
    listed = "This sheet lists every sheet of the workbook, with a link to it."
    left_out = " Notes names the tables that have no sheet." if protected.without_rows else ""
    return listed + left_out


def _data_sheet(protected: Protected, table: ProtectedTable) -> gptables.GPTable:
    shape = table.shape
    return gptables.GPTable(
        table=_typed(table),
        table_name=shape.name,
        title=texts.titled(protected, shape.title),
        subtitles=[shape.about],
        instructions="This sheet holds one table. A row is shown whole or withheld whole.",
        legend=texts.symbol_lines(),
        source="Source: PACE evaluation warehouse. Data_dictionary names each column's model.",
        index_columns={},
        additional_formatting=[
            {"column": {"columns": [c.heading], "format": _column_format(c.kind)}}
            for c in shape.columns
        ],
    )


def _column_format(kind: Kind) -> dict[str, str | int]:
    """Return figures to the right with their number format, text to the left."""
    if kind in _NUMBER_FORMATS:
        return {"num_format": _NUMBER_FORMATS[kind], "align": "right", "indent": 1}
    return {"align": "left", "indent": 1}


def _typed(table: ProtectedTable) -> pd.DataFrame:
    """Return the cells under their headings, numbers as numbers.

    Of text only that it is there: gptables would read links out of it. ``finish`` writes it.
    """
    cells = table.cells()
    out = {
        c.heading: [typed_cell(v, c.kind) if c.kind in NUMBERS else "text" for v in cells[c.name]]
        for c in table.shape.columns
    }
    return pd.DataFrame(out, dtype=object)


def typed_cell(text: str, kind: Kind) -> str | int | float:
    """Return a cell as the workbook holds it."""
    if text.startswith("["):
        return text
    if kind.is_decimal:
        return float(text)
    return int(text) if kind.is_whole or kind is Kind.AUTHORITIES else text


def _notes_sheet(protected: Protected) -> gptables.GPTable:
    rows = [*texts.NOTES, *texts.legend_notes(), *_empty_tables(protected)]
    return gptables.GPTable(
        table=pd.DataFrame(rows, columns=["Note", "What it says"]),
        table_name="notes_of_release",
        title=texts.titled(protected, "Notes"),
        instructions="This sheet holds one table: what a reader should know before using a figure.",
        index_columns={},
    )


def _empty_tables(protected: Protected) -> list[tuple[str, str]]:
    return [
        (f"No {name}", f"{table.shape.title}: {texts.NOTHING_TO_SHOW}. It has no CSV file either.")
        for name, table in _numbered(protected).items()
        if not len(table.frame)
    ]


def _dictionary_sheet(protected: Protected) -> gptables.GPTable:
    headings = [name.replace("_", " ").capitalize() for name in DICTIONARY_HEADER]
    return gptables.GPTable(
        table=pd.DataFrame(dictionary_rows(protected), columns=headings),
        table_name="data_dictionary",
        title=texts.titled(protected, "Data dictionary"),
        instructions="This sheet holds one table: every column of every table, and what it means.",
        index_columns={},
    )
