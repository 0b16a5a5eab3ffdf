-- One row per child and authority. Rule of time 8: the 18th birthday is the first day of the birth
-- month + 18 years; no birth month, no birthday. as_at is the child's censoring date (rule 1).
select
    c.child_key,
    c.authority_code,
    c.submission_id,
    c.person_key,
    c.birth_month,
    {{ months_after('c.birth_month', 216) }} as eighteenth_birthday,
    c.sex,
    c.ethnic_group,
    c.disability,
    s.as_at
from {{ ref('stg_child') }} as c
inner join {{ ref('stg_submission') }} as s on c.submission_id = s.submission_id
order by c.child_key
