-- Every milestone, spell and clock of one child in order, for the analyst's eyes only: it never leaves
-- the warehouse. An episode, a spell and a clock stand on their first day and say how they ended. Within
-- a child the order is event_date, order_of_day, what, detail.
{%- set text = dbt.type_string() %}
with recorded as (
    select
        child_key,
        authority_code,
        submission_id,
        event_date,
        5 as order_of_day,
        'milestone' as kind,
        milestone as what,
        nullif(
            concat_ws(', ', nullif(route, 'not_known'), outcome, application_type, applicant, agency),
            ''
        ) as detail
    from {{ ref('milestone_event') }}
    where not is_derived
),

derived as (
    select
        child_key,
        authority_code,
        submission_id,
        event_date,
        4 as order_of_day,
        'derived_milestone' as kind,
        milestone as what,
        cast(null as {{ text }}) as detail
    from {{ ref('milestone_event') }}
    where is_derived
),

spell as (
    select
        child_key,
        authority_code,
        submission_id,
        start_date,
        1 as order_of_day,
        'episode' as kind,
        case when is_short_break then 'short_breaks_only' else 'looked_after' end as what,
        'until ' || cast(end_date as {{ text }}) || ', ' || coalesce(destination, 'not_known') as detail
    from {{ ref('care_episode') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        start_date,
        2,
        'legal_status',
        legal_reason,
        'until ' || cast(end_date as {{ text }})
    from {{ ref('legal_status_spell') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        start_date,
        3,
        'placement',
        placement_type,
        nullif(concat_ws(', ', 'until ' || cast(end_date as {{ text }}), 'carer ' || carer_key), '')
    from {{ ref('placement_spell') }}
),

clock as (
    select
        child_key,
        authority_code,
        submission_id,
        clock_start,
        6 as order_of_day,
        'clock' as kind,
        'aim_' || cast(aim as {{ text }}) || '_' || variant as what,
        concat_ws(
            ' ', status, cast(coalesce(clock_stop, exit_date) as {{ text }}),
            coalesce(exit_reason, exclusion_reason)
        ) as detail
    from {{ ref('aim_clock') }}
),

line as (
    select * from recorded
    union all
    select * from derived
    union all
    select * from spell
    union all
    select * from clock
)

select
    child_key,
    authority_code,
    submission_id,
    event_date,
    order_of_day,
    kind,
    what,
    detail
from line
order by child_key, event_date, order_of_day, what, detail
