-- Looked-after children counted here on each day of an official figure, against that figure: every
-- authority and every such day, an authority without data too. One child is one merged episode that
-- covers the day (rules of time 1 and 2); episodes of short breaks only, which have no part in any other
-- figure here, are counted apart.
with published as (
    select distinct
        area as authority_code,
        published_for,
        published_value,
        source
    from {{ ref('stg_published_total') }}
    where measure = '{{ var("coverage_measure") }}'
),

authority_day as (
    select
        a.authority_code,
        a.data_state,
        a.submission_id,
        a.as_at,
        d.published_for
    from {{ ref('authority') }} as a
    cross join (select distinct published_for from published) as d
),

counted as (
    select
        d.authority_code,
        d.published_for,
        count(case when not e.is_short_break then 1 end) as counted_here,
        count(case when e.is_short_break then 1 end) as short_breaks_counted_here
    from authority_day as d
    left join {{ ref('care_episode') }} as e
        on
            d.authority_code = e.authority_code
            and d.published_for >= e.start_date
            and d.published_for < e.days_until
    where d.published_for <= d.as_at
    group by d.authority_code, d.published_for
)

select
    d.authority_code,
    d.published_for as {{ adapter.quote('day') }},
    c.counted_here,
    c.short_breaks_counted_here,
    p.published_value,
    c.counted_here - p.published_value as difference,
    case when p.published_value > 0 then c.counted_here / p.published_value end as ratio,
    p.source,
    case
        when d.submission_id is null then d.data_state
        when d.published_for > d.as_at then 'extract_ends_before_the_day'
        when p.published_value is null then 'no_figure_published'
    end as reason
from authority_day as d
left join counted as c
    on d.authority_code = c.authority_code and d.published_for = c.published_for
left join published as p
    on d.authority_code = p.authority_code and d.published_for = p.published_for
order by d.authority_code, d.published_for, p.source, p.published_value
