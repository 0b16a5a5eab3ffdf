-- The charts of all authorities summed up, as pipelines/evaluation/programme_summary.py does it.
select * from {{ source('evaluation', 'programme_summary') }}
