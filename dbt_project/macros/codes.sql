{#- Groups of codes of the contract; tests/unit/test_vocabulary_drift.py holds them to vocabulary.yaml. -#}
{%- macro home_legal_reasons() -%}{{ return(['cso_home', 'icso_home']) }}{%- endmacro -%}

{%- macro quoted(codes) -%}'{{ codes | join("', '") }}'{%- endmacro -%}

{#- The outcomes that make up "all starts" of a share (contract section 5). -#}
{%- macro outcomes_of_all_starts() -%}('within', 'not_within', 'out'){%- endmacro -%}
