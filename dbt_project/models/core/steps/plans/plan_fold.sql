-- Walks the events of each episode in order and says, for each event, which clock of aims 3 and 4 runs
-- when it comes, and whether it opens or ends one. A clock is named by the event that opened it.
--   * While a clock runs, further recommendations or approvals do not restart it.
--   * An excluded clock runs for its first day only (not_recorded_then alone: until it would have
--     ended), and so blocks no later one. A clock ends with the 18th birthday's day.
--   * A stop on the day of an exit is a stop.
with recursive walked as (
    select distinct
        child_key,
        episode_number,
        aim,
        run,
        0 as event_order,
        cast(null as integer) as clock,
        cast(null as integer) as running,
        cast(null as date) as running_since,
        false as runs_one_day,
        false as opens,
        false as ends
    from {{ ref('plan_step') }}

    union all

    select
        child_key,
        episode_number,
        aim,
        run,
        event_order,
        case when is_running then running when opens then event_order end as clock,
        case when is_running and not ends then running when opens then event_order end as running,
        case when opens then event_date else running_since end as running_since,
        case when opens then would_run_one_day else runs_one_day end as runs_one_day,
        opens,
        ends
    from (
        select
            *,
            not is_running and can_open as opens,
            is_running and not runs_one_day
            and (is_stop or (exit_reason is not null and not stop_follows_that_day)) as ends
        from (
            select
                step.child_key,
                step.episode_number,
                step.aim,
                step.run,
                step.event_order,
                step.event_date,
                step.can_open,
                step.is_stop,
                step.exit_reason,
                step.stop_follows_that_day,
                step.would_run_one_day,
                walked.running,
                walked.running_since,
                walked.runs_one_day,
                coalesce(
                    walked.running is not null
                    and case
                        when walked.runs_one_day then step.event_date = walked.running_since
                        else
                            step.event_date
                            <= coalesce(step.eighteenth_birthday, {{ open_end() }})
                    end,
                    false
                ) as is_running
            from walked
            inner join {{ ref('plan_step') }} as step
                on
                    walked.child_key = step.child_key
                    and walked.episode_number = step.episode_number
                    and walked.aim = step.aim
                    and walked.run = step.run
                    and step.event_order = walked.event_order + 1
        ) as arriving
    ) as judged
)

select
    child_key,
    episode_number,
    aim,
    run,
    event_order,
    clock,
    opens,
    ends
from walked
where clock is not null
