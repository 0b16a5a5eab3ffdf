-- The events of an episode that aims 3 and 4 look at, in the order of rule of time 7, with the
-- effective route of each approval and the plan in force before each event.
--   Effective route: its own, or where that is not known the route of the last recommendation or
--   approval before it in the episode with a known one, a home route too.
--   Plan in force: from an approval (its effective route, if a known away route) until a home-route
--   recommendation or approval, an approval with another known route, a court decision refused or
--   withdrawn, or the episode's end.
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
        ) as event_order,
        case
            when (is_recommendation or is_approval) and route != 'not_known' then route
        end as known_route
    from ranked
),

counted as (
    select
        *,
        count(known_route) over (
            partition by child_key, episode_number
            order by event_order
            rows between unbounded preceding and current row
        ) as known_routes_so_far
    from ordered
),

routed as (
    select
        *,
        coalesce(
            max(known_route) over (
                partition by child_key, episode_number, known_routes_so_far
            ),
            'not_known'
        ) as effective_route
    from counted
),

-- What each event makes of the plan in force: a route, 'none', or empty where it changes nothing.
planned as (
    select
        routed.*,
        effective.direction as effective_direction,
        effective.lodged_by_authority,
        case
            when routed.is_approval and effective.direction = 'away' then routed.effective_route
            when routed.is_approval and effective.direction = 'home' then 'none'
            when routed.is_recommendation and routed.route_direction = 'home' then 'none'
            when routed.milestone = 'court_decision' and routed.outcome in ('refused', 'withdrawn')
                then 'none'
        end as plan_from_here
    from routed
    inner join {{ ref('route') }} as effective on routed.effective_route = effective.route
),

counted_plans as (
    select
        *,
        count(plan_from_here) over (
            partition by child_key, episode_number
            order by event_order
            rows between unbounded preceding and current row
        ) as plans_so_far
    from planned
),

in_force as (
    select
        *,
        max(plan_from_here) over (
            partition by child_key, episode_number, plans_so_far
        ) as plan_after
    from counted_plans
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
    route_direction,
    effective_route,
    effective_direction,
    lodged_by_authority = 'yes' as effective_route_is_lodged_by_authority,
    coalesce(
        lag(plan_after) over (partition by child_key, episode_number order by event_order),
        'none'
    ) as plan_in_force_before
from in_force
