-- Decisions to move a centre line: it moves by no other.
with source as (
    select * from {{ source('inputs', 'programme_rebase_decisions') }}
),

renamed as (
    select
        authority_code as area,
        measure,
        cast(from_period as date) as from_period,
        decided_by,
        cast(decided_on as date) as decided_on,
        reason
    from source
)

select * from renamed
