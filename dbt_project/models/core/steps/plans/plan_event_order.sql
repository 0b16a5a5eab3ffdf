-- The events of an episode that aims 3 and 4 look at, numbered by rule of time 7: recommendation with an
-- away route, with a home route, with none; ratification; agency decision (approved, not_approved,
-- deferred); lodging; court decision; then by route and outcome in the order of the code lists.
with event as (
    select
        r.*,
        r.milestone = 'permanence_recommended' as is_recommendation,
        r.milestone = 'adm_decision' and coalesce(r.outcome, '') = 'approved' as is_approval
    from {{ ref('recorded_event') }} as r
    inner join {{ ref('care_episode') }} as e
        on
            r.child_key = e.child_key
            and r.episode_number = e.episode_number
            and not e.is_short_break
    where
        r.milestone in (
            'permanence_recommended',
            'permanence_ratified',
            'adm_decision',
            'application_lodged',
            'court_decision'
        )
),

ranked as (
    select
        *,
        case
            when is_recommendation and route_direction = 'away' then 1
            when is_recommendation and route_direction = 'home' then 2
            when is_recommendation then 3
            when milestone = 'permanence_ratified' then 4
            when milestone = 'adm_decision' then 5
            when milestone = 'application_lodged' then 6
            else 7
        end as order_of_day,
        case milestone
            when 'adm_decision'
                then case outcome when 'approved' then 1 when 'not_approved' then 2 else 3 end
            else 0
        end as order_of_decision
    from event
),

ordered as (
    select
        *,
        row_number() over (
            partition by child_key, episode_number
            order by
                event_date, order_of_day, order_of_decision,
                route_position, outcome_position, source_ref
        ) as event_order
    from ranked
)

select
    child_key,
    authority_code,
    submission_id,
    cast(episode_number as integer) as episode_number,
    cast(event_order as integer) as event_order,
    event_date,
    milestone,
    outcome,
    application_type,
    applicant,
    is_recommendation,
    is_approval,
    route,
    route_direction
from ordered
