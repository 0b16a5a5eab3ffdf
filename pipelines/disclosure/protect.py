"""From mart frames to tables that may leave.

Pure: the same frames, names and policy give the same tables. Nothing here looks at a clock or file.
"""

from __future__ import annotations

import pandas as pd

from pipelines.contract.release_tables import MartFrames, Protected, ProtectedTable
from pipelines.disclosure import shapes
from pipelines.disclosure.assemble import authority_years, group_quarters, group_years, table
from pipelines.disclosure.cubes import Flags
from pipelines.disclosure.decisions import Decisions, decide_all
from pipelines.disclosure.effect_rows import effect_table, summary_table
from pipelines.disclosure.flags import uniform_groups
from pipelines.disclosure.funnel_rows import funnel_table
from pipelines.disclosure.improvement_rows import improvement_table
from pipelines.disclosure.local_aim_rows import local_aim_table
from pipelines.disclosure.policy import Policy, default_policy
from pipelines.disclosure.quality_rows import coverage_table, quality_table
from pipelines.disclosure.run_chart_rows import run_chart_table
from pipelines.disclosure.waiting_rows import waiting_tables
from pipelines.disclosure.world import World, named_authorities, world_of


def protect(
    frames: MartFrames, named: frozenset[str] | set[str], policy: Policy | None = None
) -> Protected:
    """Return the tables that may leave, with every other figure withheld.

    ``named``: the authorities that agreed to be named. Raises ``ValueError`` where a mart's groups
    are not the sums of their members.
    """
    rules = policy or default_policy()
    world = world_of(frames)
    may_be_named = world.mask(frozenset(named))
    decided = decide_all(frames, world, may_be_named, rules)
    compared, doubts = improvement_table(frames, decided, world, may_be_named, rules)
    counted = _tables(decided, world, may_be_named, frames.build["data_status"])
    by_name = {t.shape.name: t for t in counted}
    cohorts, stock = (
        by_name[shape.name] for shape in (shapes.COHORT_QUARTERS, shapes.HOME_STOCK_QUARTERS)
    )
    tables = (
        *counted,
        run_chart_table(frames, cohorts, stock),
        compared,
        funnel_table(frames, compared),
        effect_table(frames, world, rules),
        summary_table(frames, rules),
        *waiting_tables(frames, decided, world, may_be_named, rules),
        local_aim_table(frames, world, frozenset(named), rules),
        coverage_table(frames, world, frozenset(named), rules),
        quality_table(frames, world, frozenset(named)),
    )
    return Protected(
        tables=tables,
        data_status=frames.build["data_status"],
        day=world.as_at.max().date().isoformat(),
        build=dict(frames.build),
        submissions=tuple(sorted(frames.authorities["submission_id"].dropna())),
        policy=rules.as_dict(),
        authorities={
            "listed": world.listed,
            "reporting": len(world.codes),
            "named": int(may_be_named.sum()),
        },
        named=named_authorities(frames, frozenset(named)),
        flags=(*uniform_groups(tables), *doubts),
    )


def _tables(decided: Decisions, world: World, named: Flags, status: str) -> list[ProtectedTable]:
    return [
        *_cohort_tables(decided, world, named, status),
        *_waiting_tables(decided, world, named, status),
        *_home_tables(decided, world, named, status),
    ]


def _cohort_tables(
    decided: Decisions, world: World, named: Flags, status: str
) -> list[ProtectedTable]:
    by_quarter = [group_quarters(p, world, first_day) for p in decided.cohorts]
    by_year = [group_years(p, world) for p in decided.cohorts if p.block.group_years]
    of_named = [authority_years(p, world, named, str) for p in decided.cohorts]
    return [
        table(shapes.COHORT_QUARTERS, by_quarter, "cohort_quarter", status),
        table(shapes.COHORT_YEARS, by_year, "cohort_year", status),
        table(shapes.COHORT_AUTHORITIES, of_named, "cohort_year", status),
    ]


def _waiting_tables(
    decided: Decisions, world: World, named: Flags, status: str
) -> list[ProtectedTable]:
    by_quarter = [group_quarters(p, world, last_day) for p in decided.waiting]
    long = [group_quarters(p, world, last_day) for p in decided.overdue]
    of_named = [authority_years(p, world, named, new_years_eve) for p in decided.waiting]
    return [
        table(shapes.WAITING_QUARTERS, by_quarter, "quarter_end", status),
        table(shapes.OVERDUE_QUARTERS, long, "quarter_end", status),
        table(shapes.WAITING_AUTHORITIES, of_named, "quarter_end", status),
    ]


def _home_tables(
    decided: Decisions, world: World, named: Flags, status: str
) -> list[ProtectedTable]:
    stock = group_quarters(decided.stock, world, last_day)
    of_named = authority_years(decided.stock, world, named, new_years_eve)
    said = group_quarters(decided.decisions, world, last_day)
    flow = group_quarters(decided.flow, world, first_day)
    outcomes = group_quarters(decided.outcomes, world, first_day)
    return [
        table(shapes.HOME_STOCK_QUARTERS, [stock], "census_quarter", status),
        table(shapes.HOME_STOCK_AUTHORITIES, [of_named], "census_quarter", status),
        table(shapes.HOME_DECISIONS_QUARTERS, [said], "census_quarter", status),
        table(shapes.HOME_FLOW_QUARTERS, [flow], "quarter", status),
        table(shapes.HOME_OUTCOMES_QUARTERS, [outcomes], "quarter", status),
    ]


def first_day(quarter: pd.Period) -> str:
    """Return a quarter's first day as an ISO date."""
    return str(quarter.start_time.date().isoformat())


def last_day(quarter: pd.Period) -> str:
    """Return a quarter's last day as an ISO date."""
    return str(quarter.end_time.date().isoformat())


def new_years_eve(year: int) -> str:
    """Return 31 December of a year as an ISO date."""
    return f"{year}-12-31"
