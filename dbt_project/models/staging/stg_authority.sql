-- Every authority the home knows.
with source as (
    select * from {{ source('inputs', 'authority') }}
),

renamed as (
    select
        authority_code,
        name,
        slug,
        data_state
    from source
)

select * from renamed
