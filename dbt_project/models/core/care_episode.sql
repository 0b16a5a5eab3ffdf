-- One row per looked-after episode, merged by rule of time 2. An episode that shares a day with at
-- least one legal status, all such being short_break, is kept and marked: it has no derived milestone,
-- spell or clock.
with episode as (
    select
        e.*,
        {{ first_day_after('e.end_date', 's.as_at') }} as days_until,
        s.as_at
    from {{ ref('merged_episode') }} as e
    inner join {{ ref('stg_submission') }} as s on e.submission_id = s.submission_id
),

legal_reasons_of_its_days as (
    select
        e.child_key,
        e.episode_number,
        min(case when l.legal_reason = 'short_break' then 1 else 0 end) = 1 as all_short_break
    from episode as e
    inner join {{ ref('legal_status_spell') }} as l
        on
            e.child_key = l.child_key
            and l.covers_days
            and e.start_date < e.days_until
            and e.start_date < l.days_until
            and e.days_until > l.start_date
    group by e.child_key, e.episode_number
)

select
    e.child_key,
    e.authority_code,
    e.submission_id,
    e.episode_number,
    e.start_date,
    e.end_date,
    e.destination,
    e.days_until,
    e.as_at,
    coalesce(l.all_short_break, false) as is_short_break,
    e.start_date < e.days_until as has_days,
    case when e.destination = 'transferred' then e.end_date end as transferred_on
from episode as e
left join legal_reasons_of_its_days as l
    on e.child_key = l.child_key and e.episode_number = l.episode_number
order by e.child_key, e.episode_number
