-- Run charts, as pipelines/evaluation/run_chart.py works them out: the median is frozen, of the last 12
-- non-missing points before engaged_on (a group: the earliest of its members) where there are at least 8,
-- else of the first 8; shift_signal is counted over the points after the baseline only.
select * from {{ source('evaluation', 'run_chart') }}
