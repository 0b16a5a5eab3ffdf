-- Stretches of days of one episode on which no placement and no home legal reason starts or ends:
-- [starts, until). All rules about days are decided on these stretches.
with episode as (
    select * from {{ ref('care_episode') }}
    where has_days and not is_short_break
),

spell as (
    select
        child_key,
        start_date,
        days_until
    from {{ ref('placement_spell') }}
    where covers_days
    union all
    select
        child_key,
        start_date,
        days_until
    from {{ ref('legal_status_spell') }}
    where covers_days and is_home_reason
),

turning_day as (
    select
        child_key,
        start_date as boundary_day
    from spell
    union
    select
        child_key,
        days_until
    from spell
),

boundary as (
    select
        child_key,
        episode_number,
        start_date as boundary_day
    from episode
    union
    select
        child_key,
        episode_number,
        days_until
    from episode
    union
    select
        e.child_key,
        e.episode_number,
        t.boundary_day
    from episode as e
    inner join turning_day as t on e.child_key = t.child_key
    where t.boundary_day > e.start_date and t.boundary_day < e.days_until
),

paired as (
    select
        child_key,
        episode_number,
        boundary_day as starts,
        lead(boundary_day) over (
            partition by child_key, episode_number
            order by boundary_day
        ) as until
    from boundary
)

select * from paired
where until is not null
