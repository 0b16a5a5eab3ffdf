"""When each invented authority took part, how deeply, what it tried, and what it records."""

from __future__ import annotations

from random import Random
from typing import Final

from pipelines.synthetic.authorities import AUTHORITIES, Habit, InventedAuthority
from pipelines.synthetic.chance import between, stream
from pipelines.synthetic.days import add_months, day
from pipelines.synthetic.practice import Engagement, Idea, Practice
from pipelines.synthetic.programme.catalogue import IDEAS, IdeaTemplate
from pipelines.synthetic.waits import AIMS

ENGAGED: Final = 27

WAVES: Final[tuple[int, ...]] = (
    day(2013, 12, 2),
    day(2014, 3, 3),
    day(2014, 11, 4),
    *(day(2015, 6, 1),) * 2,
    *(day(2015, 12, 1),) * 4,
    *(day(2016, 2, 1),) * 3,
    *(day(2016, 9, 5),) * 3,
    *(day(2017, 3, 1),) * 4,
    *(day(2017, 10, 2),) * 3,
    *(day(2018, 5, 1),) * 2,
    day(2018, 11, 1),
    day(2019, 3, 4),
    day(2019, 9, 2),
)
DELIVERIES: Final[tuple[str, ...]] = ("full", "full", "light", "full", "light", "full", "data_only")
STOP_MILESTONES: Final = (
    "home_plan_review",
    "permanence_recommended",
    "adm_decision",
    "application_lodged",
)
RECORDED_SINCE: Final = (*(day(2008, 4, 1),) * 4, day(2010, 8, 1), day(2012, 4, 1))


def engagements(seed: int) -> dict[str, Engagement]:
    """Return the 27 engaged authorities with their dates; the one that never sends is not one."""
    rng = stream(seed, "programme", "engagement")
    able = [a.code for a in AUTHORITIES if a.habit is not Habit.NEVER]
    rng.shuffle(able)
    return {
        code: _engagement(rng, engaged_on, DELIVERIES[position % len(DELIVERIES)])
        for position, (code, engaged_on) in enumerate(zip(able[:ENGAGED], WAVES, strict=True))
    }


def _engagement(rng: Random, engaged_on: int, delivery: str) -> Engagement:
    testing = add_months(engaged_on, between(rng, 4, 8))
    implementing = add_months(testing, between(rng, 8, 14))
    ended = add_months(engaged_on, between(rng, 36, 54))
    world_view = day(2020, 3, 31)
    return Engagement(
        engaged_on=engaged_on,
        testing_from=testing if testing <= world_view else None,
        implementing_from=(
            implementing if delivery != "data_only" and implementing <= world_view else None
        ),
        ended_on=ended if ended <= world_view else None,
        delivery=delivery,
    )


def practices(seed: int) -> dict[str, Practice]:
    """Return the practice of every authority, engaged or not."""
    taking_part = engagements(seed)
    return {a.code: _practice(seed, a, taking_part.get(a.code)) for a in AUTHORITIES}


def _practice(seed: int, authority: InventedAuthority, engagement: Engagement | None) -> Practice:
    rng = stream(seed, "practice", authority.code)
    pace = {aim: rng.lognormvariate(0.0, 0.14) for aim in AIMS}
    response = {aim: _response(rng) for aim in AIMS}
    return Practice(
        code=authority.code,
        engagement=engagement,
        ideas=_ideas(stream(seed, "ideas", authority.code), authority.code, engagement),
        pace=pace,
        response=response,
        ratifies=rng.random() < 0.35,
        advice_first=rng.random() < 0.25,
        records_home_routes=rng.random() < 0.85,
        records_carers=rng.random() < 0.9,
        records_agencies=rng.random() < 0.7,
        complete_from=_recording(rng),
    )


def _response(rng: Random) -> float:
    """Return how an authority answers the programme: mostly near 1, for one in ten not at all."""
    return 0.0 if rng.random() < 0.1 else round(min(max(rng.gauss(1.0, 0.25), 0.4), 1.4), 3)


def _recording(rng: Random) -> dict[str, int]:
    since = {m: RECORDED_SINCE[between(rng, 0, len(RECORDED_SINCE) - 1)] for m in STOP_MILESTONES}
    if rng.random() < 0.12:
        since["application_lodged"] = day(2014, 8, 1)
    if rng.random() < 0.6:
        since["panel"] = day(2011, 4, 1)
    return since


def _ideas(rng: Random, code: str, engagement: Engagement | None) -> tuple[Idea, ...]:
    if engagement is None or engagement.testing_from is None or engagement.delivery == "data_only":
        return ()
    count = between(rng, 2, 3) if engagement.delivery == "full" else 1
    chosen = rng.sample(IDEAS, count)
    return tuple(
        _idea(rng, f"{code}-I{number}", template, engagement.testing_from)
        for number, template in enumerate(chosen, start=1)
    )


def _idea(rng: Random, name: str, template: IdeaTemplate, testing: int) -> Idea:
    tested = add_months(testing, between(rng, 0, 5))
    settled = add_months(tested, between(rng, 4, 10))
    abandoned = rng.random() < 0.2
    known = settled <= day(2020, 6, 30)
    return Idea(
        change_idea_id=name,
        key=template.key,
        aim=template.aim,
        factor=template.factor,
        tested_from=tested,
        adopted_on=settled if known and not abandoned else None,
        abandoned_on=settled if known and abandoned else None,
    )
