"""A run that is killed takes its workers, and the processes that read for them, with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from pipelines.orchestration.leftovers import ends_with_the_run

CODE = """
import subprocess, time
from pipelines.orchestration.leftovers import ends_with_the_run
from pipelines.orchestration.workers import worker_pool
from tests.integration.test_nothing_is_left_behind import pids

if __name__ == "__main__":
    from pipelines.intake.sandbox.reader import SANDBOX
    SANDBOX.start()
    called = subprocess.Popen(["sleep", "600"])
    with ends_with_the_run(called.pid), worker_pool(2, []) as pool:
        for told in pool.map(pids, range(2)):
            print(*told, flush=True)
        print(SANDBOX._process.pid, called.pid, flush=True)
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
    assert len(told) == 6
    assert all(is_alive(pid) for pid in told)
    run.send_signal(signal.SIGKILL)
    run.wait()
    end = time.monotonic() + 20
    while any(map(is_alive, told)) and time.monotonic() < end:
        time.sleep(0.05)
    assert [pid for pid in told if is_alive(pid)] == []


def test_what_has_ended_by_itself_is_let_go() -> None:
    other = subprocess.Popen(["sleep", "600"])
    with ends_with_the_run(other.pid):
        pass
    assert is_alive(other.pid)
    other.kill()
    other.wait()
