{#- Shares of counts in per cent, and Wilson's 95 % interval (methods.md section 4). Empty where nothing is counted. -#}

{%- macro percent(numerator, denominator) -%}
    case when {{ denominator }} > 0
        then 100.0 * cast({{ numerator }} as double) / cast({{ denominator }} as double)
    end
{%- endmacro -%}

{#- The standard normal's 97.5 % point: 95 % two-sided. -#}
{%- macro z_975() -%}1.959963984540054e0{%- endmacro -%}

{#- bound: -1 for the lower limit, +1 for the upper. -#}
{%- macro wilson_percent(numerator, denominator, bound) -%}
    {%- set x -%}cast({{ numerator }} as double){%- endset -%}
    {%- set n -%}cast({{ denominator }} as double){%- endset -%}
    {%- set z = z_975() -%}
    case when {{ denominator }} > 0
        then 100e0 * (
            {{ x }} / {{ n }} + {{ z }} * {{ z }} / (2e0 * {{ n }})
            {{ '-' if bound < 0 else '+' }} {{ z }} * sqrt(
                {{ x }} / {{ n }} * (1e0 - {{ x }} / {{ n }}) / {{ n }}
                + {{ z }} * {{ z }} / (4e0 * {{ n }} * {{ n }})
            )
        ) / (1e0 + {{ z }} * {{ z }} / {{ n }})
    end
{%- endmacro -%}

{#- first less second share, in percentage points; Newcombe's limits (1998, method 10) from Wilson's. -#}
{%- macro difference_in_points(first_of, first_in, second_of, second_in) -%}
    {{ percent(first_of, first_in) }} - {{ percent(second_of, second_in) }}
{%- endmacro -%}

{#- bound: -1 for the lower limit, +1 for the upper. -#}
{%- macro newcombe_points(first_of, first_in, second_of, second_in, bound) -%}
    ({{ difference_in_points(first_of, first_in, second_of, second_in) }})
    {{ '-' if bound < 0 else '+' }} sqrt(
        power({{ percent(first_of, first_in) }} - {{ wilson_percent(first_of, first_in, bound) }}, 2)
        + power({{ wilson_percent(second_of, second_in, -bound) }} - {{ percent(second_of, second_in) }}, 2)
    )
{%- endmacro -%}
