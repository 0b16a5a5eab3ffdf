-- What is read off each curve: how its clocks ended, the first day on which the incidence reaches 25, 50,
-- 75 % (empty if never), and the incidence F at the threshold (aim 2's six_calendar_months at 182 days;
-- empty where follow-up ends before it with a clock still open).
with incidence_day as (
    select
        i.*,
        coalesce(v.threshold_days, {{ var('six_calendar_months_read_at_days') }}) as read_at_days
    from {{ ref('waiting_incidence') }} as i
    inner join {{ ref('aim_variant') }} as v on i.aim = v.aim and i.variant = v.variant
)

select
    area,
    aim,
    variant,
    cohort_year,
    read_at_days,
    cast(sum(stopped + exited + censored) as bigint) as clocks,
    cast(sum(stopped) as bigint) as stopped,
    cast(sum(exited) as bigint) as exited,
    cast(sum(censored) as bigint) as censored,
    min(case when incidence >= 0.25 - {{ tolerance() }} then days end) as p25_days,
    min(case when incidence >= 0.5 - {{ tolerance() }} then days end) as median_days,
    min(case when incidence >= 0.75 - {{ tolerance() }} then days end) as p75_days,
    case
        when max(days) >= read_at_days or min(waiting_after) = 0
            then coalesce(max(case when days <= read_at_days then incidence end), 0e0)
    end as cif_at_threshold,
    min(case when waiting_if_nobody_left <= 0.5 + {{ tolerance() }} then days end)
        as km_if_nobody_left_median_days
from incidence_day
group by area, aim, variant, cohort_year, read_at_days
