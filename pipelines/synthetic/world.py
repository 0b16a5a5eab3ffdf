"""The entrance: make a Scotland in a home folder, authority by authority."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.contract.authorities import is_synthetic
from pipelines.settings import Home
from pipelines.synthetic.authorities import AUTHORITIES, SENDERS, InventedAuthority, share_out
from pipelines.synthetic.chance import stream
from pipelines.synthetic.drop import Drop, open_drops
from pipelines.synthetic.extract import Recorder
from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.population import Transfer, lives, planned_transfers
from pipelines.synthetic.practice import Practice
from pipelines.synthetic.programme.measures import write_measures
from pipelines.synthetic.programme.records import write_records
from pipelines.synthetic.programme.timetable import practices
from pipelines.synthetic.programme.totals import Census, write_totals
from pipelines.synthetic.pseudonyms import ChildIds
from pipelines.synthetic.recording import recorder
from pipelines.synthetic.shapes import MAPPINGS
from pipelines.synthetic.submissions import in_force, submissions
from pipelines.synthetic.truth import INVENTED, write_faults, write_truth

RULES_VERSION: Final = 2
"""Raised whenever the same seed and size give other bytes than before."""

Progress = Callable[[str, int, int], None]


class HomeOccupiedError(Exception):
    """The home already holds something else, which is not overwritten."""


@dataclass(frozen=True)
class AuthoritySummary:
    """One invented authority: who it is, how it sends, and how many children it sends."""

    code: str
    name: str
    children: int
    shape: str
    habit: str


@dataclass(frozen=True)
class WorldSummary:
    """What was made: rows by table in the submissions meant to be in force, faults apart."""

    seed: int
    children: int
    rows: Mapping[str, int]
    faults: int
    authorities: tuple[AuthoritySummary, ...]
    truth_file: Path
    already_there: bool = False


@dataclass
class _Made:
    drops: list[Drop]
    census: Census


def make_world(
    home: Home,
    *,
    children: int = 3000,
    seed: int = 2014,
    snapshots: Sequence[str] = (),
    progress: Progress | None = None,
) -> WorldSummary:
    """Write a made-up Scotland into a home and return what was made.

    The bytes depend on ``children``, ``seed`` and ``snapshots`` (earlier ISO days on which
    everybody also sent everything) alone. A home that holds this very world is left as it is; one
    that holds anything else raises :class:`HomeOccupiedError`.
    """
    world = _world(children, seed, snapshots)
    if _is_there(home, world):
        return _read_summary(home)
    _claim(home, world)
    shares = share_out(children)
    known = practices(seed)
    made = _make_authorities(home, seed, shares, known, snapshots, progress or _silent)
    return _finish(home, world, known, shares, made)


def _silent(what: str, done: int, total: int) -> None:
    """Show nothing."""


def _world(children: int, seed: int, snapshots: Sequence[str]) -> dict[str, Any]:
    return {
        "synthetic": True,
        "seed": seed,
        "children": children,
        "snapshots": sorted(snapshots),
        "rules_version": RULES_VERSION,
        "notice": INVENTED,
    }


def _truth_file(home: Home) -> Path:
    return home.root / "truth" / "truth.json"


def _is_there(home: Home, world: Mapping[str, Any]) -> bool:
    return _stated_world(home) == world and _truth_file(home).exists()


def _stated_world(home: Home) -> Any:
    path = home.programme / "world.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _claim(home: Home, world: Mapping[str, Any]) -> None:
    """Mark the home as made-up, unless it holds real data or another world."""
    there = any(d.exists() and any(d.iterdir()) for d in (home.extracts, home.programme))
    if there and not is_synthetic(home):
        raise HomeOccupiedError(
            f"{home.root} holds data that is not made up. Name another home for a made-up Scotland."
        )
    if there and _stated_world(home) != world:
        raise HomeOccupiedError(
            f"{home.root} holds another made-up Scotland (size, seed or version). "
            "Name another home, or delete that one first."
        )
    home.programme.mkdir(parents=True, exist_ok=True)
    text = json.dumps(world, indent=2) + "\n"
    (home.programme / "world.json").write_text(text, encoding="utf-8")


def _make_authorities(
    home: Home,
    seed: int,
    shares: Mapping[str, int],
    known: Mapping[str, Practice],
    snapshots: Sequence[str],
    progress: Progress,
) -> dict[str, _Made]:
    moves = planned_transfers(seed, dict(shares))
    made = {}
    for number, authority in enumerate(SENDERS):
        progress(f"Making {authority.name}", number, len(SENDERS))
        concerned = [t for t in moves if authority.code in (t.leaves, t.joins)]
        drops = open_drops(home, seed, submissions(authority, snapshots), shares[authority.code])
        made[authority.code] = _make_one(
            seed, authority, known[authority.code], shares[authority.code], concerned, drops
        )
    progress("Made-up Scotland", len(SENDERS), len(SENDERS))
    return made


def _make_one(
    seed: int,
    authority: InventedAuthority,
    practice: Practice,
    children: int,
    moves: list[Transfer],
    drops: list[Drop],
) -> _Made:
    ids = ChildIds(stream(seed, "pseudonyms", authority.code))
    recording = stream(seed, "recording", authority.code)
    census = Census()
    for life in lives(seed, authority, practice, children, moves):
        _send(life, ids.new(), recorder(practice, recording), drops)
        census.count(life)
    for drop in drops:
        drop.close()
    return _Made(drops, census)


def _send(life: Life, child_id: str, held: Recorder, drops: list[Drop]) -> None:
    for drop in drops:
        drop.add(life, child_id, held)


def _finish(
    home: Home,
    world: Mapping[str, Any],
    known: Mapping[str, Practice],
    shares: Mapping[str, int],
    made: Mapping[str, _Made],
) -> WorldSummary:
    """Write what is known only once all lives are told: records, mappings, truth."""
    seed = int(world["seed"])
    write_records(home.programme, seed, known)
    write_measures(home.programme, seed, known)
    per_weight = sum(shares.values()) / sum(a.weight for a in SENDERS)
    write_totals(home.programme, seed, {c: m.census for c, m in made.items()}, per_weight)
    _write_mappings(home)
    drops = [drop for m in made.values() for drop in m.drops]
    faults = write_faults(home.root / "truth", drops)
    summary = _summary(world, made, faults)
    should = {c: in_force([d.submission for d in m.drops]).folder for c, m in made.items()}
    write_truth(home.root / "truth", world, known, should, summary)
    return _read_summary(home, already_there=False)


def _write_mappings(home: Home) -> None:
    for authority in AUTHORITIES:
        text = MAPPINGS.get(authority.shape)
        if text is not None:
            home.authorities.mkdir(parents=True, exist_ok=True)
            (home.authorities / f"{authority.slug}.yaml").write_text(text(), encoding="utf-8")


def _meant(made: _Made) -> Counter[str]:
    chosen = in_force([d.submission for d in made.drops])
    return next(d.meant for d in made.drops if d.submission == chosen)


def _summary(world: Mapping[str, Any], made: Mapping[str, _Made], faults: int) -> dict[str, Any]:
    rows: Counter[str] = Counter()
    authorities = []
    for a in AUTHORITIES:
        meant = _meant(made[a.code]) if a.code in made else Counter[str]()
        rows.update(meant)
        authorities.append(
            AuthoritySummary(a.code, a.name, meant["children"], str(a.shape), str(a.habit))
        )
    return {
        "seed": world["seed"],
        "children": world["children"],
        "rows": dict(rows),
        "faults": faults,
        "authorities": [asdict(a) for a in authorities],
    }


def _read_summary(home: Home, already_there: bool = True) -> WorldSummary:
    truth = json.loads(_truth_file(home).read_text(encoding="utf-8"))["summary"]
    authorities = tuple(AuthoritySummary(**a) for a in truth["authorities"])
    return WorldSummary(
        seed=truth["seed"],
        children=truth["children"],
        rows=truth["rows"],
        faults=truth["faults"],
        authorities=authorities,
        truth_file=_truth_file(home),
        already_there=already_there,
    )
