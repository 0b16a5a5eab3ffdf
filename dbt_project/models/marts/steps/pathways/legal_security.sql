-- Journeys by the year in which they first reached each of the four secure routes. A child with an order
-- authorising adoption one year and the adoption order the next counts once under each.
select
    authority_code,
    {{ year_of('secured_on') }} as cohort_year
    {%- for secure_route in secure_routes() | reverse %},
    count(case when secure_route = '{{ secure_route }}' then 1 end) as {{ secure_route }}
    {%- endfor %}
from {{ ref('secured') }}
group by authority_code, {{ year_of('secured_on') }}
