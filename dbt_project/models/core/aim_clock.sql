-- One row per child, aim, variant and start. What ends a clock first is decided here for all aims:
-- a stop on the day of an exit is a stop; an episode that ends transferred censors a clock still
-- running on that day; of several exclusions age comes first, then the recording, then the aim's own.
with started as (
    select
        r.*,
        v.variant,
        v.threshold_days,
        v.threshold_months,
        c.eighteenth_birthday,
        c.birth_month,
        c.as_at,
        case
            when r.clock_start >= c.eighteenth_birthday then 'aged_18_before_start'
            when r.clock_start < rec.complete_from then 'not_recorded_then'
            else r.exclusion_reason
        end as excluded_because,
        coalesce(r.transferred_on, c.as_at) as observed_until,
        case
            when v.threshold_months is null
                then {{ days_after('r.clock_start', 'v.threshold_days') }}
            else {{ months_after('r.clock_start', 'v.threshold_months') }}
        end as threshold_date
    from {{ ref('clock_run') }} as r
    inner join {{ ref('aim_variant') }} as v
        on r.aim = v.aim and r.variant_run = v.variant_run
    inner join {{ ref('child') }} as c on r.child_key = c.child_key
    left join {{ ref('stg_recording') }} as rec
        on r.authority_code = rec.authority_code and v.stop_milestone = rec.milestone
),

-- Of several exits on the earliest day, the order of the clock table: the aim's own, then aged_18.
with_exit as (
    select
        *,
        case
            when event_exit_on is not null then event_exit_on
            when
                spell_exit_on <= coalesce(eighteenth_birthday, {{ open_end() }})
                then spell_exit_on
            when eighteenth_birthday <= observed_until then eighteenth_birthday
        end as first_exit_on,
        case
            when event_exit_on is not null then event_exit_reason
            when
                spell_exit_on <= coalesce(eighteenth_birthday, {{ open_end() }})
                then spell_exit_reason
            when eighteenth_birthday <= observed_until then 'aged_18'
        end as first_exit_reason
    from started
),

ended as (
    select
        *,
        case
            when excluded_because is not null then 'excluded'
            when stop_on <= coalesce(first_exit_on, {{ open_end() }}) then 'stopped'
            when first_exit_on is not null then 'exited'
            else 'open'
        end as ending
    from with_exit
),

resolved as (
    select
        *,
        case when ending = 'stopped' then stop_on end as clock_stop,
        case when ending = 'exited' then first_exit_on end as exit_date,
        case when ending = 'exited' then first_exit_reason end as exit_reason,
        case when ending = 'open' then observed_until else as_at end as censored_on
    from ended
)

select
    child_key,
    authority_code,
    submission_id,
    aim,
    variant,
    clock_start,
    clock_stop,
    exit_date,
    exit_reason,
    censored_on,
    threshold_days,
    threshold_date,
    case
        when ending in ('excluded', 'exited') then ending
        when clock_stop <= threshold_date then 'met'
        when clock_stop > threshold_date then 'late'
        when threshold_date > censored_on then 'waiting'
        else 'overdue'
    end as status,
    excluded_because as exclusion_reason,
    {{ age_in_years('birth_month', 'clock_start') }} as age_at_start_years,
    route,
    not_approved_on,
    case
        when ending = 'excluded' then null
        when threshold_date > censored_on then 'not_yet'
        when clock_stop <= threshold_date then 'within'
        when exit_date <= threshold_date then 'out'
        when exit_reason in ('stop_not_recorded', 'lodged_by_other') then 'not_recorded'
        else 'not_within'
    end as outcome_at_threshold,
    case when ending = 'open' then transferred_on end as transferred_on,
    episode_number,
    as_at
from resolved
order by child_key, aim, variant, clock_start
