-- The starts each local aim is judged by: occurrences (each counts) of its start milestone (of a listed
-- route) with the child's age in bounds (unknown age: out, where there is a bound). progress: dated in
-- (W - 365, W] and not before valid_from, W = min(achieve_by, as_at) - within_days; baseline: the same in
-- (V - 365, V] with V = valid_from - within_days. In time: a stop milestone of the child 0 ... within_days
-- days later.
with aim_with_data as (
    select
        l.*,
        {{ days_after('least(l.achieve_by, s.as_at)', '-l.within_days') }} as last_start,
        {{ days_after('l.valid_from', '-l.within_days') }} as last_baseline_start
    from {{ ref('stg_local_aim') }} as l
    inner join {{ ref('stg_submission') }} as s on l.authority_code = s.authority_code
),

aim_window as (
    select
        *,
        'progress' as start_window,
        greatest(
            valid_from, {{ days_after('last_start', 1 - var('local_aim_window_days')) }}
        ) as window_from,
        last_start as window_to
    from aim_with_data
    union all
    select
        *,
        'baseline',
        {{ days_after('last_baseline_start', 1 - var('local_aim_window_days')) }},
        last_baseline_start
    from aim_with_data
),

start_occurrence as (
    select
        w.local_aim_id,
        w.start_window,
        w.stop_milestone,
        w.within_days,
        e.child_key,
        e.occurrence,
        e.event_date as start_date
    from aim_window as w
    inner join {{ ref('milestone_event') }} as e
        on
            w.authority_code = e.authority_code
            and w.start_milestone = e.milestone
            and w.window_from <= e.event_date
            and w.window_to >= e.event_date
            and (
                w.routes is null
                or position('|' || e.route || '|' in '|' || w.routes || '|') > 0
            )
    inner join {{ ref('child') }} as c on e.child_key = c.child_key
    where
        (
            w.min_age_years is null
            or {{ age_in_years('c.birth_month', 'e.event_date') }} >= w.min_age_years
        )
        and (
            w.max_age_years is null
            or {{ age_in_years('c.birth_month', 'e.event_date') }} < w.max_age_years
        )
)

select
    o.local_aim_id,
    o.start_window,
    o.child_key,
    o.occurrence,
    o.start_date,
    count(s.child_key) > 0 as is_in_time
from start_occurrence as o
left join {{ ref('milestone_event') }} as s
    on
        o.child_key = s.child_key
        and o.stop_milestone = s.milestone
        and o.start_date <= s.event_date
        and {{ days_after('o.start_date', 'o.within_days') }} >= s.event_date
group by o.local_aim_id, o.start_window, o.child_key, o.occurrence, o.start_date
