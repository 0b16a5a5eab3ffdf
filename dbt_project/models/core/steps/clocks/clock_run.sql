-- The clocks of all four aims in one shape, each run once: what started it, its first stop, the exits
-- of its own line of the clock table, and the reason of that line for excluding it.
with run as (
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        1 as aim,
        'home_two_years' as variant_run,
        clock_start,
        stop_on,
        cast(null as date) as event_exit_on,
        cast(null as {{ dbt.type_string() }}) as event_exit_reason,
        spell_exit_on,
        spell_exit_reason,
        transferred_on,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,
        cast(null as {{ dbt.type_string() }}) as route,
        cast(null as date) as not_approved_on
    from {{ ref('home_review_wait') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        2,
        'away_spell',
        clock_start,
        stop_on,
        cast(null as date),
        cast(null as {{ dbt.type_string() }}),
        spell_exit_on,
        spell_exit_reason,
        transferred_on,
        exclusion_reason,
        cast(null as {{ dbt.type_string() }}),
        cast(null as date)
    from {{ ref('recommendation_wait') }}
    union all
    select
        p.child_key,
        p.authority_code,
        p.submission_id,
        p.episode_number,
        p.aim,
        p.variant_run,
        p.clock_start,
        p.stop_on,
        p.event_exit_on,
        p.event_exit_reason,
        case when e.transferred_on is null then e.end_date end,
        'left_care',
        e.transferred_on,
        p.exclusion_reason,
        p.route,
        p.not_approved_on
    from {{ ref('plan_clock') }} as p
    inner join {{ ref('care_episode') }} as e
        on p.child_key = e.child_key and p.episode_number = e.episode_number
)

select
    child_key,
    authority_code,
    submission_id,
    episode_number,
    aim,
    variant_run,
    clock_start,
    stop_on,
    event_exit_on,
    event_exit_reason,
    spell_exit_on,
    spell_exit_reason,
    transferred_on,
    exclusion_reason,
    route,
    not_approved_on
from run
