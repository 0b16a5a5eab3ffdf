-- For each area, aim, variant and quarter: which members' cohorts are mature, and whether the area's
-- is. An authority's cohort is mature when its last day + threshold + recording_lag_days is not after
-- as_at. A group's is when its mature members held at least 90 % of the clocks that the group started
-- in the latest four quarters for which all its members are mature, with clocks or not (no clocks
-- there: mature only if all are included).
with member_quarter as (
    select
        m.area,
        m.area_kind,
        m.authority_code,
        v.aim,
        v.variant,
        q.first_day as cohort_quarter,
        {{ mature_from('q.last_day', 'v.threshold_days', 'v.threshold_months') }} <= m.as_at
            as is_mature
    from {{ ref('area_member') }} as m
    cross join {{ ref('aim_variant') }} as v
    cross join {{ ref('calendar_quarter') }} as q
),

area_quarter as (
    select
        area,
        area_kind,
        aim,
        variant,
        cohort_quarter,
        count(case when is_mature then 1 end) as authorities_included,
        count(case when not is_mature then 1 end) as authorities_missing
    from member_quarter
    group by area, area_kind, aim, variant, cohort_quarter
),

reference_quarter as (
    select
        area,
        aim,
        variant,
        cohort_quarter
    from (
        select
            *,
            row_number() over (
                partition by area, aim, variant order by cohort_quarter desc
            ) as recency
        from area_quarter
        where authorities_missing = 0
    ) as complete
    where recency <= 4
),

weight as (
    select
        m.area,
        m.authority_code,
        c.aim,
        c.variant,
        sum(c.clocks_started) as clocks
    from reference_quarter as r
    inner join {{ ref('area_member') }} as m on r.area = m.area
    inner join {{ ref('authority_cohort') }} as c
        on
            m.authority_code = c.authority_code
            and r.aim = c.aim
            and r.variant = c.variant
            and r.cohort_quarter = c.cohort_quarter
            and c.age_band = 'all'
    group by m.area, m.authority_code, c.aim, c.variant
),

held as (
    select
        q.area,
        q.aim,
        q.variant,
        q.cohort_quarter,
        sum(w.clocks) as clocks_of_all,
        sum(case when q.is_mature then w.clocks else 0 end) as clocks_of_mature
    from member_quarter as q
    inner join weight as w
        on
            q.area = w.area
            and q.authority_code = w.authority_code
            and q.aim = w.aim
            and q.variant = w.variant
    group by q.area, q.aim, q.variant, q.cohort_quarter
)

select
    a.area,
    a.area_kind,
    a.aim,
    a.variant,
    a.cohort_quarter,
    -- Of an authority alone 1 and 0: its own cohort always counts all its clocks.
    case when a.area_kind = 'authority' then 1 else a.authorities_included end
        as authorities_included,
    case when a.area_kind = 'authority' then 0 else a.authorities_missing end
        as authorities_missing,
    case
        when a.authorities_missing = 0 then true
        when h.clocks_of_all is null then false
        else
            h.clocks_of_mature * {{ var('group_maturity_denominator') }}
            >= h.clocks_of_all * {{ var('group_maturity_numerator') }}
    end as is_mature
from area_quarter as a
left join held as h
    on
        a.area = h.area
        and a.aim = h.aim
        and a.variant = h.variant
        and a.cohort_quarter = h.cohort_quarter
