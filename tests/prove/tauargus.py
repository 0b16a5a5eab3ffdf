"""The flows of Aims 2 to 4 protected by tau-Argus beside ours, and our attack on both.

pytauargus (EUPL) is no dependency: without it the proof says so and does nothing. It protects each
table by itself, cell by cell: groups by quarter and year, and authorities by year, by outcome, both
with hierarchies and totals, with the minimum frequency of our policy. All authorities count as
named, for ours too. The attack is the gate's, on the union of both tables.
"""

from __future__ import annotations

import contextlib
import importlib.util
import resource
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import ENGAGED, MartFrames
from pipelines.disclosure import certify, default_policy, read_marts
from pipelines.disclosure.attack import Attack
from pipelines.disclosure.decisions import Part, decide_all
from pipelines.disclosure.equations import as_shown, lines_of_release
from pipelines.disclosure.ledger import IDENTITY, Ledger
from pipelines.disclosure.periods import years_of
from pipelines.disclosure.world import World, world_of
from pipelines.settings import Home
from tests.prove.log import say

FIGURES = Path("docs/figures/tauargus.md")
OUTCOMES = {"within": "a", "not_within": "b", "exited_before_threshold": "c"}
TOTAL = "Total"
_GROUPS = ("aim_timeliness_groups_by_quarter", "aim_timeliness_groups_by_year")
_AUTHORITIES = (
    "aim_timeliness_authorities_by_year",
    "aim_timeliness_authorities_by_three_years",
)
# MOD (HiTaS) of 0.6.0 ends the whole process with a fault on these tables.
_METHODS = ("OPT(1)",)
_AIMS = (2, 3, 4)


@dataclass(frozen=True)
class Row:
    """One way of protecting: what is withheld, how long it took, what our attack finds."""

    how: str
    withheld: str
    seconds: float
    attacked: int
    recovered: int
    narrow: int


def prove(home: Path) -> int:
    """Compare on a home's warehouse; 0 also where pytauargus is not installed."""
    if importlib.util.find_spec("pytauargus") is None:
        say("pytauargus is not installed (pip install --no-deps pytauargus): skipped.")
        return 0
    frames = read_marts(Home(home).warehouse)
    world = world_of(frames)
    everybody = frozenset(world.codes)
    decided = decide_all(frames, world, world.mask(everybody), default_policy())
    ledger = _flows(lines_of_release(frames, decided, world, default_policy()))
    rows = [_ours(frames, everybody, ledger)]
    say(str(rows[-1]))
    for method in _METHODS:
        rows.append(_theirs(method, [p for p in decided.cohorts if p.aim in _AIMS], world, ledger))
        say(str(rows[-1]))
    FIGURES.write_text(_page(rows, frames), encoding="utf-8")
    return 0


def _flows(ledger: Ledger) -> Ledger:
    """Return the lines of the compared tables alone."""
    keep = ledger.lines["table"].isin([*_GROUPS, *_AUTHORITIES])
    keep &= ledger.lines["aim"].isin([str(a) for a in _AIMS])
    place = np.cumsum(keep) - 1
    terms = ledger.terms[keep.to_numpy()[ledger.terms["line"]]]
    lines = ledger.lines[keep].reset_index(drop=True)
    return Ledger(lines, terms.assign(line=place.to_numpy()[terms["line"]]))


def _ours(frames: MartFrames, everybody: frozenset[str], ledger: Ledger) -> Row:
    before = _cpu()
    certified = certify(frames, everybody)
    took = _cpu() - before
    return _judged(
        "ours, with all other tables", as_shown(ledger, certified.protected.tables), took
    )


def _theirs(method: str, parts: list[Part], world: World, ledger: Ledger) -> Row:
    before = _cpu()
    shown: set[tuple[str, str, str, str]] = set()
    for part in parts:
        shown |= set(_shown(method, part, world))
    took = _cpu() - before
    lines = ledger.lines
    names = zip(lines["area"], lines["aim"], lines["period"], lines["column"], strict=True)
    is_open = [name in shown for name in names]
    return _judged(
        f"tau-Argus, {method[:3]}", Ledger(lines.assign(is_open=is_open), ledger.terms), took
    )


