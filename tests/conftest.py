"""What every test starts from: keys of its own, no telemetry, no home but its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.sharing import shares_with

# A busy machine is no fault of the code: a test says what it finds, not how long it took.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that share a fixture to one worker: else every worker makes it anew."""
    for item in items:
        shared = shares_with(item)
        if shared and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(shared))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a file's bytes by their argument: an archive holds the second it was made in.

    Two workers that made it in different seconds would collect tests of different names.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def _own_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Never touch the pseudonym keys of the person who runs the tests."""
    file = tmp_path_factory.mktemp("keys") / "pseudonym.key"
    file.write_text(secrets.token_hex(32), encoding="utf-8")
    file.chmod(0o600)
    before = os.environ.get("PACE_KEY_FILE")
    os.environ["PACE_KEY_FILE"] = str(file)
    yield
    if before is None:
        os.environ.pop("PACE_KEY_FILE")
    else:
        os.environ["PACE_KEY_FILE"] = before


@pytest.fixture
def repository() -> Path:
    """Return the root of the checkout."""
    return Path(__file__).resolve().parents[1]
