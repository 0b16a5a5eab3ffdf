-- How far each submission in force has moved from the one before it: the rows of a table received and
-- accepted, and how complete its columns are. Moved by: of rows received, per cent of those before; else
-- points of the share of the rows received. An account that does not name a measure says nothing of it.
with drift as (
    select
        *,
        case
            when rule = 'rows_received' then 'received'
            when rule = 'rows_accepted' then 'accepted'
            else 'complete'
        end as told_as
    from {{ ref('quality_check') }}
    where measure = 'drift'
),

earlier as (
    select distinct authority_code from {{ ref('stg_row_account_before') }}
),

before as (
    select
        b.*,
        r.row_count as rows_received
    from {{ ref('stg_row_account_before') }} as b
    inner join {{ ref('stg_row_account_before') }} as r
        on b.submission_id = r.submission_id and b.table_name = r.table_name and r.measure = 'received'
),

compared as (
    select
        s.authority_code,
        s.submission_id,
        d.table_name,
        d.rule,
        d.column_name,
        n.row_count - b.row_count as moved,
        n.rows_received,
        case
            when d.told_as = 'received' then {{ percent('n.row_count - b.row_count', 'b.row_count') }}
            else
                {{ percent('n.row_count', 'n.rows_received') }}
                - {{ percent('b.row_count', 'b.rows_received') }}
        end as moved_by,
        case
            when e.authority_code is null then 'no_earlier_submission'
            when n.row_count is null or b.row_count is null then 'not_in_the_account'
            when n.rows_received = 0 or b.rows_received = 0 then 'no_rows_received'
        end as reason
    from {{ ref('stg_submission') }} as s
    cross join drift as d
    left join earlier as e on s.authority_code = e.authority_code
    left join {{ ref('row_check') }} as n
        on
            s.submission_id = n.submission_id
            and d.table_name = n.table_name
            and d.told_as = n.measure
            and coalesce(d.column_name, '') = coalesce(n.column_name, '')
    left join before as b
        on
            s.authority_code = b.authority_code
            and d.table_name = b.table_name
            and d.told_as = b.measure
            and coalesce(d.column_name, '') = coalesce(b.column_name, '')
)

select
    authority_code,
    submission_id,
    table_name,
    rule,
    column_name,
    cast(moved as bigint) as moved,
    cast(rows_received as bigint) as rows_received,
    case when reason is null then moved_by end as moved_by,
    reason
from compared