def _judged(how: str, ledger: Ledger, seconds: float) -> Row:
    found = Attack([], default_policy()).on(ledger).result
    lines = ledger.lines[ledger.lines["table"] != IDENTITY]
    shares = [
        f"{100 * (1 - lines[lines['table'].isin(own)]['is_open'].mean()):.1f} %"
        for own in (_GROUPS, _AUTHORITIES)
    ]
    return Row(how, ", ".join(shares), seconds, found.cells, found.recovered, found.narrow)


def _shown(method: str, part: Part, world: World) -> Iterator[tuple[str, str, str, str]]:
    """Yield the cells that tau-Argus leaves open, as our lines name them."""
    clocks, spans = _microdata(part, world), {span[0]: span for span in part.spans}
    aim = str(part.aim)
    for cell in _protected(clocks, ["grp", "quarter", "outcome"], {"quarter": "4 1"}, method):
        area = {"E": "engaged", "N": "not_engaged", TOTAL: "all_reporting"}[cell["grp"]]
        if cell["quarter"] != TOTAL:
            yield area, aim, _period(cell["quarter"]), _column(cell["outcome"])
    for cell in _protected(clocks, ["authority", "years", "outcome"], {"authority": "1 2"}, method):
        if len(cell["authority"]) == len("E01") and cell["years"] != TOTAL:
            code = world.codes[int(cell["authority"][1:])]
            yield code, aim, years_of(spans[int(cell["years"])]), _column(cell["outcome"])


def _microdata(part: Part, world: World) -> pd.DataFrame:
    """Return a row for each counted start."""
    cube, rows = part.cube, []
    begun = {year: span[0] for span in part.spans for year in span}
    for a, q, o in np.argwhere(cube.counts > 0):
        quarter = cube.quarters[int(q)]
        group = "E" if world.mask_of(ENGAGED)[a] else "N"
        row = (
            group,
            f"{group}{a:02d}",
            f"{quarter.year}{quarter.quarter}",
            str(begun[quarter.year]),
        )
        outcome = OUTCOMES[cube.atoms[o]]
        rows += [(*row, outcome, 1.0)] * int(cube.counts[a, q, o])
    return pd.DataFrame(rows, columns=["grp", "authority", "quarter", "years", "outcome", "one"])


def _protected(
    clocks: pd.DataFrame, by: list[str], levels: dict[str, str], method: str
) -> list[dict[str, Any]]:
    from pytauargus import protect

    least = default_policy().smallest_shown
    # It writes logs to where it is run, whatever it is told.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        found = protect(
            clocks[[*by, "one"]],
            by,
            response="one",
            safety_rules=f"FREQ({least},50)",
            suppress=method,
            hrc=levels,
            workdir=folder,
        )
        return [row for row in found.tables[0].rows if row["status"] not in ("U", "M")]


def _period(code: str) -> str:
    if len(code) == 4:
        return code
    return str(pd.Period(f"{code[:4]}Q{code[4]}", freq="Q").start_time.date())


def _column(code: str) -> str:
    known = {short: name for name, short in OUTCOMES.items()}
    return known.get(code, "counted_starts")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _page(rows: list[Row], frames: MartFrames) -> str:
    table = "\n".join(
        f"| {r.how} | {r.withheld} | {r.seconds:.1f} | {r.attacked:,} | {r.recovered:,} | "
        f"{r.narrow:,} |"
        for r in rows
    )
    return f"""# tau-Argus beside the gate

Made by `make prove tauargus` on the demonstration's home ({len(frames.authorities)} authorities;
pytauargus {_version()}), all authorities named. The tables are the flows of Aims 2 to 4: groups by
quarter and year, authorities by year (Aim 2) or three years, with their outcomes. tau-Argus
protects each table by itself, a cell at a time, with a minimum frequency of
{default_policy().smallest_shown}; ours withholds whole rows, so that shares and intervals can
leave, beside all other tables of the release.
*Withheld*: counts, of groups and of authorities; *seconds* of processor time, ours for the whole
release; *attacked*: withheld counts that are not 0; *narrow*: with fewer than five possible whole
numbers. Its other method, MOD, ends the process with a fault on these tables (0.6.0).

| protected by | withheld | seconds | attacked | recovered | narrow |
|---|---|---|---|---|---|
{table}
"""


def _version() -> str:
    from importlib.metadata import version

    return version("pytauargus")
