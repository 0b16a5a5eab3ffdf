-- Milestones as submitted; an empty route is not known.
with source as (
    select * from {{ source('inputs', 'milestones') }}
),

renamed as (
    select
        authority_code,
        submission_id,
        child_key,
        milestone,
        cast(event_date as date) as event_date,
        coalesce(route, 'not_known') as route,
        outcome,
        application_type,
        applicant,
        agency,
        source_ref
    from source
)

select * from renamed
