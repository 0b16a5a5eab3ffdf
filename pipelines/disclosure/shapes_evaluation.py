"""The tables of charts, funnels and the programme's effect: which columns of which grain."""

from __future__ import annotations

from pipelines.contract.release_tables import TableShape
from pipelines.disclosure import columns as c
from pipelines.disclosure import columns_evaluation as e
from pipelines.disclosure import columns_funnel as f

_KEY = (c.AREA, c.AREA_NAME)

RUN_CHARTS = TableShape(
    name="run_chart_groups_by_quarter",
    title="Run charts by quarter: groups of authorities",
    about="Each quarter beside a median frozen before the programme, and whether it shows change.",
    grain="area, aim, quarter",
    columns=(*_KEY, c.AIM, e.MEASURE, e.CHART_QUARTER, e.ANNOTATION, *e.RUN_CHART, c.STATUS),
)
SUMMARY = TableShape(
    name="programme_summary",
    title="How many authorities' charts have shifted since testing began, beside chance",
    about="Charts of authorities that test changes: shifts found, and expected by chance alone.",
    grain="aim, quarter",
    columns=(*_KEY, c.AIM, e.SUMMARY_QUARTER, *e.SUMMARY, c.STATUS),
)
EFFECT = TableShape(
    name="programme_effect",
    title="What changed beside authorities that had not joined: the programme as a whole",
    about="Effect on the percentage of all starts, in several ways of telling, with how sure.",
    grain="aim, estimator, comparison, when",
    columns=(*_KEY, c.AIM, c.VARIANT, *e.EFFECT_KEY, *e.EFFECT, c.STATUS),
)
FUNNEL = TableShape(
    name="funnel_of_authorities",
    title="Before joining and the latest year beside what chance would show: named authorities",
    about="Whether an authority's share lies further from the others' than chance would take it.",
    grain="area, aim, period",
    columns=(*_KEY, c.AIM, c.VARIANT, f.PERIOD, *f.COUNTED, *f.FUNNEL, c.STATUS),
)
CASE_MIX = TableShape(
    name="case_mix_of_authorities",
    title="Shares beside what the kind of children would lead to expect: named authorities",
    about="What an authority's share would be if its children were of the kinds of all shown.",
    grain="area, aim, period",
    columns=(*_KEY, c.AIM, c.VARIANT, f.PERIOD, *f.COUNTED, *f.CASE_MIX, c.STATUS),
)
