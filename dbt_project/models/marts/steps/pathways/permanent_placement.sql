-- The first permanent placement of an episode (permanence_placed), and whether it broke down: a change
-- of carer in the 12 months after that day while the child is looked after. One transferred by then is
-- not counted as followed; a change without a carer's pseudonym leaves it not known.
with placed as (
    select
        j.child_key,
        j.authority_code,
        j.episode_number,
        j.transferred_on,
        min(r.event_date) as placed_on
    from {{ ref('journey_start') }} as j
    inner join {{ ref('recorded_event') }} as r
        on
            j.child_key = r.child_key
            and j.episode_number = r.episode_number
            and r.milestone = 'permanence_placed'
    group by j.child_key, j.authority_code, j.episode_number, j.transferred_on
),

with_year as (
    select
        *,
        {{ months_after('placed_on', 12) }} as a_year_on,
        {{ year_of('placed_on') }} as cohort_year
    from placed
),

changed as (
    select
        p.child_key,
        p.episode_number,
        count(case when c.change = 'change_of_carer' then 1 end) as changes_of_carer,
        count(case when c.change = 'carer_not_known' then 1 end) as changes_carer_not_known
    from with_year as p
    inner join {{ ref('placement_change') }} as c
        on
            p.child_key = c.child_key
            and p.episode_number = c.episode_number
            and p.placed_on < c.changed_on
            and p.a_year_on >= c.changed_on
    group by p.child_key, p.episode_number
)

select
    p.child_key,
    p.authority_code,
    p.episode_number,
    p.cohort_year,
    y.is_followed and coalesce(p.transferred_on > p.a_year_on, true) as is_followed,
    case
        when c.changes_of_carer > 0 then 'broken_down'
        when c.changes_carer_not_known > 0 then 'not_known'
        else 'held'
    end as a_year_later
from with_year as p
inner join {{ ref('authority_year') }} as y
    on
        p.authority_code = y.authority_code
        and p.cohort_year = y.cohort_year
        and y.years = 1
left join changed as c
    on p.child_key = c.child_key and p.episode_number = c.episode_number
