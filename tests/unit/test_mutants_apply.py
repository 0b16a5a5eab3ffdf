"""The table of mutants keeps up with the SQL: `make prove mutants` tries what this finds."""

from __future__ import annotations

import pytest

from tests.prove.mutant_builds import Mutant, read_mutants


@pytest.mark.parametrize("mutant", read_mutants(), ids=lambda mutant: mutant.breaks)
def test_the_text_a_mutant_replaces_stands_in_its_file_exactly_once(mutant: Mutant) -> None:
    assert mutant.fault() == ""


def test_no_mutant_is_there_twice_and_there_are_enough() -> None:
    mutants = read_mutants()
    assert len({(m.file, m.old, m.new) for m in mutants}) == len(mutants) >= 60


def test_a_text_that_is_gone_is_a_fault() -> None:
    gone = Mutant("models/core/aim_clock.sql", "no such text", "", "nothing")
    assert "0 times" in gone.fault()
