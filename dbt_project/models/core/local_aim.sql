-- What authorities set out to do themselves, as the programme recorded it: the definition of each local
-- aim. Its statement is free text and stays out: it leaves only where a clearance for it is recorded.
select
    local_aim_id,
    authority_code,
    aim,
    start_milestone,
    stop_milestone,
    routes,
    within_days,
    target_percent,
    min_age_years,
    max_age_years,
    valid_from,
    achieve_by
from {{ ref('stg_local_aim') }}
order by local_aim_id
