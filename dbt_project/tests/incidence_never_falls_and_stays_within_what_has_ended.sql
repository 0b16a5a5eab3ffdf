-- The incidence of stops never falls from day to day, and with those still waiting is never above 1.
with day_and_the_one_before as (
    select
        *,
        lag(incidence) over (
            partition by area, aim, variant, cohort_year order by days
        ) as incidence_before
    from {{ ref('waiting_incidence') }}
)

select
    area,
    aim,
    variant,
    cohort_year,
    days
from day_and_the_one_before
where
    incidence < coalesce(incidence_before, 0)
    or incidence + waiting_after > 1 + {{ tolerance() }}
