-- Control charts, as pipelines/evaluation/control_chart.py works them out: by area, measure and period
-- (its first day), p and p_prime where there is a denominator, xmr where there is a value.
select * from {{ source('evaluation', 'control_chart') }}
