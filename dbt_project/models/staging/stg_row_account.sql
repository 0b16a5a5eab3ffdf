-- What became of the rows received, by table.
with source as (
    select * from {{ source('inputs', 'row_account') }}
),

renamed as (
    select
        authority_code,
        submission_id,
        table_name,
        measure,
        rule,
        column_name,
        {{ adapter.quote('rows') }} as row_count
    from source
)

select * from renamed
