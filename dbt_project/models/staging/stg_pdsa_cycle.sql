-- Plan-do-study-act cycles of change ideas, as the programme recorded them.
with source as (
    select * from {{ source('inputs', 'programme_pdsa_cycles') }}
),

renamed as (
    select
        change_idea_id,
        cast(cycle as integer) as cycle,
        cast(started_on as date) as started_on,
        cast(ended_on as date) as ended_on,
        prediction,
        result,
        learning
    from source
)

select * from renamed
