-- Which authorities may be named in a release; an authority without a row is not named.
select
    authority_code,
    agreement_ref,
    named
from {{ ref('stg_publication') }}
order by authority_code
