-- The decisions by which a centre line moves; two that name the same period are one.
select distinct
    area,
    measure,
    from_period
from {{ ref('stg_rebase_decision') }}
order by area, measure, from_period
