-- Looked-after episodes as submitted, before merging.
with source as (
    select * from {{ source('inputs', 'episodes') }}
),

renamed as (
    select
        authority_code,
        submission_id,
        child_key,
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        destination
    from source
)

select * from renamed
