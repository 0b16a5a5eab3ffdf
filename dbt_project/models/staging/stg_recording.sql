-- Since when an authority has recorded a milestone completely.
with source as (
    select * from {{ source('inputs', 'programme_recording') }}
),

renamed as (
    select
        authority_code,
        milestone,
        cast(complete_from as date) as complete_from,
        covers_home_routes
    from source
)

select * from renamed
