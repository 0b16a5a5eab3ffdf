"""Every case of the spec files in this folder, as a test of the warehouse dbt builds from them."""

from __future__ import annotations

import pytest

from tests.support.spec_build import OF_ALL, spec_files, spec_warehouse, spec_world
from tests.support.spec_compare import differences
from tests.support.spec_files import Case, SpecFile

pytestmark = pytest.mark.slow


def parameters() -> list[object]:
    return [_parameter(file, case) for file in spec_files() for case in file.cases]


def _parameter(file: SpecFile, case: Case) -> object:
    marks = [pytest.mark.xfail(strict=True, reason=case.disagreement)] if case.disagreement else []
    world = file.name if file.is_world else OF_ALL
    return pytest.param(case, world, id=case.name, marks=marks)


@pytest.mark.parametrize(("case", "world"), parameters())
def test_the_warehouse_agrees_with(
    case: Case, world: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert case.expected, "a case expects something"
    found = differences(case, spec_world(world), spec_warehouse(tmp_path_factory, world))
    assert not found, "\n".join(found)
