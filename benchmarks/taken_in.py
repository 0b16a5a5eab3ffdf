"""Rows a second a core of the whole of intake: ``python -m benchmarks.taken_in [MILESTONES]``.

From the CSV bytes in a drop folder to the accepted Parquet, the feedback and the receipt, with
every rule on. The figure is rows by seconds of processor, user and system, of this process and the
children that read: what it would be on one core with nothing else on it.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks.intake import AS_AT, children, milestones
from pipelines.contract.authorities import Authority
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.keys import load_keys
from pipelines.intake.receive import take_in
from pipelines.intake.sandbox.reader import SANDBOX
from pipelines.settings import Home

SOMEWHERE = Authority("X99000001", "Somewhere", "somewhere")
TODAY = date(2019, 8, 5)


def write_submission(folder: Path, rows: int) -> int:
    """Write a submission with so many milestones; return its bytes."""
    folder.mkdir(parents=True)
    (folder / "children.csv").write_bytes(children(rows))
    (folder / "episodes.csv").write_text(
        "child_id,start_date,end_date,destination\n"
        + "".join(f"C{n},2011-05-{1 + n % 28:02},,\n" for n in range(rows // 4 + 1))
    )
    (folder / "milestones.csv").write_bytes(milestones(rows))
    (folder / "submission.yaml").write_text("absent: [legal_statuses, placements]\n")
    return sum(path.stat().st_size for path in folder.iterdir())


def processor_seconds() -> float:
    """Return the seconds of processor of this process and of its children that are gone."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def taken_in(root: Path, rows: int) -> dict[str, float | str]:
    """Take one submission in and return what that cost."""
    os.environ["PACE_KEY_FILE"] = str(root / "benchmark.key")
    home = Home(root / "home")
    drop = DropFolder(SOMEWHERE, home.extracts / "somewhere" / "2019-07-31", AS_AT, "")
    size = write_submission(drop.path, rows)
    keys = load_keys(home, create=True)
    gc.collect()
    before = processor_seconds()
    receipt = take_in(home, drop, keys, TODAY)
    SANDBOX.stop()
    seconds = processor_seconds() - before
    received = receipt.rows["received"]
    return {
        "outcome": receipt.outcome.value,
        "rows": received,
        "accepted": receipt.rows["accepted"],
        "megabytes": round(size / 1e6, 1),
        "processor seconds": round(seconds, 2),
        "rows a second a core": round(received / seconds),
        "largest process MiB": round(
            max(
                resource.getrusage(w).ru_maxrss
                for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            )
            / 1024
        ),
    }


def main(rows: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(taken_in(Path(folder), rows), indent=1))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
