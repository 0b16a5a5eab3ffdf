-- The walk over the events of an episode, one row per event at which a clock of aims 3 and 4 runs or
-- opens: the clock it belongs to, and what the event does to it.
select
    f.clock,
    f.opens,
    f.ends,
    s.child_key,
    s.authority_code,
    s.submission_id,
    s.episode_number,
    s.aim,
    s.run,
    s.event_order,
    s.event_date,
    s.milestone,
    s.is_stop,
    s.exit_reason,
    case s.aim when 3 then s.route else s.effective_route end as plan_route,
    s.exclusion_reason,
    s.eighteenth_birthday
from {{ ref('plan_fold') }} as f
inner join {{ ref('plan_step') }} as s
    on
        f.child_key = s.child_key
        and f.episode_number = s.episode_number
        and f.aim = s.aim
        and f.run = s.run
        and f.event_order = s.event_order
