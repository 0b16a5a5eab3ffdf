-- Rule of time 3: the setting of a day is that of the placement covering it (of two, the one
-- placement_in_force says). A day that none covers takes the setting of the last covered day before it
-- in the episode, before the first covered day that of the first; in an episode that no placement
-- covers a day of, home if a home legal reason is in force on its first day, else away.
with segment as (
    select * from {{ ref('episode_segment') }}
),

home_reason as (
    select distinct
        s.child_key,
        s.starts
    from segment as s
    inner join {{ ref('legal_status_spell') }} as l
        on
            s.child_key = l.child_key
            and l.covers_days
            and l.is_home_reason
            and s.starts >= l.start_date
            and s.starts < l.days_until
),

covered as (
    select
        s.*,
        c.setting,
        h.child_key is not null as home_reason_in_force,
        count(c.setting) over (
            partition by s.child_key, s.episode_number
            order by s.starts
            rows between unbounded preceding and current row
        ) as covered_so_far,
        first_value(h.child_key is not null) over (
            partition by s.child_key, s.episode_number
            order by s.starts
            rows between unbounded preceding and unbounded following
        ) as home_reason_on_first_day
    from segment as s
    left join {{ ref('placement_in_force') }} as c
        on s.child_key = c.child_key and s.starts = c.starts
    left join home_reason as h
        on s.child_key = h.child_key and s.starts = h.starts
),

-- Every stretch after the n-th covered one and before the next shares covered_so_far = n; those before
-- the first covered one have 0 and take the first's.
carried as (
    select
        *,
        max(setting) over (
            partition by child_key, episode_number, covered_so_far
        ) as carried_setting,
        max(case when covered_so_far = 1 then setting end) over (
            partition by child_key, episode_number
        ) as first_setting
    from covered
)

select
    child_key,
    episode_number,
    starts,
    until,
    home_reason_in_force,
    coalesce(
        carried_setting,
        first_setting,
        case when home_reason_on_first_day then 'home' else 'away' end
    ) as setting
from carried
