{#- A double as a number that sums to the same total whatever the order of the rows: doubles do not. For
    numbers below 10^18; 20 decimals are finer than what a double between 0 and 1 can hold. -#}
{%- macro exactly_summable(number) -%}
    cast({{ number }} as decimal(38, 20))
{%- endmacro -%}

{#- Two fractions closer than this are the same one (methods.md section 0). -#}
{%- macro tolerance() -%}1e-9{%- endmacro -%}
