-- Where the days go from the away start to the final order, and who held the step: the agency that
-- owned the milestone which ended the stage. Of journeys that have reached an order; the days of all
-- rows of an area add up to the days of its journeys.
with by_area as (
    select
        m.area,
        s.stage_number,
        s.stage,
        s.agency,
        count(*) as journeys,
        cast(sum(s.stage_days) as bigint) as stage_days,
        percentile_cont(0.5) within group (order by s.stage_days) as median_stage_days
    from {{ ref('journey_stage') }} as s
    inner join {{ ref('area_member') }} as m on s.authority_code = m.authority_code
    group by m.area, s.stage_number, s.stage, s.agency
),

with_whole as (
    select
        *,
        cast(sum(stage_days) over (partition by area) as bigint) as days_of_all_stages
    from by_area
)

select
    *,
    {{ percent('stage_days', 'days_of_all_stages') }} as percent_of_all_days
from with_whole
order by area, stage_number, agency
