-- Two records of one person_key, each pair twice (either may come first), and whether they agree: sex and
-- birth month, within a month. A sex not known contradicts nothing; `other` is a recorded sex and agrees
-- with itself. A birth month not known agrees with none: nothing else tells two children apart.
-- A person_key of more records than a person can have is no person's: it pairs nothing.
with person as (
    select
        child_key,
        authority_code,
        submission_id,
        person_key,
        sex,
        birth_month,
        count(*) over (partition by person_key) as records
    from {{ ref('child') }}
    where person_key is not null
),

pair as (
    select
        one.child_key,
        one.authority_code,
        one.submission_id,
        one.person_key,
        other.child_key as other_child_key,
        other.authority_code as other_authority_code,
        one.sex = other.sex or one.sex = 'not_known' or other.sex = 'not_known' as sex_agrees,
        cast(abs({{ months_between_months('one.birth_month', 'other.birth_month') }}) as integer)
            as birth_months_apart
    from person as one
    inner join person as other
        on one.person_key = other.person_key and one.child_key != other.child_key
    where one.records <= {{ var('most_records_of_a_person') }}
)

select
    child_key,
    authority_code,
    submission_id,
    person_key,
    other_child_key,
    other_authority_code,
    sex_agrees,
    birth_months_apart,
    sex_agrees and coalesce(birth_months_apart <= 1, false) as agrees
from pair
