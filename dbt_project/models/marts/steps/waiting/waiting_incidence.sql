-- Aalen-Johansen with exits competing, day by day (methods.md section 1). S_j, still waiting after day j,
-- is the product of (1 - d/n) over the days up to j, stops and exits alike; F_j, the incidence of a stop,
-- the sum of S_{j-1} a/n. Beside it Kaplan-Meier with exits as censored, which pretends nobody leaves.
-- Products are sums of logarithms; the day on which nobody is left, the last of its curve, needs none.
with day_step as (
    select
        *,
        stopped + exited as events,
        case
            when at_risk > stopped + exited
                then {{ exactly_summable('ln(cast(at_risk - stopped - exited as double) / at_risk)') }}
            else 0
        end as log_still_waiting,
        case
            when at_risk > stopped
                then {{ exactly_summable('ln(cast(at_risk - stopped as double) / at_risk)') }}
            else 0
        end as log_not_stopped
    from {{ ref('waiting_risk_day') }}
),

curve as (
    select
        *,
        exp(cast(coalesce(sum(log_still_waiting) over days_before, 0) as double))
            as waiting_before,
        case
            when at_risk = stopped then 0e0
            else exp(cast(sum(log_not_stopped) over days_so_far as double))
        end as waiting_if_nobody_left
    from day_step
    window
        days_before as (
            partition by area, aim, variant, cohort_year
            order by days rows between unbounded preceding and 1 preceding
        ),
        days_so_far as (
            partition by area, aim, variant, cohort_year
            order by days rows between unbounded preceding and current row
        )
)

select
    area,
    aim,
    variant,
    cohort_year,
    days,
    stopped,
    exited,
    censored,
    at_risk,
    events,
    waiting_before,
    case
        when at_risk = events then 0e0
        else waiting_before * cast(at_risk - events as double) / at_risk
    end as waiting_after,
    -- Rounding may take a sum of shares that make up everybody a last digit above 1.
    least(
        1e0,
        cast(
            sum({{ exactly_summable('waiting_before * cast(stopped as double) / at_risk') }}) over (
                partition by area, aim, variant, cohort_year
                order by days rows between unbounded preceding and current row
            ) as double
        )
    ) as incidence,
    waiting_if_nobody_left
from curve
