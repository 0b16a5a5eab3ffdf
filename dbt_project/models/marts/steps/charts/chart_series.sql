-- What a chart has to know of its series: which way is better, when the programme came (to a group:
-- to the first of its members), how far the data reach and what has been received by when.
with series as (
    select
        area,
        measure,
        count(denominator) as points_of_a_share
    from {{ ref('chart_point') }}
    group by area, measure
),

-- Of records that disagree on which way is better, neither is believed.
direction as (
    select
        authority_code as area,
        measure,
        case when count(distinct improves_when) = 1 then min(improves_when) else 'neither' end
            as improves_when
    from {{ ref('stg_measure') }}
    group by authority_code, measure
),

area as (
    select
        m.area,
        m.area_kind,
        min(a.engaged_on) as engaged_on,
        min(a.testing_from) as testing_from,
        max(a.as_at) as as_of
    from {{ ref('area_member') }} as m
    inner join {{ ref('authority') }} as a on m.authority_code = a.authority_code
    group by m.area, m.area_kind
),

aim_stop as (
    select distinct
        aim,
        stop_milestone
    from {{ ref('aim_variant') }}
),

-- Members of whom nothing is recorded about how completely they record the aim's stop milestone.
not_known as (
    select
        m.area,
        'aim_' || cast(v.aim as {{ dbt.type_string() }}) as measure,
        count(*) as members_recording_not_known
    from {{ ref('area_member') }} as m
    cross join aim_stop as v
    left join {{ ref('stg_recording') }} as r
        on m.authority_code = r.authority_code and v.stop_milestone = r.milestone
    where r.complete_from is null
    group by m.area, v.aim
),

known as (
    select max(received_on) as known_to
    from {{ ref('stg_submission') }}
)

select
    s.area,
    s.measure,
    a.area_kind,
    case
        when s.measure in {{ aim_measures() }} then 'higher'
        else coalesce(d.improves_when, 'neither')
    end as improves_when,
    s.points_of_a_share > 0 as is_share,
    coalesce(u.members_recording_not_known, 0) as members_recording_not_known,
    a.engaged_on,
    a.testing_from,
    a.as_of,
    known.known_to
from series as s
inner join area as a on s.area = a.area
left join direction as d on s.area = d.area and s.measure = d.measure
left join not_known as u on s.area = u.area and s.measure = u.measure
cross join known
order by s.area, s.measure
