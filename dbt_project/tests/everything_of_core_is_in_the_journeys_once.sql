with expected as (
    select
        submission_id,
        count(*) as lines
    from (
        select submission_id from {{ ref('milestone_event') }}
        union all
        select submission_id from {{ ref('care_episode') }}
        union all
        select submission_id from {{ ref('legal_status_spell') }}
        union all
        select submission_id from {{ ref('placement_spell') }}
        union all
        select submission_id from {{ ref('aim_clock') }}
    ) as happened
    group by submission_id
),

told as (
    select
        submission_id,
        count(event_date) as lines
    from {{ ref('child_journey') }}
    group by submission_id
)

select coalesce(e.submission_id, t.submission_id) as submission_id
from expected as e
full outer join told as t on e.submission_id = t.submission_id
where coalesce(e.lines, 0) != coalesce(t.lines, 0)
