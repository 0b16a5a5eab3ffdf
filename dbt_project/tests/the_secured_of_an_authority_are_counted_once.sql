-- Of a year followed long enough, secured_by_2y (the four routes added up) is the number of journeys
-- that reached any secure route by then; and nobody is secured who did not start.
with reached as (
    select
        j.authority_code,
        j.cohort_year,
        count(distinct concat_ws('|', j.child_key, j.episode_number)) as journeys
    from {{ ref('journey_start') }} as j
    inner join {{ ref('secured') }} as s
        on
            j.child_key = s.child_key
            and j.episode_number = s.episode_number
            and s.secured_on <= {{ months_after('j.start_date', 24) }}
    group by j.authority_code, j.cohort_year
)

select
    w.area,
    w.cohort_year
from {{ ref('whole_journey') }} as w
left join reached as r on w.area = r.authority_code and w.cohort_year = r.cohort_year
where
    w.secured_by_2y > w.starts_followed_2y
    or (
        w.area in (select a.authority_code from {{ ref('authority') }} as a)
        and w.secured_by_2y != coalesce(r.journeys, 0)
    )
