-- clocks = stopped + exited + censored
select
    area,
    aim,
    variant,
    cohort_year
from {{ ref('waiting_times') }}
where clocks != stopped + exited + censored
