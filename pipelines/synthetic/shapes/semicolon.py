"""A system's own export: semicolons, cp1252, ``dd/mm/yyyy``, local headers and local labels.

Headers and labels are invented. The mapping that turns the files back into the standard extract is
made from the same dictionaries, so the two cannot drift apart.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from pipelines.contract.vocabulary import Column, vocabulary
from pipelines.synthetic.days import iso
from pipelines.synthetic.extract import TABLES, Cell, Rows

ENCODING: Final = "cp1252"
OPEN: Final = "31/12/9999"
NOT_USED: Final = "Area team"

FILES: Final[dict[str, str]] = {
    "children": "People.csv",
    "episodes": "Care periods.csv",
    "legal_statuses": "Legal basis.csv",
    "placements": "Living arrangements.csv",
    "milestones": "Planning events.csv",
}
HEADERS: Final[dict[str, str]] = {
    "child_id": "Person ref",
    "birth_month": "Born – month",
    "sex": "Sex",
    "ethnic_group": "Ethnicity – band",
    "disability": "Disability",
    "linkage_id": "National link",
    "start_date": "From",
    "end_date": "To",
    "destination": "Went to",
    "legal_reason": "Legal basis",
    "placement_type": "Living arrangement",
    "carer_id": "Carer ref",
    "milestone": "Event",
    "event_date": "Date",
    "route": "Plan – route",
    "outcome": "Decision",
    "application_type": "Application",
    "applicant": "Applied by",
    "agency": "Lead",
}
OWN_LABELS: Final[dict[str, str]] = {
    "s25": "Section 25 – voluntary",
    "cso_home": "CSO – at home",
    "cso_away": "CSO – away from home",
    "cso_away_residential": "CSO – away, residential",
    "cso_secure": "CSO – secure authorisation",
    "icso_home": "Interim CSO – at home",
    "icso_away": "Interim CSO – away",
    "cpo": "Child Protection Order",
    "home_parents": "At home with parents",
    "kinship": "Kinship – relatives or friends",
    "foster_authority": "Foster carers – our own",
    "foster_purchased": "Foster carers – agency",
    "emergency_review": "72-hour meeting",
    "two_week_review": "2-week planning meeting",
    "permanence_recommended": "LAC review recommends permanence",
    "adm_decision": "Agency decision maker",
    "not_known": "Unknown",
    "yes": "Y",
    "no": "N",
}

Labels: TypeAlias = dict[str, str]


def label(code: str) -> str:
    """Return the local label of a code of the contract."""
    return OWN_LABELS.get(code) or code.replace("_", " ").capitalize()


def _date(cell: int) -> str:
    year, month, day = iso(cell).split("-")
    return f"{day}/{month}/{year}"


def _month(cell: str) -> str:
    year, month = cell.split("-")
    return f"{month}/{year}"


class _Writing:
    """How one column is written: its kind is decided once, not per cell."""

    def __init__(self, column: Column) -> None:
        self._labels: Labels = {code: label(code) for code in column.codes or ()}
        self._is_month = column.type == "month"
        self._empty = OPEN if column.name == "end_date" else ""

    def __call__(self, cell: Cell) -> str:
        if cell is None:
            return self._empty
        if isinstance(cell, int):
            return _date(cell)
        return _month(cell) if self._is_month else self._labels.get(cell, cell)


class SemicolonFiles:
    """Writes the five files of the export, with a column nobody needs in each."""

    def __init__(self, folder: Path) -> None:
        self._writings = {
            name: [_Writing(table.columns[column]) for column in TABLES[name]]
            for name, table in vocabulary().tables.items()
        }
        self._files = {
            table: (folder / name).open("w", encoding=ENCODING, newline="")
            for table, name in FILES.items()
        }
        for table, columns in TABLES.items():
            header = [*(HEADERS[column] for column in columns), NOT_USED]
            self._files[table].write(";".join(header) + "\r\n")

    def add(self, rows: Rows) -> None:
        """Write the rows of one child."""
        for table, of_table in rows.items():
            writings = self._writings[table]
            for row in of_table:
                cells = [write(cell) for write, cell in zip(writings, row, strict=True)]
                self._files[table].write(";".join(cells) + ";North\r\n")

    def close(self) -> None:
        """Finish the files."""
        for file in self._files.values():
            file.close()


def _rule(column: Column) -> dict[str, Any]:
    rule: dict[str, Any] = {"column": HEADERS[column.name]}
    if column.codes is not None:
        rule["codes"] = {label(code): code for code in column.codes}
    if column.type == "date":
        rule["date_format"] = "dd/mm/yyyy"
    if column.type == "month":
        rule["date_format"] = "mm/yyyy"
    if column.name == "end_date":
        rule["open_when"] = [OPEN]
    return rule


def mapping_text() -> str:
    """Return the mapping that turns the export into the standard extract, as YAML."""
    tables = vocabulary().tables

    def source(file: str) -> dict[str, Any]:
        """Return how one file of the export is read."""
        form = {"file": file, "encoding": ENCODING, "delimiter": ";", "quote": ""}
        return form | {"ignored_columns": [NOT_USED]}

    mapping = {
        "source_system": "Invented case system",
        "sources": {table: source(name) for table, name in FILES.items()},
        "tables": {
            name: [
                {"from": name, "columns": {c: _rule(table.columns[c]) for c in TABLES[name]}},
            ]
            for name, table in tables.items()
        },
    }
    head = "# Made-up authority: how its invented system's export becomes the standard extract.\n"
    return head + yaml.safe_dump(mapping, sort_keys=False, allow_unicode=True, width=100)
