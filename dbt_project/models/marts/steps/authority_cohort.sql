-- Clocks of one authority that are not excluded, counted by the calendar quarter of their start, age
-- band and outcome at the threshold; and from when the quarter is mature for that authority.
with clock as (
    select
        c.*,
        {{ first_day_of_quarter('c.clock_start') }} as cohort_quarter,
        {{ age_band('c.age_at_start_years') }} as band
    from {{ ref('aim_clock') }} as c
    where c.status != 'excluded'
),

banded as (
    select
        *,
        'all' as age_band
    from clock
    union all
    select
        *,
        band as age_band
    from clock
    where band is not null
)

select
    authority_code,
    submission_id,
    aim,
    variant,
    cohort_quarter,
    age_band,
    count(*) as clocks_started,
    count(case when outcome_at_threshold = 'within' then 1 end) as within,
    count(case when outcome_at_threshold = 'not_within' then 1 end) as not_within,
    count(case when outcome_at_threshold = 'out' then 1 end) as exited_before_threshold,
    count(case when outcome_at_threshold = 'not_recorded' then 1 end) as not_recorded,
    count(case when outcome_at_threshold = 'not_yet' then 1 end) as not_yet_mature
from banded
group by authority_code, submission_id, aim, variant, cohort_quarter, age_band
