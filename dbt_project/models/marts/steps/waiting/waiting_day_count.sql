-- How many clocks of an authority (not excluded) stopped, exited or were last seen waiting so many days
-- after their start: by year of the start, and all years together.
with ended as (
    select
        authority_code,
        aim,
        variant,
        cast(extract(year from clock_start) as integer) as start_year,
        {{ days_between('clock_start', 'coalesce(clock_stop, exit_date, censored_on)') }} as days,
        case when clock_stop is not null then 1 else 0 end as is_stop,
        case when exit_date is not null then 1 else 0 end as is_exit
    from {{ ref('aim_clock') }}
    where status != 'excluded'
),

counted as (
    select
        authority_code,
        aim,
        variant,
        start_year,
        days,
        count(*) as clocks,
        sum(is_stop) as stopped,
        sum(is_exit) as exited
    from ended
    group by authority_code, aim, variant, start_year, days
)

select
    authority_code,
    aim,
    variant,
    cast(start_year as {{ dbt.type_string() }}) as cohort_year,
    cast(days as integer) as days,
    cast(clocks as bigint) as clocks,
    cast(stopped as bigint) as stopped,
    cast(exited as bigint) as exited
from counted
union all
select
    authority_code,
    aim,
    variant,
    'all',
    cast(days as integer),
    cast(sum(clocks) as bigint),
    cast(sum(stopped) as bigint),
    cast(sum(exited) as bigint)
from counted
group by authority_code, aim, variant, days
