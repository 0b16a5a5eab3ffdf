-- Official figures to reconcile with.
with source as (
    select * from {{ source('inputs', 'programme_published_totals') }}
),

renamed as (
    select
        authority_code as area,
        cast({{ adapter.quote('on') }} as date) as published_for,
        measure,
        cast({{ adapter.quote('value') }} as double) as published_value,
        source
    from source
)

select * from renamed
