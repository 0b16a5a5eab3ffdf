-- What the reviews of Aim 1 led to, by home spell and quarter. For the spells that reached two years:
-- over_two_years_at_start + reached_two_years - left = over_two_years_at_end. A group sums the members
-- whose as_at has reached the quarter's end. left_without_review: of left, no home_plan_review from
-- home_two_years to the spell's end. Of those first reviewed in the quarter:
-- accommodated_within_90_days (the spell ends 0-90 days after, and the child is in an away spell on that
-- day), order_ended_within_90_days (it ends so otherwise, transfers apart), order_continued (not ended
-- by review + 90, that day <= as_at).
with spell as (
    select
        h.child_key,
        h.authority_code,
        h.start_date,
        h.two_years_on,
        h.end_date,
        h.as_at,
        h.transferred_on,
        w.stop_on as first_review_on,
        coalesce(h.end_date, {{ open_end() }}) as ends,
        a.child_key is not null as is_away_when_it_ends
    from {{ ref('home_spell') }} as h
    inner join {{ ref('home_review_wait') }} as w
        on h.child_key = w.child_key and h.two_years_on = w.clock_start
    left join {{ ref('away_spell') }} as a
        on
            h.child_key = a.child_key
            and h.end_date >= a.start_date
            and h.end_date < a.days_until
),

-- What followed the first review: order_continued is known once 90 days have passed.
reviewed as (
    select
        *,
        {{ days_after('first_review_on', 90) }} as ninety_days_on
    from spell
),

in_quarter as (
    select
        s.*,
        q.first_day as quarter,
        q.last_day,
        s.two_years_on < q.first_day and s.ends >= q.first_day as is_over_at_start,
        s.two_years_on between q.first_day and q.last_day as reaches,
        s.ends between q.first_day and q.last_day as leaves,
        s.two_years_on <= q.last_day and s.ends > q.last_day as is_over_at_end,
        coalesce(s.first_review_on between q.first_day and q.last_day, false) as is_first_reviewed
    from reviewed as s
    inner join {{ ref('calendar_quarter') }} as q
        on
            s.two_years_on <= q.last_day
            and s.ends >= q.first_day
            and s.as_at >= q.last_day
),

counted as (
    select
        authority_code,
        quarter,
        count(case when is_over_at_start then 1 end) as over_two_years_at_start,
        count(case when reaches then 1 end) as reached_two_years,
        count(case when leaves then 1 end) as left_home,
        count(case when is_over_at_end then 1 end) as over_two_years_at_end,
        count(case when leaves and first_review_on is null then 1 end) as left_without_review,
        count(case when is_first_reviewed then 1 end) as first_reviewed,
        count(
            case when is_first_reviewed and ends <= ninety_days_on and is_away_when_it_ends then 1 end
        ) as accommodated_within_90_days,
        count(
            case
                when
                    is_first_reviewed
                    and ends <= ninety_days_on
                    and not is_away_when_it_ends
                    and transferred_on is null
                    then 1
            end
        ) as order_ended_within_90_days,
        count(
            case
                when is_first_reviewed and ends > ninety_days_on and ninety_days_on <= as_at then 1
            end
        ) as order_continued
    from in_quarter
    group by authority_code, quarter
)

select
    m.area,
    c.quarter,
    cast(sum(c.over_two_years_at_start) as bigint) as over_two_years_at_start,
    cast(sum(c.reached_two_years) as bigint) as reached_two_years,
    cast(sum(c.left_home) as bigint) as {{ adapter.quote('left') }},
    cast(sum(c.over_two_years_at_end) as bigint) as over_two_years_at_end,
    cast(sum(c.left_without_review) as bigint) as left_without_review,
    cast(sum(c.first_reviewed) as bigint) as first_reviewed,
    cast(sum(c.accommodated_within_90_days) as bigint) as accommodated_within_90_days,
    cast(sum(c.order_ended_within_90_days) as bigint) as order_ended_within_90_days,
    cast(sum(c.order_continued) as bigint) as order_continued
from counted as c
inner join {{ ref('area_member') }} as m on c.authority_code = m.authority_code
group by m.area, c.quarter
order by m.area, c.quarter
