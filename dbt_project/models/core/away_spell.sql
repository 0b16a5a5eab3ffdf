-- Rule of time 5, away spell: a maximal run of days of one episode with setting away that no home
-- spell covers; time at home shorter than return_home_days inside the episode does not end it, nor
-- does such a stay at the end of the episode or still going on at the censoring date. It ends on the
-- first day of the return home, or on the episode's end.
with away_days as (
    select
        d.*,
        lag(d.until) over (
            partition by d.child_key, d.episode_number order by d.starts
        ) as away_until
    from {{ ref('day_setting') }} as d
    left join {{ ref('home_spell') }} as h
        on
            d.child_key = h.child_key
            and d.episode_number = h.episode_number
            and d.starts >= h.start_date
            and d.starts < h.days_until
    where d.setting = 'away' and h.child_key is null
),

numbered as (
    select
        *,
        sum(
            case
                when {{ days_between('away_until', 'starts') }} < {{ var('return_home_days') }} then 0
                else 1
            end
        ) over (
            partition by child_key, episode_number
            order by starts
            rows between unbounded preceding and current row
        ) as spell_number
    from away_days
),

spell as (
    select
        child_key,
        episode_number,
        spell_number,
        min(starts) as start_date,
        max(until) as away_until
    from numbered
    group by child_key, episode_number, spell_number
),

closed as (
    select
        s.*,
        e.authority_code,
        e.submission_id,
        e.end_date as episode_end_date,
        e.transferred_on,
        e.as_at,
        e.days_until,
        row_number() over (
            partition by s.child_key, s.episode_number order by s.start_date desc
        ) > 1
        or {{ days_between('s.away_until', 'e.days_until') }} >= {{ var('return_home_days') }}
            as returned_home
    from spell as s
    inner join {{ ref('care_episode') }} as e
        on s.child_key = e.child_key and s.episode_number = e.episode_number
)

select
    child_key,
    authority_code,
    submission_id,
    episode_number,
    start_date,
    case when returned_home then away_until else episode_end_date end as end_date,
    case when returned_home then away_until else days_until end as days_until,
    returned_home,
    case when not returned_home then transferred_on end as transferred_on,
    as_at
from closed
order by child_key, start_date
