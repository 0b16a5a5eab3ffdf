{#- Where the models' sources are: the Parquet that the pipeline gathered for one build, a folder per
    table. DuckDB finds it as _sources.yml says, through its search path; Spark reads the folder. -#}

{%- macro source(source_name, table_name) -%}
    {{ return(adapter.dispatch('source_in_inputs', 'pace')(builtins.source(source_name, table_name), source_name)) }}
{%- endmacro -%}

{%- macro default__source_in_inputs(declared, source_name) -%}
    {{ return(declared) }}
{%- endmacro -%}

{%- macro spark__source_in_inputs(declared, source_name) -%}
    {%- set folder = 'evaluation/' if source_name == 'evaluation' else '' -%}
    {{ return('parquet.`' ~ env_var('PACE_BUILD_INPUTS', '.') ~ '/' ~ folder ~ declared.identifier ~ '`') }}
{%- endmacro -%}
