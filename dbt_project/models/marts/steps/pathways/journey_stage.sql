-- Where the days of a journey went: from the away start to the final order (the first application the
-- court granted in the episode on or after it), cut at the milestones on the way. Of each milestone the
-- first that moved the plan on counts: a panel that recommended, a decision that approved. A milestone
-- nobody recorded cuts nothing; its days belong to the next stage. Each stage is named for the milestone
-- that ended it, and held by the agency that owned it; the stages' days add up to the journey's.
with journey as (
    select
        a.child_key,
        a.authority_code,
        a.episode_number,
        a.start_date,
        min(c.decided_on) as ordered_on
    from {{ ref('away_spell') }} as a
    inner join {{ ref('court_case') }} as c
        on
            a.child_key = c.child_key
            and a.episode_number = c.episode_number
            and a.start_date <= c.decided_on
            and coalesce(a.end_date, {{ open_end() }}) >= c.decided_on
            and c.outcome = 'granted'
    group by a.child_key, a.authority_code, a.episode_number, a.start_date
),

on_the_way as (
    select
        j.*,
        r.event_date,
        r.agency,
        case r.milestone
            when 'permanence_recommended' then 1
            when 'report_completed' then 2
            when 'panel' then 3
            when 'adm_decision' then 4
            when 'application_lodged' then 5
            when 'court_first_hearing' then 6
            else 7
        end as stage_number,
        row_number() over (
            partition by j.child_key, j.start_date, r.milestone
            order by r.event_date, r.source_ref
        ) as nth
    from journey as j
    inner join {{ ref('recorded_event') }} as r
        on
            j.child_key = r.child_key
            and j.episode_number = r.episode_number
            and j.start_date <= r.event_date
            and j.ordered_on >= r.event_date
    where
        r.milestone in ('report_completed', 'application_lodged', 'court_first_hearing')
        or (r.milestone = 'permanence_recommended' and r.route_direction = 'away')
        or (r.milestone = 'panel' and coalesce(r.outcome, 'recommended') = 'recommended')
        or (r.milestone = 'adm_decision' and r.outcome = 'approved')
        or (
            r.milestone = 'court_decision'
            and r.outcome = 'granted'
            and j.ordered_on = r.event_date
        )
)

select
    child_key,
    authority_code,
    start_date,
    stage_number,
    case stage_number
        when 1 then 'to_recommendation'
        when 2 then 'to_report'
        when 3 then 'to_panel'
        when 4 then 'to_approval'
        when 5 then 'to_lodging'
        when 6 then 'to_first_hearing'
        else 'to_final_order'
    end as stage,
    coalesce(agency, 'not_known') as agency,
    {{ days_between(
        "coalesce(lag(event_date) over (partition by child_key, start_date"
        ~ " order by event_date, stage_number), start_date)",
        'event_date'
    ) }} as stage_days
from on_the_way
where nth = 1
