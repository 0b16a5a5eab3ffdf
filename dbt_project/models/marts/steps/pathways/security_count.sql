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
        count(case when is_followed and new_order_within_12_months then 1 end)
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
    {%- for kind, counts in {
        'p': ['starts_followed', 'changes_of_carer', 'changes_of_label', 'changes_carer_not_known',
            'starts_without_a_move', 'starts_with_three_moves_or_more', 'placed_a_year_on',
            'in_family_setting_a_year_on'],
        'l': secure_routes() | reverse | list,
        'h': ['returns_home', 'returns_followed', 'returns_held_12_months'],
        'o': ['orders_ended', 'orders_ended_followed', 'new_order_within_12_months'],
        'b': ['placed_permanently', 'placed_permanently_followed', 'placement_broke_down',
            'placement_breakdown_not_known'],
        'd': ['panels', 'panel_deferred', 'agency_decisions', 'not_approved'],
    }.items() %}
        {%- set last_kind = loop.last %}
        {%- for counted in counts %}
    coalesce({{ kind }}.{{ counted }}, 0) as {{ counted }}{{ ',' if not (last_kind and loop.last) }}
        {%- endfor %}
    {%- endfor %}
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
