-- The submission in force of each authority; as_at is its children's censoring date.
with source as (
    select * from {{ source('inputs', 'submission') }}
),

renamed as (
    select
        authority_code,
        submission_id,
        cast(as_at as date) as as_at,
        suffix,
        cast(received_on as date) as received_on,
        source_system,
        mapping_id,
        key_id
    from source
)

select * from renamed
