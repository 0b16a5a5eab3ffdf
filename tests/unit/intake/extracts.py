"""Small made-up extracts: a good one, and ways to change one thing in it."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from pipelines.contract.authorities import Authority
from pipelines.intake.judgement import Judgement, Submission, judge_submission
from pipelines.intake.source_table import SourceFile

AS_AT = date(2019, 7, 31)
SOMEWHERE = Authority("X99000001", "Somewhere", "somewhere")

GOOD: dict[str, list[str]] = {
    "children": [
        "child_id,birth_month,sex,ethnic_group,disability,linkage_id",
        "C1,2010-05,female,white,no,L1",
        "C2,2012-11,male,not_known,not_known,",
        "C3,,other,mixed,yes,",
    ],
    "episodes": [
        "child_id,start_date,end_date,destination",
        "C1,2018-01-08,,",
        "C2,2017-03-01,2018-03-01,adoption",
        "C3,2019-07-31,,",
    ],
    "legal_statuses": [
        "child_id,legal_reason,start_date,end_date",
        "C1,cso_away,2018-01-08,",
        "C2,s25,2017-03-01,2018-03-01",
    ],
    "placements": [
        "child_id,placement_type,start_date,end_date,carer_id",
        "C1,kinship,2018-01-08,,K1",
        "C2,foster_authority,2017-03-01,2018-03-01,",
    ],
    "milestones": [
        "child_id,milestone,event_date,route,outcome,application_type,applicant,agency",
        "C1,permanence_recommended,2018-05-01,adoption,,,,social_work",
        "C1,panel,2018-06-01,adoption,recommended,,,",
        "C2,application_lodged,2017-09-01,,,permanence_order,authority,legal",
    ],
}


def file(name: str, data: bytes | str) -> SourceFile:
    raw = data.encode() if isinstance(data, str) else data
    return SourceFile(name, raw, hashlib.sha256(raw).hexdigest())


def text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def files(**changed: list[str] | None) -> list[SourceFile]:
    """The good extract with some tables changed (None: left out)."""
    tables = {name: changed.get(name, lines) for name, lines in GOOD.items()}
    return [file(f"{name}.csv", text(lines)) for name, lines in tables.items() if lines is not None]


def with_rows(table: str, *rows: str) -> dict[str, list[str]]:
    """The table with these rows added at its end."""
    return {table: [*GOOD[table], *rows]}


def judged(
    sent: list[SourceFile], as_at: date | None = AS_AT, mapping: str | None = None
) -> Judgement:
    raw = None if mapping is None else mapping.encode()
    return judge_submission(Submission(sent, SOMEWHERE, as_at, raw, "somewhere.yaml"))


def rules(judgement: Judgement) -> list[str]:
    return [finding.rule for finding in judgement.findings]


def write(folder: Path, sent: list[SourceFile]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for each in sent:
        (folder / each.name).write_bytes(each.data)
    return folder
