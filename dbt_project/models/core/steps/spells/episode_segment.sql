-- Stretches of days of one episode on which no placement and no home legal reason starts or ends:
-- [starts, until). All rules about days are decided on these stretches.
with episode as (
    select * from {{ ref('care_episode') }}
    where has_days and not is_short_break
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
        p.start_date
    from episode as e
    inner join {{ ref('placement_spell') }} as p on e.child_key = p.child_key
    where p.covers_days and p.start_date > e.start_date and p.start_date < e.days_until
    union
    select
        e.child_key,
        e.episode_number,
        p.days_until
    from episode as e
    inner join {{ ref('placement_spell') }} as p on e.child_key = p.child_key
    where p.covers_days and p.days_until > e.start_date and p.days_until < e.days_until
    union
    select
        e.child_key,
        e.episode_number,
        l.start_date
    from episode as e
    inner join {{ ref('legal_status_spell') }} as l on e.child_key = l.child_key
    where
        l.covers_days and l.is_home_reason
        and l.start_date > e.start_date and l.start_date < e.days_until
    union
    select
        e.child_key,
        e.episode_number,
        l.days_until
    from episode as e
    inner join {{ ref('legal_status_spell') }} as l on e.child_key = l.child_key
    where
        l.covers_days and l.is_home_reason
        and l.days_until > e.start_date and l.days_until < e.days_until
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
