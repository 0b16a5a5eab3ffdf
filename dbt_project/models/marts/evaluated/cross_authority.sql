-- Authorities beside one another, as pipelines/evaluation/cross_authority.py works them out: observed,
-- expected and the standardised ratio (case mix), funnel limits, shrunken percent. No ranks.
select * from {{ source('evaluation', 'cross_authority') }}
