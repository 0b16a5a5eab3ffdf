-- Which authorities may be named in a release.
with source as (
    select * from {{ source('inputs', 'programme_publication') }}
),

renamed as (
    select
        authority_code,
        agreement_ref,
        named
    from source
)

select * from renamed
