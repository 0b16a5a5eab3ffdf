"""Mutants of the SQL: each a small, plausible mistake that some row must give away.

Each mutant of ``mutants.yaml`` is applied to a copy of ``dbt_project``, built on a fixed set of
small worlds and compared with the oracle; where no row differs, with the spec cases, and last by
dbt's own tests (the oracle does not tell of the pathway marts: they go to the spec cases first).
What has been tried stands in ``.prove/mutants.jsonl`` by its content, so that a changed mutant,
model or oracle is not taken for one already tried; what the oracle caught stands whatever the spec
cases say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.prove.keys import own_key
from tests.prove.mutant_builds import (
    Mutant,
    World,
    caught_by,
    hash_of,
    make_worlds,
    project_files,
    read_mutants,
)

DONE = Path(".prove/mutants.jsonl")
FIGURES = Path("docs/figures/mutants.md")
NO_MUTANT = "nothing changed"


def fingerprints(mutant: Mutant | None, worlds: int) -> tuple[str, str]:
    """Return two hashes of what decides on a mutant: by the oracle alone, and with the spec."""
    here = Path(__file__).parents[1]
    files = [*project_files(), *(here / "oracle").glob("*.py")]
    own = f"{mutant} {worlds}"
    return hash_of(files, own), hash_of([*files, *(here / "spec").glob("*.md")], own)


def prove(worlds: int) -> int:
    """Try every mutant; return 1 where one goes unseen, or the models differ unchanged."""
    mutants = read_mutants()
    faults = [fault for mutant in mutants if (fault := mutant.fault())]
    if faults:
        _say("\n".join(faults))
        return 1
    own_key(DONE.parent)
    done = _done()
    made: list[World] = []
    told: dict[Mutant | None, str] = {}
    # Those from which little follows, and so little is built, come first.
    cheap_first = sorted(mutants, key=lambda mutant: mutant.file.startswith("models/core"))
    for number, mutant in enumerate([None, *cheap_first]):
        by_oracle, with_spec = fingerprints(mutant, worlds)
        key = by_oracle if by_oracle in done else with_spec
        if key not in done:
            made = made or make_worlds(worlds)
            found = caught_by(mutant, made)
            key = by_oracle if found.startswith("world ") else with_spec
            done[key] = found
            with DONE.open("a", encoding="utf-8") as log:
                log.write(json.dumps({"key": key, "caught_by": found}) + "\n")
            breaks = mutant.breaks if mutant else NO_MUTANT
            _say(f"{number} of {len(mutants)}: {breaks}: {found or 'NOTHING DIFFERS'}")
            told[mutant] = found
            _write_figures(mutants, told)
        told[mutant] = done[key]
        if mutant is None and told[mutant]:
            return 1  # what is not changed must not differ
    _write_figures(mutants, told)
    return int(not all(told[mutant] for mutant in mutants))


def _done() -> dict[str, str]:
    if not DONE.exists():
        return {}
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in DONE.read_text(encoding="utf-8").splitlines()
    ]
    return {told["key"]: told["caught_by"] for told in lines}


def _write_figures(mutants: list[Mutant], told: dict[Mutant | None, str]) -> None:
    """Write what has been tried so far; a run that is cut short says so."""
    tried = [mutant for mutant in mutants if mutant in told]
    caught = sum(bool(told[mutant]) for mutant in tried)
    rows = "".join(
        f"| {number} | `{Path(mutant.file).name}` | {mutant.breaks} "
        f"| {told[mutant] or '**not caught**'} |\n"
        for number, mutant in enumerate(tried, start=1)
    )
    FIGURES.write_text(
        "# Mutants of the SQL\n\n"
        "`make prove mutants`: each is one small mistake, made in a copy of the models. They are\n"
        "built on small random worlds and compared with the oracle, where no row differs with the\n"
        "spec cases, and last judged by dbt's own tests. The changes stand in\n"
        "`tests/prove/mutants.yaml`.\n\n"
        f"Mutants: {len(mutants)}. Tried: {len(tried)}. Caught: {caught}.\n\n"
        "| | file | what it breaks | caught by |\n|---:|---|---|---|\n" + rows,
        encoding="utf-8",
    )


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
