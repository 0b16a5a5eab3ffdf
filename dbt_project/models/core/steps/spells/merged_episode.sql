-- Rule of time 2: episodes of one child that overlap, touch or leave a gap of at most 1 day are one,
-- from the earliest start to the latest end (open if any is open), with the destination of the one
-- that ends last (of two, the later-starting).
with submitted as (
    select
        *,
        coalesce(end_date, {{ open_end() }}) as ends
    from {{ ref('stg_episode') }}
),

compared as (
    select
        *,
        max(ends) over (
            partition by child_key
            order by start_date, ends, destination
            rows between unbounded preceding and 1 preceding
        ) as latest_end_before
    from submitted
),

numbered as (
    select
        *,
        sum(
            case
                when start_date <= {{ days_after('latest_end_before', 1) }} then 0
                else 1
            end
        ) over (
            partition by child_key
            order by start_date, ends, destination
            rows between unbounded preceding and current row
        ) as episode_number
    from compared
),

ranked as (
    select
        numbered.*,
        row_number() over (
            partition by numbered.child_key, numbered.episode_number
            order by
                numbered.ends desc,
                numbered.start_date desc,
                listed.position nulls last,
                numbered.destination nulls last
        ) as rank_by_end
    from numbered
    left join {{ ref('code_list') }} as listed
        on
            listed.code_list = 'destination'
            and numbered.destination = listed.code
)

select
    child_key,
    authority_code,
    submission_id,
    cast(episode_number as integer) as episode_number,
    min(start_date) as start_date,
    nullif(max(ends), {{ open_end() }}) as end_date,
    max(case when rank_by_end = 1 then destination end) as destination
from ranked
group by child_key, authority_code, submission_id, episode_number
