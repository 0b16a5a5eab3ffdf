-- Panels and agency decisions with an outcome, by the year they were held: how many were deferred or not
-- approved. What the programme must not buy its speed with.
select
    r.authority_code,
    {{ year_of('r.event_date') }} as cohort_year,
    count(case when r.milestone = 'panel' then 1 end) as panels,
    count(case when r.milestone = 'panel' and r.outcome = 'deferred' then 1 end) as panel_deferred,
    count(case when r.milestone = 'adm_decision' then 1 end) as agency_decisions,
    count(case when r.milestone = 'adm_decision' and r.outcome = 'not_approved' then 1 end)
        as not_approved
from {{ ref('recorded_event') }} as r
inner join {{ ref('journey_start') }} as j
    on r.child_key = j.child_key and r.episode_number = j.episode_number
where r.milestone in ('panel', 'adm_decision') and r.outcome is not null
group by r.authority_code, {{ year_of('r.event_date') }}
