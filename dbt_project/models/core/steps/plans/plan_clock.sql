-- Clocks of aims 3 and 4 as the walk found them: what opened each, what ended it among the episode's
-- events, and for aim 3 the first `not_approved` while it runs. Such a decision does not end the wait.
with ending as (
    select
        child_key,
        episode_number,
        aim,
        run,
        clock,
        max(case when ends and is_stop then event_date end) as stop_on,
        max(case when ends and not is_stop then event_date end) as event_exit_on,
        max(case when ends and not is_stop then exit_reason end) as event_exit_reason
    from {{ ref('plan_walk') }}
    group by child_key, episode_number, aim, run, clock
),

-- One that is excluded for age runs for the whole of its day, also past the event that ended the
-- national clock it was ratified from.
refusal as (
    select
        s.child_key,
        s.episode_number,
        s.variant_run,
        s.start_order,
        min(p.event_date) as not_approved_on
    from {{ ref('plan_start') }} as s
    inner join {{ ref('plan_event') }} as p
        on
            s.child_key = p.child_key
            and s.episode_number = p.episode_number
            and s.start_order < p.event_order
            and p.milestone = 'adm_decision'
            and p.outcome = 'not_approved'
    left join {{ ref('plan_walk') }} as w
        on
            p.child_key = w.child_key
            and p.episode_number = w.episode_number
            and p.event_order = w.event_order
            and s.aim = w.aim
            and s.run = w.run
            and s.clock = w.clock
    where
        s.aim = 3
        and (
            w.clock is not null
            or (p.event_date = s.clock_start and s.clock_start >= s.eighteenth_birthday)
        )
    group by s.child_key, s.episode_number, s.variant_run, s.start_order
)

select
    s.child_key,
    s.authority_code,
    s.submission_id,
    s.episode_number,
    s.aim,
    s.variant_run,
    s.clock_start,
    s.route,
    s.exclusion_reason,
    e.stop_on,
    e.event_exit_on,
    e.event_exit_reason,
    r.not_approved_on
from {{ ref('plan_start') }} as s
inner join ending as e
    on
        s.child_key = e.child_key
        and s.episode_number = e.episode_number
        and s.aim = e.aim
        and s.run = e.run
        and s.clock = e.clock
left join refusal as r
    on
        s.child_key = r.child_key
        and s.episode_number = r.episode_number
        and s.variant_run = r.variant_run
        and s.start_order = r.start_order
