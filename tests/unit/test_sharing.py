"""Tests that share a fixture are sent to one worker, and xdist is told so in a way it hears."""

from __future__ import annotations

import os

import pytest

from tests.support.sharing import shares_with


@pytest.fixture(scope="module")
def kept() -> str:
    return "made once"


@pytest.fixture
def made_of_it(kept: str) -> str:
    return kept


def test_what_shares_a_fixture_of_the_module_belongs_to_the_module(
    made_of_it: str, request: pytest.FixtureRequest
) -> None:
    assert made_of_it == "made once"
    assert shares_with(request.node) == "tests.unit.test_sharing.py"


def test_what_shares_nothing_goes_anywhere(request: pytest.FixtureRequest) -> None:
    assert shares_with(request.node) == ""
    assert "@" not in request.node.nodeid


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one worker")
def test_the_workers_hear_of_it(made_of_it: str, request: pytest.FixtureRequest) -> None:
    """A pytest that xdist does not know yet forgets the groups and says nothing."""
    assert made_of_it
    if request.config.getvalue("loadgroup"):
        assert request.node.nodeid.endswith("@tests.unit.test_sharing.py")
