-- Rule of time 3, the first half: the placement covering a stretch of days (where two cover it, the
-- later-starting, of two that start together the later-ending, then away). Where that leaves two, the
-- kind and the carer by their codes, so that no order of rows decides. A stretch that no placement
-- covers has no row.
with covering as (
    select
        s.child_key,
        s.episode_number,
        s.starts,
        s.until,
        p.placement_type,
        p.setting,
        p.carer_key,
        p.start_date as placement_start,
        p.end_date as placement_end,
        row_number() over (
            partition by s.child_key, s.starts
            order by
                p.start_date desc,
                coalesce(p.end_date, {{ open_end() }}) desc,
                p.setting,
                p.placement_type,
                coalesce(p.carer_key, '')
        ) as preference
    from {{ ref('episode_segment') }} as s
    inner join {{ ref('placement_spell') }} as p
        on
            s.child_key = p.child_key
            and p.covers_days
            and s.starts >= p.start_date
            and s.starts < p.days_until
)

select
    child_key,
    episode_number,
    starts,
    until,
    placement_type,
    setting,
    carer_key,
    placement_start,
    placement_end
from covering
where preference = 1
