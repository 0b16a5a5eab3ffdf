-- What became of each step of the process for each away start. Steps with a window are due on its last
-- day (in days from the start, or in working days); the others on the day of the recommendation that
-- stops the clock of aim 2. A start is judged once its step's day has come by the censoring date, quick
-- and slow alike:
--   in_time            done by the day it was due
--   not_in_time        not done by then, and still away
--   ended_before_due   the away spell ended on or before that day without the step
--   not_followed       that day is still to come, or the child was transferred before it
--   not_recorded_then  the start lies before the authority recorded the milestone completely
with start as (
    select
        s.*,
        r.stop_on as recommended_on,
        {{ days_after('s.start_date', '-1 * ' ~ var('planning_before_care_days')) }} as planned_from,
        lag(s.end_date) over (
            partition by s.child_key order by s.start_date
        ) as last_away_until
    from {{ ref('away_spell') }} as s
    inner join {{ ref('recommendation_wait') }} as r
        on s.child_key = r.child_key and s.start_date = r.clock_start
),

due as (
    select
        s.*,
        p.step,
        p.before_recommendation = 'yes' as is_before_recommendation,
        rec.complete_from,
        case
            when p.before_recommendation = 'yes' then s.recommended_on
            when p.within_working_days is not null then w.third_working_day_after
            else {{ days_after('s.start_date', 'p.within_days') }}
        end as due_on,
        case
            when p.may_precede_start = 'yes'
                then greatest(s.planned_from, coalesce(s.last_away_until, s.planned_from))
            else s.start_date
        end as counts_from
    from start as s
    cross join {{ ref('process_step') }} as p
    inner join {{ ref('working_day') }} as w on s.start_date = w.calendar_day
    left join {{ ref('stg_recording') }} as rec
        on s.authority_code = rec.authority_code and p.step = rec.milestone
),

done as (
    select
        d.child_key,
        d.start_date,
        d.step,
        min(r.event_date) as done_on
    from due as d
    inner join {{ ref('recorded_event') }} as r
        on
            d.child_key = r.child_key
            and d.step = r.milestone
            and d.counts_from <= r.event_date
            and coalesce(d.end_date, d.as_at) >= r.event_date
    group by d.child_key, d.start_date, d.step
)

select
    d.child_key,
    d.authority_code,
    d.start_date,
    {{ first_day_of_quarter('d.start_date') }} as cohort_quarter,
    d.step,
    d.due_on,
    e.done_on,
    case
        when d.start_date < d.complete_from then 'not_recorded_then'
        when d.due_on is null and (d.end_date is null or d.transferred_on is not null)
            then 'not_followed'
        when d.due_on is null then 'ended_before_due'
        when d.due_on > d.as_at then 'not_followed'
        when e.done_on <= d.due_on then 'in_time'
        when d.is_before_recommendation then 'not_in_time'
        when d.transferred_on <= d.due_on then 'not_followed'
        when d.end_date <= d.due_on then 'ended_before_due'
        else 'not_in_time'
    end as outcome
from due as d
left join done as e
    on d.child_key = e.child_key and d.start_date = e.start_date and d.step = e.step
