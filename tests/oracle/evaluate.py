"""From a home to all that the oracle says of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from .areas import Areas
from .core import evaluate_child
from .coverage import coverage
from .improvement import improvement
from .judging import SubmissionVerdict
from .local_aims import local_aim_progress
from .model import ChildResult, EpisodeRow, Event, History, LegalStatus, Placement, Row
from .stocks import home_orders, home_reviews, waiting_now
from .submissions import Home, in_force
from .timeliness import aim_timeliness
from .waiting_times import waiting_times

MartRow = dict[str, object]


@dataclass
class OracleResult:
    areas: Areas
    verdicts: dict[str, SubmissionVerdict]
    children: dict[str, list[ChildResult]]  # by authority in force
    marts: dict[str, list[MartRow]]

    def all_children(self) -> list[ChildResult]:
        return [child for children in self.children.values() for child in children]


def evaluate(home: Home, as_known_at: date | None = None) -> OracleResult:
    """Judge, choose, walk every child, count."""
    chosen = in_force(home, as_known_at)
    children = {
        authority: [
            evaluate_child(history)
            for history in histories(
                authority,
                {table: taken.verdict.kept(table) for table in taken.verdict.tables},
                taken.submission.as_at,
                home.complete_from(authority),
            )
        ]
        for authority, taken in chosen.items()
    }
    areas = Areas(
        as_at={authority: taken.submission.as_at for authority, taken in chosen.items()},
        engaged=home.engaged(),
        listed=[code for code, _, _ in home.authorities],
    )
    return OracleResult(
        areas=areas,
        verdicts={authority: taken.verdict for authority, taken in chosen.items()},
        children=children,
        marts={
            "aim_timeliness": aim_timeliness(areas, children),
            "waiting_now": waiting_now(areas, children),
            "home_orders": home_orders(areas, children),
            "home_reviews": home_reviews(areas, children),
            "waiting_times": waiting_times(areas, children),
            "improvement": improvement(areas, children, home.engagements()),
            "local_aim_progress": local_aim_progress(areas, children, home.local_aims),
            "coverage": coverage(areas, children, home.published_totals),
        },
    )


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def histories(
    authority: str,
    tables: dict[str, list[Row]],
    as_at: date,
    complete_from: dict[str, date],
) -> list[History]:
    """The accepted rows, child by child."""
    rows: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table, table_rows in tables.items():
        for row in table_rows:
            rows[row["child_id"]][table].append(row)
    return [
        one_history(
            authority, child["child_id"], child, rows[child["child_id"]], as_at, complete_from
        )
        for child in tables["children"]
    ]


def one_history(
    authority: str,
    child_id: str,
    child: Row,
    rows: dict[str, list[Row]],
    as_at: date,
    complete_from: dict[str, date],
) -> History:
    month = child["birth_month"]
    return History(
        authority=authority,
        child_id=child_id,
        as_at=as_at,
        birth_month=date.fromisoformat(f"{month}-01") if month else None,
        episodes=tuple(
            EpisodeRow(date.fromisoformat(r["start_date"]), day(r["end_date"]), r["destination"])
            for r in rows["episodes"]
        ),
        legal=tuple(
            LegalStatus(r["legal_reason"], date.fromisoformat(r["start_date"]), day(r["end_date"]))
            for r in rows["legal_statuses"]
        ),
        placements=tuple(
            Placement(r["placement_type"], date.fromisoformat(r["start_date"]), day(r["end_date"]))
            for r in rows["placements"]
        ),
        events=tuple(event_of(r) for r in rows["milestones"]),
        complete_from=complete_from,
    )


def event_of(row: Row) -> Event:
    return Event(
        milestone=row["milestone"],
        day=date.fromisoformat(row["event_date"]),
        route=row["route"],
        outcome=row["outcome"],
        application_type=row["application_type"],
        applicant=row["applicant"],
        agency=row["agency"],
    )
