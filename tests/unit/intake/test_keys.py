"""The key file: outside the home, made once, never another one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from extracts import AS_AT, SOMEWHERE, files, write

from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.keys import KeyProblem, Keys, load_keys
from pipelines.intake.receive import take_in
from pipelines.settings import KEY_FILE_VARIABLE, Home, key_file


def test_made_once_and_for_its_owner_alone(home: Home) -> None:
    with pytest.raises(KeyProblem):
        load_keys(home, create=False)
    keys = load_keys(home, create=True)
    assert load_keys(home, create=False).key_id == keys.key_id
    assert key_file().stat().st_mode & 0o777 == 0o600
    assert key_file().parent.stat().st_mode & 0o777 == 0o700
    assert key_file().read_text().strip() not in repr(keys)


def test_derived_keys_have_nothing_in_common() -> None:
    keys = Keys(b"x" * 32)
    made = {
        keys.child_key("X99000001", "1"),
        keys.child_key("X99000002", "1"),
        keys.carer_key("X99000001", "1"),
        keys.person_key("X99000001|1"),
    }
    assert len(made) == 4
    assert all(len(key) == 64 for key in made)
    assert Keys(b"y" * 32).key_id != keys.key_id


@pytest.mark.parametrize("secret", [b"", b"short", b" " * 40])
def test_too_short(home: Home, secret: bytes) -> None:
    key_file().parent.mkdir()
    key_file().write_bytes(secret)
    with pytest.raises(KeyProblem):
        load_keys(home, create=True)


def test_never_inside_the_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(home.root / "key"))
    with pytest.raises(KeyProblem):
        load_keys(home, create=True)


def test_missing_or_different_where_submissions_exist(home: Home, tmp_path: Path) -> None:
    folder = write(home.extracts / "somewhere" / "2019-07-31", files())
    drop = DropFolder(SOMEWHERE, folder, AS_AT, "")
    take_in(home, drop, load_keys(home, create=True), date(2019, 8, 1))
    key_file().rename(tmp_path / "lost")
    with pytest.raises(KeyProblem, match="missing"):
        load_keys(home, create=True)
    key_file().write_bytes(b"z" * 32)
    with pytest.raises(KeyProblem, match="not the one"):
        load_keys(home, create=False)
