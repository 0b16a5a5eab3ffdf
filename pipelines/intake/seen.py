"""Which drop folders hold something that was not taken in yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipelines.authorities.load import mapping_file
from pipelines.contract.authorities import Authority
from pipelines.contract.register import Verdict, read_register
from pipelines.contract.submissions import Receipt
from pipelines.intake.crosswalk import effect_id
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.fingerprint import DigestCache, digests_of, fingerprint
from pipelines.intake.keys import current_key_id
from pipelines.settings import Home


def latest_receipts(receipts: Sequence[Receipt]) -> dict[tuple[str, str], Receipt]:
    """Return the last receipt of each drop folder, by authority code and folder name."""
    return {(r.authority_code, r.folder): r for r in receipts}


def mapping_bytes_of(home: Home, authority: Authority) -> tuple[bytes | None, str]:
    """Return the bytes and the name of an authority's mapping file, None where it has none."""
    path = mapping_file(home.authorities, authority)
    return (path.read_bytes(), path.name) if path else (None, "")


def unseen(home: Home, drop_folders: Sequence[DropFolder]) -> list[DropFolder]:
    """Return the folders that differ from what their latest receipt was given for.

    Only files whose size, times or inode moved are read.
    """
    register = read_register(home)
    latest = latest_receipts(register.receipts)
    verdicts = register.verdicts()
    purged = {s for s, d in verdicts.items() if d.verdict is Verdict.PURGED}
    key_id = current_key_id(home)
    cache = DigestCache(home)
    fresh = [f for f in drop_folders if _is_unseen(home, f, latest, key_id, cache, purged)]
    cache.save()
    return fresh


def _is_unseen(
    home: Home,
    drop: DropFolder,
    latest: dict[tuple[str, str], Receipt],
    key_id: str,
    cache: DigestCache,
    purged: Collection[int],
) -> bool:
    receipt = latest.get((drop.authority.code, drop.name))
    if receipt is None or receipt.sequence in purged:
        return True  # what was purged and comes again is judged again
    mapping_bytes, _name = mapping_bytes_of(home, drop.authority)
    digests = digests_of(drop.path, cache)
    return receipt.fingerprint != fingerprint(digests, mapping_bytes, effect_id(home, drop, key_id))
