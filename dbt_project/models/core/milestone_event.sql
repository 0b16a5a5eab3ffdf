-- The shared milestone schema: every recorded and derived milestone of every child, the occurrences of
-- each counted by date (of one day by route and outcome in the order of the code lists, then by what is
-- told of application, applicant and agency: rows that differ in nothing are duplicates).
with event as (
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        milestone,
        event_date,
        route,
        outcome,
        application_type,
        applicant,
        agency,
        source_ref,
        false as is_derived,
        route_position,
        outcome_position
    from {{ ref('recorded_event') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        milestone,
        event_date,
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        true,
        0,
        0
    from {{ ref('derived_event') }}
)

select
    child_key,
    authority_code,
    submission_id,
    milestone,
    cast(
        row_number() over (
            partition by child_key, milestone
            order by
                event_date,
                route_position,
                outcome_position,
                coalesce(application_type, ''),
                coalesce(applicant, ''),
                coalesce(agency, ''),
                source_ref
        ) as integer
    ) as occurrence,
    event_date,
    route,
    outcome,
    application_type,
    applicant,
    agency,
    source_ref,
    cast(episode_number as integer) as episode_number,
    is_derived
from event
order by child_key, event_date, milestone, occurrence
