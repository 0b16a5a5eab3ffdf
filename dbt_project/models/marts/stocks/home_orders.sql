-- Children looked after at home on each census day (a quarter's last), how many for over two years,
-- and how many of those had their plan reviewed. A stock: those whose order ended have left it.
-- at_home: children in a home spell that day; over_two_years: of them, home_two_years of that spell on
-- or before it; reviewed: of those, a home_plan_review from then to that day; reviewed_last_12_months:
-- of reviewed, one after the same day a year before.
with census as (
    select
        h.child_key,
        h.authority_code,
        q.last_day as census_quarter,
        h.two_years_on
    from {{ ref('home_spell') }} as h
    inner join {{ ref('calendar_quarter') }} as q
        on
            h.start_date <= q.last_day
            and h.days_until > q.last_day
            and h.as_at >= q.last_day
),

-- The latest review first; of several on a day the first in the order of the list, one that says
-- nothing last.
review as (
    select
        c.child_key,
        c.census_quarter,
        r.event_date,
        r.outcome,
        row_number() over (
            partition by c.child_key, c.census_quarter
            order by
                r.event_date desc,
                case when r.outcome is null then 1 else 0 end,
                r.outcome_position,
                r.source_ref
        ) as recency
    from census as c
    inner join {{ ref('recorded_event') }} as r
        on
            c.child_key = r.child_key
            and r.milestone = 'home_plan_review'
            and r.event_date between c.two_years_on and c.census_quarter
),

counted as (
    select
        c.authority_code,
        c.census_quarter,
        count(*) as at_home,
        count(case when c.two_years_on <= c.census_quarter then 1 end) as over_two_years,
        count(r.child_key) as reviewed,
        count(
            case when r.event_date > {{ months_after('c.census_quarter', -12) }} then 1 end
        ) as reviewed_last_12_months,
        count(case when r.outcome = 'order_ends' then 1 end) as latest_review_said_ends,
        count(case when r.outcome = 'order_continues' then 1 end) as latest_review_said_continues,
        count(case when r.outcome = 'accommodate' then 1 end) as latest_review_said_accommodate
    from census as c
    left join review as r
        on
            c.child_key = r.child_key
            and c.census_quarter = r.census_quarter
            and r.recency = 1
    group by c.authority_code, c.census_quarter
)

select
    *,
    {{ percent('reviewed', 'over_two_years') }} as percent_reviewed
from counted
order by authority_code, census_quarter
