-- For every day from 1990 on, the third working day after it. Working days are those from Monday to
-- Friday that are no Scottish bank holiday.
with digit as (
    {% for digit in range(10) -%}
        select {{ digit }} as d
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- The days of every quarter, and two weeks past the last one's end.
calendar as (
    select distinct {{ days_after('q.first_day', '10 * t.d + o.d') }} as calendar_day
    from {{ ref('calendar_quarter') }} as q
    cross join digit as t
    cross join digit as o
    union
    select distinct {{ days_after('q.last_day', 'o.d') }}
    from {{ ref('calendar_quarter') }} as q
    cross join digit as o
    union
    select distinct {{ days_after('q.last_day', '10 + o.d') }}
    from {{ ref('calendar_quarter') }} as q
    cross join digit as o
),

judged as (
    select
        c.calendar_day,
        case
            when {{ iso_weekday('c.calendar_day') }} <= 5 and h.holiday_on is null then 1
            else 0
        end as is_working_day
    from calendar as c
    left join {{ ref('scottish_bank_holiday') }} as h on c.calendar_day = h.holiday_on
),

counted as (
    select
        *,
        sum(is_working_day) over (
            order by calendar_day rows between unbounded preceding and current row
        ) as working_days_so_far
    from judged
)

select
    d.calendar_day,
    d.is_working_day = 1 as is_working_day,
    w.calendar_day as third_working_day_after
from counted as d
inner join counted as w
    on
        d.working_days_so_far + 3 = w.working_days_so_far
        and w.is_working_day = 1
