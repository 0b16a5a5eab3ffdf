-- The events of an episode that aims 3 and 4 look at, with the effective route of each approval and the
-- plan in force before each event.
--   Effective route: its own, or where that is not known the route of the last recommendation or
--   approval before it in the episode with a known one, a home route too.
--   Plan in force: from an approval (its effective route, if a known away route) until a home-route
--   recommendation or approval, an approval with another known route, a court decision refused or
--   withdrawn, or the episode's end.
with known as (
    select
        *,
        case
            when (is_recommendation or is_approval) and route != 'not_known' then route
        end as known_route
    from {{ ref('plan_event_order') }}
),

counted as (
    select
        *,
        count(known_route) over (
            partition by child_key, episode_number
            order by event_order
            rows between unbounded preceding and current row
        ) as known_routes_so_far
    from known
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
    episode_number,
    event_order,
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
