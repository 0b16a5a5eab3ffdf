-- Of the journeys that start in a year which has been followed for 12 months (those transferred by then
-- apart): how often the carer changed in the 12 months after the start, or the label alone, and whether
-- the child, if still looked after on that day, lives in a family.
with start as (
    select
        j.*,
        {{ months_after('j.start_date', 12) }} as a_year_on
    from {{ ref('journey_start') }} as j
    inner join {{ ref('authority_year') }} as y
        on
            j.authority_code = y.authority_code
            and j.cohort_year = y.cohort_year
            and y.years = 1
            and y.is_followed
    where
        j.transferred_on is null
        or j.transferred_on > {{ months_after('j.start_date', 12) }}
),

moves as (
    select
        s.child_key,
        s.episode_number,
        count(case when c.change = 'change_of_carer' then 1 end) as changes_of_carer,
        count(case when c.change = 'change_of_label' then 1 end) as changes_of_label,
        count(case when c.change = 'carer_not_known' then 1 end) as changes_carer_not_known
    from start as s
    inner join {{ ref('placement_change') }} as c
        on
            s.child_key = c.child_key
            and s.episode_number = c.episode_number
            and s.a_year_on >= c.changed_on
    group by s.child_key, s.episode_number
)

select
    s.child_key,
    s.authority_code,
    s.episode_number,
    s.cohort_year,
    coalesce(m.changes_of_carer, 0) as changes_of_carer,
    coalesce(m.changes_of_label, 0) as changes_of_label,
    coalesce(m.changes_carer_not_known, 0) as changes_carer_not_known,
    p.placement_type as placement_a_year_on
from start as s
left join moves as m
    on s.child_key = m.child_key and s.episode_number = m.episode_number
left join {{ ref('placement_in_force') }} as p
    on
        s.child_key = p.child_key
        and s.episode_number = p.episode_number
        and s.a_year_on >= p.starts
        and s.a_year_on < p.until
