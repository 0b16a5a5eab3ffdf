-- By authority, aim and variant: clocks = met + late + waiting + overdue + exited + excluded.
with started as (
    select
        r.authority_code,
        r.aim,
        v.variant,
        count(*) as clocks
    from {{ ref('clock_run') }} as r
    inner join {{ ref('aim_variant') }} as v on r.aim = v.aim and r.variant_run = v.variant_run
    group by r.authority_code, r.aim, v.variant
),

found as (
    select
        authority_code,
        aim,
        variant,
        count(
            case
                when status in ('met', 'late', 'waiting', 'overdue', 'exited', 'excluded') then 1
            end
        ) as clocks
    from {{ ref('aim_clock') }}
    group by authority_code, aim, variant
)

select
    coalesce(s.authority_code, f.authority_code) as authority_code,
    coalesce(s.aim, f.aim) as aim,
    coalesce(s.variant, f.variant) as variant
from started as s
full outer join found as f
    on s.authority_code = f.authority_code and s.aim = f.aim and s.variant = f.variant
where coalesce(s.clocks, 0) != coalesce(f.clocks, 0)
