-- Of away starts, by step of the process: emergency_review held and within 3 working days (Scottish
-- bank holidays), two_week_review within 14 days, six_week_review within 42,
-- parenting_assessment_completed before the recommendation, legal_advice before it, kinship_screened
-- within 18 weeks. away_starts = in_time + held_late + not_held + ended_before_due + not_followed
-- + not_recorded_then. The shares are of those whose step was due while they were away.
with counted as (
    select
        m.area,
        s.step,
        s.cohort_quarter,
        count(*) as away_starts,
        count(case when s.outcome = 'in_time' then 1 end) as in_time,
        count(case when s.outcome = 'not_in_time' and s.done_on is not null then 1 end) as held_late,
        count(case when s.outcome = 'not_in_time' and s.done_on is null then 1 end) as not_held,
        count(case when s.outcome = 'ended_before_due' then 1 end) as ended_before_due,
        count(case when s.outcome = 'not_followed' then 1 end) as not_followed,
        count(case when s.outcome = 'not_recorded_then' then 1 end) as not_recorded_then
    from {{ ref('away_start_step') }} as s
    inner join {{ ref('area_member') }} as m on s.authority_code = m.authority_code
    group by m.area, s.step, s.cohort_quarter
)

select
    *,
    in_time + held_late + not_held as step_was_due,
    {{ percent('(in_time + held_late)', '(in_time + held_late + not_held)') }} as percent_held,
    {{ percent('in_time', '(in_time + held_late + not_held)') }} as percent_in_time
from counted
order by area, step, cohort_quarter
