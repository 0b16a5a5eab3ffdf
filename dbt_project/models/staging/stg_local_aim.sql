-- The authorities' own stretch aims, as the programme recorded them.
with source as (
    select * from {{ source('inputs', 'programme_local_aims') }}
),

renamed as (
    select
        local_aim_id,
        authority_code,
        cast(aim as integer) as aim,
        start_milestone,
        stop_milestone,
        routes,
        cast(within_days as integer) as within_days,
        cast(target_percent as double) as target_percent,
        cast(min_age_years as integer) as min_age_years,
        cast(max_age_years as integer) as max_age_years,
        cast(valid_from as date) as valid_from,
        cast(achieve_by as date) as achieve_by,
        statement
    from source
)

select * from renamed
