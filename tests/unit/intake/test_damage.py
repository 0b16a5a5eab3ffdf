"""A few kinds of damage of the mutator, one file each: said rightly, at the right place."""

from __future__ import annotations

import pytest

from tests.support.damage.case import judged
from tests.support.damage.kinds import KINDS, damaged
from tests.support.damage.told import told

FEW = {
    "date_impossible": 0,
    "id_with_invisible": 9,
    "cell_as_spreadsheet_error": 1,
    "row_twice": 5,
    "descriptions_all_empty": 3,
    "cells_merged": 8,
    "quote_never_closed": 0,
    "columns_in_other_order": 4,
    "column_of_postcode": 7,
    "archive_that_grows": 10,
}


@pytest.mark.parametrize(("name", "seed"), FEW.items())
def test_damage_is_told(name: str, seed: int) -> None:
    found = next(filter(None, (damaged(name, seed + more) for more in range(24))))
    case, expected = found
    said = told(case, expected, judged(case.base.sent, case.files()))
    assert (said.right_disposition, said.right_place, said.silent, said.leaked) == (
        True,
        True,
        "",
        0,
    )


def test_there_are_sixty_kinds_and_more() -> None:
    assert len(KINDS) >= 60
