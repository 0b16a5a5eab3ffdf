-- In one episode, clocks of one variant that are not excluded do not overlap.
with clock as (
    select
        child_key,
        episode_number,
        aim,
        variant,
        clock_start,
        coalesce(clock_stop, exit_date, {{ open_end() }}) as runs_until
    from {{ ref('aim_clock') }}
    where aim in (3, 4) and status != 'excluded'
),

followed as (
    select
        *,
        lead(clock_start) over (
            partition by child_key, episode_number, aim, variant order by clock_start
        ) as next_start
    from clock
)

select
    child_key,
    aim,
    variant
from followed
where next_start < runs_until
