-- What is marked on an authority's charts, as days and words of our own: the programme's days, change
-- ideas and their plan-do-study-act cycles (on the charts of their aim, and on those of the
-- authority's own measures), and since when an aim's stop milestone is recorded completely. Nothing
-- here is free text.
with programme_day as (
    {% for what, column in [
        ('joined', 'engaged_on'), ('testing', 'testing_from'), ('implementing', 'implementing_from'),
        ('left', 'ended_on')
    ] %}
        select
            authority_code,
            cast(null as integer) as aim,
            {{ column }} as happened_on,
            '{{ what }}' as what,
            cast(null as {{ dbt.type_string() }}) as subject
        from {{ ref('authority') }}
        where {{ column }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

idea_day as (
    {% for what, column in [
        ('idea_tested', 'tested_from'), ('idea_adopted', 'adopted_on'), ('idea_abandoned', 'abandoned_on')
    ] %}
        select
            authority_code,
            aim,
            {{ column }} as happened_on,
            '{{ what }}' as what,
            change_idea_id as subject
        from {{ ref('stg_change_idea') }}
        where {{ column }} is not null
        union all
    {% endfor %}
    select
        i.authority_code,
        i.aim,
        c.started_on,
        'cycle_' || coalesce(c.result, 'running'),
        i.change_idea_id
    from {{ ref('stg_pdsa_cycle') }} as c
    inner join {{ ref('stg_change_idea') }} as i on c.change_idea_id = i.change_idea_id
    where c.started_on is not null
),

recording_day as (
    select distinct
        r.authority_code,
        v.aim,
        r.complete_from as happened_on,
        'recorded' as what,
        r.milestone as subject
    from {{ ref('stg_recording') }} as r
    inner join {{ ref('aim_variant') }} as v on r.milestone = v.stop_milestone
    where r.complete_from is not null
),

note as (
    select * from programme_day
    union all
    select * from idea_day
    union all
    select * from recording_day
)

select
    s.area,
    s.measure,
    n.happened_on,
    n.what,
    n.subject
from {{ ref('chart_series') }} as s
inner join note as n
    on
        s.area = n.authority_code
        and (
            n.aim is null
            or s.measure = 'aim_' || cast(n.aim as {{ dbt.type_string() }})
            or (s.measure not in {{ aim_measures() }} and n.what != 'recorded')
        )
order by s.area, s.measure, n.happened_on, n.what, n.subject
