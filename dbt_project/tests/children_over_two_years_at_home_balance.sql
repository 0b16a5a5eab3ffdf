-- over_two_years_at_start + reached_two_years - left = over_two_years_at_end
select
    area,
    quarter
from {{ ref('home_reviews') }}
where
    over_two_years_at_start + reached_two_years - {{ adapter.quote('left') }}
    != over_two_years_at_end
