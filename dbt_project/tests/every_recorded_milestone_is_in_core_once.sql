with submitted as (
    select
        submission_id,
        count(*) as events
    from {{ ref('stg_milestone') }}
    group by submission_id
),

found as (
    select
        submission_id,
        count(*) as events
    from {{ ref('milestone_event') }}
    where not is_derived
    group by submission_id
)

select coalesce(s.submission_id, f.submission_id) as submission_id
from submitted as s
full outer join found as f on s.submission_id = f.submission_id
where coalesce(s.events, 0) != coalesce(f.events, 0)
