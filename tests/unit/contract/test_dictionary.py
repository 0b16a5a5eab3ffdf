"""The data dictionary is what models and vocabulary say, and its lineage is dbt's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.contract.dictionary import DICTIONARY_FILE, dictionary_text, read_models
from pipelines.contract.vocabulary import vocabulary
from tests.support.spec_build import spec_warehouse
from tests.support.warehouse import artefacts


def test_the_page_is_what_the_models_say() -> None:
    written = DICTIONARY_FILE.read_text(encoding="utf-8")
    assert written == dictionary_text(read_models(), vocabulary())


@pytest.mark.slow
def test_what_a_model_is_made_of_is_what_dbt_says(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    candidate = spec_warehouse(tmp_path_factory)
    manifest = json.loads((artefacts(candidate) / "manifest.json").read_text(encoding="utf-8"))
    said = {
        node["name"]: {parent.split(".")[-1] for parent in node["depends_on"]["nodes"]}
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] != "staging"
    }
    assert {model.name: set(model.parents) for model in read_models()} == said


def test_every_model_has_a_place_on_the_page() -> None:
    headings = Path(DICTIONARY_FILE).read_text(encoding="utf-8").count("\n## ")
    assert headings == len(read_models()) > 30
