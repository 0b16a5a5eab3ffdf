-- Walks the events of each episode in order and says, for each event, which clock of aims 3 and 4 runs
-- when it comes, and whether it opens or ends one. A clock is named by the event that opened it.
--   * While a clock runs, further recommendations or approvals do not restart it.
--   * An excluded clock runs for its first day only (not_recorded_then alone: until it would have
--     ended), and so blocks no later one. A clock ends with the 18th birthday's day.
--   * A stop on the day of an exit is a stop.
{%- set is_running -%}
    coalesce(
        walked.running is not null
        and case
            when walked.runs_one_day then step.event_date = walked.running_since
            else step.event_date <= coalesce(step.eighteenth_birthday, {{ open_end() }})
        end,
        false
    )
{%- endset -%}
{%- set opens -%}
    (step.can_open and not {{ is_running }})
{%- endset -%}
{%- set ends -%}
    (
        {{ is_running }}
        and not walked.runs_one_day
        and (step.is_stop or (step.exit_reason is not null and not step.stop_follows_that_day))
    )
{%- endset -%}
{%- set clock -%}
    case when {{ is_running }} then walked.running when {{ opens }} then step.event_order end
{%- endset -%}
{%- set running -%}
    case when not {{ ends }} then {{ clock }} end
{%- endset -%}
{%- set running_since -%}
    case when {{ opens }} then step.event_date else walked.running_since end
{%- endset -%}
{%- set runs_one_day -%}
    case when {{ opens }} then step.would_run_one_day else walked.runs_one_day end
{%- endset %}

{{ with_walked(
    rows=ref('plan_step'),
    group=['child_key', 'episode_number', 'aim', 'run'],
    order='event_order',
    state=[
        {'name': 'clock', 'type': 'integer', 'at_start': 'null', 'next': clock},
        {'name': 'running', 'type': 'integer', 'at_start': 'null', 'next': running},
        {'name': 'running_since', 'type': 'date', 'at_start': 'null', 'next': running_since},
        {'name': 'runs_one_day', 'type': 'boolean', 'at_start': 'false', 'next': runs_one_day},
        {'name': 'opens', 'type': 'boolean', 'at_start': 'false', 'next': opens},
        {'name': 'ends', 'type': 'boolean', 'at_start': 'false', 'next': ends}
    ]
) }}

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
