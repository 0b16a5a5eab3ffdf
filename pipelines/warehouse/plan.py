"""What a build would be made of, and whether the warehouse is already made of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from pipelines.contract.authorities import Authority, AuthorityList, scotland
from pipelines.contract.register import Register, read_register
from pipelines.contract.submissions import (
    Outcome,
    ProgrammeSighting,
    Receipt,
    programme_folder,
    programme_in_force,
    read_programme_ledger,
)
from pipelines.settings import DBT_PROJECT_DIR, PROJECT_ROOT, Home


@dataclass(frozen=True)
class BuildPlan:
    """Everything that decides the content of a build; the same plan gives the same tables.

    ``before``: of each submission in force the one before it, which describes an earlier day.
    """

    as_known_at: date | None
    receipts: dict[str, Receipt]
    before: dict[str, Receipt]
    programme: ProgrammeSighting
    authorities: AuthorityList
    data_states: dict[str, str]
    data_status: str
    code_id: str

    @property
    def submission_ids(self) -> list[str]:
        """Return the ids of the submissions in force, by authority."""
        return [str(self.receipts[code].submission_id) for code in sorted(self.receipts)]

    @property
    def build_id(self) -> str:
        """Return a digest of the plan; no clock, no path and no order of rows is in it."""
        parts = [
            self.as_known_at.isoformat() if self.as_known_at else "",
            [
                (r.authority_code, r.submission_id, r.received_on)
                for _, r in sorted(self.receipts.items())
            ],
            [(code, r.submission_id) for code, r in sorted(self.before.items())],
            self.programme.programme_id,
            sorted(self.data_states.items()),
            self.data_status,
            self.code_id,
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


class NothingToBuild(Exception):  # noqa: N818  (an outcome, not an error of ours)
    """No submission or no programme record is known yet."""


def plan_build(home: Home, as_known_at: date | None = None) -> BuildPlan:
    """Return what a build would be made of now, or as known at a day.

    Raises:
        NothingToBuild: when no programme record has been taken in.
    """
    register = read_register(home)
    programme = programme_in_force(read_programme_ledger(home), as_known_at)
    if programme is None:
        raise NothingToBuild("The programme's records have not been taken in.")
    in_force = register.in_force(as_known_at)
    if not in_force:
        raise NothingToBuild("No submission is in force.")
    authorities = _authorities_then(home, programme)
    return BuildPlan(
        as_known_at=as_known_at,
        receipts=in_force,
        before=register.before(in_force, as_known_at),
        programme=programme,
        authorities=authorities,
        data_states=_data_states(authorities, register, in_force, as_known_at),
        data_status="MADE-UP" if programme.is_synthetic else "REAL",
        code_id=code_id(),
    )


def _authorities_then(home: Home, programme: ProgrammeSighting) -> AuthorityList:
    """Return the authorities as the programme's records in force list them, else Scotland's."""
    file = programme_folder(home, programme.programme_id) / "authorities.parquet"
    rows = pq.read_table(file).to_pylist()
    if not rows:
        return scotland()
    listed = [Authority(r["authority_code"], r["name"], r["slug"]) for r in rows]
    return AuthorityList(tuple(sorted(listed, key=lambda a: a.code)))


def _data_states(
    authorities: AuthorityList,
    register: Register,
    in_force: dict[str, Receipt],
    as_known_at: date | None,
) -> dict[str, str]:
    """Return for every authority `in_force`, or why it has no data."""
    known = [
        r
        for r in register.receipts
        if as_known_at is None or r.received_on <= as_known_at.isoformat()
    ]
    decided = register.verdicts(as_known_at)
    undecided = [r for r in known if r.outcome is Outcome.WAITING and r.sequence not in decided]
    states = dict.fromkeys((a.code for a in authorities), "never_sent")
    states |= dict.fromkeys((r.authority_code for r in known), "all_submissions_refused")
    states |= dict.fromkeys((r.authority_code for r in undecided), "waiting_for_a_person")
    states |= dict.fromkeys(in_force, "in_force")
    return {a.code: states[a.code] for a in authorities}


@cache
def code_id() -> str:
    """Return a digest of the code that decides figures: the models and the rooms around them."""
    digest = hashlib.sha256()
    for path in sorted(_code_files()):
        digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _code_files() -> list[Path]:
    models = [
        p
        for folder in ("models", "macros", "seeds")
        for p in (DBT_PROJECT_DIR / folder).rglob("*.*")
        if p.suffix in (".sql", ".yml", ".csv")
    ]
    rooms = [
        p
        for room in ("contract", "warehouse", "evaluation")
        for p in (PROJECT_ROOT / "pipelines" / room).rglob("*.py")
    ]
    return [*models, DBT_PROJECT_DIR / "dbt_project.yml", *rooms]


def build_id_of(file: Path) -> str | None:
    """Return the id of the build in a warehouse file; None where there is none to read."""
    if not file.exists():
        return None
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            row = connection.execute("select build_id from core.build").fetchone()
    except duckdb.Error:
        return None
    return str(row[0]) if row else None


def target_of(home: Home, plan: BuildPlan) -> Path:
    """Return the file the plan's build replaces: the warehouse, or the vintage of a day."""
    if plan.as_known_at is None:
        return home.warehouse
    return home.vintage(plan.as_known_at.isoformat())


def is_built(home: Home, plan: BuildPlan) -> bool:
    """Return whether the plan's build is already in place."""
    return build_id_of(target_of(home, plan)) == plan.build_id
