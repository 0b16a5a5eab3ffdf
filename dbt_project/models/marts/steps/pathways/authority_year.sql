-- Whether an authority's cohort of a calendar year has been followed for 1, 2, 3 and 4 years: the
-- year's last day + that many years + recording_lag_days is not after as_at.
with followed_for as (
    select 1 as years
    union all
    select 2
    union all
    select 3
    union all
    select 4
),

calendar_year as (
    select
        first_day,
        {{ days_after(months_after('first_day', 12), -1) }} as last_day
    from {{ ref('calendar_quarter') }}
    where extract(month from first_day) = 1
)

select
    s.authority_code,
    {{ year_of('y.first_day') }} as cohort_year,
    f.years,
    {{ mature_from('y.last_day', '0', '12 * f.years') }} <= s.as_at as is_followed
from {{ ref('stg_submission') }} as s
cross join calendar_year as y
cross join followed_for as f
where y.first_day <= s.as_at
