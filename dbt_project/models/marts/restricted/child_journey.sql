-- Every milestone, spell and clock of one child in order, for the analyst's eyes only: it never leaves
-- the warehouse. A spell has a row on its first day and, once over, one on its first day after; a clock
-- one on its start and one on its stop or exit. place orders what happened on one day.
with happened as (
    select
        child_key,
        authority_code,
        submission_id,
        event_date,
        case when is_derived then 1 else 4 end as kind_order,
        case when is_derived then 'derived_milestone' else 'milestone' end as kind,
        milestone as what,
        nullif(
            concat_ws(
                ', ', nullif(route, 'not_known'), outcome, application_type, applicant, agency
            ),
            ''
        ) as detail,
        cast(occurrence as {{ dbt.type_string() }}) as tie
    from {{ ref('milestone_event') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        end_date,
        1,
        'destination',
        coalesce(destination, 'not_known'),
        case when is_short_break then 'short breaks only' end,
        cast(episode_number as {{ dbt.type_string() }})
    from {{ ref('care_episode') }}
    where end_date is not null
),

spell as (
    select
        child_key,
        authority_code,
        submission_id,
        'legal_status' as kind,
        legal_reason as what,
        cast(null as {{ dbt.type_string() }}) as detail,
        start_date,
        end_date
    from {{ ref('legal_status_spell') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        'placement',
        placement_type,
        'carer ' || carer_key,
        start_date,
        end_date
    from {{ ref('placement_spell') }}
),

clock as (
    select
        *,
        'aim ' || cast(aim as {{ dbt.type_string() }}) || ', ' || variant as name_of_clock
    from {{ ref('aim_clock') }}
),

line as (
    select * from happened
    union all
    select
        child_key,
        authority_code,
        submission_id,
        start_date,
        2,
        kind || '_starts',
        what,
        detail,
        coalesce(cast(end_date as {{ dbt.type_string() }}), '')
    from spell
    union all
    select
        child_key,
        authority_code,
        submission_id,
        end_date,
        3,
        kind || '_ends',
        what,
        detail,
        cast(start_date as {{ dbt.type_string() }})
    from spell
    where end_date is not null
    union all
    select
        child_key,
        authority_code,
        submission_id,
        clock_start,
        5,
        'clock_starts',
        name_of_clock,
        concat_ws(', ', status, exclusion_reason, route),
        ''
    from clock
    union all
    select
        child_key,
        authority_code,
        submission_id,
        coalesce(clock_stop, exit_date),
        6,
        case when clock_stop is not null then 'clock_stops' else 'clock_exits' end,
        name_of_clock,
        coalesce(exit_reason, status),
        cast(clock_start as {{ dbt.type_string() }})
    from clock
    where clock_stop is not null or exit_date is not null
)

select
    child_key,
    authority_code,
    submission_id,
    cast(
        row_number() over (
            partition by child_key
            order by event_date, kind_order, kind, what, coalesce(detail, ''), tie
        ) as integer
    ) as place,
    event_date,
    kind,
    what,
    detail
from line
