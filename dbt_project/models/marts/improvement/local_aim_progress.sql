-- How far each local aim has come; every aim has a row, of an authority without a submission too.
-- not_yet_measurable: denominator 0; too_few: below 10; achieved: percent >= target; missed: not, and
-- achieve_by <= as_at; else on_track where percent >= baseline + (target - baseline) x the share of the
-- time from valid_from to achieve_by gone by at as_at (baseline 0 where it has no denominator), or behind.
with counted as (
    select
        local_aim_id,
        count(case when start_window = 'progress' then 1 end) as denominator,
        count(case when start_window = 'progress' and is_in_time then 1 end) as numerator,
        count(case when start_window = 'baseline' then 1 end) as baseline_denominator,
        count(case when start_window = 'baseline' and is_in_time then 1 end) as baseline_numerator
    from {{ ref('local_aim_start') }}
    group by local_aim_id
),

measured as (
    select
        l.*,
        s.as_at,
        coalesce(c.numerator, 0) as numerator,
        coalesce(c.denominator, 0) as denominator,
        coalesce(c.baseline_numerator, 0) as baseline_numerator,
        coalesce(c.baseline_denominator, 0) as baseline_denominator,
        {{ percent('c.numerator', 'c.denominator') }} as {{ adapter.quote('percent') }},
        {{ percent('c.baseline_numerator', 'c.baseline_denominator') }} as baseline_percent,
        cast({{ days_between('l.valid_from', 's.as_at') }} as double)
        / nullif({{ days_between('l.valid_from', 'l.achieve_by') }}, 0) as share_of_time_gone
    from {{ ref('stg_local_aim') }} as l
    left join {{ ref('stg_submission') }} as s on l.authority_code = s.authority_code
    left join counted as c on l.local_aim_id = c.local_aim_id
),

expected as (
    select
        *,
        coalesce(baseline_percent, 0)
        + (target_percent - coalesce(baseline_percent, 0)) * share_of_time_gone as percent_by_now
    from measured
)

select
    local_aim_id,
    authority_code,
    aim,
    numerator,
    denominator,
    {{ adapter.quote('percent') }},
    baseline_numerator,
    baseline_denominator,
    baseline_percent,
    target_percent,
    valid_from,
    achieve_by,
    case
        when denominator = 0 then 'not_yet_measurable'
        when denominator < {{ var('local_aim_of_at_least') }} then 'too_few'
        when {{ adapter.quote('percent') }} >= target_percent - {{ tolerance() }} then 'achieved'
        when achieve_by <= as_at then 'missed'
        when {{ adapter.quote('percent') }} >= percent_by_now - {{ tolerance() }} then 'on_track'
        else 'behind'
    end as status
from expected
order by local_aim_id
