"""What the programme's tables add to a made-up world: starts by day, comparisons, times, aims.

Written from the contract's words, apart from ``pipelines``: starts are thrown onto days of their
quarter, and the windows of ``improvement`` counted from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import MartFrames
from tests.unit.disclosure.curve_worlds import with_waits
from tests.unit.disclosure.worlds import Scale, frames_of

LIMIT_DAYS = {2: 182, 3: 98, 4: 112}
LEAST_BASELINE = 20
QUANTILES = {"p25_days": 0.25, "median_days": 0.5, "p75_days": 0.75}


def programme_frames(seed: int, scale: Scale | None = None) -> MartFrames:
    """Return a made-up world with everything a release can hold."""
    size = scale or Scale()
    frames = with_waits(frames_of(seed, size))
    dice = np.random.default_rng(seed + 1000)
    starts = pd.DataFrame(list(_starts(frames, dice)))
    joined = _joined(frames, dice)
    return replace(
        frames,
        starts=starts,
        improvement=(compared := pd.DataFrame(list(_improvement(frames, starts, joined, size)))),
        case_mix=pd.DataFrame(list(_case_mix(compared, dice))),
        waiting_times=pd.DataFrame(list(_times(frames, dice))),
        local_aims=pd.DataFrame(list(_local_aims(frames, dice))),
        coverage=pd.DataFrame(list(_coverage(frames, dice))),
        quality=pd.DataFrame(list(_quality(frames, dice))),
        chart_series=pd.DataFrame(list(_chart_series(frames, joined))),
        chart_rebase=pd.DataFrame(columns=["area", "measure", "from_period"]),
        change_ideas=pd.DataFrame(list(_change_ideas(frames, dice))),
        programme_summary=pd.DataFrame(list(_summary(frames, dice))),
        programme_effect=pd.DataFrame(list(_effect(dice))),
    )


def following_corrections(
    frames: MartFrames, scale: Scale, dice: np.random.Generator
) -> MartFrames:
    """Return the frames with the starts and comparisons behind cohorts that hold more children."""
    starts = pd.concat([frames.starts, pd.DataFrame(list(_new_starts(frames, dice)))])
    own = frames.improvement[frames.improvement["area"] != "engaged"]
    joined = dict(zip(own["area"], own["baseline_to"], strict=True))
    compared = pd.DataFrame(list(_improvement(frames, starts, joined, scale)))
    case_mix = pd.DataFrame(list(_case_mix(compared, dice)))
    return replace(frames, starts=starts, improvement=compared, case_mix=case_mix)


def _new_starts(frames: MartFrames, dice: np.random.Generator) -> Iterator[dict[str, object]]:
    begun = frames.starts.assign(
        quarter=pd.PeriodIndex(pd.to_datetime(frames.starts["clock_start"]), freq="Q")
    )
    held = begun.groupby(["authority_code", "aim", "quarter"])[["within", "otherwise"]].sum()
    for aim, limit in LIMIT_DAYS.items():
        for row in own_rows(frames, aim).itertuples():
            quarter = pd.Period(row.cohort_quarter, freq="Q")
            key = (row.area, aim, quarter)
            had = held.loc[key] if key in held.index else {"within": 0, "otherwise": 0}
            otherwise = row.not_within + row.exited_before_threshold
            for column, count in (("within", row.within), ("otherwise", otherwise)):
                for day in dice.integers(0, 90, int(count - had[column])):
                    yield _start(row.area, aim, quarter, int(day), limit, column)


def _start(
    code: str, aim: int, quarter: pd.Period, day: int, limit: int, column: str
) -> dict[str, object]:
    return {
        "authority_code": code,
        "aim": aim,
        "clock_start": (quarter.start_time + pd.Timedelta(days=day)).date(),
        "threshold_days": limit,
        "within": int(column == "within"),
        "otherwise": int(column == "otherwise"),
    }


def reporting(frames: MartFrames) -> pd.DataFrame:
    """Return the authorities with a submission in force."""
    listed = frames.authorities
    return listed[listed["submission_id"].notna()].set_index("authority_code")


def own_rows(frames: MartFrames, aim: int) -> pd.DataFrame:
    """Return an aim's cohort rows of authorities."""
    rows = frames.aim_timeliness
    return rows[(rows["aim"] == aim) & rows["area"].isin(reporting(frames).index)]


