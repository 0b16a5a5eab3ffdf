-- The charts of all authorities summed up, as pipelines/evaluation/programme_summary.py does it: areas fit
-- for a run chart, with a favourable shift after testing_from, with an unfavourable one, with none, not
-- fit, and the number chance alone would show.
select * from {{ source('evaluation', 'programme_summary') }}
