{#- Calendar arithmetic, the one place where engines differ. All take and give dates; days are whole. -#}

{%- macro days_after(from_date, number_of_days) -%}
    {{ return(adapter.dispatch('days_after', 'pace')(from_date, number_of_days)) }}
{%- endmacro -%}
{%- macro duckdb__days_after(from_date, number_of_days) -%}
    ({{ from_date }} + ({{ number_of_days }})::integer)
{%- endmacro -%}
{%- macro default__days_after(from_date, number_of_days) -%}
    date_add({{ from_date }}, cast({{ number_of_days }} as integer))
{%- endmacro -%}

{#- The same day of the month, else its last: 31 August + 6 months is 28 February; 29 February + 24 months too. -#}
{%- macro months_after(from_date, number_of_months) -%}
    {{ return(adapter.dispatch('months_after', 'pace')(from_date, number_of_months)) }}
{%- endmacro -%}
{%- macro duckdb__months_after(from_date, number_of_months) -%}
    cast({{ from_date }} + to_months(({{ number_of_months }})::integer) as date)
{%- endmacro -%}
{%- macro default__months_after(from_date, number_of_months) -%}
    add_months({{ from_date }}, cast({{ number_of_months }} as integer))
{%- endmacro -%}

{%- macro days_between(from_date, to_date) -%}
    {{ return(adapter.dispatch('days_between', 'pace')(from_date, to_date)) }}
{%- endmacro -%}
{%- macro duckdb__days_between(from_date, to_date) -%}
    ({{ to_date }} - {{ from_date }})
{%- endmacro -%}
{%- macro default__days_between(from_date, to_date) -%}
    datediff({{ to_date }}, {{ from_date }})
{%- endmacro -%}

{#- Months from one date's month to another's, days disregarded. -#}
{%- macro months_between_months(from_date, to_date) -%}
    ((extract(year from {{ to_date }}) - extract(year from {{ from_date }})) * 12
        + extract(month from {{ to_date }}) - extract(month from {{ from_date }}))
{%- endmacro -%}

{%- macro first_day_of_quarter(of_date) -%}
    cast(date_trunc('quarter', {{ of_date }}) as date)
{%- endmacro -%}

{#- Stands for the end of what has not ended, where ends are compared. -#}
{%- macro open_end() -%}
    date '9000-01-01'
{%- endmacro -%}

{#- Days are half-open and run to the censoring date inclusive (rule of time 1). -#}
{%- macro first_day_after(end_date, as_at) -%}
    coalesce({{ end_date }}, {{ days_after(as_at, 1) }})
{%- endmacro -%}

{#- Whole years of age, by month; 0 before birth; empty where the birth month is not known. -#}
{%- macro age_in_years(birth_month, on_date) -%}
    case
        when {{ birth_month }} is null then null
        when {{ on_date }} < {{ birth_month }} then 0
        else cast(floor({{ months_between_months(birth_month, on_date) }} / 12.0) as integer)
    end
{%- endmacro -%}

{#- Monday is 1, Sunday 7. -#}
{%- macro iso_weekday(of_date) -%}
    {{ return(adapter.dispatch('iso_weekday', 'pace')(of_date)) }}
{%- endmacro -%}
{%- macro duckdb__iso_weekday(of_date) -%}
    extract(isodow from {{ of_date }})
{%- endmacro -%}
{%- macro default__iso_weekday(of_date) -%}
    (weekday({{ of_date }}) + 1)
{%- endmacro -%}

{#- The calendar year as text, as the marts write a cohort_year. -#}
{%- macro year_of(of_date) -%}
    cast(extract(year from {{ of_date }}) as {{ dbt.type_string() }})
{%- endmacro -%}
