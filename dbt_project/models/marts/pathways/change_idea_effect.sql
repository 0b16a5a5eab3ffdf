-- For each change idea: clocks of its aim starting in the 12 months before tested_from and in those from
-- adopted_on: percent of all starts, the difference and Newcombe's interval in percentage points; uptake
-- (share of starts with its process milestone). Labelled uncontrolled: what else changed meanwhile is
-- not taken out.
with counted as (
    select
        change_idea_id,
        max(process_milestone) as process_milestone,
        {{ idea_counts('before') }},
        {{ idea_counts('after') }}
    from {{ ref('change_idea_start') }}
    group by change_idea_id
),

every_idea as (
    select
        i.change_idea_id,
        i.authority_code,
        i.aim,
        i.tested_from,
        i.adopted_on,
        i.abandoned_on,
        'uncontrolled' as design,
        c.process_milestone,
        coalesce(c.before_within, 0) as before_within,
        coalesce(c.before_of, 0) as before_of,
        coalesce(c.before_not_yet_mature, 0) as before_not_yet_mature,
        coalesce(c.before_with_process_milestone, 0) as before_with_process_milestone,
        coalesce(c.after_within, 0) as after_within,
        coalesce(c.after_of, 0) as after_of,
        coalesce(c.after_not_yet_mature, 0) as after_not_yet_mature,
        coalesce(c.after_with_process_milestone, 0) as after_with_process_milestone
    from {{ ref('stg_change_idea') }} as i
    left join counted as c on i.change_idea_id = c.change_idea_id
)

select
    *,
    {{ percent('before_within', 'before_of') }} as before_percent_of_all_starts,
    {{ percent('after_within', 'after_of') }} as after_percent_of_all_starts,
    {{ difference_in_points('after_within', 'after_of', 'before_within', 'before_of') }} as difference,
    {{ newcombe_points('after_within', 'after_of', 'before_within', 'before_of', -1) }} as ci_low,
    {{ newcombe_points('after_within', 'after_of', 'before_within', 'before_of', 1) }} as ci_high,
    case
        when process_milestone is not null
            then {{ percent('before_with_process_milestone', 'before_of') }}
    end as before_percent_uptake,
    case
        when process_milestone is not null
            then {{ percent('after_with_process_milestone', 'after_of') }}
    end as after_percent_uptake
from every_idea
order by change_idea_id
