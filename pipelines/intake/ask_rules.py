"""Ask the rules over whole tables of one submission: measured in SQL, judged by Great Expectations.

Done, skipped and crashed are counted apart. What a tool says of its own error is not kept: it may
hold a value.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.contract.checks import CheckOutcome, Question, ask
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.rule_tables import no_rows
from pipelines.intake.table_rules import AS_AT, EARLIER, RuleOutcome, RuleResult, TableRule

NO_DAY = "the day to which the extract is complete is not known"
NO_EARLIER = "no earlier submission of the authority is in force"
UNREADABLE = "the kept copy of the submission before cannot be read"
# More rows than this are counted and not listed.
MOST_ROWS = 1_000

# One expectation for all rules at once: each costs 12 ms, and there are dozens.
WITHIN = Question(
    "expect_column_pair_values_a_to_be_greater_than_b",
    {"column_A": "allowed", "column_B": "found", "or_equal": True},
)

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True)
class Snapshot:
    """The tables of a submission (``rule_tables``) and the day to which it is complete."""

    tables: Tables
    as_at: date | None = None


@dataclass(frozen=True)
class Unreadable:
    """Stands for a submission before that is in force and whose kept copy is damaged."""


# A sender's rows are written nowhere but where they are kept.
_WITHOUT_SPILLING: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "temp_directory": "",
}
Before = Snapshot | Unreadable | None


def ask_rules(rules: Sequence[TableRule], now: Snapshot, before: Before = None) -> list[RuleResult]:
    """Return what came of each rule, in their order; tables that were not sent skip their rules."""
    with duckdb.connect(":memory:", config=_WITHOUT_SPILLING) as connection:
        _offer(connection, now, "main")
        if isinstance(before, Snapshot):
            connection.execute("create schema earlier")
            _offer(connection, before, "earlier")
        measured = [_measured(connection, rule, now, before) for rule in rules]
    return _judged(measured)


def _offer(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, schema: str) -> None:
    days = pa.table({AS_AT: pa.array([snapshot.as_at], pa.date32())})
    tables = {name: snapshot.tables.get(name, no_rows(name)) for name in vocabulary().tables}
    for name, table in {**tables, "submission": days}.items():
        connection.register(f"{schema}_{name}", table)
        # Named in full by the rules, and read anew by each: the rows stay where they are.
        connection.execute(f'create view {schema}."{name}" as from "{schema}_{name}"')


def _measured(
    connection: duckdb.DuckDBPyConnection, rule: TableRule, now: Snapshot, before: Before
) -> RuleResult:
    because = _missing(rule, now.tables, now.as_at, before)
    if because:
        return RuleResult(rule, RuleOutcome.SKIPPED, because=because)
    if rule.needs == EARLIER and isinstance(before, Unreadable):
        return RuleResult(rule, RuleOutcome.CRASHED, because=UNREADABLE)
    try:
        found = [row for (row,) in connection.execute(rule.rows).fetchall()]
        counting = rule.of or f"select count(*) from {rule.table}"  # noqa: S608
        (of,) = connection.execute(counting).fetchone() or (0,)
    except duckdb.Error:
        return RuleResult(rule, RuleOutcome.CRASHED)
    rows = tuple(sorted(int(row) for row in found if row is not None)[:MOST_ROWS])
    return RuleResult(rule, RuleOutcome.HELD, len(found), int(of), rows)


def _missing(rule: TableRule, sent: Collection[str], as_at: date | None, before: Before) -> str:
    absent = [name for name in rule.reads if name not in sent]
    if absent:
        return f"{absent[0]} was not sent"
    if rule.needs == AS_AT and as_at is None:
        return NO_DAY
    if rule.needs == EARLIER and (before is None or as_at is None):
        return NO_EARLIER if before is None else NO_DAY
    return ""


def _judged(measured: list[RuleResult]) -> list[RuleResult]:
    """Hold what was measured against the thresholds: more in count *and* in per cent is broken."""
    asked = [number for number, m in enumerate(measured) if m.outcome is RuleOutcome.HELD]
    if not asked:
        return measured
    frame = pd.DataFrame(
        {
            "found": [measured[n].found if measured[n].of else 0 for n in asked],
            "allowed": [measured[n].rule.threshold.allowed(measured[n].of) for n in asked],
        }
    )
    (answer,) = ask(frame, [WITHIN])
    judged = list(measured)
    if answer.outcome is CheckOutcome.CRASHED:
        for number in asked:
            judged[number] = RuleResult(measured[number].rule, RuleOutcome.CRASHED)
    for place in answer.rows:
        number = asked[place]
        judged[number] = replace(measured[number], outcome=RuleOutcome.BROKEN)
    return judged
