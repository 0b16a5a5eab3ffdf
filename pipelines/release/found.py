"""What a draft found, for the end of a run: read from its own files, so nothing else can show."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.contract.release_tables import ENGAGED, WITHHELD

VERDICTS = ("higher", "lower", "no_clear_difference", "cannot_tell", "withheld")


@dataclass(frozen=True)
class FoundAim:
    """One aim: the programme's verdict and difference as released, named authorities by verdict."""

    aim: int
    programme: str
    difference: str
    names: Mapping[str, Sequence[str]]

    def as_dict(self) -> dict[str, object]:
        """Return the facts for a program."""
        return {
            "aim": self.aim,
            "programme": self.programme,
            "difference_points": self.difference,
            "authorities": {verdict: list(names) for verdict, names in self.names.items()},
        }


def found_in(draft: Path) -> list[FoundAim]:
    """Return what a draft says of Aims 2 to 4; nothing where it compares nobody."""
    path = draft / "csv" / "improvement.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return [_found(int(aim), [r for r in rows if r["aim"] == aim]) for aim in _aims(rows)]


def _aims(rows: Sequence[Mapping[str, str]]) -> list[str]:
    return sorted({row["aim"] for row in rows})


def _found(aim: int, rows: Sequence[Mapping[str, str]]) -> FoundAim:
    whole = next((r for r in rows if r["area"] == ENGAGED), None)
    own = sorted((r for r in rows if r["area"] != ENGAGED), key=lambda r: r["area_name"])
    names = {v: [r["area_name"] for r in own if _verdict(r) == v] for v in VERDICTS}
    if whole is None:
        return FoundAim(aim, "no comparison", "", names)
    shown = _verdict(whole)
    return FoundAim(aim, shown, "" if shown == "withheld" else whole["difference"], names)


def _verdict(row: Mapping[str, str]) -> str:
    return "withheld" if row["verdict"] == WITHHELD else row["verdict"]
