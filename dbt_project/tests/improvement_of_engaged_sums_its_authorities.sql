-- engaged: counts summed over its authorities
with authorities as (
    select
        aim,
        period,
        sum(baseline_of) as baseline_of,
        sum(baseline_within) as baseline_within,
        sum(current_of) as current_of,
        sum(current_within) as current_within
    from {{ ref('improvement') }}
    where area != 'engaged'
    group by aim, period
)

select
    e.aim,
    e.period
from {{ ref('improvement') }} as e
inner join authorities as a on e.aim = a.aim and e.period = a.period
where
    e.area = 'engaged'
    and (
        e.baseline_of != a.baseline_of
        or e.baseline_within != a.baseline_within
        or e.current_of != a.current_of
        or e.current_within != a.current_within
    )
