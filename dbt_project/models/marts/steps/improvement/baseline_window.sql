-- The baseline of each engaged authority and aim: national clocks whose threshold date lies in
-- [engaged_on - 1 year, engaged_on), the start moved back by quarters of a year, to 3 years at most,
-- until there are 20 with an outcome of all starts.
with reach as (
    {% for months_back in range(12, var('baseline_months_at_most') + 1, 3) %}
        select {{ months_back }} as months_back
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

candidate_window as (
    select
        a.authority_code,
        w.aim,
        b.months_back,
        {{ months_after('a.engaged_on', '-b.months_back') }} as baseline_from,
        a.engaged_on as baseline_to
    from {{ ref('authority') }} as a
    cross join {{ ref('aim_variant') }} as w
    cross join reach as b
    where
        a.submission_id is not null
        and a.engaged_on is not null
        and w.aim in (2, 3, 4)
        and w.variant = 'national'
),

counted as (
    select
        w.authority_code,
        w.aim,
        w.months_back,
        w.baseline_from,
        w.baseline_to,
        count(c.outcome_at_threshold) as baseline_of,
        count(case when c.outcome_at_threshold = 'within' then 1 end) as baseline_within
    from candidate_window as w
    left join {{ ref('aim_clock') }} as c
        on
            w.authority_code = c.authority_code
            and w.aim = c.aim
            and c.variant = 'national'
            and w.baseline_from <= c.threshold_date
            and w.baseline_to > c.threshold_date
            and c.outcome_at_threshold in {{ outcomes_of_all_starts() }}
    group by w.authority_code, w.aim, w.months_back, w.baseline_from, w.baseline_to
),

-- The shortest window with enough clocks, else the longest.
preferred as (
    select
        *,
        row_number() over (
            partition by authority_code, aim
            order by
                case when baseline_of >= {{ var('baseline_of_at_least') }} then 0 else 1 end,
                case
                    when baseline_of >= {{ var('baseline_of_at_least') }}
                        then months_back
                    else -months_back
                end
        ) as preference
    from counted
)

select
    authority_code,
    aim,
    baseline_from,
    baseline_to,
    cast(baseline_within as bigint) as baseline_within,
    cast(baseline_of as bigint) as baseline_of
from preferred
where preference = 1
