"""The entrance: make a Scotland in a home folder, authority by authority."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.settings import Home
from pipelines.synthetic.authorities import (
    SENDERS,
    InventedAuthority,
    Shape,
    in_shape,
    share_out,
)
from pipelines.synthetic.chance import stream
from pipelines.synthetic.claim import claim, is_there, truth_file
from pipelines.synthetic.drop import Drop, open_drops
from pipelines.synthetic.population import Transfer, lives, planned_transfers
from pipelines.synthetic.practice import Practice
from pipelines.synthetic.programme.measures import write_measures
from pipelines.synthetic.programme.records import told_complete, write_records
from pipelines.synthetic.programme.timetable import practices
from pipelines.synthetic.programme.totals import Census, write_totals
from pipelines.synthetic.pseudonyms import ChildIds
from pipelines.synthetic.shapes import MAPPINGS
from pipelines.synthetic.submissions import in_force, submissions
from pipelines.synthetic.truth import INVENTED, write_faults, write_truth
from pipelines.synthetic.truth_book import FILE, TruthBook
from pipelines.synthetic.truth_clocks import View

RULES_VERSION: Final = 3
"""Raised whenever the same seed and size give other bytes than before."""

Progress = Callable[[str, int, int], None]


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
    truth_clocks: bool = True,
    shape: Shape | None = None,
) -> WorldSummary:
    """Write a made-up Scotland into a home and return what was made.

    The bytes depend on ``children``, ``seed`` and ``snapshots`` (earlier ISO days on which
    everybody also sent everything) and ``shape`` (one for all authorities) alone; the clocks the
    story meant are written row by row unless ``truth_clocks`` is off. A home that holds this very
    world is left as it is; one that holds anything else raises :class:`HomeOccupiedError`.
    """
    wishes = {"seed": seed, "children": children, "snapshots": sorted(snapshots)}
    world = {"synthetic": True, **wishes, "shape": shape, "rules_version": RULES_VERSION}
    world["notice"] = INVENTED
    has_clocks = (home.root / "truth" / FILE).exists()
    if is_there(home, world) and (has_clocks or not truth_clocks):
        return _read_summary(home)
    claim(home, world)
    shares = share_out(children)
    known = practices(seed)
    authorities = in_shape(shape)
    folder = home.root / "truth" if truth_clocks else None
    with TruthBook(folder) as book:
        told = _make_authorities(
            home, seed, authorities, shares, known, snapshots, progress or _silent, book
        )
    return _finish(home, world, authorities, known, shares, told, book)


def _silent(what: str, done: int, total: int) -> None:
    """Show nothing."""


def _make_authorities(
    home: Home,
    seed: int,
    authorities: Sequence[InventedAuthority],
    shares: Mapping[str, int],
    known: Mapping[str, Practice],
    snapshots: Sequence[str],
    progress: Progress,
    book: TruthBook,
) -> dict[str, _Made]:
    moves = planned_transfers(seed, dict(shares))
    made = {}
    senders = [a for a in authorities if a.sends]
    for number, authority in enumerate(senders):
        progress(f"Making {authority.name}", number, len(senders))
        concerned = [t for t in moves if authority.code in (t.leaves, t.joins)]
        code, sent = authority.code, submissions(authority, snapshots)
        drops = open_drops(home, seed, sent, shares[code])
        since = {m: known[code].complete_from[m] for m in told_complete(seed, known[code])}
        book.opens(code, [View(s.as_at, since) for s in sent if s.is_whole])
        made[code] = _make_one(seed, authority, known[code], shares[code], concerned, drops, book)
    progress("Made-up Scotland", len(senders), len(senders))
    return made


def _make_one(
    seed: int,
    authority: InventedAuthority,
    practice: Practice,
    children: int,
    moves: list[Transfer],
    drops: list[Drop],
    book: TruthBook,
) -> _Made:
    ids = ChildIds(stream(seed, "pseudonyms", authority.code))
    census = Census()
    for life in lives(seed, authority, practice, children, moves):
        child_id = ids.new()
        for drop in drops:
            drop.add(life, child_id)
        book.add(life, child_id)
        census.count(life)
    for drop in drops:
        drop.close()
    return _Made(drops, census)


def _finish(
    home: Home,
    world: Mapping[str, Any],
    authorities: Sequence[InventedAuthority],
    known: Mapping[str, Practice],
    shares: Mapping[str, int],
    made: Mapping[str, _Made],
    book: TruthBook,
) -> WorldSummary:
    """Write what is known only once all lives are told: records, mappings, truth."""
    seed = int(world["seed"])
    write_records(home.programme, seed, known)
    write_measures(home.programme, seed, known)
    per_weight = sum(shares.values()) / sum(a.weight for a in SENDERS)
    write_totals(home.programme, seed, {c: m.census for c, m in made.items()}, per_weight)
    _write_mappings(home, authorities)
    drops = [drop for m in made.values() for drop in m.drops]
    faults = write_faults(home.root / "truth", drops)
    summary = _summary(world, authorities, made, faults)
    should = {c: in_force([d.submission for d in m.drops]).folder for c, m in made.items()}
    book.write_effects(home.root / "truth")
    write_truth(home.root / "truth", world, authorities, known, should, summary, book.effects)
    return _read_summary(home, already_there=False)


def _write_mappings(home: Home, authorities: Sequence[InventedAuthority]) -> None:
    for authority in authorities:
        text = MAPPINGS.get(authority.shape)
        if text is not None:
            home.authorities.mkdir(parents=True, exist_ok=True)
            (home.authorities / f"{authority.slug}.yaml").write_text(text(), encoding="utf-8")


def _meant(made: _Made) -> Counter[str]:
    chosen = in_force([d.submission for d in made.drops])
    return next(d.meant for d in made.drops if d.submission == chosen)


def _summary(
    world: Mapping[str, Any],
    authorities: Sequence[InventedAuthority],
    made: Mapping[str, _Made],
    faults: int,
) -> dict[str, Any]:
    rows: Counter[str] = Counter()
    told = []
    for a in authorities:
        meant = _meant(made[a.code]) if a.code in made else Counter[str]()
        rows.update(meant)
        told.append(AuthoritySummary(a.code, a.name, meant["children"], str(a.shape), str(a.habit)))
    return {
        "seed": world["seed"],
        "children": world["children"],
        "rows": dict(rows),
        "faults": faults,
        "authorities": [asdict(a) for a in told],
    }


def _read_summary(home: Home, already_there: bool = True) -> WorldSummary:
    truth = json.loads(truth_file(home).read_text(encoding="utf-8"))["summary"]
    authorities = tuple(AuthoritySummary(**a) for a in truth["authorities"])
    return WorldSummary(
        seed=truth["seed"],
        children=truth["children"],
        rows=truth["rows"],
        faults=truth["faults"],
        authorities=authorities,
        truth_file=truth_file(home),
        already_there=already_there,
    )
