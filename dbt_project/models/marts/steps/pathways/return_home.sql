-- Returns home: an away spell that ended with time at home, or with the episode and the destination
-- home_parents. It held where no away spell of the child starts within 12 months. A child transferred
-- or 18 by then could not have come back here and is not counted as followed.
with returned as (
    select
        a.child_key,
        a.authority_code,
        a.start_date as away_from,
        a.end_date as returned_on,
        {{ months_after('a.end_date', 12) }} as a_year_on,
        {{ year_of('a.end_date') }} as cohort_year
    from {{ ref('away_spell') }} as a
    inner join {{ ref('care_episode') }} as e
        on a.child_key = e.child_key and a.episode_number = e.episode_number
    where
        a.end_date is not null
        and (a.returned_home or coalesce(e.destination, '') = 'home_parents')
),

transferred_within_a_year as (
    select distinct
        r.child_key,
        r.returned_on
    from returned as r
    inner join {{ ref('care_episode') }} as e
        on
            r.child_key = e.child_key
            and r.returned_on <= e.transferred_on
            and r.a_year_on >= e.transferred_on
),

away_again as (
    select distinct
        r.child_key,
        r.returned_on
    from returned as r
    inner join {{ ref('away_spell') }} as a
        on
            r.child_key = a.child_key
            and r.away_from < a.start_date
            and r.a_year_on >= a.start_date
)

select
    r.child_key,
    r.authority_code,
    r.returned_on,
    r.cohort_year,
    y.is_followed
    and t.child_key is null
    and coalesce(c.eighteenth_birthday > r.a_year_on, true) as is_followed,
    a.child_key is null as held
from returned as r
inner join {{ ref('child') }} as c on r.child_key = c.child_key
inner join {{ ref('authority_year') }} as y
    on
        r.authority_code = y.authority_code
        and r.cohort_year = y.cohort_year
        and y.years = 1
left join transferred_within_a_year as t
    on r.child_key = t.child_key and r.returned_on = t.returned_on
left join away_again as a on r.child_key = a.child_key and r.returned_on = a.returned_on
