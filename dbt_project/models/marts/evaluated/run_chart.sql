-- Run charts, as pipelines/evaluation/run_chart.py works them out.
select * from {{ source('evaluation', 'run_chart') }}
