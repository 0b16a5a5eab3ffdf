with told as (
    select
        submission_id,
        sum({{ adapter.quote('value') }}) as children
    from {{ ref('data_quality') }}
    where table_name = 'children' and measure in ('accepted', 'repaired')
    group by submission_id
),

found as (
    select
        submission_id,
        count(distinct child_key) as children
    from {{ ref('child') }}
    group by submission_id
)

select coalesce(t.submission_id, f.submission_id) as submission_id
from told as t
full outer join found as f on t.submission_id = f.submission_id
where coalesce(t.children, 0) != coalesce(f.children, 0)
