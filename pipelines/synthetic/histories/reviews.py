"""Reviews, screening and assessments during a stay away from home."""

from __future__ import annotations

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories.life import Life


def reviews(life: Life, start: int, end: int, reason: str, recommended_on: int | None) -> None:
    """Tell the reviews of a stay, one of which is the review that made the recommendation."""
    if reason in ("cpo", "icso_away", "warrant") or life.chance(0.12):
        _review(life, "emergency_review", start + between(life.rng, 1, 6), end, 0.8)
    held = 0.85 if life.practice.uses("two_week_review", start) else 0.12
    _review(life, "two_week_review", start + between(life.rng, 8, 18), end, held)
    _review(life, "six_week_review", start + between(life.rng, 32, 52), end, 0.9)
    _review(life, "three_month_review", start + between(life.rng, 88, 132), end, 0.85)
    last = _six_months(life, start, end, recommended_on)
    _later(life, last, end, recommended_on)


def _review(life: Life, milestone: str, on: int, end: int, held: float) -> None:
    if on <= end and life.chance(held):
        life.event(milestone, on, agency="social_work")


def _six_months(life: Life, start: int, end: int, recommended_on: int | None) -> int:
    due = start + between(life.rng, 160, 215)
    if recommended_on is not None and abs(recommended_on - due) <= 45:
        due = recommended_on
    _review(life, "six_month_review", due, end, 1.0 if due == recommended_on else 0.85)
    return due


def _later(life: Life, last: int, end: int, recommended_on: int | None) -> None:
    if recommended_on is not None and recommended_on != last:
        life.event("other_review", recommended_on, agency="social_work")
    for _ in range(4):
        last += between(life.rng, 150, 200)
        if last > end:
            return
        if last != recommended_on:
            _review(life, "other_review", last, end, 0.7)


def assessments(life: Life, start: int, end: int) -> None:
    """Tell whether kin were screened and parenting was assessed before the stay ended."""
    early = life.practice.uses("early_kinship_screening", start)
    screened = start + (between(life.rng, 7, 80) if early else between(life.rng, 30, 260))
    if screened <= end and life.chance(0.85 if early else 0.4):
        life.event("kinship_screened", screened, agency="social_work")
    assessed = start + between(life.rng, 50, 240)
    if assessed <= end and life.chance(0.45):
        life.event("parenting_assessment_completed", assessed, agency="social_work")
