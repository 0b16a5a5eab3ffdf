-- Dense: a row, or a named reason, for every authority and every check.
select
    a.authority_code,
    q.table_name,
    q.measure,
    q.rule,
    q.column_name
from {{ ref('authority') }} as a
cross join {{ ref('quality_check') }} as q
left join {{ ref('data_quality') }} as d
    on
        a.authority_code = d.authority_code
        and q.table_name = d.table_name
        and q.measure = d.measure
        and coalesce(q.rule, '') = coalesce(d.rule, '')
        and coalesce(q.column_name, '') = coalesce(d.column_name, '')
where d.authority_code is null or (d.{{ adapter.quote('value') }} is null and d.reason is null)
