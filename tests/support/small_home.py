"""A small made-up home in the standard extract, written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.settings import Home

HEADERS = {
    "children": "child_id,birth_month,sex,ethnic_group,disability,linkage_id",
    "episodes": "child_id,start_date,end_date,destination",
    "legal_statuses": "child_id,legal_reason,start_date,end_date",
    "placements": "child_id,placement_type,start_date,end_date,carer_id",
    "milestones": "child_id,milestone,event_date,route,outcome,application_type,applicant,agency",
}
Rows = Mapping[str, Iterable[str]]


def write_programme(home: Home, codes: Iterable[str]) -> None:
    """Write the programme's records: invented authorities, all engaged from 2018."""
    home.programme.mkdir(parents=True, exist_ok=True)
    codes = list(codes)
    listed = [f"{code},Area {code},area-{code.lower()}" for code in codes]
    _write(home.programme / "authorities.csv", "authority_code,name,slug", listed)
    header = "authority_code,engaged_on,testing_from,implementing_from,ended_on,delivery"
    _write(home.programme / "engagement.csv", header, [f"{c},2018-01-01,,,,full" for c in codes])
    (home.programme / "world.json").write_text('{"synthetic": true}\n', encoding="utf-8")


def write_extract(home: Home, code: str, name: str, rows: Rows, received_on: str) -> Path:
    """Write one submission (`name`: its day and suffix) and return its folder."""
    folder = home.extracts / code / name
    folder.mkdir(parents=True)
    for table, header in HEADERS.items():
        _write(folder / f"{table}.csv", header, rows.get(table, ()))
    declared = f"authority: {code}\nas_at: {name[:10]}\nreceived_on: {received_on}\n"
    (folder / "submission.yaml").write_text(declared, encoding="utf-8")
    return folder


def _write(file: Path, header: str, rows: Iterable[str]) -> None:
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
