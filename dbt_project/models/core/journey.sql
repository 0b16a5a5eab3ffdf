-- Linkage: one row per child_key where person_key is present. Records of one person_key whose sex and
-- birth month agree (within a month) are one journey through authorities, in the order in which they
-- began. All records of a journey agree with each other: where one agrees with two that disagree, none of
-- them is linked. No figure of the marts is made from this table.
with agreed as (
    select *
    from {{ ref('linkage_pair') }}
    where agrees
),

-- A agrees with B and B with C, but A not with C.
open_chain as (
    select
        first.child_key as first_child_key,
        first.other_child_key as middle_child_key
    from agreed as first
    inner join agreed as second
        on first.other_child_key = second.child_key and first.child_key != second.other_child_key
    left join agreed as closing
        on
            first.child_key = closing.child_key
            and second.other_child_key = closing.other_child_key
    where closing.child_key is null
),

unlinkable as (
    select first_child_key as child_key
    from open_chain
    union
    select middle_child_key
    from open_chain
),

linked as (
    select
        a.child_key,
        min(a.other_child_key) as least_other_child_key
    from agreed as a
    left join unlinkable as u on a.child_key = u.child_key
    where u.child_key is null
    group by a.child_key
),

looked_after as (
    select
        child_key,
        min(start_date) as looked_after_from
    from {{ ref('care_episode') }}
    group by child_key
),

disagreed as (
    select distinct child_key
    from {{ ref('linkage_pair') }}
    where not agrees
),

record as (
    select
        c.child_key,
        c.authority_code,
        c.submission_id,
        c.person_key,
        l.looked_after_from,
        coalesce(least(c.child_key, linked.least_other_child_key), c.child_key) as journey_id,
        d.child_key is not null as disagrees_with_another
    from {{ ref('child') }} as c
    left join linked on c.child_key = linked.child_key
    left join looked_after as l on c.child_key = l.child_key
    left join disagreed as d on c.child_key = d.child_key
    where c.person_key is not null
)

select
    journey_id,
    cast(row_number() over journey_in_order as integer) as leg,
    cast(count(*) over (partition by journey_id) as integer) as legs,
    child_key,
    authority_code,
    submission_id,
    person_key,
    looked_after_from,
    lag(child_key) over journey_in_order as previous_child_key,
    lag(authority_code) over journey_in_order as previous_authority_code,
    lead(authority_code) over journey_in_order as next_authority_code,
    disagrees_with_another
from record
window
    journey_in_order as (
        partition by journey_id
        order by coalesce(looked_after_from, {{ open_end() }}), child_key
    )
order by journey_id, leg
