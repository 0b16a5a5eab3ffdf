-- Whether children are safe and settled, by area and year. Physical: moves (a change of carer; of label
-- alone, apart) and family setting. Legal: the four routes. Return home that held 12 months; a new order
-- within 12 months of one that ended; placement breakdown after permanence; panels deferred and plans
-- not approved. Emotional security is not measured.
with counted as (
    select
        m.area,
        c.cohort_year,
        cast(sum(c.starts_followed) as bigint) as starts_followed,
        cast(sum(c.changes_of_carer) as bigint) as changes_of_carer,
        cast(sum(c.changes_of_label) as bigint) as changes_of_label,
        cast(sum(c.changes_carer_not_known) as bigint) as changes_carer_not_known,
        cast(sum(c.starts_without_a_move) as bigint) as starts_without_a_move,
        cast(sum(c.starts_with_three_moves_or_more) as bigint) as starts_with_three_moves_or_more,
        cast(sum(c.placed_a_year_on) as bigint) as placed_a_year_on,
        cast(sum(c.in_family_setting_a_year_on) as bigint) as in_family_setting_a_year_on,
        cast(sum(c.compulsory_measures_removed_at_home) as bigint) as compulsory_measures_removed_at_home,
        cast(sum(c.permanence_order) as bigint) as permanence_order,
        cast(sum(c.kinship_care_order) as bigint) as kinship_care_order,
        cast(sum(c.adoption_order) as bigint) as adoption_order,
        cast(sum(c.returns_home) as bigint) as returns_home,
        cast(sum(c.returns_followed) as bigint) as returns_followed,
        cast(sum(c.returns_held_12_months) as bigint) as returns_held_12_months,
        cast(sum(c.orders_ended) as bigint) as orders_ended,
        cast(sum(c.orders_ended_followed) as bigint) as orders_ended_followed,
        cast(sum(c.new_order_within_12_months) as bigint) as new_order_within_12_months,
        cast(sum(c.placed_permanently) as bigint) as placed_permanently,
        cast(sum(c.placed_permanently_followed) as bigint) as placed_permanently_followed,
        cast(sum(c.placement_broke_down) as bigint) as placement_broke_down,
        cast(sum(c.placement_breakdown_not_known) as bigint) as placement_breakdown_not_known,
        cast(sum(c.panels) as bigint) as panels,
        cast(sum(c.panel_deferred) as bigint) as panel_deferred,
        cast(sum(c.agency_decisions) as bigint) as agency_decisions,
        cast(sum(c.not_approved) as bigint) as not_approved
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
where
    starts_followed + returns_home + orders_ended + placed_permanently + panels + agency_decisions
    + compulsory_measures_removed_at_home + permanence_order + kinship_care_order + adoption_order > 0
order by area, cohort_year
