-- granted + refused + withdrawn = 20 in every window, and no decided case is missing but those of the
-- window not yet full.
with decided as (
    select
        authority_code,
        count(*) as cases
    from {{ ref('court_case') }}
    where decides_case
    group by authority_code
),

told as (
    select
        authority_code,
        sum(cases) as cases,
        max(window_number) as windows,
        count(case when granted + refused + withdrawn != 20 then 1 end) as windows_of_another_size
    from {{ ref('court_stage') }}
    group by authority_code
)

select d.authority_code
from decided as d
left join told as t on d.authority_code = t.authority_code
where
    t.windows_of_another_size > 0
    or t.cases != 20 * t.windows
    or d.cases - coalesce(t.cases, 0) not between 0 and 19
