-- By authority, step and quarter: away_started = in_time + held_late + not_held + ended_before_due
-- + not_followed + not_recorded_then.
with started as (
    select
        authority_code,
        {{ first_day_of_quarter('event_date') }} as cohort_quarter,
        count(*) as away_starts
    from {{ ref('milestone_event') }}
    where milestone = 'away_started'
    group by authority_code, {{ first_day_of_quarter('event_date') }}
),

expected as (
    select
        s.*,
        p.step
    from started as s
    cross join {{ ref('process_step') }} as p
),

told as (
    select
        area as authority_code,
        cohort_quarter,
        step,
        in_time + held_late + not_held + ended_before_due + not_followed + not_recorded_then
            as away_starts
    from {{ ref('process_timeliness') }}
)

select
    e.authority_code,
    e.step,
    e.cohort_quarter
from expected as e
left join told as t
    on
        e.authority_code = t.authority_code
        and e.step = t.step
        and e.cohort_quarter = t.cohort_quarter
where coalesce(t.away_starts, 0) != e.away_starts
