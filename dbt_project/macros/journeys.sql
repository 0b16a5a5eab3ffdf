{#- Columns of whole_journey at one horizon, in years from the start. Counted are the authorities whose whole
    year of starts has been followed that long; where there is none the sums, and so the shares, are empty. -#}

{%- macro counts_by_year(years) -%}
    {%- set counted = 'case when b.years = ' ~ years ~ ' and y.is_followed then ' -%}
    cast(sum({{ counted }} b.journeys_started - b.transferred end) as bigint) as starts_followed_{{ years }}y,
    cast(sum({{ counted }} b.transferred end) as bigint) as transferred_by_{{ years }}y,
    cast(sum({{ counted }} b.measures_removed end) as bigint)
        as compulsory_measures_removed_at_home_by_{{ years }}y,
    cast(sum({{ counted }} b.permanence_order end) as bigint) as permanence_order_by_{{ years }}y,
    cast(sum({{ counted }} b.kinship_care_order end) as bigint) as kinship_care_order_by_{{ years }}y,
    cast(sum({{ counted }} b.adoption_order end) as bigint) as adoption_order_by_{{ years }}y
{%- endmacro -%}

{%- macro shares_by_year(years) -%}
    {%- set by = '_by_' ~ years ~ 'y' -%}
    {%- set secured = (
        'compulsory_measures_removed_at_home' ~ by ~ ' + permanence_order' ~ by
        ~ ' + kinship_care_order' ~ by ~ ' + adoption_order' ~ by
    ) -%}
    starts_followed_{{ years }}y,
    transferred{{ by }},
    compulsory_measures_removed_at_home{{ by }},
    permanence_order{{ by }},
    kinship_care_order{{ by }},
    adoption_order{{ by }},
    {{ secured }} as secured{{ by }},
    {{ percent('(' ~ secured ~ ')', 'starts_followed_' ~ years ~ 'y') }} as percent_secured{{ by }}
{%- endmacro -%}

{#- Columns of change_idea_effect of one period, before or after. -#}
{%- macro idea_counts(period) -%}
    {%- set in_period = "period = '" ~ period ~ "'" -%}
    {%- set is_told = in_period ~ " and outcome_at_threshold in ('within', 'not_within', 'out')" -%}
    count(case when {{ in_period }} and outcome_at_threshold = 'within' then 1 end)
        as {{ period }}_within,
    count(case when {{ is_told }} then 1 end) as {{ period }}_of,
    count(case when {{ in_period }} and outcome_at_threshold = 'not_yet' then 1 end)
        as {{ period }}_not_yet_mature,
    count(case when {{ is_told }} and had_process_milestone then 1 end)
        as {{ period }}_with_process_milestone
{%- endmacro -%}
