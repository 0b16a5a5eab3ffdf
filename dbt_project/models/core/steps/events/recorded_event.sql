-- Recorded milestones with the episode they belong to. Rule of time 6: an event belongs to the episode
-- with start <= event_date <= end; otherwise to the first episode that starts within the next
-- planning_before_care_days; otherwise to none. Both are the earliest episode that has not ended
-- before the event and starts no later than that: each episode has a run of days of its own, from the
-- first that its planning reaches, or the day after the episode before it ended, to its end.
with episode_day as (
    select
        child_key,
        episode_number,
        {{ days_after('start_date', '-' ~ var('planning_before_care_days')) }} as planned_from,
        lag(end_date) over (partition by child_key order by episode_number) as end_before,
        coalesce(end_date, {{ open_end() }}) as ends
    from {{ ref('care_episode') }}
)

select
    m.child_key,
    m.authority_code,
    m.submission_id,
    e.episode_number,
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
left join episode_day as e
    on
        m.child_key = e.child_key
        and m.event_date >= e.planned_from
        and m.event_date <= e.ends
        and (e.end_before is null or m.event_date > e.end_before)
left join {{ ref('route') }} as routes on m.route = routes.route
left join {{ ref('code_list') }} as outcomes
    on m.outcome = outcomes.code and outcomes.code_list = 'outcome'
