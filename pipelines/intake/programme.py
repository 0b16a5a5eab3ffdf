"""The programme's own records: read once per build, checked, kept by content."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contract.authorities import AuthorityList
from pipelines.contract.findings import Finding, Refused, Severity
from pipelines.contract.submissions import (
    ProgrammeSighting,
    append_programme_sighting,
    programme_folder,
    read_programme_ledger,
)
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.programme_file import empty_table, read_programme_file
from pipelines.intake.programme_values import Values
from pipelines.intake.safe_write import fresh_folder, publish_folder, write_json
from pipelines.intake.source_table import Place, SourceFile
from pipelines.intake.standardise import content_digest, sorted_by_all
from pipelines.settings import Home

AUTHORITIES = "authorities"
WORLD = "world.json"


def take_in_programme(home: Home, authorities: AuthorityList, today: date) -> ProgrammeSighting:
    """Keep the programme's records as they are now; raise Refused, with every fault, if any.

    A sighting is recorded only where the content differs from the latest one's.
    """
    files = _files(home.programme)
    is_synthetic = _is_synthetic(home.programme / WORLD)
    tables = _read(files, authorities)
    programme_id = _id(tables, is_synthetic=is_synthetic)
    _keep(home, programme_id, tables, files)
    sightings = read_programme_ledger(home)
    if sightings and sightings[-1].programme_id == programme_id:
        return sightings[-1]
    sighting = ProgrammeSighting(
        sequence=len(sightings) + 1,
        programme_id=programme_id,
        first_seen_on=today.isoformat(),
        is_synthetic=is_synthetic,
    )
    append_programme_sighting(home, sighting)
    return sighting


def _files(folder: Path) -> list[SourceFile]:
    paths = sorted(folder.glob("*")) if folder.is_dir() else []
    return [SourceFile.read(p) for p in paths if p.is_file() and p.suffix.lower() == ".csv"]


def _is_synthetic(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        world = json.loads(path.read_bytes())
    except ValueError:
        world = None
    if not isinstance(world, dict) or not isinstance(world.get("synthetic"), bool):
        fault = Place(WORLD).fault(
            "bad_world",
            "The file does not say whether the data are made up.",
            'Let it hold {"synthetic": true} or {"synthetic": false}.',
        )
        raise Refused([fault])
    return world["synthetic"] is True


def _read(files: list[SourceFile], authorities: AuthorityList) -> dict[str, pa.Table]:
    words = vocabulary()
    values = Values(words, frozenset(authorities.codes))
    findings: list[Finding] = []
    read: dict[str, pa.Table] = {}
    for file in files:
        try:
            if file.stem not in words.programme_files or file.ending != Path(file.name).suffix:
                raise Refused([_unknown(file.shown)])
            read[file.stem] = read_programme_file(file, words.programme_files[file.stem], values)
        except Refused as refusal:
            findings += refusal.findings
    names = {file.stem for file in files}
    findings += [
        _missing(name)
        for name, table in words.programme_files.items()
        if table.required and name not in names
    ]
    if findings:
        raise Refused(findings)
    absent = {n: empty_table(t) for n, t in words.programme_files.items() if n not in read}
    return read | absent | {AUTHORITIES: _authorities_table(authorities)}


def _authorities_table(authorities: AuthorityList) -> pa.Table:
    names = {"authority_code": "code", "name": "name", "slug": "slug"}
    arrays = {
        column: pa.array([getattr(authority, field) for authority in authorities], pa.string())
        for column, field in names.items()
    }
    return sorted_by_all(pa.table(arrays))


def _unknown(name: str) -> Finding:
    return Place(name).fault(
        "unknown_programme_file",
        "The contract has no programme record of this name.",
        "Name the file as in section 3 of the contract, or move it out of programme/.",
    )


def _missing(name: str) -> Finding:
    return Finding(
        rule="missing_programme_file",
        severity=Severity.REFUSE,
        sentence="The file is missing: which authorities are engaged, and since when.",
        what_to_do="Put it into programme/, with its header alone where nobody is engaged yet.",
        file=f"{name}.csv",
    )


def _id(tables: dict[str, pa.Table], *, is_synthetic: bool) -> str:
    says = {
        "is_synthetic": is_synthetic,
        "content": {name: content_digest(table) for name, table in sorted(tables.items())},
    }
    return "p" + hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()[:20]


def _keep(
    home: Home, programme_id: str, tables: dict[str, pa.Table], files: list[SourceFile]
) -> None:
    final = programme_folder(home, programme_id)
    if final.exists():
        return
    temporary = fresh_folder(final.parent / ".incoming")
    for name, table in tables.items():
        pq.write_table(table, temporary / f"{name}.parquet")
    manifest = {"programme_id": programme_id, "files": {f.name: f.sha256 for f in files}}
    write_json(temporary / "manifest.json", manifest)
    publish_folder(temporary, final)
