-- Who was still waiting at the end of each quarter, with that day as the censoring date: a clock
-- stopped, exited or transferred by then no longer counts. overdue_twice: of the overdue, start + 2 x
-- threshold not after it. Aim 1 by within_one_year, the others by national. A group sums the members
-- whose as_at has reached the quarter's end.
with clock as (
    select
        c.*,
        coalesce(c.clock_stop, c.exit_date, c.transferred_on, {{ open_end() }}) as waits_until,
        {{ days_after('c.clock_start', '2 * c.threshold_days') }} as twice_the_threshold
    from {{ ref('aim_clock') }} as c
    inner join {{ ref('aim_variant') }} as v
        on c.aim = v.aim and c.variant = v.variant and v.is_headline = 'yes'
    where c.status != 'excluded'
),

at_quarter_end as (
    select
        c.authority_code,
        c.aim,
        q.last_day as quarter_end,
        count(case when c.threshold_date > q.last_day then 1 end) as waiting,
        count(case when c.threshold_date <= q.last_day then 1 end) as overdue,
        count(
            case
                when
                    c.threshold_date <= q.last_day
                    and c.twice_the_threshold <= q.last_day
                    then 1
            end
        ) as overdue_twice
    from clock as c
    inner join {{ ref('calendar_quarter') }} as q
        on
            c.clock_start <= q.last_day
            and c.waits_until > q.last_day
            and c.as_at >= q.last_day
    group by c.authority_code, c.aim, q.last_day
)

select
    m.area,
    a.aim,
    a.quarter_end,
    cast(sum(a.waiting) as bigint) as waiting,
    cast(sum(a.overdue) as bigint) as overdue,
    cast(sum(a.overdue_twice) as bigint) as overdue_twice
from at_quarter_end as a
inner join {{ ref('area_member') }} as m on a.authority_code = m.authority_code
group by m.area, a.aim, a.quarter_end
order by m.area, a.aim, a.quarter_end
