-- Calendar quarters from 1990 to the newest censoring date's.
with digit as (
    select 0 as d
    union all
    select 1
    union all
    select 2
    union all
    select 3
    union all
    select 4
    union all
    select 5
    union all
    select 6
    union all
    select 7
    union all
    select 8
    union all
    select 9
),

quarter as (
    select
        {{ months_after("date '1990-01-01'", "3 * (100 * h.d + 10 * t.d + o.d)") }} as first_day
    from digit as h
    cross join digit as t
    cross join digit as o
    where h.d < 5
)

select
    first_day,
    {{ days_after(months_after('first_day', 3), -1) }} as last_day
from quarter
where first_day <= (select max(as_at) from {{ ref('stg_submission') }})
