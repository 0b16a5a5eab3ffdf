-- Where the child lives changes within an episode: the placement in force on one stretch of days is
-- another spell than on the covered stretch before. The carer's pseudonym tells a move from a change of
-- label: another carer is a change of carer; the same carer under another kind of placement is a change
-- of label. Without a carer on either side, to or from the parents is a change of carer; anything else
-- is not known.
with stretch as (
    select
        *,
        lag(placement_type) over (
            partition by child_key, episode_number order by starts
        ) as type_before,
        lag(carer_key) over (
            partition by child_key, episode_number order by starts
        ) as carer_before,
        lag(placement_start) over (
            partition by child_key, episode_number order by starts
        ) as start_before
    from {{ ref('placement_in_force') }}
),

another_spell as (
    select * from stretch
    where
        type_before is not null
        and (
            placement_start != start_before
            or placement_type != type_before
            or coalesce(carer_key, '') != coalesce(carer_before, '')
        )
),

judged as (
    select
        child_key,
        episode_number,
        starts as changed_on,
        case
            when (placement_type = 'home_parents') != (type_before = 'home_parents')
                then 'change_of_carer'
            when placement_type = 'home_parents' then 'none'
            when carer_key is null or carer_before is null then 'carer_not_known'
            when carer_key != carer_before then 'change_of_carer'
            when placement_type != type_before then 'change_of_label'
            else 'none'
        end as change
    from another_spell
)

select * from judged
where change != 'none'
