"""Every reason has its evidence: two hand-made builds, and what the comparison says of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.history.causes import Submission
from pipelines.history.compare import Comparison, compare
from pipelines.history.records import RecordChange
from pipelines.history.two_builds import NotABuild
from tests.unit.history.builds import HandMade

A, B = "X99000001", "X99000002"
Builds = tuple[HandMade, HandMade]


@pytest.fixture
def builds() -> Builds:
    """Two builds; authority A sends another extract with a later day, B the same as before."""
    before, after = HandMade("before"), HandMade("after")
    before.authority(A, "s1", "2019-06-30")
    after.authority(A, "s2", "2019-09-30")
    for build in (before, after):
        build.authority(B, "s9", "2019-06-30")
        for code in (A, B):
            build.add("core.child", f"child-of-{code}", code, "2010-05-01", "female")
    return before, after


def compared(builds: Builds, folder: Path) -> Comparison:
    before, after = builds
    return compare(before.write(folder / "a.duckdb"), after.write(folder / "b.duckdb"), folder)


def event(build: HandMade, day: str, milestone: str = "panel", *, code: str = A) -> None:
    build.add(
        "core.milestone_event", f"child-of-{code}", code, milestone, day, "not_known", None, False
    )


def clock(build: HandMade, status: str, *, stop: str | None = None, start: str = "2019-01-01",
          code: str = A, outcome: str = "not_within") -> None:  # fmt: skip
    build.add(
        "core.aim_clock", f"child-of-{code}", code, 3, "national", start, stop, None, None, None,
        "2019-04-09", status, outcome,
    )  # fmt: skip


def milestones(found: Comparison) -> list[tuple[str, str, int]]:
    return [(c.change, c.reason, c.rows) for c in found.records if c.table == "milestones"]


def test_the_same_build_differs_in_nothing(builds: Builds, tmp_path: Path) -> None:
    event(builds[0], "2019-05-01")
    file = builds[0].write(tmp_path / "a.duckdb")
    found = compare(file, file, tmp_path)
    assert (found.settings, found.records, found.clocks, found.marts) == ([], [], [], [])
    assert not [a for a in found.authorities if a.is_changed]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (("s1", "2019-06-30"), ("s2", "2019-06-30"), Submission.CORRECTION),
        (("s1", "2019-06-30"), ("s2", "2019-09-30"), Submission.NEWER),
        (("s1", "2019-09-30"), ("s2", "2019-06-30"), Submission.OLDER),
        ((None, None), ("s2", "2019-06-30"), Submission.ENTERED),
        (("s1", "2019-06-30"), (None, None), Submission.LEFT),
        (("s1", "2019-06-30"), ("s1", "2019-06-30"), Submission.SAME),
        ((None, None), (None, None), Submission.NONE),
    ],
)
def test_what_became_of_a_submission(
    before: tuple[str | None, str | None],
    after: tuple[str | None, str | None],
    kind: Submission,
    tmp_path: Path,
) -> None:
    sides = HandMade("before"), HandMade("after")
    sides[0].authority(A, *before)
    sides[1].authority(A, *after)
    assert [a.kind for a in compared(sides, tmp_path).authorities] == [kind]


def test_a_new_child_and_its_records_are_new_children(builds: Builds, tmp_path: Path) -> None:
    builds[1].add("core.child", "newcomer", A, "2012-01-01", "male")
    builds[1].add("core.milestone_event", "newcomer", A, "panel", "2019-01-05", None, None, False)
    found = compared(builds, tmp_path)
    assert RecordChange("children", A, "added", "new children", 1) in found.records
    assert milestones(found) == [("added", "new children", 1)]


def test_a_moved_date_is_a_correction_and_not_a_loss_and_a_gain(
    builds: Builds, tmp_path: Path
) -> None:
    event(builds[0], "2019-05-01")
    event(builds[1], "2019-05-09")
    assert milestones(compared(builds, tmp_path)) == [("date corrected", "corrected dates", 1)]


def test_an_earlier_occurrence_added_late_moves_no_other(builds: Builds, tmp_path: Path) -> None:
    for build in builds:
        event(build, "2019-05-01")
        event(build, "2019-06-01")
    event(builds[1], "2019-04-01")
    assert milestones(compared(builds, tmp_path)) == [("added", "added late", 1)]


def test_what_happened_after_the_earlier_extract_is_no_correction(
    builds: Builds, tmp_path: Path
) -> None:
    event(builds[1], "2019-07-01")
    assert milestones(compared(builds, tmp_path)) == [("added", "happened since", 1)]


def test_a_spell_that_ended_since_is_no_correction(builds: Builds, tmp_path: Path) -> None:
    for build, end in zip(builds, (None, "2019-08-01"), strict=True):
        build.add("core.placement_spell", f"child-of-{A}", A, "kinship", "2019-01-01", end)
    assert compared(builds, tmp_path).records == [
        RecordChange("placements", A, "date corrected", "happened since", 1)
    ]


def test_a_clock_overdue_by_time_alone(builds: Builds, tmp_path: Path) -> None:
    clock(builds[0], "waiting", outcome="not_yet")
    clock(builds[1], "overdue")
    (found,) = compared(builds, tmp_path).clocks
    assert (found.status_before, found.status_after, found.reason) == (
        "waiting",
        "overdue",
        "time passed",
    )


def test_a_clock_stopped_since_and_one_stopped_by_a_correction(
    builds: Builds, tmp_path: Path
) -> None:
    clock(builds[0], "overdue")
    clock(builds[1], "late", stop="2019-08-01")
    clock(builds[0], "met", stop="2019-02-01", start="2019-01-15")
    clock(builds[1], "late", stop="2019-05-01", start="2019-01-15")
    reasons = {c.status_before: c.reason for c in compared(builds, tmp_path).clocks}
    assert reasons == {"overdue": "happened since", "met": "corrected records"}


def test_with_the_same_submission_only_rules_or_programme_can_be_the_reason(
    builds: Builds, tmp_path: Path
) -> None:
    builds[1].code_id = "other"
    clock(builds[0], "met", stop="2019-02-01", code=B)
    clock(builds[1], "excluded", code=B, outcome="")
    (found,) = compared(builds, tmp_path).clocks
    assert (found.authority_code, found.reason) == (B, "changed rule or code")


def test_a_clock_that_only_waits_on_did_not_change(builds: Builds, tmp_path: Path) -> None:
    for build in builds:
        clock(build, "waiting", outcome="not_yet")
    assert compared(builds, tmp_path).clocks == []


def test_figures_before_and_after_by_area(builds: Builds, tmp_path: Path) -> None:
    for build, waiting in zip(builds, (7, 9), strict=True):
        build.add("marts.waiting_now", A, 3, "2019-06-30", waiting, 1)
        build.add("marts.waiting_now", "engaged", 3, "2019-06-30", waiting, 1)
    builds[1].add("marts.waiting_now", A, 3, "2019-09-30", 2, 0)
    found = compared(builds, tmp_path)
    marts = {m.area: (m.added, m.removed, m.changed, m.reason) for m in found.marts}
    assert marts == {
        A: (1, 0, 1, "new extract"),
        "engaged": (0, 0, 1, "new extract of 1"),
    }
    assert [(c.area, dict(c.cells)) for c in found.cells] == [
        (A, {"waiting": (7, 9)}),
        (A, {"waiting": (None, 2), "overdue": (None, 0)}),
        ("engaged", {"waiting": (7, 9)}),
    ]


def test_a_figure_known_to_another_day_is_the_same_figure(builds: Builds, tmp_path: Path) -> None:
    """Every row of an evaluated mart says to which day its build knew: that is not its figure."""
    for build, day in zip(builds, ("2019-07-31", "2019-10-31"), strict=True):
        build.add("marts.cross_authority", A, 3, "latest", 7, day)
    assert compared(builds, tmp_path).marts == []


def test_a_mart_without_a_grain_of_the_contract_is_counted(builds: Builds, tmp_path: Path) -> None:
    for build, value in zip(builds, (1, 2), strict=True):
        build.add("marts.programme_summary", A, build.build_id, value)
        build.add("marts.programme_summary", B, build.build_id, 5)
    (found,) = compared(builds, tmp_path).marts
    assert (found.area, found.added, found.removed, found.changed) == (A, 1, 1, 0)


def test_no_key_of_a_child_is_said(builds: Builds, tmp_path: Path) -> None:
    event(builds[0], "2019-05-01")
    clock(builds[1], "waiting")
    said = json.dumps(compared(builds, tmp_path).as_dict(), default=str)
    assert "child-of" not in said


def test_a_file_that_is_no_build_is_refused(builds: Builds, tmp_path: Path) -> None:
    file = builds[0].write(tmp_path / "a.duckdb")
    (tmp_path / "b.duckdb").write_text("no warehouse")
    with pytest.raises(NotABuild):
        compare(file, tmp_path / "b.duckdb", tmp_path)
