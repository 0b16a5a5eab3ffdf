-- A clock has one sex, one ethnic group, one disability and one age: the categories of each add up alike.
with told as (
    select
        aim,
        characteristic,
        sum(clocks_started) as clocks,
        sum(within + not_within + exited_before_threshold + not_recorded + not_yet_mature) as outcomes
    from {{ ref('equality') }}
    group by aim, characteristic
)

select aim
from told
group by aim
having min(clocks) != max(clocks) or min(outcomes) != max(outcomes) or min(clocks) != min(outcomes)
