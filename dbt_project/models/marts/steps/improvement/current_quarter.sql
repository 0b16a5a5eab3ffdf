-- The quarters of each engaged authority's current period: the latest 4 calendar quarters that are
-- mature, with clocks or not (latest), or the latest 4 such whose first day is before ended_on
-- (programme; the same where it is empty).
with mature_quarter as (
    select
        q.area as authority_code,
        q.aim,
        q.cohort_quarter,
        a.ended_on
    from {{ ref('area_quarter_maturity') }} as q
    inner join {{ ref('authority') }} as a on q.area = a.authority_code and a.is_engaged
    where
        q.is_mature
        and q.aim in (2, 3, 4)
        and q.variant = 'national'
),

of_period as (
    select
        authority_code,
        aim,
        'latest' as period,
        cohort_quarter
    from mature_quarter
    union all
    select
        authority_code,
        aim,
        'programme',
        cohort_quarter
    from mature_quarter
    where cohort_quarter < coalesce(ended_on, {{ open_end() }})
),

latest_first as (
    select
        *,
        row_number() over (
            partition by authority_code, aim, period order by cohort_quarter desc
        ) as recency
    from of_period
)

select
    authority_code,
    aim,
    period,
    cohort_quarter
from latest_first
where recency <= 4
