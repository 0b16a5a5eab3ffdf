"""Rows a second of intake, beside readers that check less: ``python benchmarks/intake.py [ROWS]``.

Prints, for one file of milestones: bytes to conformed table (what issue 2 sets a figure for), the
judgement by Great Expectations, and bytes to kept Parquet, each with its ratio to pyarrow and
pandas reading the same file.
"""

from __future__ import annotations

import hashlib
import io
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pyarrow.csv

from pipelines.intake.conform import ConformedTable, conform
from pipelines.intake.judge_tables import judge_tables
from pipelines.intake.keys import Keys
from pipelines.intake.read_sources import read_sources
from pipelines.intake.recognise import recognise_standard
from pipelines.intake.source_table import SourceFile
from pipelines.intake.standardise import standardised

AS_AT = date(2019, 7, 31)
HEADER = "child_id,milestone,event_date,route,outcome,application_type,applicant,agency\n"


def milestones(rows: int, *, quoted: bool = False) -> bytes:
    """Return a made-up milestones file; ``quoted``: every cell in quotes."""
    dice = random.Random(7)  # noqa: S311
    lines = [HEADER]
    for number in range(rows):
        day = AS_AT - timedelta(days=dice.randrange(3000))
        milestone, outcome = dice.choice((("hearing", ""), ("panel", "deferred")))
        cells = [f"C{number // 4}", milestone, str(day), "adoption", outcome, "", "", "health"]
        lines.append(",".join(f'"{c}"' if quoted else c for c in cells) + "\n")
    return "".join(lines).encode()


def children(rows: int) -> bytes:
    """Return the children that the milestones are of."""
    head = "child_id,birth_month,sex,ethnic_group,disability,linkage_id\n"
    return (
        head + "".join(f"C{n},2010-05,female,white,no,\n" for n in range(rows // 4 + 1))
    ).encode()


def conformed(*files: SourceFile) -> dict[str, ConformedTable]:
    """Read and conform files of the standard extract."""
    found = recognise_standard(files, (), partly=True)
    return conform(
        read_sources(found.files, found.mapping, partly=True).tables, found.mapping
    ).tables


def best(work: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of several runs, in seconds."""
    runs = []
    for _run in range(times):
        start = time.perf_counter()
        work()
        runs.append(time.perf_counter() - start)
    return min(runs)


def source(name: str, data: bytes) -> SourceFile:
    """Return bytes as a file of a submission."""
    return SourceFile(name, data, hashlib.sha256(data).hexdigest())


def main(rows: int) -> None:
    """Measure and print."""
    file, quoted = (source("milestones.csv", milestones(rows, quoted=q)) for q in (False, True))
    small = [source("children.csv", children(40)), source("milestones.csv", milestones(40))]
    tables = conformed(source("children.csv", children(rows)), file)
    judge_tables(conformed(*small), AS_AT)  # imports Great Expectations
    judged = judge_tables(tables, AS_AT)
    keys = Keys(b"benchmark" * 4)

    def whole() -> None:
        """Take the file the whole way, from bytes to re-keyed rows."""
        made = judge_tables(conformed(source("children.csv", children(rows)), file), AS_AT)
        standardised(made, "X99000001", keys)

    pandas_seconds = best(lambda: pd.read_csv(io.BytesIO(file.data), dtype=str))
    arrow_seconds = best(lambda: pyarrow.csv.read_csv(io.BytesIO(file.data)))
    total = rows + rows // 4 + 1
    figures = {
        "bytes to conformed table": (rows, best(lambda: conformed(file))),
        "the same, every cell quoted": (rows, best(lambda: conformed(quoted))),
        "judged by Great Expectations": (total, best(lambda: judge_tables(tables, AS_AT))),
        "re-keyed, typed and sorted": (
            total,
            best(lambda: standardised(judged, "X99000001", keys)),
        ),
        "all of it": (total, best(whole)),
        "pandas, unchecked text": (rows, pandas_seconds),
        "pyarrow, unchecked, guessing": (rows, arrow_seconds),
    }
    print(f"{'':32}{'rows/s':>12}{'x pandas':>10}{'x pyarrow':>10}   ({rows:,} milestones)")
    for name, (count, seconds) in figures.items():
        per_row = seconds / count
        times = [per_row / (other / rows) for other in (pandas_seconds, arrow_seconds)]
        print(f"{name:32}{count / seconds:>12,.0f}{times[0]:>10.1f}{times[1]:>10.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
