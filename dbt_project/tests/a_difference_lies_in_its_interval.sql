-- The interval of an improvement holds its difference.
select
    area,
    aim,
    period
from {{ ref('improvement') }}
where
    difference < ci_low - {{ tolerance() }}
    or difference > ci_high + {{ tolerance() }}
