"""The comparison notices: a case with one cell changed no longer agrees with the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.support.spec_build import OF_ALL, spec_files, spec_warehouse, spec_world
from tests.support.spec_compare import differences
from tests.support.spec_files import Case

pytestmark = pytest.mark.slow


def with_one_cell_changed(case: Case) -> Iterator[Case]:
    """Yield the case with the last cell of each expected row changed, one at a time."""
    for place, table in enumerate(case.tables):
        for number, row in enumerate(table.rows if table in case.expected else ()):
            rows = list(table.rows)
            rows[number] = (*row[:-1], "something else")
            changed = replace(table, rows=tuple(rows))
            yield replace(case, tables=(*case.tables[:place], changed, *case.tables[place + 1 :]))


def test_a_changed_cell_is_noticed(tmp_path_factory: pytest.TempPathFactory) -> None:
    unnoticed = [
        f"{case.name}: {changed.tables}"
        for file in spec_files()
        for world in [file.name if file.is_world else OF_ALL]
        for case in file.cases
        for changed in with_one_cell_changed(case)
        if not differences(changed, spec_world(world), spec_warehouse(tmp_path_factory, world))
    ]
    assert unnoticed == []
