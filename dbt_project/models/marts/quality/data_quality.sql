-- What became of the rows of each submission in force: received = accepted + repaired + quarantined +
-- duplicate by table; completeness by column; how late it came. An authority without data is a row
-- with the reason.
with row_check as (
    select
        authority_code,
        submission_id,
        table_name,
        case
            when measure in ('quarantined', 'repaired') and rule is not null
                then measure || ': ' || rule
            when measure = 'complete' then 'complete: ' || column_name
            else measure
        end as {{ adapter.quote('check') }},
        measure,
        rule,
        column_name,
        row_count
    from {{ ref('stg_row_account') }}
),

received as (
    select
        submission_id,
        table_name,
        row_count as rows_received
    from {{ ref('stg_row_account') }}
    where measure = 'received'
),

lateness as (
    select
        authority_code,
        submission_id,
        {{ days_between('as_at', 'received_on') }} as days_late
    from {{ ref('stg_submission') }}
)

select
    c.authority_code,
    c.submission_id,
    c.table_name,
    c.{{ adapter.quote('check') }},
    c.measure,
    c.rule,
    c.column_name,
    c.row_count as {{ adapter.quote('value') }},
    r.rows_received,
    {{ percent('c.row_count', 'r.rows_received') }} as percent_of_received,
    cast(null as {{ dbt.type_string() }}) as reason
from row_check as c
left join received as r on c.submission_id = r.submission_id and c.table_name = r.table_name
union all
select
    authority_code,
    submission_id,
    cast(null as {{ dbt.type_string() }}),
    'days_late',
    'days_late',
    cast(null as {{ dbt.type_string() }}),
    cast(null as {{ dbt.type_string() }}),
    days_late,
    cast(null as bigint),
    cast(null as double),
    cast(null as {{ dbt.type_string() }})
from lateness
union all
select
    authority_code,
    cast(null as {{ dbt.type_string() }}),
    cast(null as {{ dbt.type_string() }}),
    'no_data',
    'no_data',
    cast(null as {{ dbt.type_string() }}),
    cast(null as {{ dbt.type_string() }}),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as double),
    data_state
from {{ ref('authority') }}
where submission_id is null
order by 1, 2, 3, 4
