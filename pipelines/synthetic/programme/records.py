"""The programme's records that follow from the timetable: engagement, aims, ideas, cycles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Final

from pipelines.synthetic.authorities import AUTHORITIES
from pipelines.synthetic.chance import between, stream
from pipelines.synthetic.days import add_months, day, iso
from pipelines.synthetic.practice import Idea, Practice
from pipelines.synthetic.programme.catalogue import IDEAS, LOCAL_AIMS
from pipelines.synthetic.programme.tables import Value, date_or_none, write_programme

NOT_NAMED: Final = 3
WITHOUT_A_ROW: Final = 3
NOT_TOLD: Final = 0.06
HOME_ROUTES_TOLD: Final = 0.15


def write_records(folder: Path, seed: int, practices: Mapping[str, Practice]) -> None:
    """Write everything but the measures and the published totals."""
    write_programme(folder, "authorities", ((a.code, a.name, a.slug) for a in AUTHORITIES))
    write_programme(folder, "engagement", _engagement(practices))
    write_programme(folder, "local_aims", _local_aims(seed, practices))
    write_programme(folder, "change_ideas", _change_ideas(practices))
    write_programme(folder, "pdsa_cycles", _cycles(seed, practices))
    write_programme(folder, "recording", _recording(seed, practices))
    write_programme(folder, "publication", _publication(seed))
    write_programme(folder, "rebase_decisions", _rebase_decisions(practices))


def _engagement(practices: Mapping[str, Practice]) -> Iterator[tuple[Value, ...]]:
    for code, practice in practices.items():
        e = practice.engagement
        if e is not None:
            dates = (e.engaged_on, e.testing_from, e.implementing_from, e.ended_on)
            yield (code, *map(date_or_none, dates), e.delivery)


def _local_aims(seed: int, practices: Mapping[str, Practice]) -> Iterator[tuple[Value, ...]]:
    rng = stream(seed, "programme", "local_aims")
    for code, practice in practices.items():
        e = practice.engagement
        if e is None or e.testing_from is None or rng.random() < 0.3:
            continue
        for number, aim in enumerate(rng.sample(LOCAL_AIMS, between(rng, 1, 2)), start=1):
            by = add_months(e.testing_from, between(rng, 15, 30))
            yield (
                f"{code}-A{number}",
                code,
                aim.aim,
                aim.start_milestone,
                aim.stop_milestone,
                aim.routes,
                aim.within_days,
                aim.target_percent,
                aim.min_age_years,
                aim.max_age_years,
                iso(e.testing_from),
                iso(by),
                aim.statement,
            )


def _all_ideas(practices: Mapping[str, Practice]) -> Iterator[tuple[str, Idea]]:
    for code, practice in practices.items():
        for idea in practice.ideas:
            yield code, idea


def _change_ideas(practices: Mapping[str, Practice]) -> Iterator[tuple[Value, ...]]:
    titles = {template.key: template.title for template in IDEAS}
    for code, idea in _all_ideas(practices):
        dates = (idea.tested_from, idea.adopted_on, idea.abandoned_on)
        yield (
            idea.change_idea_id,
            code,
            idea.aim,
            titles[idea.key],
            *map(date_or_none, dates),
        )


def _cycles(seed: int, practices: Mapping[str, Practice]) -> Iterator[tuple[Value, ...]]:
    rng = stream(seed, "programme", "cycles")
    for _, idea in _all_ideas(practices):
        yield from _cycles_of(rng, idea)


def _cycles_of(rng: Random, idea: Idea) -> Iterator[tuple[Value, ...]]:
    settled = idea.adopted_on or idea.abandoned_on
    count = between(rng, 2, 4)
    starts = idea.tested_from
    for cycle in range(1, count + 1):
        is_last = cycle == count
        ends = settled if is_last else starts + between(rng, 20, 35)
        result = ("adopt" if idea.adopted_on else "abandon") if is_last and settled else "adapt"
        yield (
            idea.change_idea_id,
            cycle,
            iso(starts),
            date_or_none(ends),
            "We expect the step to happen sooner for the next few children.",
            result if ends is not None else None,
            _learning(result) if ends is not None else None,
        )
        starts = (ends or starts) + 1


def _learning(result: str) -> str:
    return {
        "adopt": "It held when the whole team used it.",
        "adapt": "It helped some children; the timing needs another try.",
        "abandon": "It took more time than it saved.",
    }[result]


def _recording(seed: int, practices: Mapping[str, Practice]) -> Iterator[tuple[Value, ...]]:
    for code, practice in practices.items():
        home = "yes" if practice.records_home_routes else "no"
        for milestone, told in told_complete(seed, practice).items():
            since = iso(practice.complete_from[milestone])
            yield (code, milestone, since, home if told > HOME_ROUTES_TOLD else "not_known")


def told_complete(seed: int, practice: Practice) -> dict[str, float]:
    """Return the milestones of which the authority said since when they are complete.

    With each a number between 0 and 1 that further chances can hang on.
    """
    rng = stream(seed, "programme", "recording", practice.code)
    drawn = {milestone: rng.random() for milestone in practice.complete_from}
    return {milestone: point for milestone, point in drawn.items() if point > NOT_TOLD}


def _publication(seed: int) -> Iterator[tuple[Value, ...]]:
    order = [a.code for a in AUTHORITIES]
    stream(seed, "programme", "publication").shuffle(order)
    refuses = set(order[:NOT_NAMED])
    silent = set(order[NOT_NAMED : NOT_NAMED + WITHOUT_A_ROW])
    for number, authority in enumerate(AUTHORITIES, start=1):
        if authority.code in silent:
            continue
        named = authority.code not in refuses
        yield (authority.code, f"AGR-{number:03d}" if named else None, "yes" if named else "no")


def _rebase_decisions(practices: Mapping[str, Practice]) -> Iterator[tuple[Value, ...]]:
    for code, practice in practices.items():
        e = practice.engagement
        if e is not None and e.implementing_from is not None and e.delivery == "full":
            yield (
                code,
                "aim_2",
                iso(day(2018, 1, 1)),
                "Improvement group",
                iso(day(2019, 2, 4)),
                "A sustained shift with a known cause.",
            )
            return
