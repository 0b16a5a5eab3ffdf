{#- A walk: the rows of each group are taken one by one in their order, each with the state that the
    one before it left. No window can say this, and engines differ in what can: DuckDB recurses,
    Spark (3.5 knows no recursion) folds the rows of a group as an array.

    rows   the relation walked; its order column counts 1, 2, … within a group, without a gap
    group  the columns that make a group
    order  that order column
    state  what is carried along: for each name its type, its value before the first row (at_start)
           and its value after each row (next), in which `walked` is the state the row before left and
           `step` the row.

    Gives the opening of a query with the CTE `walked`: group, order and state, after every row and (as
    row 0) before the first. -#}

{%- macro with_walked(rows, group, order, state) -%}
    {{ return(adapter.dispatch('with_walked', 'pace')(rows, group, order, state)) }}
{%- endmacro -%}

{%- macro default__with_walked(rows, group, order, state) -%}
with recursive walked as (
    select distinct
        {%- for column in group %}
        {{ column }},
        {%- endfor %}
        0 as {{ order }}
        {%- for carried in state %},
        cast({{ carried.at_start }} as {{ carried.type }}) as {{ carried.name }}
        {%- endfor %}
    from {{ rows }}

    union all

    select
        {%- for column in group %}
        step.{{ column }},
        {%- endfor %}
        step.{{ order }}
        {%- for carried in state %},
        {{ carried.next }} as {{ carried.name }}
        {%- endfor %}
    from walked
    inner join {{ rows }} as step
        on
            {%- for column in group %}
            walked.{{ column }} = step.{{ column }} and
            {%- endfor %}
            step.{{ order }} = walked.{{ order }} + 1
)
{%- endmacro -%}

{%- macro spark__with_walked(rows, group, order, state) -%}
with in_order as (
    select
        {{ group | join(', ') }},
        array_sort(
            collect_list(struct(*)), (a, b) -> a.{{ order }} - b.{{ order }}
        ) as steps
    from {{ rows }}
    group by {{ group | join(', ') }}
),

folded as (
    select
        {{ group | join(', ') }},
        aggregate(
            steps,
            array(named_struct(
                '{{ order }}', 0
                {%- for carried in state %},
                '{{ carried.name }}', cast({{ carried.at_start }} as {{ carried.type }})
                {%- endfor %}
            )),
            (told, step) -> concat(
                told,
                transform(array(element_at(told, -1)), walked -> named_struct(
                    '{{ order }}', step.{{ order }}
                    {%- for carried in state %},
                    '{{ carried.name }}', cast({{ carried.next }} as {{ carried.type }})
                    {%- endfor %}
                ))
            )
        ) as told
    from in_order
),

walked as (
    select
        {{ group | join(', ') }},
        inline(told)
    from folded
)
{%- endmacro -%}
