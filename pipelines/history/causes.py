"""What the two builds were made of, by authority: the evidence every reason rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from pipelines.history.two_builds import Build, TwoBuilds


class Submission(StrEnum):
    """What became of an authority's submission in force."""

    SAME = "same submission"
    CORRECTION = "correction"  # another submission of the same day
    NEWER = "new extract"
    OLDER = "older extract"
    ENTERED = "first submission"
    LEFT = "no longer in force"
    NONE = "no submission"


@dataclass(frozen=True)
class AuthorityChange:
    """One authority in both builds."""

    authority_code: str
    name: str
    kind: Submission
    submission_before: str | None
    submission_after: str | None
    as_at_before: date | None
    as_at_after: date | None
    received_after: date | None
    is_mapping_changed: bool

    @property
    def is_changed(self) -> bool:
        """Return whether another submission, or none, is in force."""
        return self.kind not in (Submission.SAME, Submission.NONE)


def authority_changes(two: TwoBuilds) -> list[AuthorityChange]:
    """Return every authority of either build, by code."""
    has_mapping = "mapping_id" in two.columns("core", "authority")
    mapping = "a.mapping_id is distinct from b.mapping_id" if has_mapping else "false"
    rows = two.rows(
        "select authority_code, coalesce(b.name, a.name), a.submission_id, b.submission_id, "  # noqa: S608
        f"a.as_at, b.as_at, b.received_on, {mapping} "
        "from a.core.authority as a full join b.core.authority as b using (authority_code) "
        "order by 1"
    )
    return [_change(*row) for row in rows]  # type: ignore[arg-type]


def _change(
    code: str,
    name: str,
    before: str | None,
    after: str | None,
    as_at_before: date | None,
    as_at_after: date | None,
    received_after: date | None,
    mapping_differs: bool,
) -> AuthorityChange:
    kind = _kind(before, after, as_at_before, as_at_after)
    both = before is not None and after is not None
    return AuthorityChange(
        code,
        name,
        kind,
        before,
        after,
        as_at_before,
        as_at_after,
        received_after,
        both and mapping_differs,
    )


def _kind(
    before: str | None, after: str | None, as_at_before: date | None, as_at_after: date | None
) -> Submission:
    if before == after:
        return Submission.NONE if before is None else Submission.SAME
    if as_at_before is None:
        return Submission.ENTERED
    if as_at_after is None:
        return Submission.LEFT
    if as_at_before == as_at_after:
        return Submission.CORRECTION
    return Submission.NEWER if as_at_before < as_at_after else Submission.OLDER


def changed_settings(a: Build, b: Build) -> list[str]:
    """Return what differs between the builds besides submissions."""
    differs = {
        "changed rule or code": a.code_id != b.code_id,
        "changed programme record": a.programme_id != b.programme_id,
        "changed key": a.key_ids != b.key_ids,
    }
    return [name for name, is_so in differs.items() if is_so]


def cause_frame(changes: Sequence[AuthorityChange], settings: Sequence[str]) -> pd.DataFrame:
    """Return one row per authority: what the comparison of rows looks up.

    Columns: ``authority_code``; ``is_same``, whether its submission is; ``otherwise``, the reason
    for a change of its rows where it is; ``seen_to``, until when the earlier build could see.
    """
    otherwise = " or ".join(settings) or "not explained by the builds"
    return pd.DataFrame(
        [
            (
                c.authority_code,
                not c.is_changed,
                otherwise,
                pd.Timestamp(c.as_at_before) if c.as_at_before else pd.NaT,
            )
            for c in changes
        ],
        columns=["authority_code", "is_same", "otherwise", "seen_to"],
    )


def area_reasons(changes: Sequence[AuthorityChange], settings: Sequence[str]) -> dict[str, str]:
    """Return why a figure of an area may have moved; '' holds for every group."""
    kinds = Counter(c.kind.value for c in changes if c.is_changed)
    of_members = [f"{kind} of {n}" for kind, n in sorted(kinds.items())]
    return {c.authority_code: ", ".join(_own(c) + list(settings)) for c in changes} | {
        "": ", ".join(of_members + list(settings))
    }


def _own(change: AuthorityChange) -> list[str]:
    words = [change.kind.value] if change.is_changed else []
    return [*words, "changed mapping"] if change.is_mapping_changed else words
