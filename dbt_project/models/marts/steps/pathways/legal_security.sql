-- Journeys by the year in which they first reached each of the four secure routes. A child with an order
-- authorising adoption one year and the adoption order the next counts once under each.
select
    authority_code,
    {{ year_of('secured_on') }} as cohort_year,
    count(case when secure_route = 'compulsory_measures_removed_at_home' then 1 end)
        as compulsory_measures_removed_at_home,
    count(case when secure_route = 'permanence_order' then 1 end) as permanence_order,
    count(case when secure_route = 'kinship_care_order' then 1 end) as kinship_care_order,
    count(case when secure_route = 'adoption_order' then 1 end) as adoption_order
from {{ ref('secured') }}
group by authority_code, {{ year_of('secured_on') }}
