"""Clocks in two builds: which moved from one status to another, and by which evidence."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.history.records import paired
from pipelines.history.two_builds import TwoBuilds

NO_CLOCK = "no clock"
_DECIDED = ("clock_stop", "exit_date", "exit_reason", "exclusion_reason", "threshold_date")


@dataclass(frozen=True)
class ClockChange:
    """How many clocks of an authority, aim and variant moved in one way for one reason."""

    authority_code: str
    aim: int
    variant: str
    status_before: str
    status_after: str
    outcome_before: str
    outcome_after: str
    is_start_moved: bool
    reason: str
    clocks: int


def clock_changes(two: TwoBuilds) -> list[ClockChange]:
    """Return the clocks that began, went, changed their status or their outcome at the threshold.

    A clock that only waited on (``censored_on`` later, status and outcome the same) did not change.
    Expects the relation ``cause`` of :func:`pipelines.history.causes.cause_frame`.
    """
    return [ClockChange(*row) for row in two.rows(_query())]  # type: ignore[arg-type]


def _query() -> str:
    moved = " or ".join(f"p.a.{c} is distinct from p.b.{c}" for c in _DECIDED)
    return f"""
        with {paired("aim_clock", ("aim", "variant"), "clock_start", [])},
        compared as (
            select
                coalesce(p.b.authority_code, p.a.authority_code) as authority_code,
                coalesce(p.b.aim, p.a.aim) as aim,
                coalesce(p.b.variant, p.a.variant) as variant,
                coalesce(p.a.status, '{NO_CLOCK}') as status_before,
                coalesce(p.b.status, '{NO_CLOCK}') as status_after,
                coalesce(p.a.outcome_at_threshold, '') as outcome_before,
                coalesce(p.b.outcome_at_threshold, '') as outcome_after,
                coalesce(p.a.clock_start != p.b.clock_start, false) as is_start_moved,
                case
                    when p.a.child_key is null and of_a.child_key is null then 'new children'
                    when p.a.child_key is null and p.b.clock_start > seen.seen_to
                        then 'happened since'
                    when p.b.child_key is null and of_b.child_key is null
                        then 'children no longer sent'
                    when p.a.child_key is null or p.b.child_key is null then 'corrected records'
                    when p.a.clock_start = p.b.clock_start and not ({moved}) then 'time passed'
                    when
                        p.a.clock_start = p.b.clock_start
                        and p.a.status in ('waiting', 'overdue')
                        and least(p.b.clock_stop, p.b.exit_date) > seen.seen_to
                        then 'happened since'
                    else 'corrected records'
                end as reason
            from pair as p
            left join a.core.child as of_a on p.child_key = of_a.child_key
            left join b.core.child as of_b on p.child_key = of_b.child_key
            left join cause as seen
                on coalesce(p.b.authority_code, p.a.authority_code) = seen.authority_code
            where
                p.a.child_key is null
                or p.b.child_key is null
                or p.a.clock_start != p.b.clock_start
                or p.a.status != p.b.status
                or p.a.outcome_at_threshold is distinct from p.b.outcome_at_threshold
        )
        select
            authority_code, aim, variant,
            status_before, status_after, outcome_before, outcome_after,
            is_start_moved,
            case when c.is_same then c.otherwise else reason end as reason,
            count(*) as clocks
        from compared left join cause as c using (authority_code)
        group by all
        order by all
    """  # noqa: S608
