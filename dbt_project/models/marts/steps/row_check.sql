-- Every check of the rows of every submission in force, a check that found nothing too. A rule that has
-- left the catalogue since a submission was judged is still told of it.
with asked as (
    select
        s.authority_code,
        s.submission_id,
        q.table_name,
        q.measure,
        coalesce(q.rule, '') as rule,
        coalesce(q.column_name, '') as column_name
    from {{ ref('stg_submission') }} as s
    cross join {{ ref('quality_check') }} as q
    where q.measure != 'drift'
),

told as (
    select
        authority_code,
        submission_id,
        table_name,
        measure,
        coalesce(rule, '') as rule,
        coalesce(column_name, '') as column_name,
        row_count
    from {{ ref('stg_row_account') }}
),

received as (
    select
        submission_id,
        table_name,
        row_count as rows_received
    from told
    where measure = 'received'
),

answered as (
    select
        coalesce(t.authority_code, a.authority_code) as authority_code,
        coalesce(t.submission_id, a.submission_id) as submission_id,
        coalesce(t.table_name, a.table_name) as table_name,
        coalesce(t.measure, a.measure) as measure,
        nullif(coalesce(t.rule, a.rule), '') as rule,
        nullif(coalesce(t.column_name, a.column_name), '') as column_name,
        case
            when t.row_count is not null then t.row_count
            -- The account names only the rules that found something.
            when a.measure in ('quarantined', 'repaired') then 0
        end as row_count
    from asked as a
    full outer join told as t
        on
            a.submission_id = t.submission_id
            and a.table_name = t.table_name
            and a.measure = t.measure
            and a.rule = t.rule
            and a.column_name = t.column_name
)

select
    n.authority_code,
    n.submission_id,
    n.table_name,
    n.measure,
    n.rule,
    n.column_name,
    cast(n.row_count as bigint) as row_count,
    r.rows_received
from answered as n
left join received as r on n.submission_id = r.submission_id and n.table_name = r.table_name
