-- The points of every series that is charted, a missing one too (it keeps its gap on the axis): of
-- aims 2 to 4 the share of all starts of each mature quarter, of aim 1 the share reviewed of those
-- over two years at home (a stock at the quarter's end), and the programme's own measures. Shares are
-- in per cent. A day on which a measure was recorded twice and differently is a missing point.
with aim_quarter as (
    select
        m.area,
        m.aim,
        m.cohort_quarter as period,
        cast(t.within as double) as numerator,
        cast(t.within + t.not_within + t.exited_before_threshold as double) as denominator
    from {{ ref('area_quarter_maturity') }} as m
    left join {{ ref('aim_timeliness') }} as t
        on
            m.area = t.area
            and m.aim = t.aim
            and m.variant = t.variant
            and m.cohort_quarter = t.cohort_quarter
            and t.age_band = 'all'
    where m.variant = 'national' and m.is_mature
    union all
    select
        m.area,
        1,
        q.first_day,
        cast(sum(h.reviewed) as double),
        cast(sum(h.over_two_years) as double)
    from {{ ref('area_member') }} as m
    inner join {{ ref('calendar_quarter') }} as q on m.as_at >= q.last_day
    left join {{ ref('home_orders') }} as h
        on m.authority_code = h.authority_code and q.last_day = h.census_quarter
    group by m.area, q.first_day
),

-- A count without its denominator, or the other way round, is no share, not even beside another row.
counted as (
    select
        authority_code,
        measure,
        measured_on,
        case when denominator is not null then numerator end as numerator,
        case when numerator is not null then denominator end as denominator,
        measured_value
    from {{ ref('stg_measure') }}
    where
        measure not in {{ aim_measures() }}
        and authority_code in (select area from {{ ref('area_member') }})
),

-- One record of a day, or several that say the same.
measured as (
    select
        authority_code as area,
        measure,
        measured_on as period,
        max(numerator) as numerator,
        max(denominator) as denominator,
        max(measured_value) as measured_value,
        count(distinct numerator) > 1
        or count(distinct denominator) > 1
        or count(distinct measured_value) > 1 as is_contradicted
    from counted
    group by authority_code, measure, measured_on
),

point as (
    select
        area,
        'aim_' || cast(aim as {{ dbt.type_string() }}) as measure,
        period,
        numerator,
        denominator,
        {{ percent('numerator', 'denominator') }} as point_value
    from aim_quarter
    union all
    select
        area,
        measure,
        period,
        case when not is_contradicted then numerator end,
        case when not is_contradicted then denominator end,
        case
            when is_contradicted then null
            when numerator is not null and denominator is not null
                then {{ percent('numerator', 'denominator') }}
            else measured_value
        end
    from measured
),

-- A series begins with the first point that is not missing.
begun as (
    select
        area,
        measure,
        min(period) as first_period
    from point
    where point_value is not null
    group by area, measure
)

select
    p.area,
    p.measure,
    p.period,
    case when p.point_value is not null then p.numerator end as numerator,
    case when p.point_value is not null then p.denominator end as denominator,
    p.point_value as {{ adapter.quote('value') }}
from point as p
inner join begun as b
    on p.area = b.area and p.measure = b.measure and p.period >= b.first_period
order by p.area, p.measure, p.period
