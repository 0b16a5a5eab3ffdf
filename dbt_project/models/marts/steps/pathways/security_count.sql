-- The counts behind security_outcomes, one row per authority and year; each kind of security was counted
-- by the year in which it began. A year in which a kind has nothing is 0 there.
with physical as (
    select
        authority_code,
        cohort_year,
        count(*) as starts_followed,
        cast(sum(changes_of_carer) as bigint) as changes_of_carer,
        cast(sum(changes_of_label) as bigint) as changes_of_label,
        cast(sum(changes_carer_not_known) as bigint) as changes_carer_not_known,
        count(case when changes_of_carer + changes_carer_not_known = 0 then 1 end)
            as starts_without_a_move,
        count(case when changes_of_carer >= 3 then 1 end) as starts_with_three_moves_or_more,
        count(case when placement_a_year_on is not null then 1 end) as placed_a_year_on,
        count(
            case when placement_a_year_on in ({{ quoted(family_placement_types()) }}) then 1 end
        ) as in_family_setting_a_year_on
    from {{ ref('physical_security') }}
    group by authority_code, cohort_year
),

homecoming as (
    select
        authority_code,
        cohort_year,
        count(*) as returns_home,
        count(case when is_followed then 1 end) as returns_followed,
        count(case when is_followed and held then 1 end) as returns_held_12_months
    from {{ ref('return_home') }}
    group by authority_code, cohort_year
),

orders as (
    select
        authority_code,
        cohort_year,
        count(*) as orders_ended,
        count(case when is_followed then 1 end) as orders_ended_followed,
        count(case when is_followed and has_new_order_within_12_months then 1 end)
            as new_order_within_12_months
    from {{ ref('order_ended') }}
    group by authority_code, cohort_year
),

permanent as (
    select
        authority_code,
        cohort_year,
        count(*) as placed_permanently,
        count(case when is_followed then 1 end) as placed_permanently_followed,
        count(case when is_followed and a_year_later = 'broken_down' then 1 end)
            as placement_broke_down,
        count(case when is_followed and a_year_later = 'not_known' then 1 end)
            as placement_breakdown_not_known
    from {{ ref('permanent_placement') }}
    group by authority_code, cohort_year
)

select
    y.authority_code,
    y.cohort_year,
    coalesce(p.starts_followed, 0) as starts_followed,
    coalesce(p.changes_of_carer, 0) as changes_of_carer,
    coalesce(p.changes_of_label, 0) as changes_of_label,
    coalesce(p.changes_carer_not_known, 0) as changes_carer_not_known,
    coalesce(p.starts_without_a_move, 0) as starts_without_a_move,
    coalesce(p.starts_with_three_moves_or_more, 0) as starts_with_three_moves_or_more,
    coalesce(p.placed_a_year_on, 0) as placed_a_year_on,
    coalesce(p.in_family_setting_a_year_on, 0) as in_family_setting_a_year_on,
    coalesce(l.compulsory_measures_removed_at_home, 0) as compulsory_measures_removed_at_home,
    coalesce(l.permanence_order, 0) as permanence_order,
    coalesce(l.kinship_care_order, 0) as kinship_care_order,
    coalesce(l.adoption_order, 0) as adoption_order,
    coalesce(h.returns_home, 0) as returns_home,
    coalesce(h.returns_followed, 0) as returns_followed,
    coalesce(h.returns_held_12_months, 0) as returns_held_12_months,
    coalesce(o.orders_ended, 0) as orders_ended,
    coalesce(o.orders_ended_followed, 0) as orders_ended_followed,
    coalesce(o.new_order_within_12_months, 0) as new_order_within_12_months,
    coalesce(b.placed_permanently, 0) as placed_permanently,
    coalesce(b.placed_permanently_followed, 0) as placed_permanently_followed,
    coalesce(b.placement_broke_down, 0) as placement_broke_down,
    coalesce(b.placement_breakdown_not_known, 0) as placement_breakdown_not_known,
    coalesce(d.panels, 0) as panels,
    coalesce(d.panel_deferred, 0) as panel_deferred,
    coalesce(d.agency_decisions, 0) as agency_decisions,
    coalesce(d.not_approved, 0) as not_approved
from {{ ref('authority_year') }} as y
left join physical as p
    on y.authority_code = p.authority_code and y.cohort_year = p.cohort_year
left join {{ ref('legal_security') }} as l
    on y.authority_code = l.authority_code and y.cohort_year = l.cohort_year
left join homecoming as h
    on y.authority_code = h.authority_code and y.cohort_year = h.cohort_year
left join orders as o
    on y.authority_code = o.authority_code and y.cohort_year = o.cohort_year
left join permanent as b
    on y.authority_code = b.authority_code and y.cohort_year = b.cohort_year
left join {{ ref('decision_quality') }} as d
    on y.authority_code = d.authority_code and y.cohort_year = d.cohort_year
where y.years = 1
