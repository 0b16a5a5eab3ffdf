-- Spells of a legal reason. Rule of time 1: half-open; a spell with start = end is kept and covers no
-- day; an open one runs to the censoring date inclusive (days_until is the first day after).
select
    l.child_key,
    l.authority_code,
    l.submission_id,
    l.legal_reason,
    l.start_date,
    l.end_date,
    {{ first_day_after('l.end_date', 's.as_at') }} as days_until,
    l.legal_reason in ({{ quoted(home_legal_reasons()) }}) as is_home_reason,
    l.end_date is null or l.end_date > l.start_date as covers_days
from {{ ref('stg_legal_status') }} as l
inner join {{ ref('stg_submission') }} as s on l.submission_id = s.submission_id
order by l.child_key, l.start_date, l.end_date, l.legal_reason
