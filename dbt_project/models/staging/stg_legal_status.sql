-- Spells of a legal reason as submitted.
with source as (
    select * from {{ source('inputs', 'legal_statuses') }}
),

renamed as (
    select
        authority_code,
        submission_id,
        child_key,
        legal_reason,
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date
    from source
)

select * from renamed
