-- For each change idea: clocks of its aim starting in the 12 months before tested_from and in those from
-- adopted_on: percent of all starts, the difference and Newcombe's interval in percentage points; uptake
-- (share of starts with its process milestone). Labelled uncontrolled: what else changed meanwhile is
-- not taken out.
{%- set of_all = "outcome_at_threshold in ('within', 'not_within', 'out')" %}
with counted as (
    select
        change_idea_id,
        max(process_milestone) as process_milestone
        {%- for period in ['before', 'after'] %},
        count(case when period = '{{ period }}' and outcome_at_threshold = 'within' then 1 end)
            as {{ period }}_within,
        count(case when period = '{{ period }}' and {{ of_all }} then 1 end) as {{ period }}_of,
        count(case when period = '{{ period }}' and outcome_at_threshold = 'not_yet' then 1 end)
            as {{ period }}_not_yet_mature,
        count(
            case when period = '{{ period }}' and {{ of_all }} and had_process_milestone then 1 end
        ) as {{ period }}_with_process_milestone
        {%- endfor %}
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
        c.process_milestone
        {%- for period in ['before', 'after'] %}
        {%- for count in ['within', 'of', 'not_yet_mature', 'with_process_milestone'] %},
        coalesce(c.{{ period }}_{{ count }}, 0) as {{ period }}_{{ count }}
        {%- endfor %}
        {%- endfor %}
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
    case when process_milestone is not null
        then {{ percent('before_with_process_milestone', 'before_of') }}
    end as before_percent_uptake,
    case when process_milestone is not null
        then {{ percent('after_with_process_milestone', 'after_of') }}
    end as after_percent_uptake
from every_idea
order by change_idea_id
