-- Aim 2, one clock per away spell: starts away_started; stops with the first permanence_recommended,
-- any route, from then to the spell's end; exits when the away spell ends (returned_home, or left_care
-- with the episode). Excluded: criminal or warrant in force on the first day; an away-route
-- recommendation of the child dated planning_before_care_days to 1 days before the start.
with spell as (
    select * from {{ ref('away_spell') }}
),

recommendation as (
    select
        child_key,
        event_date,
        route_direction
    from {{ ref('recorded_event') }}
    where milestone = 'permanence_recommended'
),

stop as (
    select
        s.child_key,
        s.start_date,
        min(r.event_date) as stop_on
    from spell as s
    inner join recommendation as r
        on
            s.child_key = r.child_key
            and r.event_date between s.start_date and coalesce(s.end_date, s.as_at)
    group by s.child_key, s.start_date
),

by_criminal_court as (
    select distinct
        s.child_key,
        s.start_date
    from spell as s
    inner join {{ ref('legal_status_spell') }} as l
        on
            s.child_key = l.child_key
            and l.covers_days
            and l.legal_reason in ('criminal', 'warrant')
            and s.start_date >= l.start_date
            and s.start_date < l.days_until
),

recommended_before as (
    select distinct
        s.child_key,
        s.start_date
    from spell as s
    inner join recommendation as r
        on
            s.child_key = r.child_key
            and r.route_direction = 'away'
            and s.start_date > r.event_date
            and s.start_date <= {{ days_after('r.event_date', var('planning_before_care_days')) }}
)

select
    s.child_key,
    s.authority_code,
    s.submission_id,
    s.episode_number,
    s.start_date as clock_start,
    stop.stop_on,
    case when s.transferred_on is null then s.end_date end as spell_exit_on,
    case when s.returned_home then 'returned_home' else 'left_care' end as spell_exit_reason,
    case
        when c.child_key is not null then 'criminal'
        when b.child_key is not null then 'recommended_before_start'
    end as exclusion_reason,
    s.transferred_on
from spell as s
left join stop on s.child_key = stop.child_key and s.start_date = stop.start_date
left join by_criminal_court as c on s.child_key = c.child_key and s.start_date = c.start_date
left join recommended_before as b on s.child_key = b.child_key and s.start_date = b.start_date
