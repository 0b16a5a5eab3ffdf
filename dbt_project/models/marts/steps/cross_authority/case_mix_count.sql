-- Starts of each authority by what was so before the programme could change anything: age at the start,
-- the legal basis of the episode's first day, and whether the child had been looked after before. Of
-- national clocks with an outcome of all starts: baseline is improvement's own window of each engaged
-- authority, latest the latest 4 mature quarters of every authority.
with latest_quarter as (
    select
        authority_code,
        aim,
        cohort_quarter
    from (
        select
            area as authority_code,
            aim,
            cohort_quarter,
            row_number() over (partition by area, aim order by cohort_quarter desc) as recency
        from {{ ref('area_quarter_maturity') }}
        where area_kind = 'authority' and variant = 'national' and is_mature
    ) as mature
    where recency <= 4
),

clock as (
    select
        *,
        {{ first_day_of_quarter('clock_start') }} as cohort_quarter
    from {{ ref('aim_clock') }}
    where
        aim in (2, 3, 4)
        and variant = 'national'
        and outcome_at_threshold in {{ outcomes_of_all_starts() }}
),

of_period as (
    select
        c.*,
        'latest' as period
    from clock as c
    inner join latest_quarter as q
        on
            c.authority_code = q.authority_code
            and c.aim = q.aim
            and c.cohort_quarter = q.cohort_quarter
    union all
    select
        c.*,
        'baseline'
    from clock as c
    inner join {{ ref('baseline_window') }} as b
        on
            c.authority_code = b.authority_code
            and c.aim = b.aim
            and c.threshold_date >= b.baseline_from
            and c.threshold_date < b.baseline_to
),

-- Of several legal reasons on an episode's first day the one that binds most.
legal_basis as (
    select
        e.child_key,
        e.episode_number,
        min(
            case
                when l.legal_reason = 'cpo' then 1
                when l.legal_reason in ({{ quoted(order_legal_reasons()) }}) then 2
                when l.legal_reason = 's25' then 3
                when l.legal_reason is not null then 4
                else 5
            end
        ) as strength
    from {{ ref('care_episode') }} as e
    left join {{ ref('legal_status_spell') }} as l
        on
            e.child_key = l.child_key
            and l.covers_days
            and e.start_date >= l.start_date
            and e.start_date < l.days_until
    group by e.child_key, e.episode_number
)

select
    c.authority_code,
    c.aim,
    c.period,
    coalesce({{ age_band('c.age_at_start_years') }}, 'not_known') as age_band,
    case coalesce(b.strength, 5)
        when 1 then 'emergency'
        when 2 then 'order'
        when 3 then 'voluntary'
        when 4 then 'other'
        else 'not_known'
    end as legal_basis,
    coalesce(c.episode_number > 1, false) as looked_after_before,
    count(*) as clocks_started,
    count(case when c.outcome_at_threshold = 'within' then 1 end) as within
from of_period as c
left join legal_basis as b
    on c.child_key = b.child_key and c.episode_number = b.episode_number
group by
    c.authority_code,
    c.aim,
    c.period,
    coalesce({{ age_band('c.age_at_start_years') }}, 'not_known'),
    coalesce(b.strength, 5),
    coalesce(c.episode_number > 1, false)
order by authority_code, aim, period, age_band, legal_basis, looked_after_before
