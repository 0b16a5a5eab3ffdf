-- Secured by 1, 2, 3, 4 years from the start, by route, of all starts. A start is a journey: the day a
-- child became looked after, at home or away. At each horizon only the authorities whose whole year has
-- been followed that long are counted (year's end + that many years + recording_lag_days not after
-- as_at); a year nobody has been followed for is empty. Of several routes reached by then the most final
-- counts, so that the routes add up to secured. A child transferred before, not secured, is apart.
with horizon as (
    select distinct years from {{ ref('authority_year') }}
),

reached as (
    select
        j.child_key,
        j.episode_number,
        h.years,
        min(s.finality) as most_final
    from {{ ref('journey_start') }} as j
    cross join horizon as h
    inner join {{ ref('secured') }} as s
        on
            j.child_key = s.child_key
            and j.episode_number = s.episode_number
            and s.secured_on <= {{ months_after('j.start_date', '12 * h.years') }}
    group by j.child_key, j.episode_number, h.years
),

by_authority as (
    select
        j.authority_code,
        j.cohort_year,
        h.years,
        count(*) as journeys_started,
        count(
            case
                when
                    r.child_key is null
                    and j.transferred_on <= {{ months_after('j.start_date', '12 * h.years') }}
                    then 1
            end
        ) as transferred,
        count(case when r.most_final = 1 then 1 end) as adoption_order,
        count(case when r.most_final = 2 then 1 end) as kinship_care_order,
        count(case when r.most_final = 3 then 1 end) as permanence_order,
        count(case when r.most_final = 4 then 1 end) as measures_removed
    from {{ ref('journey_start') }} as j
    cross join horizon as h
    left join reached as r
        on
            j.child_key = r.child_key
            and j.episode_number = r.episode_number
            and h.years = r.years
    group by j.authority_code, j.cohort_year, h.years
),

by_area as (
    select
        m.area,
        b.cohort_year,
        cast(sum(case when b.years = 1 then b.journeys_started end) as bigint) as journeys_started,
        {{ counts_by_year(1) }},
        {{ counts_by_year(2) }},
        {{ counts_by_year(3) }},
        {{ counts_by_year(4) }}
    from by_authority as b
    inner join {{ ref('authority_year') }} as y
        on
            b.authority_code = y.authority_code
            and b.cohort_year = y.cohort_year
            and b.years = y.years
    inner join {{ ref('area_member') }} as m on b.authority_code = m.authority_code
    group by m.area, b.cohort_year
)

select
    area,
    cohort_year,
    journeys_started,
    {{ shares_by_year(1) }},
    {{ shares_by_year(2) }},
    {{ shares_by_year(3) }},
    {{ shares_by_year(4) }}
from by_area
order by area, cohort_year
