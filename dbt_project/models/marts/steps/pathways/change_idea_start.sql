-- The clocks a change idea is judged by: those of its aim (the headline variant) in its authority that
-- start in the 12 months before tested_from (before) and in those from adopted_on (after), and whether
-- the child had the idea's process milestone by the threshold date (from planning_before_care_days before
-- the start: legal advice is taken before the plan it serves). That milestone is the one whose words
-- (seed process_milestone_words) stand in the idea's title; it may be none.
with named as (
    select
        i.change_idea_id,
        w.milestone,
        row_number() over (partition by i.change_idea_id order by w.position) as preference
    from {{ ref('stg_change_idea') }} as i
    inner join {{ ref('process_milestone_words') }} as w
        on replace(lower(i.title), '-', ' ') like '%' || w.words || '%'
),

period as (
    select
        change_idea_id,
        authority_code,
        aim,
        'before' as period,
        {{ months_after('tested_from', -12) }} as first_day,
        tested_from as ends_before
    from {{ ref('stg_change_idea') }}
    union all
    select
        change_idea_id,
        authority_code,
        aim,
        'after',
        adopted_on,
        {{ months_after('adopted_on', 12) }}
    from {{ ref('stg_change_idea') }}
),

clock as (
    select
        p.change_idea_id,
        p.period,
        n.milestone as process_milestone,
        c.child_key,
        c.clock_start,
        c.threshold_date,
        c.outcome_at_threshold
    from period as p
    inner join {{ ref('aim_variant') }} as v on p.aim = v.aim and v.is_headline = 'yes'
    inner join {{ ref('aim_clock') }} as c
        on
            p.authority_code = c.authority_code
            and p.aim = c.aim
            and v.variant = c.variant
            and c.status != 'excluded'
            and p.first_day <= c.clock_start
            and p.ends_before > c.clock_start
    left join named as n on p.change_idea_id = n.change_idea_id and n.preference = 1
)

select
    c.change_idea_id,
    c.period,
    c.process_milestone,
    c.child_key,
    c.clock_start,
    c.outcome_at_threshold,
    count(r.source_ref) > 0 as had_process_milestone
from clock as c
left join {{ ref('recorded_event') }} as r
    on
        c.child_key = r.child_key
        and c.process_milestone = r.milestone
        and r.event_date
        between {{ days_after("c.clock_start", "-1 * " ~ var("planning_before_care_days")) }}
        and c.threshold_date
group by
    c.change_idea_id,
    c.period,
    c.process_milestone,
    c.child_key,
    c.clock_start,
    c.outcome_at_threshold
