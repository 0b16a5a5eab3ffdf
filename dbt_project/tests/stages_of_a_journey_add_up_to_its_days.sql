-- From the away start to the day of the order that ended its last stage.
with journey as (
    select
        child_key,
        start_date,
        sum(stage_days) as stage_days,
        max(case when stage = 'to_final_order' then 1 else 0 end) as reached_order
    from {{ ref('journey_stage') }}
    group by child_key, start_date
),

first_order as (
    select
        j.child_key,
        j.start_date,
        min(m.event_date) as ordered_on
    from journey as j
    inner join {{ ref('milestone_event') }} as m
        on
            j.child_key = m.child_key
            and j.start_date <= m.event_date
            and m.milestone = 'court_decision'
            and m.outcome = 'granted'
    group by j.child_key, j.start_date
)

select
    j.child_key,
    j.start_date
from journey as j
left join first_order as o on j.child_key = o.child_key and j.start_date = o.start_date
where
    j.reached_order = 0
    or o.ordered_on is null
    or j.stage_days != {{ days_between('j.start_date', 'o.ordered_on') }}
