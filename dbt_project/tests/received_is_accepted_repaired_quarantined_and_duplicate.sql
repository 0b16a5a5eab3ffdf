-- For every table of every submission in force.
select
    submission_id,
    table_name
from {{ ref('data_quality') }}
where measure in ('received', 'accepted', 'repaired', 'quarantined', 'duplicate')
group by submission_id, table_name
having
    sum(case when measure = 'received' then {{ adapter.quote('value') }} else 0 end)
    != sum(case when measure != 'received' then {{ adapter.quote('value') }} else 0 end)
