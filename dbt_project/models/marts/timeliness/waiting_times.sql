-- Days from start to stop by area and year of the start: Aalen-Johansen with exits competing.
-- p25_days, median_days, p75_days: the first day on which incidence reaches 25, 50, 75 %; empty if never.
-- cif_at_threshold is empty where follow-up ends before it with a clock still open. The limits of the
-- incidence F at the threshold are F^exp(+-z sqrt(V) / (F ln F)), empty at 0 and 1, with d_j stops and
-- exits and a_j stops among n_j at risk on day j up to the threshold, and
-- V = sum (F - F_j)^2 d_j / (n_j (n_j - d_j)) + sum S_{j-1}^2 a_j (n_j - a_j) / n_j^3
--     - 2 sum (F - F_j) S_{j-1} a_j / n_j^2, the first term 0 where n_j = d_j.
with variance_term as (
    select
        i.area,
        i.aim,
        i.variant,
        i.cohort_year,
        c.cif_at_threshold,
        case
            when i.at_risk = i.events then 0e0
            else
                power(c.cif_at_threshold - i.incidence, 2) * i.events
                / (cast(i.at_risk as double) * (i.at_risk - i.events))
        end as of_those_still_waiting,
        power(i.waiting_before, 2) * i.stopped * (i.at_risk - i.stopped)
        / power(cast(i.at_risk as double), 3) as of_the_stops,
        2 * (c.cif_at_threshold - i.incidence) * i.waiting_before * i.stopped
        / power(cast(i.at_risk as double), 2) as of_both
    from {{ ref('waiting_incidence') }} as i
    inner join {{ ref('waiting_curve') }} as c
        on
            i.area = c.area
            and i.aim = c.aim
            and i.variant = c.variant
            and i.cohort_year = c.cohort_year
            and i.days <= c.read_at_days
    where c.cif_at_threshold between {{ tolerance() }} and 1 - {{ tolerance() }}
),

variance as (
    select
        area,
        aim,
        variant,
        cohort_year,
        cif_at_threshold,
        cast(
            sum({{ exactly_summable('of_those_still_waiting + of_the_stops - of_both') }}) as double
        ) as v
    from variance_term
    group by area, aim, variant, cohort_year, cif_at_threshold
),

-- z sqrt(V) / (F ln F); a variance that rounding took below 0 is 0.
width as (
    select
        *,
        {{ z_975() }} * sqrt(case when v > 0 then v else 0e0 end)
        / (cif_at_threshold * ln(cif_at_threshold)) as log_log_width
    from variance
)

select
    c.area,
    c.aim,
    c.variant,
    c.cohort_year,
    c.clocks,
    c.stopped,
    c.exited,
    c.censored,
    c.p25_days,
    c.median_days,
    c.p75_days,
    c.cif_at_threshold,
    power(c.cif_at_threshold, exp(-w.log_log_width)) as cif_ci_low,
    power(c.cif_at_threshold, exp(w.log_log_width)) as cif_ci_high,
    c.km_if_nobody_left_median_days
from {{ ref('waiting_curve') }} as c
left join width as w
    on
        c.area = w.area
        and c.aim = w.aim
        and c.variant = w.variant
        and c.cohort_year = w.cohort_year
order by c.area, c.aim, c.variant, c.cohort_year
