-- Every authority the home knows, when it joined the programme, and which submission is in force.
select
    a.authority_code,
    a.name,
    a.slug,
    a.data_state,
    s.submission_id,
    s.as_at,
    s.received_on,
    s.source_system,
    e.authority_code is not null as is_engaged,
    e.engaged_on,
    e.testing_from,
    e.implementing_from,
    e.ended_on,
    e.delivery,
    s.mapping_id
from {{ ref('stg_authority') }} as a
left join {{ ref('stg_submission') }} as s on a.authority_code = s.authority_code
left join {{ ref('stg_engagement') }} as e on a.authority_code = e.authority_code
order by a.authority_code
