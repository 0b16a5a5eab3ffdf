-- National, whole programme: percent of all starts by sex, ethnic group, disability and age at the
-- start. All reporting authorities and all years since the programme's first authority joined, in one:
-- no area, no quarter. Of each authority the cohorts that are mature. The headline variant of each aim
-- (national; aim 1 within_one_year).
with programme as (
    select min(engaged_on) as began_on
    from {{ ref('stg_engagement') }}
),

clock as (
    select
        c.aim,
        c.variant,
        c.outcome_at_threshold,
        k.sex,
        k.ethnic_group,
        k.disability,
        coalesce({{ age_band('c.age_at_start_years') }}, 'not_known') as age_band
    from {{ ref('aim_clock') }} as c
    inner join {{ ref('aim_variant') }} as v
        on c.aim = v.aim and c.variant = v.variant and v.is_headline = 'yes'
    inner join {{ ref('child') }} as k on c.child_key = k.child_key
    inner join {{ ref('area_quarter_maturity') }} as q
        on
            c.authority_code = q.area
            and c.aim = q.aim
            and c.variant = q.variant
            and {{ first_day_of_quarter('c.clock_start') }} = q.cohort_quarter
            and q.is_mature
    cross join programme as p
    where c.status != 'excluded' and c.clock_start >= coalesce(p.began_on, c.clock_start)
),

characterised as (
    {% for characteristic in ['sex', 'ethnic_group', 'disability', 'age_band'] -%}
        select
            aim,
            variant,
            '{{ characteristic }}' as characteristic,
            {{ characteristic }} as category,
            outcome_at_threshold
        from clock
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (
    select
        aim,
        variant,
        characteristic,
        category,
        count(*) as clocks_started,
        count(case when outcome_at_threshold = 'within' then 1 end) as within,
        count(case when outcome_at_threshold = 'not_within' then 1 end) as not_within,
        count(case when outcome_at_threshold = 'out' then 1 end) as exited_before_threshold,
        count(case when outcome_at_threshold = 'not_recorded' then 1 end) as not_recorded,
        count(case when outcome_at_threshold = 'not_yet' then 1 end) as not_yet_mature
    from characterised
    group by aim, variant, characteristic, category
)

select
    *,
    {{ percent('within', '(within + not_within)') }} as percent_within,
    {{ wilson_percent('within', '(within + not_within)', -1) }} as ci_low,
    {{ wilson_percent('within', '(within + not_within)', 1) }} as ci_high,
    {{ percent('within', '(within + not_within + exited_before_threshold)') }}
        as percent_of_all_starts,
    {{ wilson_percent('within', '(within + not_within + exited_before_threshold)', -1) }}
        as starts_ci_low,
    {{ wilson_percent('within', '(within + not_within + exited_before_threshold)', 1) }}
        as starts_ci_high
from counted
order by aim, characteristic, category
