-- Baseline and current counts of each engaged authority with a submission in force, by aim and period,
-- of national clocks by their outcome at the threshold, of all starts (within + not_within + out).
with current_count as (
    select
        q.authority_code,
        q.aim,
        q.period,
        sum(c.within) as current_within,
        sum(c.within + c.not_within + c.exited_before_threshold) as current_of
    from {{ ref('current_quarter') }} as q
    inner join {{ ref('authority_cohort') }} as c
        on
            q.authority_code = c.authority_code
            and q.aim = c.aim
            and c.variant = 'national'
            and q.cohort_quarter = c.cohort_quarter
            and c.age_band = 'all'
    group by q.authority_code, q.aim, q.period
),

every_period as (
    select
        a.authority_code,
        v.aim,
        p.period
    from {{ ref('authority') }} as a
    cross join {{ ref('aim_variant') }} as v
    cross join (
        select 'latest' as period
        union all
        select 'programme'
    ) as p
    where
        a.is_engaged
        and a.submission_id is not null
        and v.aim in (2, 3, 4)
        and v.variant = 'national'
)

select
    p.authority_code,
    p.aim,
    p.period,
    b.baseline_from,
    b.baseline_to,
    coalesce(b.baseline_within, 0) as baseline_within,
    coalesce(b.baseline_of, 0) as baseline_of,
    cast(coalesce(c.current_within, 0) as bigint) as current_within,
    cast(coalesce(c.current_of, 0) as bigint) as current_of
from every_period as p
left join {{ ref('baseline_window') }} as b
    on p.authority_code = b.authority_code and p.aim = b.aim
left join current_count as c
    on p.authority_code = c.authority_code and p.aim = c.aim and p.period = c.period
