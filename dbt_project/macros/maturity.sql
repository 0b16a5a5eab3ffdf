{#- The first as_at at which a cohort quarter is mature: its last day + threshold + the recording lag.
    A threshold in calendar months is counted from the cohort's last day. -#}
{%- macro mature_from(last_day, threshold_days, threshold_months) -%}
    {{ days_after(
        "case when " ~ threshold_months ~ " is null then "
        ~ days_after(last_day, threshold_days) ~ " else "
        ~ months_after(last_day, threshold_months) ~ " end",
        var('recording_lag_days')
    ) }}
{%- endmacro -%}

{%- macro age_band(age) -%}
    case
        when {{ age }} between 0 and 4 then '0-4'
        when {{ age }} between 5 and 11 then '5-11'
        when {{ age }} between 12 and 15 then '12-15'
        when {{ age }} between 16 and 17 then '16-17'
    end
{%- endmacro -%}
