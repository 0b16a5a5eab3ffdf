"""Which tests belong on one worker: those that look at the same home, draft or warehouse."""

from __future__ import annotations

import pytest

# Kept for a module, or a folder of tests, by whoever made it.
LASTING = ("module", "package", "session")


def shares_with(item: pytest.Item) -> str:
    """Return the place of the widest fixture of ours that a test shares; empty where there is none.

    `tests/conftest.py` itself is for every test, and pytest's own fixtures are nobody's.
    """
    known = getattr(item, "_fixtureinfo", None)
    if known is None:
        return ""
    places = [
        fixture.baseid
        for found in known.name2fixturedefs.values()
        for fixture in found[-1:]
        if fixture.scope in LASTING and fixture.baseid not in ("", "tests")
    ]
    # A folder's fixture is shared by more tests than a file's.
    return min(places, key=len, default="").replace("/", ".")
