-- Spells of living in one placement as submitted.
with source as (
    select * from {{ source('inputs', 'placements') }}
),

renamed as (
    select
        authority_code,
        submission_id,
        child_key,
        placement_type,
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        carer_key
    from source
)

select * from renamed
