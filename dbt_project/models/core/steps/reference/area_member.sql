-- Which authorities with a submission in force make up each area: an authority alone; all_reporting;
-- engaged (with a row in engagement.csv, whenever it joined) and not_engaged among them; scotland only
-- where every authority of the list is in force.
with reporting as (
    select
        authority_code,
        submission_id,
        as_at,
        is_engaged
    from {{ ref('authority') }}
    where submission_id is not null
),

everybody as (
    select count(*) = count(submission_id) as all_in_force
    from {{ ref('authority') }}
)

select
    authority_code as area,
    'authority' as area_kind,
    authority_code,
    submission_id,
    as_at
from reporting
union all
select
    'all_reporting',
    'group',
    authority_code,
    submission_id,
    as_at
from reporting
union all
select
    case when is_engaged then 'engaged' else 'not_engaged' end,
    'group',
    authority_code,
    submission_id,
    as_at
from reporting
union all
select
    'scotland',
    'group',
    reporting.authority_code,
    reporting.submission_id,
    reporting.as_at
from reporting
cross join everybody
where everybody.all_in_force
