-- The court's part, for each authority and each window of 20 decided cases that do not overlap, oldest
-- first (by day of the decision, then by key: no order of rows decides); the last window is told once
-- it is full. The whole wait runs from the away start before the lodging to the decision.
-- as_quick_as_possible only where court_minimum_days has been supplied: no source gives one.
with decided as (
    select
        *,
        row_number() over (
            partition by authority_code order by decided_on, child_key, decision_ref
        ) as case_number
    from {{ ref('court_case') }}
    where decides_case
),

waited as (
    select
        d.child_key,
        d.decision_ref,
        max(a.start_date) as away_from
    from decided as d
    inner join {{ ref('away_spell') }} as a
        on
            d.child_key = a.child_key
            and d.episode_number = a.episode_number
            and d.lodged_on >= a.start_date
    group by d.child_key, d.decision_ref
),

timed as (
    select
        d.*,
        cast(floor((d.case_number - 1) / 20) as integer) + 1 as window_number,
        {{ days_between('d.lodged_on', 'd.decided_on') }} as lodged_to_decision,
        {{ days_between('w.away_from', 'd.lodged_on') }} as before_lodging,
        {{ days_between('w.away_from', 'd.decided_on') }} as whole_wait
    from decided as d
    left join waited as w on d.child_key = w.child_key and d.decision_ref = w.decision_ref
),

windowed as (
    select
        authority_code,
        window_number,
        min(decided_on) as decided_from,
        max(decided_on) as decided_to,
        count(*) as cases,
        count(lodged_to_decision) as lodging_known,
        percentile_cont(0.5) within group (order by lodged_to_decision) as lodged_to_decision_median,
        percentile_cont(0.75) within group (order by lodged_to_decision) as p75,
        count(case when outcome = 'granted' then 1 end) as granted,
        count(case when outcome = 'refused' then 1 end) as refused,
        count(case when outcome = 'withdrawn' then 1 end) as withdrawn,
        count(whole_wait) as waits_known,
        cast(sum(before_lodging) as bigint) as wait_days_before_lodging,
        cast(sum(whole_wait) as bigint) as wait_days,
        {% if var('court_minimum_days') is not none -%}
            cast({{ var('court_minimum_days') }} as integer) as court_minimum_days,
            count(case when lodged_to_decision <= {{ var('court_minimum_days') }} then 1 end)
                as as_quick_as_possible
        {%- else -%}
            cast(null as integer) as court_minimum_days,
            cast(null as bigint) as as_quick_as_possible
        {%- endif %}
    from timed
    group by authority_code, window_number
)

select
    *,
    {{ percent('wait_days_before_lodging', 'wait_days') }} as percent_of_wait_before_lodging
from windowed
where cases = 20
order by authority_code, window_number
