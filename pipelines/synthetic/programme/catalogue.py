"""What may be tried and aimed for: invented change ideas and local aims, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class IdeaTemplate:
    """A change idea, and the INVENTED factor by which its adoption multiplies the aim's waits."""

    key: str
    aim: int
    title: str
    factor: float


IDEAS: Final[tuple[IdeaTemplate, ...]] = (
    IdeaTemplate("two_week_review", 2, "Planning meeting within two weeks of coming away", 0.9),
    IdeaTemplate("early_kinship_screening", 2, "Relatives asked in the first months", 0.93),
    IdeaTemplate("early_legal_advice", 3, "Legal advice before the recommendation", 0.9),
    IdeaTemplate("panel_slots", 3, "Panel slots booked at the recommendation", 0.88),
    IdeaTemplate("lodging_checklist", 4, "One checklist of papers for lodging", 0.9),
    IdeaTemplate("review_calendar", 1, "A calendar of orders that near two years", 0.85),
)

AWAY_ROUTES: Final = (
    "permanence_order_kinship|permanence_order_foster|permanence_order_residential"
    "|permanence_order_adoption|adoption"
)
PERMANENCE_ORDER_ROUTES: Final = AWAY_ROUTES.removesuffix("|adoption")


@dataclass(frozen=True)
class LocalAimTemplate:
    """A local aim: by a date, a share of some children, from one milestone to another in time."""

    aim: int | None
    start_milestone: str
    stop_milestone: str
    routes: str
    within_days: int
    target_percent: int
    min_age_years: int | None
    max_age_years: int | None
    statement: str


LOCAL_AIMS: Final[tuple[LocalAimTemplate, ...]] = (
    LocalAimTemplate(
        None,
        "permanence_recommended",
        "panel",
        AWAY_ROUTES,
        84,
        90,
        None,
        None,
        "Nine in ten children reach the panel within twelve weeks of the recommendation.",
    ),
    LocalAimTemplate(
        2,
        "away_started",
        "permanence_recommended",
        "",
        273,
        90,
        None,
        12,
        "Nine in ten children under twelve have a recommendation within nine months.",
    ),
    LocalAimTemplate(
        None,
        "away_started",
        "kinship_screened",
        "",
        126,
        80,
        None,
        None,
        "Eight in ten children have relatives ruled in or out within eighteen weeks.",
    ),
    LocalAimTemplate(
        4,
        "adm_decision",
        "application_lodged",
        PERMANENCE_ORDER_ROUTES,
        112,
        70,
        None,
        None,
        "Seven in ten applications are lodged within sixteen weeks of the decision.",
    ),
    LocalAimTemplate(
        1,
        "home_two_years",
        "home_plan_review",
        "",
        180,
        75,
        None,
        None,
        "Three in four children at home for two years are reviewed within half a year.",
    ),
    LocalAimTemplate(
        3,
        "permanence_recommended",
        "adm_decision",
        AWAY_ROUTES,
        98,
        60,
        0,
        6,
        "Six in ten children under six have a decision within fourteen weeks.",
    ),
)
