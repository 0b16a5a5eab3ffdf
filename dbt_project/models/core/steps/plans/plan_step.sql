-- What each event of an episode does to a clock of aims 3 and 4, were one running (stop, exit) or were
-- none (open): the two lines of the clock table, once per variant that is run by itself.
with step as (
    select
        p.*,
        3 as aim,
        v.run,
        p.is_recommendation
        and p.route_direction = 'away'
        and p.route != p.plan_in_force_before as can_open,
        p.is_approval as is_stop,
        case
            when p.is_recommendation and p.route_direction = 'home' then 'plan_changed_home'
            when p.milestone = 'application_lodged' then 'stop_not_recorded'
            when p.milestone = 'court_decision' and p.outcome = 'granted' then 'stop_not_recorded'
        end as exit_reason,
        case
            when v.run = 'national' and p.route = 'kinship_care_order'
                then 'no_agency_decision_needed'
        end as exclusion_reason
    from {{ ref('plan_event') }} as p
    cross join (
        select 'national' as run
        union all
        select 'all_away_routes'
    ) as v
    union all
    select
        p.*,
        4 as aim,
        'approval' as run,
        p.is_approval
        and not (
            p.plan_in_force_before != 'none'
            and p.effective_route in (p.plan_in_force_before, 'not_known')
        ) as can_open,
        p.milestone = 'application_lodged'
        and coalesce(p.applicant, '') = 'authority'
        and coalesce(p.application_type, '')
        in ('permanence_order', 'permanence_order_adoption') as is_stop,
        case
            when p.is_recommendation and p.route_direction = 'home' then 'plan_changed_home'
            when
                p.is_approval
                and p.effective_route != 'not_known'
                and not p.effective_route_is_lodged_by_authority
                then 'plan_changed_route'
            when p.milestone = 'application_lodged' and p.applicant in ('carer', 'adopter')
                then 'lodged_by_other'
            when p.milestone = 'court_decision' and p.outcome = 'granted' then 'stop_not_recorded'
        end as exit_reason,
        case
            when p.effective_route = 'not_known' then 'route_not_known'
            when not p.effective_route_is_lodged_by_authority then 'not_lodged_by_authority'
        end as exclusion_reason
    from {{ ref('plan_event') }} as p
)

select
    s.*,
    c.eighteenth_birthday,
    -- A stop on the day of an exit is a stop: the clock runs on to it.
    coalesce(
        max(case when s.is_stop then 1 else 0 end) over (
            partition by s.child_key, s.episode_number, s.aim, s.run, s.event_date
            order by s.event_order
            rows between 1 following and unbounded following
        ),
        0
    ) = 1 as stop_follows_that_day,
    s.exclusion_reason is not null
    or coalesce(s.event_date >= c.eighteenth_birthday, false) as would_run_one_day
from step as s
inner join {{ ref('child') }} as c on s.child_key = c.child_key
