"""The tables about the programme and the data: which columns of which grain."""

from __future__ import annotations

from pipelines.contract.release_tables import TableShape
from pipelines.disclosure import columns as c
from pipelines.disclosure import columns_curves as w
from pipelines.disclosure import columns_programme as p

_KEY = (c.AREA, c.AREA_NAME)
_AIM = (c.AIM, c.VARIANT)

IMPROVEMENT = TableShape(
    name="improvement",
    title="Before the programme and now: the programme as a whole and named authorities",
    about="Share of waits that ended within the limit before each authority joined, and lately.",
    grain="area, aim",
    columns=(*_KEY, *_AIM, *p.IMPROVEMENT, c.STATUS),
)
WAITING_TIMES_GROUPS = TableShape(
    name="waiting_times_groups_by_year",
    title="How long children waited, by calendar year of start: groups of authorities",
    about="By when a quarter, half and three quarters had reached the milestone.",
    grain="area, aim, year of start",
    columns=(*_KEY, *_AIM, p.TIMES_YEAR, *p.WAITING_TIMES, c.STATUS),
)
WAITING_TIMES_AUTHORITIES = TableShape(
    name="waiting_times_authorities",
    title="How long children waited, all years together: named authorities",
    about="By when a quarter, half and three quarters had reached the milestone.",
    grain="area, aim",
    columns=(*_KEY, *_AIM, p.TIMES_ALL, *p.WAITING_TIMES, c.STATUS),
)
WAITING_CURVES = TableShape(
    name="waiting_curves_groups_by_year",
    title="Waiting curves, every four weeks after the start, by year of start: groups",
    about="What share had reached the milestone, or left, so many days after they started to wait.",
    grain="area, aim, year of start, days after the start",
    columns=(*_KEY, *_AIM, c.COHORT_YEAR, w.DAYS, c.COHORT[0], *w.CURVE, c.STATUS),
)
LOCAL_AIMS = TableShape(
    name="local_aims",
    title="Local aims of named authorities",
    about="What authorities set out to do themselves, and how far they have come.",
    grain="local aim",
    columns=(*_KEY, p.LOCAL_AIM_ID, *p.LOCAL_AIM, c.STATUS),
)
DATA_QUALITY = TableShape(
    name="data_quality",
    title="How the data of named authorities came, in bands",
    about="How much of what was received could be kept, how complete it is, and how soon it came.",
    grain="area",
    columns=(*_KEY, *p.DATA_QUALITY, c.STATUS),
)
COVERAGE = TableShape(
    name="coverage",
    title="Looked-after children counted here beside the published figure: named authorities",
    about="Whether the data hold as many looked-after children as are published.",
    grain="area, day",
    columns=(*_KEY, p.COVERAGE_DAY, *p.COVERAGE, c.STATUS),
)
