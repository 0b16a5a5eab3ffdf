-- One start of a journey per looked-after episode that covers a day and is not one of short breaks
-- only: the day the child became looked after, at home or away. Away spells and spells at home inside
-- the episode are stages of that journey, not new ones.
select
    child_key,
    authority_code,
    episode_number,
    start_date,
    end_date,
    transferred_on,
    {{ year_of('start_date') }} as cohort_year
from {{ ref('care_episode') }}
where not is_short_break and has_days
