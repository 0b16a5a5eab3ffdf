"""Intake and build without Dagster: what a test needs of the walk, as quickly as it can be had."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.contract.authorities import authorities_of
from pipelines.contract.submissions import Receipt
from pipelines.intake.drop_folder import find_drop_folders
from pipelines.intake.keys import Keys, load_keys
from pipelines.intake.programme import take_in_programme
from pipelines.intake.receive import take_in
from pipelines.intake.seen import unseen
from pipelines.settings import Home
from pipelines.warehouse.inputs import gather
from pipelines.warehouse.plan import NothingToBuild, plan_build
from pipelines.warehouse.swap import clear_candidate, swap_in
from tests.support.warehouse import build

TODAY = date(2026, 1, 1)


def take_in_all(root: Path) -> Home:
    """Take in everything a home holds, received on a fixed day where none is declared."""
    home = Home(root)
    authorities = authorities_of(home)
    keys = load_keys(home, create=True)
    take_in_programme(home, authorities, TODAY)
    for drop in find_drop_folders(home, authorities).known:
        take_in(home, drop, keys, TODAY)
    return home


def take_in_new(home: Home) -> list[Receipt]:
    """Take in the drop folders that have not been, as a run does; return their receipts."""
    keys = load_keys(home, create=True)
    found = find_drop_folders(home, authorities_of(home))
    return [take_in(home, drop, keys, TODAY) for drop in unseen(home, found.known)]


def build_vintage(home: Home, as_known_at: str | None) -> Path | None:
    """Build the warehouse, or the vintage of a day; None where nothing was known then."""
    try:
        plan = plan_build(home, date.fromisoformat(as_known_at) if as_known_at else None)
    except NothingToBuild:
        return None
    clear_candidate(home)
    gather(home, plan)
    build(home.build_inputs, home.candidate, unit_tests=False)
    shutil.rmtree(home.work / "dbt", ignore_errors=True)
    return swap_in(home, plan)


@cache
def _keys() -> Keys:
    return load_keys(Home(Path("/nowhere")), create=False)


def child_key(authority_code: str, child_id: str) -> str:
    """Return a child's key as intake makes it."""
    return _keys().child_key(authority_code, child_id)
