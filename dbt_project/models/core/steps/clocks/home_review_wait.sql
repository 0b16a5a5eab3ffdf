-- Aim 1, one clock per home spell that reaches two years: starts home_two_years; stops with the first
-- home_plan_review from then to the spell's end (a hearing alone does not stop it); exits when the
-- home spell ends. Stops are looked for by date among the child's events.
select
    h.child_key,
    h.authority_code,
    h.submission_id,
    h.episode_number,
    h.two_years_on as clock_start,
    min(m.event_date) as stop_on,
    case when h.transferred_on is null then h.end_date end as spell_exit_on,
    'home_spell_ended' as spell_exit_reason,
    h.transferred_on
from {{ ref('home_spell') }} as h
left join {{ ref('recorded_event') }} as m
    on
        h.child_key = m.child_key
        and m.milestone = 'home_plan_review'
        and m.event_date between h.two_years_on and coalesce(h.end_date, h.as_at)
where h.two_years_on is not null
group by
    h.child_key,
    h.authority_code,
    h.submission_id,
    h.episode_number,
    h.two_years_on,
    h.end_date,
    h.transferred_on
