-- The effect of the programme, as pipelines/evaluation/effect_mart.py works it out.
select * from {{ source('evaluation', 'programme_effect') }}
