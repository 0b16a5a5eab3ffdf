-- Applications the courts decided: each court decision with an outcome (granted, refused, withdrawn)
-- and the application it decides, the last one lodged on or before it in the episode (of the same type
-- where both say theirs). The type of the order is the decision's own, else the application's. The
-- first decision on an application decides the case; a later one of the same application does not
-- count it again.
with event as (
    select r.*
    from {{ ref('recorded_event') }} as r
    inner join {{ ref('care_episode') }} as e
        on
            r.child_key = e.child_key
            and r.episode_number = e.episode_number
            and not e.is_short_break
    where r.milestone in ('application_lodged', 'court_decision')
),

decision as (
    select * from event
    where milestone = 'court_decision' and outcome in ('granted', 'refused', 'withdrawn')
),

lodging as (
    select * from event
    where milestone = 'application_lodged'
),

matched as (
    select
        d.child_key,
        d.authority_code,
        d.episode_number,
        d.source_ref as decision_ref,
        d.event_date as decided_on,
        d.outcome,
        d.outcome_position,
        d.agency,
        coalesce(d.application_type, l.application_type) as order_type,
        l.event_date as lodged_on,
        l.source_ref as lodging_ref,
        row_number() over (
            partition by d.child_key, d.source_ref
            order by l.event_date desc, l.source_ref desc
        ) as nearness
    from decision as d
    left join lodging as l
        on
            d.child_key = l.child_key
            and d.episode_number = l.episode_number
            and d.event_date >= l.event_date
            and coalesce(d.application_type = l.application_type, true)
)

select
    child_key,
    authority_code,
    episode_number,
    decision_ref,
    decided_on,
    outcome,
    agency,
    order_type,
    lodged_on,
    lodging_ref is null
    or row_number() over (
        partition by child_key, lodging_ref
        order by decided_on, outcome_position, decision_ref
    ) = 1 as decides_case
from matched
where nearness = 1
