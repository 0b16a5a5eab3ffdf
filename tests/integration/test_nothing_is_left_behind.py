"""A run that is killed takes its workers, and the processes that read for them, with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

CODE = """
import os, sys, time
from pipelines.orchestration.workers import worker_pool
from tests.integration.test_nothing_is_left_behind import pids

if __name__ == "__main__":
    from pipelines.intake.sandbox.reader import SANDBOX
    SANDBOX.start()
    with worker_pool(2, []) as pool:
        for told in pool.map(pids, range(2)):
            print(*told, flush=True)
        print(SANDBOX._process.pid, flush=True)
        list(pool.map(time.sleep, [600, 600]))
"""


def pids(_number: int) -> tuple[int, int]:
    """What a worker is: itself, and the process that reads for it."""
    from pipelines.intake.sandbox.reader import SANDBOX

    SANDBOX.start()
    assert SANDBOX._process is not None
    time.sleep(0.5)  # so that both workers take one
    return os.getpid(), SANDBOX._process.pid


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123  (a zombie is gone)
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"


def test_nothing_outlives_a_run_that_is_killed() -> None:
    run = subprocess.Popen([sys.executable, "-c", CODE], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    told = [int(pid) for line in (run.stdout.readline() for _ in range(3)) for pid in line.split()]
    assert len(told) == 5
    assert all(is_alive(pid) for pid in told)
    run.send_signal(signal.SIGKILL)
    run.wait()
    end = time.monotonic() + 20
    while any(map(is_alive, told)) and time.monotonic() < end:
        time.sleep(0.05)
    assert [pid for pid in told if is_alive(pid)] == []
