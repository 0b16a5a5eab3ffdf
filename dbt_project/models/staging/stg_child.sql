-- Children of the submissions in force.
with source as (
    select * from {{ source('inputs', 'children') }}
),

renamed as (
    select
        authority_code,
        submission_id,
        child_key,
        person_key,
        cast(birth_month as date) as birth_month,
        sex,
        ethnic_group,
        disability
    from source
)

select * from renamed
