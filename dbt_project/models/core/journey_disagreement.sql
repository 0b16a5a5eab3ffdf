-- Pairs of one person_key whose sex or birth month disagree: not linked, and listed for a person to ask
-- whoever made the common pseudonym. Each pair once, the lesser key first.
select
    child_key,
    authority_code,
    submission_id,
    person_key,
    other_child_key,
    other_authority_code,
    sex_agrees,
    birth_months_apart
from {{ ref('linkage_pair') }}
where not agrees and child_key < other_child_key
order by child_key, other_child_key
