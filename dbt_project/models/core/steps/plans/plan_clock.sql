-- Clocks of aims 3 and 4 as the walk found them: what opened each, what ended it among the episode's
-- events, and for aim 3 the variant `ratified`: from the first ratification on or after the
-- recommendation while the national clock runs (none: no row).
with walked as (
    select
        f.clock,
        f.opens,
        f.ends,
        s.*
    from {{ ref('plan_fold') }} as f
    inner join {{ ref('plan_step') }} as s
        on
            f.child_key = s.child_key
            and f.episode_number = s.episode_number
            and f.aim = s.aim
            and f.run = s.run
            and f.event_order = s.event_order
),

ratification as (
    select
        child_key,
        episode_number,
        clock,
        min(event_order) as event_order
    from walked
    where aim = 3 and run = 'national' and milestone = 'permanence_ratified'
    group by child_key, episode_number, clock
),

start as (
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        aim,
        run,
        run as variant_run,
        clock,
        event_order as start_order,
        event_date as clock_start,
        case aim when 3 then route else effective_route end as route,
        exclusion_reason,
        eighteenth_birthday
    from walked
    where opens
    union all
    select
        o.child_key,
        o.authority_code,
        o.submission_id,
        o.episode_number,
        o.aim,
        o.run,
        'ratified',
        o.clock,
        r.event_order,
        r.event_date,
        o.route,
        o.exclusion_reason,
        o.eighteenth_birthday
    from walked as o
    inner join ratification as t
        on
            o.child_key = t.child_key
            and o.episode_number = t.episode_number
            and o.clock = t.clock
    inner join walked as r
        on
            t.child_key = r.child_key
            and t.episode_number = r.episode_number
            and t.event_order = r.event_order
            and r.aim = 3
            and r.run = 'national'
    where o.opens and o.aim = 3 and o.run = 'national'
),

-- Aim 3: the first not_approved while the clock runs. One that is excluded for age runs for the whole
-- of its day, also past the event that ended the national clock it was ratified from.
refusal as (
    select
        s.child_key,
        s.episode_number,
        s.variant_run,
        s.start_order,
        min(p.event_date) as not_approved_on
    from start as s
    inner join {{ ref('plan_event') }} as p
        on
            s.child_key = p.child_key
            and s.episode_number = p.episode_number
            and s.start_order < p.event_order
            and p.milestone = 'adm_decision'
            and p.outcome = 'not_approved'
    left join walked as w
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
    max(case when w.ends and w.is_stop then w.event_date end) as stop_on,
    max(case when w.ends and not w.is_stop then w.event_date end) as event_exit_on,
    max(case when w.ends and not w.is_stop then w.exit_reason end) as event_exit_reason,
    min(r.not_approved_on) as not_approved_on
from start as s
inner join walked as w
    on
        s.child_key = w.child_key
        and s.episode_number = w.episode_number
        and s.aim = w.aim
        and s.run = w.run
        and s.clock = w.clock
left join refusal as r
    on
        s.child_key = r.child_key
        and s.episode_number = r.episode_number
        and s.variant_run = r.variant_run
        and s.start_order = r.start_order
group by
    s.child_key,
    s.authority_code,
    s.submission_id,
    s.episode_number,
    s.aim,
    s.variant_run,
    s.clock_start,
    s.route,
    s.exclusion_reason
