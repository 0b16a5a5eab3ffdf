"""The tables of a release: which columns of which grain, in the order people meet them."""

from __future__ import annotations

from pipelines.contract.release_tables import TableShape
from pipelines.disclosure import columns as c

_KEY = (c.AREA, c.AREA_NAME)
_AIM = (c.AIM, c.VARIANT)

COHORT_QUARTERS = TableShape(
    name="aim_timeliness_groups_by_quarter",
    title="Timeliness of each aim, by quarter of start: groups of authorities",
    about="How many of those who started to wait in a quarter reached the milestone in time.",
    grain="area, aim, quarter of start",
    columns=(
        *_KEY,
        *_AIM,
        c.COHORT_QUARTER,
        *c.members("marts.aim_timeliness"),
        *c.COHORT,
        c.STATUS,
    ),
)
COHORT_YEARS = TableShape(
    name="aim_timeliness_groups_by_year",
    title="Timeliness of Aims 2 to 4, by calendar year of start: groups of authorities",
    about="The same by calendar year, for where quarters are too small to show.",
    grain="area, aim, year of start",
    columns=(*_KEY, *_AIM, c.COHORT_YEAR, *c.COHORT, c.STATUS),
)
COHORT_AUTHORITIES = TableShape(
    name="aim_timeliness_authorities_by_year",
    title="Timeliness of Aim 2, by calendar year of start: named authorities",
    about="How many of those who started to wait in a year reached the milestone in time.",
    grain="area, aim, year of start",
    columns=(*_KEY, *_AIM, c.COHORT_YEAR, *c.COHORT, c.STATUS),
)
COHORT_AUTHORITIES_THREE_YEARS = TableShape(
    name="aim_timeliness_authorities_by_three_years",
    title="Timeliness of Aims 3 and 4, by three calendar years of start: named authorities",
    about="The same of Aims 3 and 4, of which a single year holds too few children to be shown.",
    grain="area, aim, years of start",
    columns=(*_KEY, *_AIM, c.COHORT_YEARS, *c.COHORT, c.STATUS),
)
WAITING_QUARTERS = TableShape(
    name="waiting_now_groups_by_quarter",
    title="Who was waiting at the end of each quarter: groups of authorities",
    about="Waits open on the last day of each quarter, and how many had passed their time limit.",
    grain="area, aim, day",
    columns=(*_KEY, *_AIM, c.QUARTER_END, *c.members("core.authority"), *c.WAITING, c.STATUS),
)
OVERDUE_QUARTERS = TableShape(
    name="waiting_long_groups_by_quarter",
    title="Who had waited twice the limit at the end of each quarter: groups of authorities",
    about="Of the waits whose time limit had passed, how many had passed twice the limit.",
    grain="area, aim, day",
    columns=(*_KEY, *_AIM, c.QUARTER_END, *c.OVERDUE, c.STATUS),
)
WAITING_AUTHORITIES = TableShape(
    name="waiting_now_authorities_by_year",
    title="Who was waiting on 31 December: named authorities",
    about="Waits open on the last day of each year, and how many had passed their time limit.",
    grain="area, aim, day",
    columns=(*_KEY, *_AIM, c.QUARTER_END, *c.WAITING, c.STATUS),
)
HOME_STOCK_QUARTERS = TableShape(
    name="home_orders_groups_by_quarter",
    title="Children looked after at home (Aim 1): groups of authorities",
    about="Children at home on the last day of each quarter, and whose plan has been reviewed.",
    grain="area, day",
    columns=(*_KEY, c.CENSUS_QUARTER, *c.members("core.authority"), *c.HOME_STOCK, c.STATUS),
)
HOME_STOCK_AUTHORITIES = TableShape(
    name="home_orders_authorities_by_year",
    title="Children looked after at home on 31 December (Aim 1): named authorities",
    about="Children at home on the last day of each year, and whose plan has been reviewed.",
    grain="area, day",
    columns=(*_KEY, c.CENSUS_QUARTER, *c.HOME_STOCK, c.STATUS),
)
HOME_DECISIONS_QUARTERS = TableShape(
    name="home_order_decisions_groups_by_quarter",
    title="What the latest review said (Aim 1): groups of authorities",
    about="Of the reviewed children at home over two years, what their latest review said.",
    grain="area, day",
    columns=(*_KEY, c.CENSUS_QUARTER, *c.HOME_DECISIONS, c.STATUS),
)
HOME_FLOW_QUARTERS = TableShape(
    name="home_reviews_by_quarter",
    title="Reaching two years at home, leaving and being reviewed (Aim 1): all reporting",
    about="What happened in each quarter to those at home for over two years.",
    grain="area, quarter",
    columns=(*_KEY, c.QUARTER, *c.members("core.authority"), *c.HOME_FLOW, c.STATUS),
)
HOME_OUTCOMES_QUARTERS = TableShape(
    name="home_review_outcomes_by_quarter",
    title="What first reviews led to within 90 days (Aim 1): all reporting",
    about="What became within 90 days of those first reviewed in the quarter.",
    grain="area, quarter",
    columns=(*_KEY, c.QUARTER, *c.HOME_OUTCOMES, c.STATUS),
)
