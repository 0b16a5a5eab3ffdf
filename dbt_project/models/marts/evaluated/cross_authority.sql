-- Authorities beside one another, as pipelines/evaluation/cross_authority.py works them out. No ranks.
select * from {{ source('evaluation', 'cross_authority') }}