def _starts(frames: MartFrames, dice: np.random.Generator) -> Iterator[dict[str, object]]:
    for aim, limit in LIMIT_DAYS.items():
        for row in own_rows(frames, aim).itertuples():
            quarter = pd.Period(row.cohort_quarter, freq="Q")
            length = (quarter.end_time.normalize() - quarter.start_time).days + 1
            otherwise = row.not_within + row.exited_before_threshold
            for column, count in (("within", row.within), ("otherwise", otherwise)):
                for day in dice.integers(0, length, int(count)):
                    yield _start(row.area, aim, quarter, int(day), limit, column)


def _joined(frames: MartFrames, dice: np.random.Generator) -> dict[str, pd.Timestamp]:
    """Return the day on which each engaged authority joined, in the middle of its years."""
    first = pd.to_datetime(frames.aim_timeliness["cohort_quarter"]).min()
    days = (pd.to_datetime(frames.authorities["as_at"]).max() - first).days
    engaged = reporting(frames).query("is_engaged").index
    return {c: first + pd.Timedelta(days=int(dice.integers(days // 3, days))) for c in engaged}


def windows(
    frames: MartFrames, starts: pd.DataFrame, code: str, aim: int, joined: pd.Timestamp, lag: int
) -> tuple[tuple[pd.Timestamp, pd.Timestamp], tuple[pd.Timestamp, pd.Timestamp]]:
    """Return baseline (days of the threshold) and current (days of start) of an authority."""
    mine = starts[(starts["authority_code"] == code) & (starts["aim"] == aim)]
    passed = pd.to_datetime(mine["clock_start"]) + pd.Timedelta(days=LIMIT_DAYS[aim])
    for months in range(12, 37, 3):
        since = joined - pd.DateOffset(months=months)
        if ((passed >= since) & (passed < joined)).sum() >= LEAST_BASELINE:
            break
    last = pd.Period(reporting(frames).loc[code, "as_at"], freq="Q") - lag
    return (since, joined), ((last - 3).start_time, (last + 1).start_time)


def _improvement(
    frames: MartFrames, starts: pd.DataFrame, joined: dict[str, pd.Timestamp], scale: Scale
) -> Iterator[dict[str, object]]:
    for aim in LIMIT_DAYS:
        rows = []
        for code, day in joined.items():
            baseline, current = windows(frames, starts, code, aim, day, scale.immature)
            mine = starts[(starts["authority_code"] == code) & (starts["aim"] == aim)]
            begun = pd.to_datetime(mine["clock_start"])
            passed = begun + pd.Timedelta(days=LIMIT_DAYS[aim])
            before = mine[(passed >= baseline[0]) & (passed < baseline[1])]
            since = mine[(begun >= current[0]) & (begun < current[1])]
            rows.append(_row(code, aim, before, since, baseline))
        yield from rows
        columns = ("baseline_within", "baseline_of", "current_within", "current_of")
        if rows:
            total = {c: sum(int(r[c]) for r in rows) for c in columns}
            yield rows[0] | total | {"area": "engaged", "baseline_from": None, "baseline_to": None}


def _row(
    code: str, aim: int, before: pd.DataFrame, since: pd.DataFrame, baseline: tuple[object, object]
) -> dict[str, object]:
    counts = [(int(f["within"].sum()), len(f)) for f in (before, since)]
    (b, bn), (c, cn) = counts
    was, now = (100 * x / n if n else np.nan for x, n in counts)
    return {
        "area": code,
        "aim": aim,
        "period": "latest",
        "baseline_from": baseline[0],
        "baseline_to": baseline[1],
        "baseline_within": b,
        "baseline_of": bn,
        "baseline_percent": was,
        "current_within": c,
        "current_of": cn,
        "current_percent": now,
        "difference": now - was,
        "ci_low": now - was - 12.0,
        "ci_high": now - was + 12.0,
        "verdict": "higher" if now - was > 12 else "lower" if now - was < -12 else "cannot_tell",
    }


KINDS = [
    (age, legal, before)
    for age in ("0-4", "5-11", "12-15", "16-17")
    for legal in ("order", "voluntary", "emergency")
    for before in (False, True)
]


def _case_mix(compared: pd.DataFrame, dice: np.random.Generator) -> Iterator[dict[str, object]]:
    """Yield the starts of both windows by kind of child: the smaller kinds are late more often."""
    weights = np.linspace(10, 1, len(KINDS))
    for row in compared[compared["area"] != "engaged"].itertuples() if len(compared) else ():
        windows = (
            ("baseline", row.baseline_of, row.baseline_within),
            ("latest", row.current_of, row.current_within),
        )
        for period, of, within in windows:
            many = dice.multinomial(of, weights / weights.sum())
            reached = dice.multivariate_hypergeometric(many, within)
            for (age, legal, before), n, x in zip(KINDS, many, reached, strict=True):
                if n:
                    yield {
                        "authority_code": row.area,
                        "aim": row.aim,
                        "period": period,
                        "age_band": age,
                        "legal_basis": legal,
                        "looked_after_before": before,
                        "clocks_started": int(n),
                        "within": int(x),
                    }


def _times(frames: MartFrames, dice: np.random.Generator) -> Iterator[dict[str, object]]:
    """Yield the times of all clocks, of quarters that are not mature too; a group's are its sum."""
    own = frames.aim_timeliness
    own = own[own["area"].isin(reporting(frames).index)]
    parts = [own]
    for group, members in _members(frames).items():
        parts.append(own[own["area"].isin(members)].assign(area=group))
    rows = pd.concat(parts)
    of_year = rows.assign(year=pd.PeriodIndex(rows["cohort_quarter"], freq="Q").year.astype(str))
    values = ["within", "not_within", "exited_before_threshold", "not_yet_mature"]
    by_year = of_year.groupby(["area", "aim", "variant", "year"])[values].sum().reset_index()
    every = by_year.groupby(["area", "aim", "variant"])[values].sum().reset_index()
    for row in pd.concat([by_year, every.assign(year="all")]).itertuples():
        clocks = row.within + row.not_within + row.exited_before_threshold + row.not_yet_mature
        stopped = row.within + int(dice.binomial(row.not_within, 0.8))
        share = row.within / clocks if clocks else np.nan
        yield {
            "area": row.area,
            "aim": row.aim,
            "variant": row.variant,
            "cohort_year": row.year,
            "clocks": clocks,
            "stopped": stopped,
            "exited": row.exited_before_threshold,
            "censored": clocks - stopped - row.exited_before_threshold,
            **{
                name: _day_of(p, clocks, row.within, stopped, LIMIT_DAYS.get(row.aim, 365))
                for name, p in QUANTILES.items()
            },
            "cif_at_threshold": share,
            "cif_ci_low": max(share - 0.1, 0),
            "cif_ci_high": min(share + 0.1, 1),
        }


def _day_of(share: float, clocks: int, within: int, stopped: int, limit: int) -> float:
    """Return by when a share of the clocks had stopped: evenly to the limit, and after it."""
    least = int(np.ceil(share * clocks))
    if least <= within:
        return float(limit * least // max(within, 1))
    if least <= stopped:
        return float(limit + 1 + limit * (least - within) // (stopped - within))
    return float("nan")


def _members(frames: MartFrames) -> dict[str, list[str]]:
    """Return the groups that have rows, and who belongs to them."""
    listed, there = reporting(frames), set(frames.aim_timeliness["area"])
    engaged = listed["is_engaged"].astype(bool)
    every = {"scotland": listed.index, "all_reporting": listed.index}
    halves = {"engaged": listed.index[engaged], "not_engaged": listed.index[~engaged]}
    return {g: list(codes) for g, codes in (every | halves).items() if g in there}


def _local_aims(frames: MartFrames, dice: np.random.Generator) -> Iterator[dict[str, object]]:
    for code in reporting(frames).index:
        for i, below in enumerate((None, 5.0), start=1):
            denominator = int(dice.integers(0, 60))
            yield {
                "local_aim_id": f"{code}-A{i}",
                "authority_code": code,
                "aim": 3.0 if i == 1 else None,
                "start_milestone": "permanence_recommended",
                "stop_milestone": "adm_decision",
                "routes": "adoption|permanence_order_adoption" if i == 2 else None,
                "within_days": 98,
                "min_age_years": None,
                "max_age_years": below,
                "achieve_by": pd.Timestamp("2018-12-31"),
                "target_percent": 75.0,
                "denominator": denominator,
                "numerator": int(dice.binomial(denominator, 0.6)),
                "percent": 60.0,
                "status": "on_track",
            }


def _coverage(frames: MartFrames, dice: np.random.Generator) -> Iterator[dict[str, object]]:
    for code in reporting(frames).index:
        for year in ("2016", "2017"):
            counted = int(dice.integers(0, 40))
            yield {
                "authority_code": code,
                "day": pd.Timestamp(f"{year}-07-31"),
                "counted_here": counted,
                "published": counted + int(dice.integers(0, 5)),
            }


def _quality(frames: MartFrames, dice: np.random.Generator) -> Iterator[dict[str, object]]:
    for code in reporting(frames).index:
        received = int(dice.integers(100, 900))
        yield {
            "authority_code": code,
            "rows_received": received,
            "rows_kept": received - int(dice.integers(0, 20)),
            "rows_repaired": int(dice.integers(0, 9)),
            "children": 90,
            "births_recorded": 88,
            "days_late": int(dice.integers(5, 90)),
            "rows_moved": int(dice.integers(-20, 60)),
        }


def _chart_series(
    frames: MartFrames, joined: dict[str, pd.Timestamp]
) -> Iterator[dict[str, object]]:
    for area in ("scotland", "all_reporting", "engaged", "not_engaged"):
        for aim in (1, 2, 3, 4):
            came = min(joined.values(), default=None) if area != "not_engaged" else None
            yield {
                "area": area,
                "measure": f"aim_{aim}",
                "area_kind": "group",
                "improves_when": "higher",
                "is_share": True,
                "members_recording_not_known": 1,
                "engaged_on": came,
                "testing_from": came,
                "as_of": pd.to_datetime(frames.authorities["as_at"]).max(),
                "known_to": pd.to_datetime(frames.authorities["as_at"]).max(),
            }


def _change_ideas(frames: MartFrames, dice: np.random.Generator) -> Iterator[dict[str, object]]:
    for quarter in sorted(frames.aim_timeliness["cohort_quarter"].unique()):
        ideas = int(dice.integers(0, 3))
        if ideas:
            yield {"measure": "aim_3", "quarter": pd.Timestamp(quarter), "ideas": ideas}


def _summary(frames: MartFrames, dice: np.random.Generator) -> Iterator[dict[str, object]]:
    for aim in (1, 2, 3, 4):
        for i, quarter in enumerate(sorted(frames.aim_timeliness["cohort_quarter"].unique())):
            better = int(dice.integers(0, i + 1))
            yield {
                "aim": aim,
                "quarter": quarter,
                "areas_testing": i + 1,
                "areas_fit": i,
                "favourable_shifts": min(better, i),
                "unfavourable_shifts": 0,
                "both_shifts": 0,
                "no_shift": i - min(better, i),
                "expected_by_chance": 0.08 * i,
                "probability_of_so_many": 0.25,
            }


def _effect(dice: np.random.Generator) -> Iterator[dict[str, object]]:
    for aim, variant in ((1, "within_one_year"), (2, "national"), (3, "national"), (4, "national")):
        for estimator, comparison in (
            ("imputation", "not_yet_engaged"),
            ("callaway_santanna", "never_engaged"),
        ):
            for half in ("overall", *map(str, range(-3, 4))):
                estimate = float(dice.normal(4, 6))
                yield {
                    "aim": aim,
                    "variant": variant,
                    "estimator": estimator,
                    "comparison": comparison,
                    "event_half_year": half,
                    "estimate": estimate,
                    "se": 4.0,
                    "ci_low": estimate - 8.5,
                    "ci_high": estimate + 8.5,
                    "p_wild_bootstrap": 0.125 if half == "overall" else np.nan,
                    "p_randomisation": 0.5 if half == "overall" else np.nan,
                    "smallest_detectable": 12.0,
                    "authorities": 7 if half == "overall" else max(1, 5 - abs(int(half))),
                    "groups": 3,
                    "clocks": 137,
                    "caution": "Authorities chose when to join.",
                }
