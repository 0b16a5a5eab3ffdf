"""Whatever shape an authority sends in, the same children are the same standardised tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.contract.authorities import Authority
from pipelines.intake.judgement import Judgement, Submission, judge_submission
from pipelines.intake.keys import Keys
from pipelines.intake.source_table import SourceFile
from pipelines.intake.standardise import standardised
from pipelines.synthetic.authorities import AUTHORITIES, Shape
from pipelines.synthetic.chance import stream
from pipelines.synthetic.days import from_iso
from pipelines.synthetic.extract import Rows, cut
from pipelines.synthetic.faults import planter
from pipelines.synthetic.population import lives
from pipelines.synthetic.programme.timetable import practices
from pipelines.synthetic.pseudonyms import ChildIds, carer_id
from pipelines.synthetic.shapes import MAPPINGS, WRITERS

AS_AT = "2020-07-31"
CHILDREN = 60
SEEDS = (2014, 7, 31)
SENDER = AUTHORITIES[0]
SOMEWHERE = Authority("X99000001", "Somewhere", "somewhere")
KEYS = Keys(b"the key of a test" * 4)


def children(seed: int) -> list[Rows]:
    """The rows of some made-up children, with every kind of planted fault among them."""
    practice = practices(seed)[SENDER.code]
    ids = ChildIds(stream(seed, "ids"))
    faults = planter(stream(seed, "faults"), CHILDREN, from_iso(AS_AT))
    told = lives(seed, SENDER, practice, CHILDREN, [])
    cuts = [cut(life, ids.new(), from_iso(AS_AT), carer_id) for life in told]
    return [faults.plant(rows) for rows in cuts if rows["episodes"] or rows["milestones"]]


def judged(shape: Shape, told: Sequence[Rows], folder: Path) -> Judgement:
    """The judgement of these children, written in a shape."""
    folder.mkdir()
    writer = WRITERS[shape](folder)
    for rows in told:
        writer.add(rows)
    writer.close()
    files = [SourceFile.read(path) for path in sorted(folder.iterdir())]
    mapping = MAPPINGS[shape]().encode() if shape in MAPPINGS else None
    day = date.fromisoformat(AS_AT)
    return judge_submission(Submission(files, SOMEWHERE, day, mapping, "somewhere.yaml"))


def standard(judgement: Judgement) -> dict[str, pa.Table]:
    """The tables as they would be kept, keys and references included."""
    return standardised(judgement.tables, SOMEWHERE.code, KEYS)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", [s for s in Shape if s is not Shape.STANDARD_CSV])
def test_the_same_children_are_the_same_tables(shape: Shape, seed: int, tmp_path: Path) -> None:
    told = children(seed)
    meant = judged(Shape.STANDARD_CSV, told, tmp_path / "standard")
    sent = judged(shape, told, tmp_path / "sent")
    assert [fault.line for fault in sent.faults] == []
    assert [a.as_dict() for a in sent.accounts] == [a.as_dict() for a in meant.accounts]
    expected = standard(meant)
    assert expected["milestones"].num_rows > 100
    for table, rows in standard(sent).items():
        assert rows.equals(expected[table]), table


@pytest.mark.parametrize("shape", list(MAPPINGS))
def test_every_source_row_is_mapped_or_skipped(shape: Shape, tmp_path: Path) -> None:
    judgement = judged(shape, children(SEEDS[0]), tmp_path / "sent")
    received = {account.table: account.received for account in judgement.accounts}
    mapped = dict.fromkeys(received, 0)
    for account in judgement.source_accounts:
        assert account.rows == account.mapped + sum(account.skipped.values())
        mapped[account.table] += account.mapped
    assert mapped == received


def skipped(shape: Shape, folder: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for account in judged(shape, children(SEEDS[0]), folder).source_accounts:
        for because, rows in account.skipped.items():
            found[because] = found.get(because, 0) + rows
    return found


def test_the_tracker_leaves_out_empty_cells_and_cases_that_are_not_sent(tmp_path: Path) -> None:
    found = skipped(Shape.TRACKER, tmp_path / "sent")
    assert found["empty"] > 0
    assert found["the tracker also lists cases that are not in the extract"] > 0


def test_of_a_form_that_was_reopened_the_last_version_counts(tmp_path: Path) -> None:
    found = skipped(Shape.WORKFLOW_STEPS, tmp_path / "sent")
    assert found["the form was re-opened; its last version counts"] > 5
    assert found["steps that are no milestone"] > 5
