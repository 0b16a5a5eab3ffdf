"""Homes so small that nearly nothing may leave still come to a draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.disclosure import no_small_cell, protect, read_marts
from pipelines.release import check, formats_agree, write_draft
from tests.oracle.worlds import Wishes, make_world, write_home
from tests.support.walk import build_vintage, take_in_all

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("children", "authorities"), [(1, 1), (9, 2)])
def test_a_draft_comes_of_a_handful_of_children(
    children: int, authorities: int, tmp_path: Path
) -> None:
    wishes = Wishes(seed=children, children=children, authorities=authorities)
    write_home(make_world(wishes), tmp_path / "home")
    home = take_in_all(tmp_path / "home")
    built = build_vintage(home, None)
    assert built is not None
    frames = read_marts(built)
    protected = protect(frames, frames.named)
    draft = write_draft(home, protected)
    results = [*no_small_cell(protected), *check(draft.folder), *formats_agree(draft.folder)]
    assert [r for r in results if r.outcome != "passed"] == []
