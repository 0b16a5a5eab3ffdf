"""A crosswalk: an authority gave its children new pseudonyms, and says which were theirs before.

It comes beside the first submission that uses them, as ``crosswalk.csv`` with the columns
``old_child_id`` and ``new_child_id``. From that submission's day on the new pseudonym gets the key
of the old one, so the child stays the same child; submissions of earlier days stay as they are.
When it has been applied the file is deleted from the drop folder: what is kept are keys alone, with
the digest of the file, who applied it and when (decision 0011).
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from pipelines.contract.findings import Finding, Refused
from pipelines.contract.submissions import read_ledger, submission_folder
from pipelines.intake.csv_reader import Dialect, read_records
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.keys import CROSSWALKS, Keys
from pipelines.intake.safe_write import write_file
from pipelines.intake.source_table import Place, SourceFile
from pipelines.settings import Home

CROSSWALK = "crosswalk.csv"
HEADER = ["old_child_id", "new_child_id"]
_HERE = Place(CROSSWALK)


@dataclass(frozen=True)
class Applied:
    """One crosswalk as remembered: no pseudonym, only where its keys lie."""

    crosswalk_id: str
    authority_code: str
    folder: str
    as_at: str
    sha256: str
    applied_on: str
    applied_by: str


def is_crosswalk(name: str) -> bool:
    """Return whether a file of a drop folder is a crosswalk, and so no part of the extract."""
    return name == CROSSWALK


def form_faults(file: SourceFile) -> list[Finding]:
    """Return what is wrong with a crosswalk by itself; nothing where it can be applied."""
    try:
        _pairs(file)
    except Refused as refused:
        return refused.findings
    return []


def apply_crosswalk(
    home: Home,
    drop: DropFolder,
    file: SourceFile,
    child_ids: Sequence[str],
    keys: Keys,
    today: date,
) -> list[Finding]:
    """Remember a crosswalk by its keys and delete it; return why not, where it cannot be.

    ``child_ids``: the pseudonyms of the submission beside which it came.
    """
    try:
        pairs = _pairs(file)
    except Refused as refused:
        return refused.findings
    # A crosswalk that is applied again (a run was killed) must not be read through itself.
    earlier = _joined_by(home, [a for a in in_effect(home, drop) if a.folder != drop.name])
    before = keys.with_earlier(earlier)
    known = _keys_sent_before(home, drop.authority.code)
    code = drop.authority.code
    faults = [
        _unknown_old(row)
        for row, (old, _new) in enumerate(pairs, start=2)
        if before.child_key(code, old) not in known
    ]
    if not os.access(drop.path, os.W_OK):
        faults.append(_cannot_delete())
    joined = {keys.child_key(code, new): before.child_key(code, old) for old, new in pairs}
    faults += joined_children(child_ids, drop, keys.with_earlier(earlier | joined))
    if faults:
        return faults
    home.work.mkdir(parents=True, exist_ok=True)
    # Intakes of two authorities may run side by side.
    with FileLock(home.work / "crosswalk.lock"):
        _remember(home, drop, file, joined, today)
    (drop.path / CROSSWALK).unlink(missing_ok=True)
    return []


def keys_of_day(home: Home, drop: DropFolder, keys: Keys) -> Keys:
    """Return the keys that know the crosswalks of an authority up to a drop folder, in order.

    The folder's own crosswalk counts once it has been applied.
    """
    return keys.with_earlier(_joined_by(home, in_effect(home, drop)))


def _joined_by(home: Home, crosswalks: Sequence[Applied]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for applied in crosswalks:
        joined |= _joined(home, applied)
    return joined


def in_effect(home: Home, drop: DropFolder) -> list[Applied]:
    """Return the crosswalks that a drop folder's pseudonyms have been through, oldest first."""
    here = (drop.as_at.isoformat(), drop.name)
    mine = [a for a in _remembered(home) if a.authority_code == drop.authority.code]
    return sorted(
        (a for a in mine if (a.as_at, a.folder) <= here), key=lambda a: (a.as_at, a.folder)
    )


def effect_id(home: Home, drop: DropFolder, key_id: str) -> str:
    """Return the key's id and those of the crosswalks: what decides how a folder is re-keyed."""
    return " ".join([key_id, *(a.crosswalk_id for a in in_effect(home, drop))])


def said_of(home: Home, drop: DropFolder) -> dict[str, str]:
    """Return what a receipt says of the folder's own crosswalk; empty where it had none."""
    own = [a for a in in_effect(home, drop) if a.folder == drop.name]
    return {k: v for k, v in asdict(own[-1]).items() if k in _RECEIPT} if own else {}


