-- The milestones that follow from episodes and spells; an episode of short breaks only has none.
with derived as (
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        'looked_after_started' as milestone,
        start_date as event_date
    from {{ ref('care_episode') }}
    where not is_short_break
    union all
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        'looked_after_ended',
        end_date
    from {{ ref('care_episode') }}
    where not is_short_break
    union all
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        'home_started',
        start_date
    from {{ ref('home_spell') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        'home_ended',
        end_date
    from {{ ref('home_spell') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        'home_two_years',
        two_years_on
    from {{ ref('home_spell') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        'away_started',
        start_date
    from {{ ref('away_spell') }}
    union all
    select
        child_key,
        authority_code,
        submission_id,
        episode_number,
        'away_ended',
        end_date
    from {{ ref('away_spell') }}
)

select * from derived
where event_date is not null
