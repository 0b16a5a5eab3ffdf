-- Care episodes, home spells and away spells, each among themselves.
with spell as (
    select
        'care_episode' as kind,
        child_key,
        start_date,
        days_until
    from {{ ref('care_episode') }}
    union all
    select
        'home_spell',
        child_key,
        start_date,
        days_until
    from {{ ref('home_spell') }}
    union all
    select
        'away_spell',
        child_key,
        start_date,
        days_until
    from {{ ref('away_spell') }}
),

followed as (
    select
        *,
        lead(start_date) over (
            partition by kind, child_key order by start_date, days_until
        ) as next_start
    from spell
)

select
    kind,
    child_key
from followed
where next_start < days_until
