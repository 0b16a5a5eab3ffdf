"""Three releases as folders, side by side: nothing in their files gives back a count of 1 to 4."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import Earlier, certify
from pipelines.release import DraftSummary
from pipelines.release.read_back import as_published
from pipelines.release.tabular import table_csv
from tests.support.folder_attack import (
    OUTCOMES,
    Release,
    Terms,
    attack,
    strange_numbers,
    versions_of,
)
from tests.support.release_periods import quarters_of, three_years_of
from tests.support.resubmitted import resubmitted
from tests.unit.disclosure.attack import Known
from tests.unit.disclosure.small_cells import SMALL
from tests.unit.disclosure.worlds import Scale, frames_of

ASKED = 6
_MERGED = ("year", "years")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[MartFrames, Release]]:
    """Return three successive releases as folders, with two authorities' corrections between."""
    place, dice, seed = tmp_path_factory.mktemp("three"), np.random.default_rng(7), 7
    worlds = [frames_of(seed, Scale(authorities=6, starts=14.0, named=0.9))]
    worlds += [resubmitted(worlds[0], dice)]
    worlds += [resubmitted(worlds[1], dice)]
    earlier: list[Earlier] = []
    for i, frames in enumerate(worlds):
        certified = certify(frames, frames.named, earlier)
        (place / str(i) / "csv").mkdir(parents=True)
        for table in certified.protected.tables:
            (place / str(i) / "csv" / f"{table.shape.name}.csv").write_bytes(table_csv(table))
        ledger = certified.ledger.known_to_readers()
        earlier.append(Earlier(str(i), ledger, certified.withheld_after_attack))
    versions = versions_of(worlds)
    folders = [Release(place / str(i), Known(f), versions[i]) for i, f in enumerate(worlds)]
    return list(zip(worlds, folders, strict=True))


@pytest.mark.parametrize("aim", [2, 3, 4])
def test_no_small_count_can_be_worked_out_of_three_folders(
    releases: list[tuple[MartFrames, Release]], aim: int
) -> None:
    attacker = attack([folder for _, folder in releases], aim)
    asked = 0
    for frames, folder in releases:
        for terms, truth in list(small_counts(frames, folder, aim))[:: max(1, 40 // ASKED)]:
            low, high = attacker.range(terms)
            assert low - 1e-6 <= truth <= high + 1e-6, "the attacker's equations are wrong"
            assert high - low >= len(SMALL) - 1e-6
            asked += 1
    assert asked >= ASKED


def small_counts(frames: MartFrames, folder: Release, aim: int) -> Iterator[tuple[Terms, int]]:
    """Yield each count of 1 to 4 of an area, by quarter, year, three years, as a sum."""
    rows = frames.aim_timeliness
    rows = rows[(rows["aim"] == aim) & rows["is_mature"].astype(bool)]
    rows = rows.assign(year=pd.PeriodIndex(rows["cohort_quarter"], freq="Q").year.astype(str))
    rows = rows.assign(years=rows["year"].astype(int).map(three_years_of))
    by = {p: rows.groupby(["area", p])[list(OUTCOMES)].sum().reset_index() for p in _MERGED}
    for period, frame in {"cohort_quarter": rows, **by}.items():
        for row in frame.to_dict("records"):
            for outcome in OUTCOMES:
                terms = folder.terms(str(row["area"]), aim, outcome, quarters_of(str(row[period])))
                if row[outcome] in SMALL and terms:
                    yield terms, int(row[outcome])


def test_no_page_says_a_number_that_no_table_holds(draft: DraftSummary) -> None:
    assert strange_numbers(draft.folder) == set()


def test_a_number_that_slipped_into_a_label_is_found(copy_of_draft: Path) -> None:
    page = copy_of_draft / "report.html"
    label = b'<svg aria-label="98,765 children"'
    page.write_bytes(page.read_bytes().replace(b"<svg ", label + b" ", 1))
    assert "98765" in strange_numbers(copy_of_draft)


def test_a_release_is_read_back_as_readers_have_it(draft: DraftSummary) -> None:
    read = as_published(draft.folder)
    assert read.release_id == draft.release_id
    assert len(read.cells) == draft.tables
