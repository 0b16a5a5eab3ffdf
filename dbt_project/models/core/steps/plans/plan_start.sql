-- Where the clocks of aims 3 and 4 start: each run at the event that opens it; the variant `ratified`
-- at the first permanence_ratified on or after the recommendation while the national clock runs (none:
-- no row). Its other columns are those of the recommendation.
with opening as (
    select *
    from {{ ref('plan_walk') }}
    where opens
),

ratification as (
    select
        child_key,
        episode_number,
        clock,
        min(event_order) as event_order,
        min(event_date) as event_date
    from {{ ref('plan_walk') }}
    where aim = 3 and run = 'national' and milestone = 'permanence_ratified'
    group by child_key, episode_number, clock
)

select
    child_key,
    authority_code,
    submission_id,
    episode_number,
    aim,
    run,
    run as variant_run,
    clock,
    event_order as start_order,
    event_date as clock_start,
    plan_route as route,
    exclusion_reason,
    eighteenth_birthday
from opening
union all
select
    o.child_key,
    o.authority_code,
    o.submission_id,
    o.episode_number,
    o.aim,
    o.run,
    'ratified',
    o.clock,
    r.event_order,
    r.event_date,
    o.plan_route,
    o.exclusion_reason,
    o.eighteenth_birthday
from opening as o
inner join ratification as r
    on
        o.child_key = r.child_key
        and o.episode_number = r.episode_number
        and o.clock = r.clock
where o.aim = 3 and o.run = 'national'
