-- The effect of the programme, as pipelines/evaluation/effect_mart.py works it out: half-year x authority,
-- weighted by clocks, cells of >= 5, in percentage points of all starts; two_way_fixed_effects only as a
-- warning. No row after the last entry where nobody never engaged.
select * from {{ source('evaluation', 'programme_effect') }}
