-- Whether more of all starts end within the threshold than before an authority joined the programme, in
-- percentage points: of an authority with Newcombe's interval, of engaged with the Mantel-Haenszel
-- difference. Verdict higher, lower, no_clear_difference, or cannot_tell (either of below 10, or the
-- interval wider than 30 points). No other areas.
with compared as (
    select
        authority_code as area,
        aim,
        period,
        baseline_within,
        baseline_of,
        baseline_from,
        baseline_to,
        current_within,
        current_of,
        {{ difference_in_points('current_within', 'current_of', 'baseline_within', 'baseline_of') }}
            as difference,
        {{ newcombe_points('current_within', 'current_of', 'baseline_within', 'baseline_of', -1) }}
            as ci_low,
        {{ newcombe_points('current_within', 'current_of', 'baseline_within', 'baseline_of', 1) }}
            as ci_high
    from {{ ref('authority_improvement') }}
    union all
    select
        area,
        aim,
        period,
        baseline_within,
        baseline_of,
        cast(null as date),
        cast(null as date),
        current_within,
        current_of,
        difference,
        ci_low,
        ci_high
    from {{ ref('engaged_improvement') }}
)

select
    area,
    aim,
    period,
    baseline_within,
    baseline_of,
    {{ percent('baseline_within', 'baseline_of') }} as baseline_percent,
    baseline_from,
    baseline_to,
    current_within,
    current_of,
    {{ percent('current_within', 'current_of') }} as current_percent,
    difference,
    ci_low,
    ci_high,
    case
        when
            baseline_of < {{ var('verdict_of_at_least') }}
            or current_of < {{ var('verdict_of_at_least') }}
            or difference is null
            or ci_high - ci_low > {{ var('verdict_points_at_most') }} + {{ tolerance() }}
            then 'cannot_tell'
        when ci_low > 0 then 'higher'
        when ci_high < 0 then 'lower'
        else 'no_clear_difference'
    end as verdict
from compared
order by area, aim, period
