"""Random worlds: authorities, their submissions and the programme's records."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .codes import TABLES
from .dates import add_days, add_two_years, last_day_of_quarter, quarter_of
from .dirt import spoil
from .model import Row
from .random_children import RandomChild
from .random_records import LOCAL_AIM_COLUMNS, TOTALS_COLUMNS, add_records
from .steady_children import steady_child
from .submissions import Home, Submission, real_authorities

STOP_MILESTONES = (
    "home_plan_review",
    "permanence_recommended",
    "adm_decision",
    "application_lodged",
)
ENGAGEMENT_COLUMNS = (
    "authority_code",
    "engaged_on",
    "testing_from",
    "implementing_from",
    "ended_on",
    "delivery",
)
RECORDING_COLUMNS = ("authority_code", "milestone", "complete_from", "covers_home_routes")
THRESHOLD_DAYS = (42, 90, 98, 112, 182, 184)
LAST_DAYS = (date(2019, 7, 31), date(2020, 3, 31), date(2018, 12, 31), date(2020, 2, 29))


@dataclass(frozen=True)
class Wishes:
    """What kind of world is wanted."""

    seed: int = 0
    children: int = 50
    authorities: int = 0  # 0: one to six; 32: all
    dirty: bool = False
    invented: bool = False
    several_submissions: bool = True
    improving: bool = False  # with many plain children who wait less, or longer, since engagement


def make_world(wishes: Wishes) -> Home:
    rng = random.Random(f"{wishes.seed}/{wishes.children}/{wishes.authorities}/{wishes.dirty}")
    listed = invented_authorities() if wishes.invented else real_authorities()
    number = min(wishes.authorities or rng.randrange(1, 7), len(listed))
    members = rng.sample(listed, number)
    if wishes.invented and wishes.authorities < 32 and rng.random() < 0.5:
        listed = sorted(members)  # then `scotland` is there, with a short list
    home = Home(authorities=list(listed), invented=wishes.invented)
    codes = [code for code, _, _ in members]
    last_day = rng.choice(LAST_DAYS)
    for index, code in enumerate(codes):
        children = wishes.children // number + (index < wishes.children % number)
        add_submissions(rng, home, wishes, code, children, last_day)
    add_programme(rng, home, codes, last_day)
    # Dice of their own: what is thrown here changes none of the children above.
    records = random.Random(f"{wishes.seed}/records")
    add_records(records, home, codes, last_day)
    if wishes.improving:
        add_steady_children(records, home)
    return home


def add_steady_children(rng: random.Random, home: Home) -> None:
    """Children enough to tell a difference, in every submission of up to three authorities."""
    engagements = home.engagements()
    sent = {submission.authority for submission in home.submissions}
    for code in sorted(sent & set(engagements))[:3]:
        engaged_on = engagements[code].engaged_on
        shares = rng.sample((0.2, 0.5, 0.5, 0.9), 2)
        number = rng.choice((60, 300, 500))
        submissions = [s for s in home.submissions if s.authority == code]
        if engaged_on is None:
            continue
        last = max(submission.as_at for submission in submissions)
        for index in range(number):
            made = steady_child(rng, f"steady{index:04d}", engaged_on, last, shares)
            for submission in submissions:
                for table, rows in cut_back(made, submission.as_at).items():
                    if table not in submission.absent:
                        submission.tables[table] += rows


def invented_authorities() -> list[tuple[str, str, str]]:
    return [
        (f"X990000{n:02d}", f"Invented Area {n:02d}", f"invented-area-{n:02d}")
        for n in range(1, 33)
    ]


def add_submissions(
    rng: random.Random, home: Home, wishes: Wishes, code: str, children: int, last_day: date
) -> None:
    """The newest submission of an authority, and earlier ones cut back to their own day."""
    as_at = add_days(last_day, -rng.choice((0, 0, 0, 1, 30, 31, 92, 200, 365)))
    if rng.random() < 0.25:  # the day on which a cohort becomes mature, or the day before
        cohort = last_day_of_quarter(quarter_of(add_days(as_at, -365)))
        as_at = add_days(cohort, rng.choice(THRESHOLD_DAYS) + 42 - rng.choice((0, 0, 1)))
    whole: dict[str, list[Row]] = {table: [] for table in TABLES}
    for number in range(children):
        # The same pseudonyms in every authority: they are "unique only within the authority".
        made = RandomChild(rng, f"kid{number:05d}", as_at).make()
        for table, rows in made.items():
            whole[table] += rows
    absent = absent_tables(rng)
    versions = [(as_at, "")]
    if wishes.several_submissions:
        if rng.random() < 0.5:
            versions.append((add_days(as_at, -rng.choice((1, 31, 184))), ""))
        if rng.random() < 0.3:
            versions.append((as_at, "b"))
    for version_as_at, suffix in versions:
        tables = cut_back(whole, version_as_at)
        if suffix:
            correct(rng, tables)
        if wishes.dirty:
            spoil(rng, tables, version_as_at, rng.choice((0.0, 0.0, 0.0, 0.03, 0.12)))
        for table in absent:
            tables[table] = []
        # A correction may arrive on the same day as the first, or an older extract late.
        received = add_days(version_as_at, rng.choice((0, 10, 10, 40)))
        if suffix:
            received = add_days(version_as_at, rng.choice((10, 40, 60)))
        home.submissions.append(
            Submission(code, version_as_at, tables, suffix, received, tuple(absent))
        )


def absent_tables(rng: random.Random) -> Sequence[str]:
    """ "another table may be absent only where … `submission.yaml` declares it"."""
    roll = rng.random()
    return ("placements",) if roll < 0.07 else ("milestones",) if roll < 0.09 else ()


def cut_back(tables: dict[str, list[Row]], as_at: date) -> dict[str, list[Row]]:
    """What an authority would have sent on an earlier day."""
    limit = as_at.isoformat()
    result: dict[str, list[Row]] = {}
    for table, rows in tables.items():
        result[table] = []
        seen: set[tuple[str, ...]] = set()
        for row in rows:
            started = row.get("start_date") or row.get("event_date") or ""
            if started > limit:
                continue
            copy = dict(row)
            if copy.get("end_date", "") > limit:
                copy["end_date"] = ""
                if "destination" in copy:
                    copy["destination"] = ""
            cells = tuple(copy.get(column, "") for column in TABLES[table])
            if cells not in seen:
                seen.add(cells)
                result[table].append(copy)
    return result


def correct(rng: random.Random, tables: dict[str, list[Row]]) -> None:
    """A correction: some events of the first extract were wrong."""
    kept = [row for row in tables["milestones"] if rng.random() < 0.9]
    tables["milestones"][:] = kept


def add_programme(rng: random.Random, home: Home, codes: Sequence[str], last_day: date) -> None:
    everyone = [code for code, _, _ in home.authorities]
    for code in everyone:
        if rng.random() < 0.6:
            engaged = add_days(last_day, -rng.randrange(200, 1500))
            row = dict.fromkeys(ENGAGEMENT_COLUMNS, "") | {
                "authority_code": code,
                "engaged_on": engaged.isoformat(),
                "delivery": rng.choice(("full", "light", "data_only")),
            }
            if rng.random() < 0.5:
                row["testing_from"] = add_days(engaged, 90).isoformat()
            home.engagement.append(row)
    for code in codes:
        share = rng.choice((0.0, 0.0, 0.25, 0.5))
        for milestone in STOP_MILESTONES:
            if rng.random() < share:
                since = complete_from(rng, home, code, last_day)
                home.recording.append(
                    {
                        "authority_code": code,
                        "milestone": milestone,
                        "complete_from": since,
                        "covers_home_routes": rng.choice(("yes", "no", "not_known")),
                    }
                )


def complete_from(rng: random.Random, home: Home, code: str, last_day: date) -> str:
    """Any day, or the very day of some event, episode or two-year point of the authority."""
    rows = [
        row
        for submission in home.submissions
        if submission.authority == code
        for table in ("milestones", "episodes")
        for row in submission.tables[table]
    ]
    row = rng.choice(rows) if rows and rng.random() < 0.6 else {}
    try:
        day = date.fromisoformat(row.get("event_date") or row.get("start_date") or "")
    except ValueError:  # no row, or one that was spoilt
        return add_days(last_day, -rng.randrange(300, 1600)).isoformat()
    return (add_two_years(day) if rng.random() < 0.2 else day).isoformat()


# --- writing --------------------------------------------------------------------------------


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)


def write_home(home: Home, path: Path) -> None:
    """Write a home folder as sections 1 to 3 of the contract lay it out."""
    folder_of = {code: (code, slug) for code, _, slug in home.authorities}
    for submission in home.submissions:
        # `<authority>` is "the current GSS code or the authority's slug"
        names = folder_of[submission.authority]
        name = names[submission.received_on is not None and submission.received_on.day % 2]
        folder = path / "extracts" / name / submission.folder
        for table, columns in TABLES.items():
            if table not in submission.absent:
                write_csv(folder / f"{table}.csv", columns, submission.tables[table])
        write_notes(submission, folder)
    programme = path / "programme"
    write_csv(programme / "engagement.csv", ENGAGEMENT_COLUMNS, home.engagement)
    if home.recording:
        write_csv(programme / "recording.csv", RECORDING_COLUMNS, home.recording)
    if home.local_aims:
        write_csv(programme / "local_aims.csv", LOCAL_AIM_COLUMNS, home.local_aims)
    if home.published_totals:
        write_csv(programme / "published_totals.csv", TOTALS_COLUMNS, home.published_totals)
    if home.invented:
        rows = [
            {"authority_code": code, "name": name, "slug": slug}
            for code, name, slug in home.authorities
        ]
        write_csv(programme / "authorities.csv", ("authority_code", "name", "slug"), rows)
        (programme / "world.json").write_text(json.dumps({"synthetic": True}), encoding="utf-8")


def write_notes(submission: Submission, folder: Path) -> None:
    lines = [f"authority: {submission.authority}", f"as_at: {submission.as_at}"]
    if submission.received_on is not None:
        lines.append(f"received_on: {submission.received_on}")
    if submission.absent:
        lines.append(f"absent: [{', '.join(submission.absent)}]")
    (folder / "submission.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
