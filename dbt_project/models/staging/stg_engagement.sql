-- When each authority joined the programme.
with source as (
    select * from {{ source('inputs', 'programme_engagement') }}
),

renamed as (
    select
        authority_code,
        cast(engaged_on as date) as engaged_on,
        cast(testing_from as date) as testing_from,
        cast(implementing_from as date) as implementing_from,
        cast(ended_on as date) as ended_on,
        delivery
    from source
)

select * from renamed
