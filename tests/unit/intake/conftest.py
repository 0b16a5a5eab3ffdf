"""Makes the helpers beside the tests importable, and gives each test a home and a key file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipelines.settings import KEY_FILE_VARIABLE, Home

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(tmp_path / "config" / "pseudonym.key"))
    root = tmp_path / "home"
    (root / "programme").mkdir(parents=True)
    (root / "programme" / "authorities.csv").write_text(
        "authority_code,name,slug\nX99000001,Somewhere,somewhere\nX99000002,Elsewhere,elsewhere\n"
    )
    return Home(root)
