select
    child_key,
    aim,
    variant
from {{ ref('aim_clock') }}
where clock_stop < clock_start or exit_date < clock_start or threshold_date <= clock_start
