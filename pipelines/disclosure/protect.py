"""From mart frames to tables that may leave.

Pure: the same frames, names and policy give the same tables. Nothing here looks at a clock or file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.contract.published import Published, made_of
from pipelines.contract.release_tables import Flag, MartFrames, Protected, ProtectedTable
from pipelines.disclosure import shapes
from pipelines.disclosure.assemble import authority_years, group_quarters, group_years, table
from pipelines.disclosure.case_mix_moves import without_moved
from pipelines.disclosure.case_mix_rows import case_mix_table
from pipelines.disclosure.cubes import Flags
from pipelines.disclosure.curve_rows import curve_table
from pipelines.disclosure.decisions import Decisions, Part, decide_all
from pipelines.disclosure.effect_rows import effect_table, summary_table
from pipelines.disclosure.flags import uniform_groups
from pipelines.disclosure.funnel_rows import funnel_table
from pipelines.disclosure.improvement_rows import improvement_table
from pipelines.disclosure.local_aim_rows import local_aim_table
from pipelines.disclosure.policy import Policy, default_policy
from pipelines.disclosure.quality_rows import coverage_table, quality_table
from pipelines.disclosure.revision_rows import revisions_table, with_marks
from pipelines.disclosure.run_chart_rows import run_chart_table
from pipelines.disclosure.tables_of_blocks import TABLES
from pipelines.disclosure.vetoes import Vetoes
from pipelines.disclosure.waiting_rows import waiting_tables
from pipelines.disclosure.world import World, named_authorities, world_of


def protect(
    frames: MartFrames,
    named: frozenset[str] | set[str],
    policy: Policy | None = None,
    vetoes: Vetoes | None = None,
    earlier: Sequence[Published] = (),
) -> Protected:
    """Return the tables that may leave, with every other figure withheld.

    ``named``: the authorities that agreed to be named. ``vetoes``: rows withheld besides.
    ``earlier``: the releases that readers have seen; marks and revisions are told against the last.
    Raises ``ValueError`` where a mart's groups are not the sums of their members.
    """
    rules = policy or default_policy()
    before = earlier[-1] if earlier else None
    world = world_of(frames)
    may_be_named = world.mask(frozenset(named))
    tables, doubts = _tables(frames, frozenset(named), rules, vetoes or Vetoes(), earlier)
    submissions = tuple(sorted(frames.authorities["submission_id"].dropna()))
    inputs = made_of(submissions, frames.build, rules.as_dict())
    status = frames.build["data_status"]
    revisions = revisions_table(tables, before, inputs, status)
    # A file without rows could not say whether its data are made up.
    revised = (revisions,) if len(revisions.frame) else ()
    tables = (*with_marks(tables, before), *revised)
    return Protected(
        tables=tables,
        data_status=status,
        day=world.as_at.max().date().isoformat(),
        build=dict(frames.build),
        submissions=submissions,
        policy=rules.as_dict(),
        authorities={
            "listed": world.listed,
            "reporting": len(world.codes),
            "named": int(may_be_named.sum()),
        },
        named=named_authorities(frames, frozenset(named)),
        flags=(*uniform_groups(tables), *doubts),
        release_before=before.release_id if before else "",
    )


def protected_tables(
    frames: MartFrames,
    named: frozenset[str],
    policy: Policy,
    vetoes: Vetoes,
    earlier: Sequence[Published] = (),
) -> tuple[ProtectedTable, ...]:
    """Return the tables alone, without marks and revisions: what the attack looks at."""
    return _tables(frames, named, policy, vetoes, earlier)[0]


def _tables(
    frames: MartFrames,
    named: frozenset[str],
    rules: Policy,
    barred: Vetoes,
    earlier: Sequence[Published],
) -> tuple[tuple[ProtectedTable, ...], tuple[Flag, ...]]:
    """Return the tables, and what a person is to look at."""
    world = world_of(frames)
    may_be_named = world.mask(named)
    decided = decide_all(frames, world, may_be_named, rules, barred)
    compared, doubts = improvement_table(frames, decided, world, may_be_named, rules)
    # The funnels are made of it: what was vetoed must be gone before they are.
    compared = barred.withheld_in(compared)
    curves = curve_table(frames, decided, world, rules)
    tables = (
        *_counted(frames, decided, world, may_be_named),
        *_of_evaluation(frames, world, compared, rules, earlier),
        *waiting_tables(frames, decided, world, may_be_named, curves, rules),
        curves,
        *_of_data(frames, world, named, rules),
    )
    return tuple(barred.withheld_in(t) for t in tables), tuple(doubts)


def _counted(
    frames: MartFrames, decided: Decisions, world: World, named: Flags
) -> list[ProtectedTable]:
    """Return the tables of counts, and the run charts that are made of them."""
    counted = [
        written
        for parts in decided.by_table()
        for written in _of_parts(parts, world, named, frames.build["data_status"])
    ]
    by_name = {t.shape.name: t for t in counted}
    charted = (by_name[s.name] for s in (shapes.COHORT_QUARTERS, shapes.HOME_STOCK_QUARTERS))
    return [*counted, run_chart_table(frames, *charted)]


def _of_evaluation(
    frames: MartFrames,
    world: World,
    compared: ProtectedTable,
    rules: Policy,
    earlier: Sequence[Published],
) -> tuple[ProtectedTable, ...]:
    """Return the comparison with before joining, and what the evaluation makes beside it."""
    return (
        compared,
        funnel_table(frames, compared),
        without_moved(case_mix_table(frames, compared, rules), earlier),
        effect_table(frames, world, rules, earlier),
        summary_table(frames, rules),
    )


def _of_data(
    frames: MartFrames, world: World, named: frozenset[str], rules: Policy
) -> tuple[ProtectedTable, ...]:
    """Return local aims, coverage and data quality of named authorities."""
    return (
        local_aim_table(frames, world, named, rules),
        coverage_table(frames, world, named, rules),
        quality_table(frames, world, named, rules),
    )


def _of_parts(
    parts: Sequence[Part], world: World, named: Flags, status: str
) -> Iterator[ProtectedTable]:
    """Yield the tables of one kind of count: groups by quarter and year, named authorities."""
    by_quarter, by_year, _ = TABLES[parts[-1].block.name]
    rows = [group_quarters(p, world, by_quarter.period) for p in parts]
    yield table(by_quarter.shape, rows, by_quarter.column, status)
    if by_year:
        rows = [group_years(p, world) for p in parts if p.block.group_years]
        yield table(by_year.shape, rows, by_year.column, status)
    for of_named in dict.fromkeys(TABLES[p.block.name][2] for p in parts):
        if of_named:
            own = [p for p in parts if TABLES[p.block.name][2] == of_named]
            rows = [authority_years(p, world, named, of_named.period) for p in own]
            yield table(of_named.shape, rows, of_named.column, status)
