-- Spells of living in one placement, and the setting they give their days (rule of time 3). Rule 1: a
-- spell with start = end is kept and covers no day; an open one runs to the censoring date inclusive.
select
    p.child_key,
    p.authority_code,
    p.submission_id,
    p.placement_type,
    case when p.placement_type = 'home_parents' then 'home' else 'away' end as setting,
    p.start_date,
    p.end_date,
    {{ first_day_after('p.end_date', 's.as_at') }} as days_until,
    p.end_date is null or p.end_date > p.start_date as covers_days,
    p.carer_key
from {{ ref('stg_placement') }} as p
inner join {{ ref('stg_submission') }} as s on p.submission_id = s.submission_id
order by p.child_key, p.start_date, p.end_date, p.placement_type, p.carer_key
