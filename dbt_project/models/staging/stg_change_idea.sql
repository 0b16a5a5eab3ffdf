-- Changes that authorities tried, as the programme recorded them.
with source as (
    select * from {{ source('inputs', 'programme_change_ideas') }}
),

renamed as (
    select
        change_idea_id,
        authority_code,
        cast(aim as integer) as aim,
        title,
        cast(tested_from as date) as tested_from,
        cast(adopted_on as date) as adopted_on,
        cast(abandoned_on as date) as abandoned_on
    from source
)

select * from renamed
