select
    area,
    aim,
    variant,
    cohort_quarter,
    age_band
from {{ ref('aim_timeliness') }}
where
    clocks_started
    != within + not_within + exited_before_threshold + not_recorded + not_yet_mature
