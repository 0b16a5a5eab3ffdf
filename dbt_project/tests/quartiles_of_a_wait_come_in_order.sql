-- A later quarter is not reached before an earlier one, nor reached where the earlier one never is.
select
    area,
    aim,
    variant,
    cohort_year
from {{ ref('waiting_times') }}
where
    median_days < p25_days
    or p75_days < median_days
    or (median_days is not null and p25_days is null)
    or (p75_days is not null and median_days is null)
