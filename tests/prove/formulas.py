"""Formula payloads through every format: nothing may run in any of them.

LibreOffice, where it is installed, opens each format and is asked which cells became formulas; the
same payloads unprotected, in a plain CSV file, show that it would have found some.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from pipelines.disclosure import protect
from pipelines.release.draft import render
from tests.prove.log import say
from tests.support.formulas import Payload, live_in, live_in_csv, payloads, poisoned
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale

FIGURES = Path("docs/figures/formulas.md")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TABLE = "csv/waiting_now_groups_by_quarter.csv"


def prove(count: int) -> int:
    """Count what runs; return 1 where anything does, or where the judges find nothing to find."""
    made = payloads(count)
    frames = programme_frames(2, Scale(authorities=5, quarters=5, starts=16.0))
    files = render(poisoned(protect(frames, frames.named), [p.text for p in made]))[1]
    alive = live_in(files.items())
    unprotected = _unprotected(made)
    control = live_in_csv(unprotected)
    say(f"alive: {alive}; unprotected: {control}")
    office = _in_office(files, unprotected)
    _write(made, alive, control, office)
    found = sum(alive.values()) + sum(office.values()) - office.get("unprotected", 0)
    return int(found > 0 or control == 0 or (bool(office) and not office["unprotected"]))


def _unprotected(made: list[Payload]) -> bytes:
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([p.text.replace("\x00", "")] for p in made)
        handle.seek(0)
        return handle.read().encode()


def _in_office(files: dict[str, bytes], unprotected: bytes) -> dict[str, int]:
    """Return how many cells LibreOffice takes for formulas, by format; nothing without it."""
    if OFFICE is None:
        return {}
    books = {Path(n).suffix: c for n, c in files.items() if n.endswith((".xlsx", ".ods"))}
    asked = books | {".csv": files[TABLE], "unprotected": unprotected}
    return {name: _opened(name, content) for name, content in asked.items()}


def _opened(name: str, content: bytes) -> int:
    with tempfile.TemporaryDirectory() as folder:
        ending = name if name.startswith(".") else ".csv"
        path = Path(folder) / f"asked{ending}"
        path.write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        where = ["--outdir", f"{folder}/out", str(path)]
        subprocess.run(
            [OFFICE or "", profile, "--headless", "--convert-to", "ods", *where],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return _formulas(Path(folder) / "out" / "asked.ods")


def _formulas(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return archive.read("content.xml").count(b"table:formula=")


def _write(
    made: list[Payload], alive: dict[str, int], control: int, office: dict[str, int]
) -> None:
    kinds = Counter(p.kind for p in made)
    lines = [
        "# Formulas",
        "",
        f"`make prove formulas`: {len(made):,} texts that want to become a formula, a command,",
        "a link or a script, led by blanks, line ends, invisible signs, quotation marks or another",
        "separator, as they are, in full width and in small forms; each as two text cells of a",
        "table, and the first as an authority's name, written in every format. LibreOffice alone",
        "strips little; other programs strip more, so the files are judged more strictly.",
        "",
        "| format | alive in the file | cells that LibreOffice takes for a formula |",
        "|---|---:|---:|",
        *(f"| `{e}` | {n} | {office.get(e, '–')} |" for e, n in alive.items()),
        f"| the same texts unprotected, as CSV | {control} | {office.get('unprotected', '–')} |",
        "",
        "| what it is | texts |",
        "|---|---:|",
        *(f"| {kind} | {n} |" for kind, n in kinds.items()),
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
