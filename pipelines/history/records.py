"""Records of children in two builds, paired and counted: what changed, and by which evidence.

A record is the same in both where child, kind and date agree. What is left over is paired in order
of date: two left-over records of one child and kind are one record with a corrected date. The rest
was added or removed.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.history.two_builds import TwoBuilds


@dataclass(frozen=True)
class RecordTable:
    """How the records of one table of ``core`` are told apart."""

    name: str
    source: str
    kind: tuple[str, ...]
    on: str
    until: str | None
    details: tuple[str, ...]


_SPELL = ("start_date", "end_date")
RECORDS = (
    RecordTable("care episodes", "care_episode", (), *_SPELL, ("destination", "is_short_break")),
    RecordTable("legal statuses", "legal_status_spell", ("legal_reason",), *_SPELL, ()),
    RecordTable("placements", "placement_spell", ("placement_type",), *_SPELL, ("carer_key",)),
    RecordTable(
        "milestones",
        "milestone_event where not is_derived",
        ("milestone",),
        "event_date",
        None,
        ("route", "outcome", "application_type", "applicant", "agency"),
    ),
    RecordTable(
        "derived milestones",
        "milestone_event where is_derived",
        ("milestone",),
        "event_date",
        None,
        (),
    ),
)
PERSONAL = ("birth_month", "sex", "ethnic_group", "disability", "person_key")


@dataclass(frozen=True)
class RecordChange:
    """How many records of an authority changed in one way for one reason."""

    table: str
    authority_code: str
    change: str
    reason: str
    rows: int


def record_changes(two: TwoBuilds) -> list[RecordChange]:
    """Return the changes of children and of their records.

    Expects the relation ``cause`` of :func:`pipelines.history.causes.cause_frame`.
    """
    found = [RecordChange("children", *row) for row in two.rows(_children(two))]  # type: ignore[arg-type]
    for table in RECORDS:
        found += [RecordChange(table.name, *row) for row in two.rows(_records(table, two))]  # type: ignore[arg-type]
    return found


def _children(two: TwoBuilds) -> str:
    known = [c for c in PERSONAL if c in two.columns("core", "child")]
    differs = " or ".join(f"a.{c} is distinct from b.{c}" for c in known)
    return f"""
        with compared as (
            select
                coalesce(b.authority_code, a.authority_code) as authority_code,
                case when a.child_key is null then 'added'
                    when b.child_key is null then 'removed'
                    else 'details changed' end as change,
                case when a.child_key is null then 'new children'
                    when b.child_key is null then 'children no longer sent'
                    else 'corrected details' end as reason
            from a.core.child as a
            full join b.core.child as b on a.child_key = b.child_key
            where a.child_key is null or b.child_key is null or {differs}
        )
        {COUNTED}
    """  # noqa: S608


# Where the submission is the same the records cannot be the reason: the rules or the programme are.
COUNTED = """
    select
        authority_code,
        change,
        case when c.is_same then c.otherwise else reason end as reason,
        count(*) as rows
    from compared left join cause as c using (authority_code)
    group by all
    order by all
"""


def _records(table: RecordTable, two: TwoBuilds) -> str:
    core = two.columns("core", table.source.split(" ")[0])
    details = [c for c in table.details if c in core]
    return f"""
        with {paired(table.source, table.kind, table.on, details)},
        compared as (
            select
                coalesce(p.b.authority_code, p.a.authority_code) as authority_code,
                case when p.a.child_key is null then 'added'
                    when p.b.child_key is null then 'removed'
                    when {_date_moved(table)} then 'date corrected'
                    else 'details changed' end as change,
                case
                    when p.a.child_key is null and of_a.child_key is null then 'new children'
                    when p.a.child_key is null and p.b.{table.on} > seen.seen_to
                        then 'happened since'
                    when p.a.child_key is null then 'added late'
                    when p.b.child_key is null and of_b.child_key is null
                        then 'children no longer sent'
                    when p.b.child_key is null then 'no longer sent'
                    {_ended_since(table)}
                    when {_date_moved(table)} then 'corrected dates'
                    else 'corrected details'
                end as reason
            from pair as p
            left join a.core.child as of_a on p.child_key = of_a.child_key
            left join b.core.child as of_b on p.child_key = of_b.child_key
            left join cause as seen
                on coalesce(p.b.authority_code, p.a.authority_code) = seen.authority_code
            where p.a.child_key is null or p.b.child_key is null
                or {_date_moved(table)} or {_differs(details)}
        )
        {COUNTED}
    """  # noqa: S608


def paired(source: str, kind: tuple[str, ...], on: str, details: list[str]) -> str:
    """Return the common table expressions that end in ``pair`` (``child_key``, ``a``, ``b``).

    ``a`` and ``b`` are whole rows, one of them empty where a record has no partner.
    """
    alike = ", ".join(("child_key", *kind))
    order = ", ".join([on, *details])
    same = f"row_number() over (partition by {alike}, {on} order by {order})"
    left = f"row_number() over (partition by {alike} order by {order})"
    return f"""
        one as (select *, {same} as same from a.core.{source}),
        other as (select *, {same} as same from b.core.{source}),
        left_a as (
            select *, {left} as place from one anti join other using ({alike}, {on}, same)
        ),
        left_b as (
            select *, {left} as place from other anti join one using ({alike}, {on}, same)
        ),
        pair as (
            select one.child_key, one as a, other as b
            from one join other using ({alike}, {on}, same)
            union all by name
            select
                coalesce(left_a.child_key, left_b.child_key) as child_key,
                left_a as a,
                left_b as b
            from left_a full join left_b using ({alike}, place)
        )
    """  # noqa: S608


def _date_moved(table: RecordTable) -> str:
    dates = [c for c in (table.on, table.until) if c]
    return "(" + " or ".join(f"p.a.{c} is distinct from p.b.{c}" for c in dates) + ")"


def _differs(columns: list[str]) -> str:
    return " or ".join(f"p.a.{c} is distinct from p.b.{c}" for c in columns) or "false"


def _ended_since(table: RecordTable) -> str:
    if table.until is None:
        return ""
    return (
        f"when p.a.{table.on} = p.b.{table.on} and p.a.{table.until} is null "
        f"and p.b.{table.until} > seen.seen_to then 'happened since'"
    )
