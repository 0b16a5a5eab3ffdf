"""Random worlds, through intake and the models, against the oracle: equal means equal.

A case is a child, a world several authorities with several submissions; one build serves for many.
`make prove oracle` runs hundreds of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.compare import compare
from tests.oracle.evaluate import evaluate
from tests.oracle.worlds import Wishes, make_world, write_home
from tests.support.walk import build_vintage, child_key, take_in_all

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(seed=101, children=250, improving=True),
        Wishes(seed=202, children=250, dirty=True, invented=True),
        Wishes(seed=303, children=120, authorities=32),
    ],
    ids=["clean, with a change since engagement", "dirty and invented", "all 32 authorities"],
)
def test_every_row_is_the_oracles(wishes: Wishes, tmp_path: Path) -> None:
    write_home(make_world(wishes), tmp_path / "home")
    home = take_in_all(tmp_path / "home")
    for day in (None, "2019-09-01"):
        file = build_vintage(home, day)
        if file is None:
            continue
        result = evaluate(_read(home.root), _day(day))
        assert compare(file, result, child_key) == []


def _read(root: Path):  # type: ignore[no-untyped-def]
    from tests.oracle.submissions import read_home

    return read_home(root)


def _day(text: str | None):  # type: ignore[no-untyped-def]
    from tests.oracle.compare import parse_day

    return parse_day(text)