def joined_children(child_ids: Sequence[str], drop: DropFolder, keys: Keys) -> list[Finding]:
    """Return a fault where two pseudonyms of one submission would become one child."""
    ids = set(child_ids)
    if len({keys.child_key(drop.authority.code, text) for text in ids}) == len(ids):
        return []
    sentence = "With the crosswalk two children of the submission would become one."
    what_to_do = "Send either the old or the new pseudonym of a child, not both."
    return [_HERE.fault("crosswalk_joins_two", sentence, what_to_do)]


_RECEIPT = ("crosswalk_id", "sha256", "applied_on", "applied_by")


def _pairs(file: SourceFile) -> list[tuple[str, str]]:
    records = read_records(file.data, Dialect(), _HERE)
    if not records or records[0] != HEADER:
        raise Refused(
            [_fault("crosswalk_header", "The header must be old_child_id,new_child_id.", 1)]
        )
    rows = records[1:]
    faults = [
        _fault("crosswalk_row", "A row must hold an old and a new pseudonym.", number)
        for number, row in enumerate(rows, start=2)
        if len(row) != len(HEADER) or not all(row)
    ]
    if not rows:
        faults.append(_fault("crosswalk_empty", "The crosswalk holds no pair.", 1))
    faults += [] if faults else list(_repeated(rows))
    if faults:
        raise Refused(faults)
    return [(old, new) for old, new in rows]


def _repeated(rows: Sequence[Sequence[str]]) -> Iterator[Finding]:
    for place, name in enumerate(HEADER):
        seen: set[str] = set()
        for number, row in enumerate(rows, start=2):
            if row[place] in seen:
                yield _fault("crosswalk_repeated", f"The same {name} stands twice.", number)
            seen.add(row[place])


def _fault(rule: str, sentence: str, row: int) -> Finding:
    return _HERE.fault(rule, sentence, "Mend the crosswalk and send it again.", row=row)


def _unknown_old(row: int) -> Finding:
    return _fault(
        "crosswalk_unknown", "No accepted submission has a child of this old pseudonym.", row
    )


def _cannot_delete() -> Finding:
    return _HERE.fault(
        "crosswalk_stays",
        "The crosswalk could not be deleted after use, so it was not used.",
        "Let the pipeline write in this folder.",
    )


def _keys_sent_before(home: Home, authority_code: str) -> set[str]:
    ids = {r.submission_id for r in read_ledger(home) if r.authority_code == authority_code}
    files = [
        submission_folder(home, authority_code, i) / "children.parquet"
        for i in sorted(filter(None, ids))
    ]
    return {
        key
        for file in files
        if file.is_file()
        for key in pq.read_table(file, columns=["child_key"])["child_key"].to_pylist()
    }


def _remember(
    home: Home, drop: DropFolder, file: SourceFile, joined: Mapping[str, str], today: date
) -> None:
    ordered = sorted(joined.items())
    says = json.dumps([drop.authority.code, drop.name, ordered])
    crosswalk_id = "x" + hashlib.sha256(says.encode()).hexdigest()[:20]
    remembered = _remembered(home)
    if any(a.crosswalk_id == crosswalk_id for a in remembered):
        return
    table = pa.table(
        {"child_key": [new for new, _ in ordered], "earlier_child_key": [o for _, o in ordered]}
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    write_file(_folder(home) / f"{crosswalk_id}.parquet", sink.getvalue().to_pybytes())
    applied = Applied(
        crosswalk_id,
        drop.authority.code,
        drop.name,
        drop.as_at.isoformat(),
        file.sha256,
        today.isoformat(),
        _who(),
    )
    lines = [json.dumps(asdict(a), sort_keys=True) + "\n" for a in (*remembered, applied)]
    write_file(_ledger(home), "".join(lines).encode())


def _folder(home: Home) -> Path:
    return home.submissions / CROSSWALKS


def _ledger(home: Home) -> Path:
    return _folder(home) / "applied.jsonl"


def _remembered(home: Home) -> list[Applied]:
    if not _ledger(home).is_file():
        return []
    lines = _ledger(home).read_text(encoding="utf-8").splitlines()
    return [Applied(**json.loads(line)) for line in lines]


def _joined(home: Home, applied: Applied) -> dict[str, str]:
    table = pq.read_table(_folder(home) / f"{applied.crosswalk_id}.parquet")
    pairs = zip(table["child_key"].to_pylist(), table["earlier_child_key"].to_pylist(), strict=True)
    return dict(pairs)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return f"user {os.getuid()}"
