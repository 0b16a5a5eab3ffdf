"""Random programme records: who left the programme, local aims, official figures."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from .codes import AWAY_ROUTES, MILESTONES, ROUTES
from .coverage import MEASURE
from .dates import add_days, last_day_of_quarter, quarter_of
from .model import Row
from .submissions import Home

LOCAL_AIM_COLUMNS = (
    "local_aim_id",
    "authority_code",
    "aim",
    "start_milestone",
    "stop_milestone",
    "routes",
    "within_days",
    "target_percent",
    "min_age_years",
    "max_age_years",
    "valid_from",
    "achieve_by",
    "statement",
)
TOTALS_COLUMNS = ("authority_code", "on", "measure", "value", "source")
DERIVED = (
    "looked_after_started",
    "looked_after_ended",
    "home_started",
    "home_ended",
    "home_two_years",
    "away_started",
    "away_ended",
)
# Pairs that occur often enough to have something to count
COMMON = (
    ("away_started", "permanence_recommended"),
    ("looked_after_started", "permanence_recommended"),
    ("looked_after_started", "looked_after_ended"),
    ("away_started", "away_ended"),
    ("permanence_recommended", "adm_decision"),
    ("permanence_recommended", "permanence_ratified"),
    ("adm_decision", "application_lodged"),
    ("home_two_years", "home_plan_review"),
    ("home_started", "home_two_years"),
)


def add_records(rng: random.Random, home: Home, codes: Sequence[str], last_day: date) -> None:
    for row in home.engagement:
        leave_the_programme(rng, row, last_day)
    for number in range(rng.choice((0, 8, 16))):
        home.local_aims.append(local_aim(rng, f"aim-{number:02d}", home, codes, last_day))
    listed = [code for code, _, _ in home.authorities]
    for code in [*codes, rng.choice(listed), "scotland"] if rng.random() < 0.8 else []:
        home.published_totals += totals(rng, home, code, last_day)


def leave_the_programme(rng: random.Random, row: Row, last_day: date) -> None:
    """`ended_on` late, early, before the engagement, or (mostly) not at all; odd engagements."""
    if rng.random() < 0.15:
        # Long before any clock, on a leap day or a month's end, after `as_at`, or not known
        row["engaged_on"] = rng.choice(
            ("2010-01-01", "2016-02-29", "2018-08-31", add_days(last_day, 40).isoformat(), "")
        )
        row["testing_from"] = ""
    if rng.random() < 0.4:
        start = date.fromisoformat(row["engaged_on"]) if row["engaged_on"] else last_day
        end = add_days(start, rng.choice((-400, 0, 90, 365, 700, 1000)))
        # "whose first day is before `ended_on`": on that very day, or the day after
        ends = (end, quarter_of(end), add_days(quarter_of(end), 1))
        row["ended_on"] = rng.choice(ends).isoformat()


def local_aim(
    rng: random.Random, identifier: str, home: Home, codes: Sequence[str], last_day: date
) -> Row:
    listed = [code for code, _, _ in home.authorities]
    code = rng.choice(listed) if rng.random() < 0.1 else rng.choice(codes)
    # Of an authority most aims are about what is common, so that there is something to count.
    start, stop = rng.choice(COMMON)
    if rng.random() < 0.15:
        start, stop = rng.sample((*MILESTONES, *DERIVED), 2)
    as_at = max((s.as_at for s in home.submissions if s.authority == code), default=last_day)
    within = rng.choice((0, 28, 98, 112, 182, 182, 365))
    valid_from, achieve_by = aim_dates(rng, as_at, within)
    low, high = rng.choice((("", ""),) * 8 + (("", "5"), ("3", ""), ("0", "12"), ("5", "6")))
    return {
        "local_aim_id": identifier,
        "authority_code": code,
        "aim": rng.choice(("", "1", "2", "3", "4")),
        "start_milestone": start,
        "stop_milestone": stop,
        "routes": routes(rng, start),
        "within_days": str(within),
        "target_percent": rng.choice(("0", "10", "25", "33.5", "50", "62.5", "80", "90", "100")),
        "min_age_years": low,
        "max_age_years": high,
        "valid_from": valid_from.isoformat(),
        "achieve_by": achieve_by.isoformat(),
        "statement": "",
    }


def aim_dates(rng: random.Random, as_at: date, within: int) -> tuple[date, date]:
    """`valid_from` and `achieve_by`: a sensible pair mostly, and odd ones."""
    if rng.random() < 0.25:
        valid_from = add_days(as_at, rng.choice((30, 1, 0, -100, -within, -within - 1)))
        return valid_from, add_days(valid_from, rng.choice((-20, 0, 1, 365)))
    # Some part of the year before `as_at` less `within_days` lies after it.
    valid_from = add_days(as_at, -within - rng.choice((200, 364, 365, 366, 500, 900)))
    until = rng.choice((-1, 0, 1, 1, -120, 100, 365, 365, 1000))
    return valid_from, add_days(as_at, until)


def routes(rng: random.Random, start: str) -> str:
    """One route or several; of a derived milestone, which has none, away routes at most."""
    if rng.random() < 0.75:
        return ""
    of = AWAY_ROUTES if start in DERIVED else ROUTES
    return "|".join(rng.sample(of, rng.choice((1, 2, 5))))


def totals(rng: random.Random, home: Home, code: str, last_day: date) -> list[Row]:
    """Official figures on days that tell: quarter ends, `as_at`, starts and ends of episodes."""
    of = [s for s in home.submissions if s.authority == code]
    days = {last_day_of_quarter(quarter_of(add_days(last_day, -200))), add_days(last_day, 3)}
    for submission in of:
        days.add(submission.as_at)
        rows = submission.tables["episodes"]
        for row in rng.sample(rows, min(3, len(rows))):
            days |= set(filter(None, map(readable, (row["start_date"], row["end_date"]))))
    measures = (MEASURE, MEASURE, "looked_after_at_home")
    return [
        {
            "authority_code": code,
            "on": day.isoformat(),
            "measure": rng.choice(measures),
            "value": rng.choice(("", "0", "57", "1234")),
            "source": "made up",
        }
        for day in sorted(days)
    ]


def readable(text: str) -> date | None:
    """A day of a cell that was not spoilt."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(2000, 1, 1) < day < date(2030, 1, 1) else None
