-- The last of a child's orders ended: a maximal run of days under a compulsory supervision, interim,
-- child protection or permanence order (a gap of at most 1 day is a renewal). A new order within 12
-- months is the next such run. A child transferred or 18 by then is not counted as followed.
with order_days as (
    select
        child_key,
        authority_code,
        start_date,
        days_until,
        end_date,
        max(days_until) over (
            partition by child_key
            order by start_date, days_until
            rows between unbounded preceding and 1 preceding
        ) as under_order_until
    from {{ ref('legal_status_spell') }}
    where covers_days and legal_reason in ({{ quoted(order_legal_reasons()) }})
),

numbered as (
    select
        *,
        sum(
            case when {{ days_between('under_order_until', 'start_date') }} <= 1 then 0 else 1 end
        ) over (
            partition by child_key
            order by start_date, days_until
            rows between unbounded preceding and current row
        ) as run_number
    from order_days
),

run as (
    select
        child_key,
        authority_code,
        run_number,
        min(start_date) as start_date,
        case when count(*) = count(end_date) then max(end_date) end as ended_on
    from numbered
    group by child_key, authority_code, run_number
),

followed_by as (
    select
        *,
        {{ months_after('ended_on', 12) }} as a_year_on,
        lead(start_date) over (partition by child_key order by start_date) as next_order_on
    from run
),

transferred_within_a_year as (
    select distinct
        f.child_key,
        f.ended_on
    from followed_by as f
    inner join {{ ref('care_episode') }} as e
        on
            f.child_key = e.child_key
            and f.ended_on <= e.transferred_on
            and f.a_year_on >= e.transferred_on
)

select
    f.child_key,
    f.authority_code,
    f.ended_on,
    y.cohort_year,
    y.is_followed
    and t.child_key is null
    and coalesce(c.eighteenth_birthday > f.a_year_on, true) as is_followed,
    coalesce(f.next_order_on <= f.a_year_on, false) as has_new_order_within_12_months
from followed_by as f
inner join {{ ref('child') }} as c on f.child_key = c.child_key
inner join {{ ref('authority_year') }} as y
    on
        f.authority_code = y.authority_code
        and {{ year_of('f.ended_on') }} = y.cohort_year
        and y.years = 1
left join transferred_within_a_year as t
    on f.child_key = t.child_key and f.ended_on = t.ended_on
