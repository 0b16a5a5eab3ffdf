-- When an episode first reached each of the four secure routes. An order counts from the day the court
-- granted it, else the first day of its legal status, else the day the episode ended to it. Compulsory
-- measures were removed at home where an episode ended from a home spell, before the 18th birthday, and
-- the child stayed with the parents (or nobody wrote where else).
with granted as (
    select
        child_key,
        episode_number,
        case
            when order_type = 'adoption' then 'adoption_order'
            when order_type = 'kinship_care_order' then 'kinship_care_order'
            when order_type in ({{ quoted(permanence_order_reasons()) }}) then 'permanence_order'
        end as secure_route,
        decided_on as secured_on
    from {{ ref('court_case') }}
    where outcome = 'granted' and order_type is not null
),

in_force as (
    select
        e.child_key,
        e.episode_number,
        'permanence_order' as secure_route,
        greatest(l.start_date, e.start_date) as secured_on
    from {{ ref('care_episode') }} as e
    inner join {{ ref('legal_status_spell') }} as l
        on
            e.child_key = l.child_key
            and l.covers_days
            and l.legal_reason in ({{ quoted(permanence_order_reasons()) }})
            and e.days_until > l.start_date
            and e.start_date < l.days_until
),

left_to as (
    select
        child_key,
        episode_number,
        case destination
            when 'adoption' then 'adoption_order' else 'kinship_care_order'
        end as secure_route,
        end_date as secured_on
    from {{ ref('care_episode') }}
    where destination in ('adoption', 'kinship_care_order') and end_date is not null
),

measures_removed as (
    select
        e.child_key,
        e.episode_number,
        'compulsory_measures_removed_at_home' as secure_route,
        e.end_date as secured_on
    from {{ ref('care_episode') }} as e
    inner join {{ ref('home_spell') }} as h
        on
            e.child_key = h.child_key
            and e.episode_number = h.episode_number
            and e.end_date = h.end_date
    inner join {{ ref('child') }} as c on e.child_key = c.child_key
    where
        coalesce(e.destination, 'not_known') in ('home_parents', 'not_known')
        and e.end_date < coalesce(c.eighteenth_birthday, {{ open_end() }})
),

reached as (
    select * from granted
    union all
    select * from in_force
    union all
    select * from left_to
    union all
    select * from measures_removed
)

select
    r.child_key,
    e.authority_code,
    r.episode_number,
    r.secure_route,
    case r.secure_route
        when 'adoption_order' then 1
        when 'kinship_care_order' then 2
        when 'permanence_order' then 3
        else 4
    end as finality,
    min(r.secured_on) as secured_on
from reached as r
inner join {{ ref('care_episode') }} as e
    on
        r.child_key = e.child_key
        and r.episode_number = e.episode_number
        and not e.is_short_break
group by r.child_key, e.authority_code, r.episode_number, r.secure_route
