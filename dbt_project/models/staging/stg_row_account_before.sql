-- What became of the rows of the submission before, by table.
with source as (
    select * from {{ source('inputs', 'row_account_before') }}
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
