-- engaged: counts summed over its authorities, and the Mantel-Haenszel difference over them: weights
-- n1 n0 / (n1 + n0), variance sum w^2 (p1 q1 / n1 + p0 q0 / n0) / (sum w)^2. Authorities without a
-- baseline or current clock weigh 0.
with authority_share as (
    select
        *,
        cast(current_of as double) * baseline_of / nullif(current_of + baseline_of, 0) as weight,
        cast(current_within as double) / nullif(current_of, 0) as current_share,
        cast(baseline_within as double) / nullif(baseline_of, 0) as baseline_share
    from {{ ref('authority_improvement') }}
),

weighted as (
    select
        *,
        weight * (current_share - baseline_share) as weighted_difference,
        power(weight, 2) * (
            current_share * (1 - current_share) / nullif(current_of, 0)
            + baseline_share * (1 - baseline_share) / nullif(baseline_of, 0)
        ) as weighted_variance
    from authority_share
),

summed as (
    select
        aim,
        period,
        cast(sum(baseline_within) as bigint) as baseline_within,
        cast(sum(baseline_of) as bigint) as baseline_of,
        cast(sum(current_within) as bigint) as current_within,
        cast(sum(current_of) as bigint) as current_of,
        nullif(cast(sum({{ exactly_summable('weight') }}) as double), 0) as weights,
        cast(sum({{ exactly_summable('weighted_difference') }}) as double) as weighted_difference,
        cast(sum({{ exactly_summable('weighted_variance') }}) as double) as weighted_variance
    from weighted
    group by aim, period
)

select
    'engaged' as area,
    aim,
    period,
    baseline_within,
    baseline_of,
    current_within,
    current_of,
    100e0 * weighted_difference / weights as difference,
    100e0 * (weighted_difference / weights - {{ z_975() }} * sqrt(weighted_variance) / weights)
        as ci_low,
    100e0 * (weighted_difference / weights + {{ z_975() }} * sqrt(weighted_variance) / weights)
        as ci_high
from summed
