-- Rule of time 4, home spell: a maximal run of days of one episode with setting home and a home legal
-- reason in force; a break of fewer than home_break_days inside the episode does not end it, and its
-- days count as days of the spell. A break that lasts that long, or to the end of the episode, or to
-- the censoring date, ends it on the break's first day.
with home_days as (
    select
        *,
        lag(until) over (partition by child_key, episode_number order by starts) as home_until
    from {{ ref('day_setting') }}
    where setting = 'home' and home_reason_in_force
),

numbered as (
    select
        *,
        sum(
            case
                when {{ days_between('home_until', 'starts') }} < {{ var('home_break_days') }} then 0
                else 1
            end
        ) over (
            partition by child_key, episode_number
            order by starts
            rows between unbounded preceding and current row
        ) as spell_number
    from home_days
),

spell as (
    select
        child_key,
        episode_number,
        spell_number,
        min(starts) as start_date,
        max(until) as days_until
    from numbered
    group by child_key, episode_number, spell_number
)

select
    s.child_key,
    e.authority_code,
    e.submission_id,
    s.episode_number,
    s.start_date,
    case when s.days_until = e.days_until then e.end_date else s.days_until end as end_date,
    s.days_until,
    case
        when {{ months_after('s.start_date', 24) }} < s.days_until
            then {{ months_after('s.start_date', 24) }}
    end as two_years_on,
    case when s.days_until = e.days_until then e.transferred_on end as transferred_on,
    e.as_at
from spell as s
inner join {{ ref('care_episode') }} as e
    on s.child_key = e.child_key and s.episode_number = e.episode_number
order by s.child_key, s.start_date
