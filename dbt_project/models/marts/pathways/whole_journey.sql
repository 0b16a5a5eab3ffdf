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
        min(
            case s.secure_route
                {% for secure_route in secure_routes() -%}
                    when '{{ secure_route }}' then {{ loop.index }}
                {% endfor %}
            end
        ) as most_final
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
        count(*) as starts,
        count(
            case
                when
                    r.child_key is null
                    and j.transferred_on <= {{ months_after('j.start_date', '12 * h.years') }}
                    then 1
            end
        ) as transferred
        {%- for secure_route in secure_routes() %},
        count(case when r.most_final = {{ loop.index }} then 1 end) as {{ secure_route }}
        {%- endfor %}
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
        cast(sum(case when b.years = 1 then b.starts end) as bigint) as starts
        {%- for years in range(1, 5) %},
        {%- set counted = 'case when b.years = ' ~ years ~ ' and y.is_followed then ' %}
        cast(sum({{ counted }} b.starts - b.transferred end) as bigint) as starts_followed_{{ years }}y,
        cast(sum({{ counted }} b.transferred end) as bigint) as transferred_by_{{ years }}y
        {%- for secure_route in secure_routes() %},
        cast(sum({{ counted }} b.{{ secure_route }} end) as bigint)
            as {{ secure_route }}_by_{{ years }}y
        {%- endfor %}
        {%- endfor %}
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
    starts
    {%- for years in range(1, 5) %},
    {%- set secured = secure_routes() | join('_by_' ~ years ~ 'y + ') ~ '_by_' ~ years ~ 'y' %}
    starts_followed_{{ years }}y,
    transferred_by_{{ years }}y,
    {%- for secure_route in secure_routes() %}
    {{ secure_route }}_by_{{ years }}y,
    {%- endfor %}
    {{ secured }} as secured_by_{{ years }}y,
    {{ percent('(' ~ secured ~ ')', 'starts_followed_' ~ years ~ 'y') }} as percent_secured_by_{{ years }}y
    {%- endfor %}
from by_area
order by area, cohort_year
