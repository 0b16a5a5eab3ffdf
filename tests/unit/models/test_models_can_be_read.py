"""A model is a rule a person can read: the rule first, in words, and no more than a few screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.settings import DBT_PROJECT_DIR

LONGEST = 120
MODELS = sorted((DBT_PROJECT_DIR / "models").rglob("*.sql"))


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_no_model_is_over_120_lines(model: Path) -> None:
    assert len(model.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_every_model_has_a_description_of_its_own_name(model: Path) -> None:
    assert f"- name: {model.stem}\n" in model.with_suffix(".yml").read_text(encoding="utf-8")
