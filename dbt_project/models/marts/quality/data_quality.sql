-- What became of the rows of each submission in force: received = accepted + repaired + quarantined +
-- duplicate by table; completeness by column; drift from the submission before; how late it came.
-- Dense: every authority has a row for every check, with the reason where there is no value. An
-- authority without data is a row with the reason, and so is each of its checks.
with table_check as (
    select
        table_name,
        measure,
        rule,
        column_name
    from {{ ref('quality_check') }}
    union all
    select
        cast(null as {{ dbt.type_string() }}),
        'days_late',
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }})
    union all
    select
        cast(null as {{ dbt.type_string() }}),
        'no_data',
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }})
),

every_check as (
    select
        authority_code,
        submission_id,
        table_name,
        measure,
        rule,
        column_name,
        row_count as {{ adapter.quote('value') }},
        rows_received,
        {{ percent('row_count', 'rows_received') }} as percent_of_received,
        case
            when row_count is null then 'not_in_the_account'
            when rows_received = 0 then 'no_rows_received'
        end as reason
    from {{ ref('row_check') }}
    union all
    select
        authority_code,
        submission_id,
        table_name,
        'drift',
        rule,
        column_name,
        moved,
        rows_received,
        moved_by,
        reason
    from {{ ref('row_drift') }}
    union all
    select
        authority_code,
        submission_id,
        cast(null as {{ dbt.type_string() }}),
        'days_late',
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast({{ days_between('as_at', 'received_on') }} as bigint),
        cast(null as bigint),
        cast(null as double),
        cast(null as {{ dbt.type_string() }})
    from {{ ref('stg_submission') }}
    union all
    select
        a.authority_code,
        cast(null as {{ dbt.type_string() }}),
        c.table_name,
        c.measure,
        c.rule,
        c.column_name,
        cast(null as bigint),
        cast(null as bigint),
        cast(null as double),
        a.data_state
    from {{ ref('authority') }} as a
    cross join table_check as c
    where a.submission_id is null
)

select
    authority_code,
    submission_id,
    table_name,
    measure || coalesce(': ' || rule, ': ' || column_name, '') as {{ adapter.quote('check') }},
    measure,
    rule,
    column_name,
    {{ adapter.quote('value') }},
    rows_received,
    percent_of_received,
    reason
from every_check
order by authority_code, submission_id, table_name, measure, rule, column_name
