-- Recorded milestones with the episode they belong to. Rule of time 6: an event belongs to the episode
-- with start <= event_date <= end; otherwise to the first episode that starts within the next
-- planning_before_care_days; otherwise to none. Both are the earliest episode that has not ended
-- before the event and starts no later than that.
with candidate as (
    select
        m.source_ref,
        m.child_key,
        min(e.episode_number) as episode_number
    from {{ ref('stg_milestone') }} as m
    inner join {{ ref('care_episode') }} as e
        on
            m.child_key = e.child_key
            and m.event_date <= coalesce(e.end_date, {{ open_end() }})
            and e.start_date
            <= {{ days_after('m.event_date', var('planning_before_care_days')) }}
    group by m.source_ref, m.child_key
)

select
    m.child_key,
    m.authority_code,
    m.submission_id,
    c.episode_number,
    m.milestone,
    m.event_date,
    m.route,
    m.outcome,
    m.application_type,
    m.applicant,
    m.agency,
    m.source_ref,
    routes.direction as route_direction,
    coalesce(routes.position, 0) as route_position,
    coalesce(outcomes.position, 0) as outcome_position
from {{ ref('stg_milestone') }} as m
left join candidate as c on m.child_key = c.child_key and m.source_ref = c.source_ref
left join {{ ref('route') }} as routes on m.route = routes.route
left join {{ ref('code_list') }} as outcomes
    on m.outcome = outcomes.code and outcomes.code_list = 'outcome'
