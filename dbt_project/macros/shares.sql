{#- Shares of counts in per cent, and Wilson's 95 % interval (methods.md section 4). Empty where nothing is counted. -#}

{%- macro percent(numerator, denominator) -%}
    case when {{ denominator }} > 0
        then 100.0 * cast({{ numerator }} as double) / cast({{ denominator }} as double)
    end
{%- endmacro -%}

{#- bound: -1 for the lower limit, +1 for the upper. z is the standard normal's 97.5 % point. -#}
{%- macro wilson_percent(numerator, denominator, bound) -%}
    {%- set x -%}cast({{ numerator }} as double){%- endset -%}
    {%- set n -%}cast({{ denominator }} as double){%- endset -%}
    {%- set z = '1.959963984540054e0' -%}
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
