"""What is true of the made-up Scotland: parameters, planted effects, planted faults.

Written to ``<home>/truth``, where nothing of the pipeline looks. ``truth.json`` is written last: a
home that has it is complete.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.synthetic.authorities import InventedAuthority
from pipelines.synthetic.days import iso
from pipelines.synthetic.drop import Drop
from pipelines.synthetic.practice import Practice
from pipelines.synthetic.programme.catalogue import IDEAS
from pipelines.synthetic.programme.tables import date_or_none, write_table
from pipelines.synthetic.truth_book import Effect
from pipelines.synthetic.waits import (
    AIMS,
    DEPTH_BY_DELIVERY,
    SHARE_WHILE_TESTING,
    WORLD_STARTS,
    AimParameters,
)

INVENTED = (
    "INVENTED: no source gives these waits, routes or effects. "
    "They describe no real authority and no real programme."
)


def write_faults(folder: Path, drops: Iterable[Drop]) -> int:
    """Write ``faults.csv`` (authority, submission, table, rule, count) and return how many."""
    rows = [
        (drop.submission.authority.code, drop.submission.folder, table, rule, count)
        for drop in drops
        for (table, rule), count in drop.faults.items()
    ]
    columns = ("authority_code", "submission", "table", "rule", "count")
    write_table(folder / "faults.csv", columns, rows)
    return sum(row[4] for row in rows)


def write_truth(
    folder: Path,
    world: Mapping[str, Any],
    authorities: Sequence[InventedAuthority],
    practices: Mapping[str, Practice],
    in_force: Mapping[str, str | None],
    summary: Mapping[str, Any],
    effects: Mapping[tuple[str, int, str], Effect],
) -> Path:
    """Write ``truth.json`` and return where it is."""
    truth = {
        "notice": INVENTED,
        "world": world,
        "aims": {str(aim): _aim(p) for aim, p in AIMS.items()},
        "depth_by_delivery": DEPTH_BY_DELIVERY,
        "share_of_the_depth_when_testing_begins": SHARE_WHILE_TESTING,
        "change_ideas": {i.key: {"aim": i.aim, "wait_multiplied_by": i.factor} for i in IDEAS},
        "authorities": [
            _authority(a.code, practices[a.code])
            | {"planted_effect": _planted(practices[a.code], effects)}
            | _sends(a.habit, a.shape, in_force.get(a.code))
            for a in authorities
        ],
        "planted_effect_all_engaged": _planted_in_all(practices, effects),
        "summary": summary,
    }
    path = folder / "truth.json"
    path.write_text(json.dumps(truth, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _aim(parameters: AimParameters) -> dict[str, Any]:
    """Return one aim's parameters, and the shares within the threshold they imply by themselves."""
    on = 2008.25 + 6.0
    trend = parameters.yearly_factor**6
    full = 1.0 - parameters.reduction
    within = parameters.wait.share_within
    return {
        "invented": True,
        "median_days_at_start": parameters.wait.median_days,
        "world_starts": date_or_none(WORLD_STARTS),
        "spread_of_log_days": parameters.wait.spread,
        "yearly_factor_common_to_all": parameters.yearly_factor,
        "programme_reduces_the_median_by": parameters.reduction,
        "stop_ever_happens": parameters.happens,
        "stop_ever_happens_with_the_programme": parameters.happens_with_programme,
        "threshold_days": parameters.threshold_days,
        "share_of_waits_within_threshold": {
            "year": on,
            "without_the_programme": round(within(parameters.threshold_days, trend), 4),
            "with_full_delivery": round(within(parameters.threshold_days, trend * full), 4),
            "note": "Of the waits alone; leaving care first makes the shares seen lower.",
        },
    }


def _authority(code: str, practice: Practice) -> dict[str, Any]:
    e = practice.engagement
    return {
        "authority_code": code,
        "engaged": e is not None,
        "delivery": e.delivery if e else None,
        "testing_from": date_or_none(e.testing_from) if e else None,
        "implementing_from": date_or_none(e.implementing_from) if e else None,
        "habit_multiplies_the_median_by": {str(a): round(f, 4) for a, f in practice.pace.items()},
        "answers_the_programme_by": {str(a): r for a, r in practice.response.items()},
        "median_multiplied_by_when_implementing": _at_full_depth(practice),
        "ideas_adopted": [i.change_idea_id for i in practice.ideas if i.adopted_on],
        "ratifies": practice.ratifies,
        "records_home_routes": practice.records_home_routes,
        "complete_from": {m: date_or_none(d) for m, d in practice.complete_from.items()},
    }


def _planted(
    practice: Practice, effects: Mapping[tuple[str, int, str], Effect]
) -> dict[str, dict[str, Any]]:
    """Return per aim what the programme changes, of all clocks since testing began."""
    e = practice.engagement
    if e is None or e.testing_from is None:
        return {}
    since = iso(e.testing_from)
    told = {}
    for aim in AIMS:
        felt = [
            effect
            for (code, of, half_year), effect in effects.items()
            if (code, of) == (practice.code, aim) and half_year >= since
        ]
        if felt:
            told[str(aim)] = _sum(felt)
    return told


def _planted_in_all(
    practices: Mapping[str, Practice], effects: Mapping[tuple[str, int, str], Effect]
) -> dict[str, dict[str, Any]]:
    """Return the same over all authorities that test anything, weighted by clocks."""
    testing = {
        code: iso(p.engagement.testing_from)
        for code, p in practices.items()
        if p.engagement is not None and p.engagement.testing_from is not None
    }
    told = {}
    for aim in AIMS:
        felt = [
            effect
            for (code, of, half_year), effect in effects.items()
            if of == aim and code in testing and half_year >= testing[code]
        ]
        if felt:
            told[str(aim)] = _sum(felt)
    return told


def _sum(felt: Iterable[Effect]) -> dict[str, Any]:
    """Return several half-years as one: shares of all starts in per cent, and the difference."""
    total = Effect()
    for effect in felt:
        total.clocks += effect.clocks
        total.within += effect.within
        total.without_ideas += effect.without_ideas
        total.without_programme += effect.without_programme
    shares = {
        "percent_expected": total.within,
        "percent_without_change_ideas": total.without_ideas,
        "percent_without_the_programme": total.without_programme,
    }
    return {
        "clocks": total.clocks,
        **{name: round(100.0 * within / total.clocks, 1) for name, within in shares.items()},
        "points": round(total.points, 1),
    }


def _at_full_depth(practice: Practice) -> dict[str, float]:
    e = practice.engagement
    if e is None or e.testing_from is None:
        return {str(aim): 1.0 for aim in AIMS}
    settled = e.implementing_from or e.testing_from
    return {str(aim): round(practice.programme_factor(aim, settled), 4) for aim in AIMS}


def _sends(habit: str, shape: str, in_force: str | None) -> dict[str, Any]:
    return {"habit": str(habit), "shape": str(shape), "should_be_in_force": in_force}
