{#- What dbt-spark does otherwise than we need. These replace its macros of the same name. -#}

{#- Tables are Parquet: without a format dbt-spark leaves Hive's, which is text. -#}
{%- macro spark__file_format_clause() -%}
    using {{ config.get('file_format', 'parquet') }}
{%- endmacro -%}

{#- Seeds: in a session dbt-spark writes an empty cell as the word None, does not escape quotes, and
    makes whole numbers wider than DuckDB's. -#}
{%- macro spark__create_csv_table(model, agate_table) -%}
    {%- set create -%}
        create table {{ this.render() }} (
        {%- for column in agate_table.column_names -%}
            {{ adapter.quote(column) }} {{ pace.spark_seed_type(agate_table, loop.index0) }}
            {{- ', ' if not loop.last }}
        {%- endfor -%}
        )
        {{ file_format_clause() }}
        {{ comment_clause() }}
    {%- endset -%}
    {%- do run_query(create) -%}
    {{ return(create) }}
{%- endmacro -%}

{%- macro spark__load_csv_rows(model, agate_table) -%}
    {%- set insert -%}
        insert into {{ this.render() }} values
        {%- for row in agate_table.rows %}
        (
            {%- for cell in row -%}
            cast({{ pace.spark_literal(cell) }} as {{ pace.spark_seed_type(agate_table, loop.index0) }})
            {{- ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    {%- endset -%}
    {%- do adapter.add_query(insert, abridge_sql_log=True) -%}
    {{ return(insert) }}
{%- endmacro -%}

{%- macro spark_seed_type(agate_table, position) -%}
    {{ adapter.convert_type(agate_table, position) | replace('bigint', 'integer') }}
{%- endmacro -%}

{%- macro spark_literal(cell) -%}
    {%- if cell is none -%}
        null
    {%- else -%}
        '{{ cell | string | replace("\\", "\\\\") | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro -%}

{#- Contracts: the types that a model's YAML declares, in Spark's words. -#}
{%- macro spark__get_empty_schema_sql(columns) -%}
    {%- set of_spark = {'varchar': 'string', 'text': 'string'} -%}
    {%- set typed = {} -%}
    {%- for name, column in columns.items() -%}
        {%- set declared = column['data_type'] -%}
        {%- do typed.update({name: dict(column, data_type=of_spark.get(declared, declared))}) -%}
    {%- endfor -%}
    {{ return(default__get_empty_schema_sql(typed)) }}
{%- endmacro -%}
