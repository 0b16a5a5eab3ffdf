-- Control charts, as pipelines/evaluation/control_chart.py works them out.
select * from {{ source('evaluation', 'control_chart') }}
