"""Every line of the catalogues is one that Great Expectations takes: else it crashes a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.contract.checks import Question, _suite, load_catalogue
from pipelines.settings import EXPECTATIONS_DIR


@pytest.mark.parametrize("name", ["marts.yaml"])
def test_every_check_can_be_asked(name: str) -> None:
    checks = load_catalogue(Path(EXPECTATIONS_DIR) / name)
    questions = [Question(c.expectation, c.arguments) for c in checks]
    assert len(_suite(questions).expectations) > 0
