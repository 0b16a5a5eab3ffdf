-- The risk set of each area on each day after the start on which a clock stopped, exited or was last
-- seen: n_j at risk, a_j stops, d_j stops and exits. Events precede censoring on the same day, so a clock
-- last seen on day j is at risk on it; the events of day 0 count.
with area_day as (
    select
        m.area,
        c.aim,
        c.variant,
        c.cohort_year,
        c.days,
        cast(sum(c.clocks) as bigint) as clocks,
        cast(sum(c.stopped) as bigint) as stopped,
        cast(sum(c.exited) as bigint) as exited
    from {{ ref('waiting_day_count') }} as c
    inner join {{ ref('area_member') }} as m on c.authority_code = m.authority_code
    group by m.area, c.aim, c.variant, c.cohort_year, c.days
)

select
    area,
    aim,
    variant,
    cohort_year,
    days,
    stopped,
    exited,
    clocks - stopped - exited as censored,
    cast(
        sum(clocks) over (
            partition by area, aim, variant, cohort_year
            order by days desc rows between unbounded preceding and current row
        ) as bigint
    ) as at_risk
from area_day
