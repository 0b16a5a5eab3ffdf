{#- Groups of codes of the contract; tests/unit/test_vocabulary_drift.py holds them to vocabulary.yaml. -#}
{%- macro home_legal_reasons() -%}{{ return(['cso_home', 'icso_home']) }}{%- endmacro -%}
{%- macro family_placement_types() -%}
    {{ return(['home_parents', 'kinship', 'foster_authority', 'foster_purchased', 'prospective_adopters']) }}
{%- endmacro -%}
{%- macro order_legal_reasons() -%}
    {{ return([
        'cso_home', 'cso_away', 'cso_away_residential', 'cso_secure', 'icso_home', 'icso_away', 'cpo',
        'permanence_order', 'permanence_order_adoption'
    ]) }}
{%- endmacro -%}
{%- macro permanence_order_reasons() -%}{{ return(['permanence_order', 'permanence_order_adoption']) }}{%- endmacro -%}
{%- macro quoted(codes) -%}'{{ codes | join("', '") }}'{%- endmacro -%}

{#- The outcomes that make up "all starts" of a share (contract section 5). -#}
{%- macro outcomes_of_all_starts() -%}('within', 'not_within', 'out'){%- endmacro -%}

{#- What the four aims' own series are called among those that are charted. -#}
{%- macro aim_measures() -%}('aim_1', 'aim_2', 'aim_3', 'aim_4'){%- endmacro -%}
