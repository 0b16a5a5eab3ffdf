-- A year without holidays in the list would count them as working days.
select max(s.as_at) as newest
from {{ ref('stg_submission') }} as s
having
    extract(year from max(s.as_at)) > (
        select max(extract(year from h.holiday_on)) from {{ ref('scottish_bank_holiday') }} as h
    )
