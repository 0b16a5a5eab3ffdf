-- Timeliness of each cohort of clocks by area: how many started, what had become of them at the
-- threshold, and the two shares that are always shown together. An authority's cohort is all its
-- clocks; a group's sums its included authorities, those whose own cohort is mature.
-- percent_within = within / (within + not_within), of those still waiting; percent_of_all_starts =
-- within / (within + not_within + exited_before_threshold): leaving early is itself something the
-- programme changes. Intervals are Wilson's.
with counted as (
    select
        q.area,
        q.aim,
        q.variant,
        q.cohort_quarter,
        c.age_band,
        q.authorities_included,
        q.authorities_missing,
        q.is_mature,
        sum(c.clocks_started) as clocks_started,
        sum(c.within) as within,
        sum(c.not_within) as not_within,
        sum(c.exited_before_threshold) as exited_before_threshold,
        sum(c.not_recorded) as not_recorded,
        sum(c.not_yet_mature) as not_yet_mature
    from {{ ref('area_quarter_maturity') }} as q
    inner join {{ ref('area_member') }} as m on q.area = m.area
    inner join {{ ref('authority_cohort') }} as c
        on
            m.authority_code = c.authority_code
            and q.aim = c.aim
            and q.variant = c.variant
            and q.cohort_quarter = c.cohort_quarter
    inner join {{ ref('area_quarter_maturity') }} as own
        on
            m.authority_code = own.area
            and q.aim = own.aim
            and q.variant = own.variant
            and q.cohort_quarter = own.cohort_quarter
    where q.area_kind = 'authority' or own.is_mature
    group by
        q.area,
        q.aim,
        q.variant,
        q.cohort_quarter,
        c.age_band,
        q.authorities_included,
        q.authorities_missing,
        q.is_mature
)

select
    area,
    aim,
    variant,
    cohort_quarter,
    age_band,
    cast(clocks_started as bigint) as clocks_started,
    cast(within as bigint) as within,
    cast(not_within as bigint) as not_within,
    cast(exited_before_threshold as bigint) as exited_before_threshold,
    cast(not_recorded as bigint) as not_recorded,
    cast(not_yet_mature as bigint) as not_yet_mature,
    authorities_included,
    authorities_missing,
    is_mature,
    {{ percent('within', 'within + not_within') }} as percent_within,
    {{ wilson_percent('within', '(within + not_within)', -1) }} as ci_low,
    {{ wilson_percent('within', '(within + not_within)', 1) }} as ci_high,
    {{ percent('within', 'within + not_within + exited_before_threshold') }}
        as percent_of_all_starts,
    {{ wilson_percent('within', '(within + not_within + exited_before_threshold)', -1) }}
        as starts_ci_low,
    {{ wilson_percent('within', '(within + not_within + exited_before_threshold)', 1) }}
        as starts_ci_high
from counted
order by area, aim, variant, cohort_quarter, age_band
