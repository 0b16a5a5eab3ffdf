-- Whether children are safe and settled, by area and year. Physical: moves (a change of carer; of label
-- alone, apart) and family setting. Legal: the four routes. Return home that held 12 months; a new order
-- within 12 months of one that ended; placement breakdown after permanence; panels deferred and plans
-- not approved. Emotional security is not measured.
{%- set counts = [
    'starts_followed', 'changes_of_carer', 'changes_of_label', 'changes_carer_not_known',
    'starts_without_a_move', 'starts_with_three_moves_or_more', 'placed_a_year_on',
    'in_family_setting_a_year_on', 'compulsory_measures_removed_at_home', 'permanence_order',
    'kinship_care_order', 'adoption_order', 'returns_home', 'returns_followed',
    'returns_held_12_months', 'orders_ended', 'orders_ended_followed', 'new_order_within_12_months',
    'placed_permanently', 'placed_permanently_followed', 'placement_broke_down',
    'placement_breakdown_not_known', 'panels', 'panel_deferred', 'agency_decisions', 'not_approved'
] %}
with counted as (
    select
        m.area,
        c.cohort_year
        {%- for count in counts %},
        cast(sum(c.{{ count }}) as bigint) as {{ count }}
        {%- endfor %}
    from {{ ref('security_count') }} as c
    inner join {{ ref('area_member') }} as m on c.authority_code = m.authority_code
    group by m.area, c.cohort_year
)

select
    *,
    {{ percent('starts_without_a_move', 'starts_followed') }} as percent_without_a_move,
    {{ percent('in_family_setting_a_year_on', 'placed_a_year_on') }} as percent_in_family_setting,
    {{ percent('returns_held_12_months', 'returns_followed') }} as percent_returns_held,
    {{ percent('new_order_within_12_months', 'orders_ended_followed') }} as percent_new_order,
    {{ percent(
        'placement_broke_down', '(placed_permanently_followed - placement_breakdown_not_known)'
    ) }} as percent_broke_down,
    {{ percent('panel_deferred', 'panels') }} as percent_panel_deferred,
    {{ percent('not_approved', 'agency_decisions') }} as percent_not_approved
from counted
where {{ counts | join(' + ') }} > 0
order by area, cohort_year
