"""Read from a warehouse what disclosure works on; read-only.

Nothing below a mart's grain but the starts by day: only they tell what windows of different
authorities, which begin on any day, cut out of the quarters. They are judged by and never leave.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines.contract.release_tables import MartFrames

_MARTS = (
    "aim_timeliness",
    "waiting_now",
    "home_orders",
    "home_reviews",
    "improvement",
    "waiting_times",
    "programme_summary",
    "programme_effect",
)
_AUTHORITIES = """
select authority_code, name, slug, submission_id, cast(as_at as date) as as_at, is_engaged
from core.authority order by authority_code
"""
_NAMED = "select authority_code from core.publication where named = 'yes' order by authority_code"
_STARTS = """
select
    authority_code,
    aim,
    clock_start,
    threshold_days,
    count(*) filter (outcome_at_threshold = 'within') as within,
    count(*) filter (outcome_at_threshold in ('not_within', 'out')) as otherwise
from core.aim_clock
where variant = 'national' and aim in (2, 3, 4)
    and outcome_at_threshold in ('within', 'not_within', 'out')
group by authority_code, aim, clock_start, threshold_days
order by authority_code, aim, clock_start, threshold_days
"""
_WAITS = """
select
    authority_code,
    aim,
    date_trunc('quarter', clock_start) as cohort_quarter,
    threshold_days,
    datediff('day', clock_start, coalesce(clock_stop, exit_date, censored_on)) as days,
    count(*) as clocks,
    count(clock_stop) as reached,
    count(*) filter (clock_stop is null and exit_date is not null) as "left"
from core.aim_clock
where variant = if(aim = 1, 'within_one_year', 'national')
    and outcome_at_threshold in ('within', 'not_within', 'out')
group by all
order by all
"""
_MATURE = """
select area as authority_code, aim, max(cohort_quarter) filter (is_mature) as latest_quarter
from steps.area_quarter_maturity
where area_kind = 'authority' and variant = if(aim = 1, 'within_one_year', 'national')
group by area, aim
order by area, aim
"""
_LOCAL_AIMS = """
select a.*, p.numerator, p.denominator, p.percent, p.status
from core.local_aim as a
inner join marts.local_aim_progress as p on a.local_aim_id = p.local_aim_id
order by a.local_aim_id
"""
_CHART_SERIES = "select * from steps.chart_series where area_kind = 'group' order by area, measure"
_CHART_REBASE = """
select r.* from steps.chart_rebase as r
inner join steps.chart_series as s on r.area = s.area and r.measure = s.measure
where s.area_kind = 'group'
order by r.area, r.measure, r.from_period
"""
_CHANGE_IDEAS = """
select measure, date_trunc('quarter', happened_on) as quarter, count(*) as ideas
from steps.chart_note
where what = 'idea_tested' and measure in ('aim_1', 'aim_2', 'aim_3', 'aim_4')
group by measure, date_trunc('quarter', happened_on)
order by measure, quarter
"""
_CASE_MIX = "select * from steps.case_mix_count"
_COVERAGE = """
select authority_code, day, counted_here, published_value as published, source
from marts.coverage
where counted_here is not null and published_value is not null
order by authority_code, day, source
"""
_QUALITY = """
select
    authority_code,
    sum("value") filter (measure = 'received') as rows_received,
    sum("value") filter (measure in ('accepted', 'repaired')) as rows_kept,
    sum("value") filter (measure = 'repaired') as rows_repaired,
    sum("value") filter (measure = 'received' and table_name = 'children') as children,
    sum("value") filter (
        measure = 'complete' and table_name = 'children' and column_name = 'birth_month'
    ) as births_recorded,
    max("value") filter (measure = 'days_late') as days_late,
    sum("value") filter (measure = 'drift' and rule = 'rows_received') as rows_moved
from marts.data_quality
where submission_id is not null
group by authority_code
order by authority_code
"""


def read_marts(warehouse: Path) -> MartFrames:
    """Return the mart frames of a finished warehouse.

    Raises ``ValueError`` where ``core.build`` does not say what the warehouse was made of.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        marts = {name: connection.sql(f"select * from marts.{name}").df() for name in _MARTS}  # noqa: S608
        named = connection.sql(_NAMED).fetchall()
        return MartFrames(
            **marts,
            starts=connection.sql(_STARTS).df(),
            waits=connection.sql(_WAITS).df(),
            mature=connection.sql(_MATURE).df(),
            local_aims=connection.sql(_LOCAL_AIMS).df(),
            case_mix=connection.sql(_CASE_MIX).df(),
            coverage=connection.sql(_COVERAGE).df(),
            quality=connection.sql(_QUALITY).df(),
            chart_series=connection.sql(_CHART_SERIES).df(),
            chart_rebase=connection.sql(_CHART_REBASE).df(),
            change_ideas=connection.sql(_CHANGE_IDEAS).df(),
            authorities=connection.sql(_AUTHORITIES).df(),
            build=_build(connection.sql("select * from core.build").df()),
            named=frozenset(code for (code,) in named),
        )


def _build(frame: pd.DataFrame) -> dict[str, str]:
    if len(frame) != 1:
        raise ValueError(f"core.build has {len(frame)} rows, not one: the build is not complete")
    return {str(name): _text(value) for name, value in frame.iloc[0].items()}


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
