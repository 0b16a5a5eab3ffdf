"""Broken files by the hundred thousand: none may stop the process that has them read.

For speed most are read one after the other in one limited child, which is forked anew whenever it
dies; what killed it, and every 203rd, goes through the sandbox as intake uses it, where it must
come back with tables or a typed refusal. What has been done stands in ``.prove/fuzz.jsonl``.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from pipelines.contract.findings import Refused
from pipelines.intake.read_submission import read_submission
from pipelines.intake.sandbox import limits, rehearse
from pipelines.intake.sandbox.reader import try_reading
from pipelines.intake.source_table import SourceFile
from tests.support.broken_files import broken_file

DONE = Path(".prove/fuzz.jsonl")
FIGURES = Path("docs/figures/fuzz.md")
BATCH, SANDBOXED_EACH = 500, 203
MOST_SECONDS, MOST_BYTES = 10, 512 << 20
DIED, BROKE, READ, CRASH = "child died", "unexpected error", "read", "crash of the parent"


def prove(inputs: int) -> int:
    """Read so many broken files; return 1 where one got past the sandbox or past its limits."""
    DONE.parent.mkdir(exist_ok=True)
    rehearse.rehearse()
    done = [json.loads(line) for line in DONE.read_text().splitlines()] if DONE.exists() else []
    at = done[-1]["to"] if done else 0
    while at < inputs:
        done.append(_batch(at, min(at + BATCH, inputs)))
        with DONE.open("a", encoding="utf-8") as log:
            log.write(json.dumps(done[-1]) + "\n")
        at = done[-1]["to"]
        print(f"{at:,} of {inputs:,}", flush=True)  # noqa: T201
    return _write(done)


def _batch(first: int, last: int) -> dict[str, Any]:
    """Read the files of some seeds; return the outcomes, the slowest, the largest and the odd."""
    outcomes: Counter[str] = Counter()
    odd: list[str] = []
    sandboxed: Counter[str] = Counter()
    slowest, largest, seed = 0.0, 0, first
    while seed < last:
        told, peak = _child(seed, last)
        for line in told:
            outcomes[line["outcome"]] += 1
            slowest = max(slowest, line["seconds"])
            odd += [f"{line['seed']}: {line['odd']}"] if "odd" in line else []
        largest = max(largest, peak)
        seed = told[-1]["seed"] + 1 if told else seed
        if seed < last:  # the child died of the next one
            outcomes[DIED] += 1
            sandboxed[_in_sandbox(seed)] += 1
            seed += 1
    for seed in range(first, last, SANDBOXED_EACH):
        sandboxed[_in_sandbox(seed)] += 1
    return {
        "from": first,
        "to": last,
        "outcomes": outcomes,
        "sandboxed": sandboxed,
        "slowest_seconds": slowest,
        "largest_bytes": largest,
        "odd": odd,
    }


def _file(seed: int) -> SourceFile:
    name, data = broken_file(seed)
    return SourceFile(name, data, hashlib.sha256(data).hexdigest())


def _in_sandbox(seed: int) -> str:
    try:
        reading = try_reading([_file(seed)], None, partly=True)
    except Exception as error:  # the parent's own: what must never be
        return f"{CRASH}: {type(error).__name__}"
    if reading.peak_bytes > 2 * MOST_BYTES or reading.processor_seconds > MOST_SECONDS:
        return "over a limit"
    return READ if reading.read is not None else reading.refused[0].rule


def _child(first: int, last: int) -> tuple[list[dict[str, Any]], int]:
    """Read files in a limited child until it ends or dies; return what it told, and its peak."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        _read_all(range(first, last), theirs)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as told:
        lines = [json.loads(line) for line in told if line.endswith("\n")]
    _pid, _status, usage = os.wait4(pid, 0)
    return lines, usage.ru_maxrss * 1024


def _read_all(seeds: range, out: int) -> None:
    limit = resource.getpagesize() * int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (limit + limits.limits_for([]).memory,) * 2)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for seed in seeds:
        file, begun = _file(seed), time.perf_counter()
        signal.alarm(MOST_SECONDS)
        told = _outcome(file)
        signal.alarm(0)
        told |= {"seed": seed, "seconds": time.perf_counter() - begun}
        os.write(out, (json.dumps(told) + "\n").encode())
    os._exit(0)


def _outcome(file: SourceFile) -> dict[str, Any]:
    try:
        read = read_submission([file], None, partly=True)
    except Refused as refusal:
        return {"outcome": refusal.findings[0].rule}
    except MemoryError:
        return {"outcome": "too_large"}
    except BaseException as error:  # what intake would call not_readable: ours to mend
        where = traceback.extract_tb(sys.exc_info()[2])[-1]
        at = f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
        return {"outcome": BROKE, "odd": at}
    return {"outcome": read.findings[0].rule if read.findings else READ}


def _write(done: list[dict[str, Any]]) -> int:
    outcomes: Counter[str] = Counter()
    sandboxed: Counter[str] = Counter()
    for batch in done:
        outcomes.update(batch["outcomes"])
        sandboxed.update(batch["sandboxed"])
    crashes = sum(n for how, n in sandboxed.items() if how.startswith(CRASH))
    slowest = max(batch["slowest_seconds"] for batch in done)
    largest = max(batch["largest_bytes"] for batch in done)
    lines = [
        "# Broken files",
        "",
        "`make prove fuzz`: CSV, TSV, XLSX, ODS, Parquet, JSON Lines and zip, broken in bytes and",
        "inside their archives. The process that has them read is the one that counts them: had a",
        "file ended it, this page would not have been written.",
        "",
        "| figure | value |",
        "|---|---:|",
        f"| broken files | {sum(outcomes.values()):,} |",
        f"| children that died of a file (a typed refusal follows) | {outcomes[DIED]:,} |",
        f"| errors that no reader expected (`not_readable`) | {outcomes[BROKE]:,} |",
        f"| slowest, seconds | {slowest:.2f} |",
        f"| largest child, MiB (with the interpreter) | {largest / (1 << 20):.0f} |",
        f"| of them through the sandbox as intake uses it | {sum(sandboxed.values()):,} |",
        f"| … with an exception in place of tables or a typed refusal | {crashes:,} |",
        "",
        "| outcome | files |",
        "|---|---:|",
        *(f"| {how} | {n:,} |" for how, n in outcomes.most_common()),
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
    return int(slowest > MOST_SECONDS or sandboxed["over a limit"] > 0 or crashes > 0)
