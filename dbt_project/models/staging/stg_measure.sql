-- The programme's own measures, a row per authority, measure and day.
with source as (
    select * from {{ source('inputs', 'programme_measures') }}
),

renamed as (
    select
        authority_code,
        measure,
        kind,
        improves_when,
        cast(measured_on as date) as measured_on,
        cast(numerator as double) as numerator,
        cast(denominator as double) as denominator,
        cast({{ adapter.quote('value') }} as double) as measured_value,
        narrative
    from source
)

select * from renamed
