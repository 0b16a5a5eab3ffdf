"""The child that reads: what it may not do, and what is said when it dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from extracts import GOOD, file, files

from pipelines.contract.findings import Refused
from pipelines.intake import read_submission
from pipelines.intake.sandbox import child, reader, wire, work
from pipelines.intake.sandbox.limits import Limits, limits_for
from pipelines.intake.source_table import Place, SourceTable

SMALL = Limits(memory=64 << 20, processor_seconds=1, wall_seconds=3, answer=1 << 20)


def ended(do: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> int:
    """Become a child that does something in place of reading; return how it ended."""
    monkeypatch.setattr(child.work, "answer", lambda *_: (do(), ({}, []))[1])
    request, reply = os.memfd_create("a"), os.memfd_create("b")
    wire.write(request, {}, [])
    seen, progress = os.pipe()
    pid = os.fork()
    if pid == 0:
        child.become_child(SMALL, [request, reply, progress], reply)
    for descriptor in (seen, progress, request, reply):
        os.close(descriptor)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def spin() -> None:
    while True:
        pass


@pytest.mark.parametrize(
    ("do", "code"),
    [
        (lambda: None, child.ANSWERED),
        (lambda: bytearray(1 << 30), child.OUT_OF_MEMORY),
        (lambda: Path("/etc/hostname").read_text(), child.FAILED),
        (lambda: Path("/tmp/written").write_text("x"), child.FAILED),  # noqa: S108
        (socket.socket, child.FAILED),
        (lambda: os.write(child._REPLY, b"x" * (2 << 20)) == 2 << 20 or 1 / 0, child.FAILED),
        (lambda: sys.exit(0), child.FAILED),
        (spin, -signal.SIGXCPU),
    ],
    ids=["nothing", "memory", "read", "write", "connect", "answer", "exit", "spin"],
)
def test_what_a_child_may_do(
    do: Callable[[], object], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ended(do, monkeypatch) == code


def told(**changed: object) -> dict[str, object]:
    how = {"code": 0, "in_time": True, "out_of_memory": False, "file": 1}
    return {**how, "processor_seconds": 0.1, "peak_bytes": 1} | changed


@pytest.mark.parametrize(
    ("how", "rule"),
    [
        ({"code": child.OUT_OF_MEMORY}, "too_large"),
        ({"code": -signal.SIGABRT, "out_of_memory": True}, "too_large"),
        ({"code": -signal.SIGKILL, "in_time": False}, "took_too_long"),
        ({"code": -signal.SIGKILL}, "too_large"),
        ({"code": -signal.SIGSEGV}, "not_readable"),
        ({"code": child.FAILED}, "not_readable"),
        ({"code": child.ANSWERED}, "not_readable"),  # it says so, and there is no answer
    ],
)
def test_how_a_child_ends_is_a_typed_refusal(
    how: dict[str, object], rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader.SANDBOX, "ask", lambda *_: told(**how))
    with pytest.raises(Refused) as refused:
        reader.read_in_sandbox(files(), None)
    assert [f.rule for f in refused.value.findings] == [rule]
    if how["code"] != child.ANSWERED:
        assert refused.value.findings[0].file == "episodes.csv"


def test_a_forker_that_is_gone_is_started_again() -> None:
    assert reader.read_in_sandbox(files(), None).findings == []
    process = reader.SANDBOX._process
    assert process is not None
    process.kill()
    process.wait()
    assert reader.read_in_sandbox(files(), None).findings == []


def test_a_machine_that_starts_nothing_is_no_fault_of_the_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "_FORKER", "no_such_module")
    with pytest.raises(reader.SandboxBroken):
        reader.Sandbox().ask(SMALL, [0, 1])


def test_a_large_file_has_its_time() -> None:
    small, large = limits_for([]), limits_for([("a.csv", 60_000_000)])
    assert (small.memory, small.processor_seconds) == (512 << 20, 10)
    assert large.processor_seconds > 30
    assert large.memory > small.memory


def test_cells_travel_unchanged() -> None:
    cells = ["", "a", 1, 2**70, 0.1, True, date(2018, 1, 2), datetime(2018, 1, 2, 3)]  # noqa: DTZ001
    mixed = [*cells, time(1, 2), timedelta(days=1), 1e300]
    few = ["x", "y"] * 5 + ["x"]
    table = SourceTable(Place("a.xlsx", "s"), ["m", "f"], [mixed, few], 2)
    back = wire.table_of(wire.table_as_dict(table), bytes(wire.cells_of(table)))
    assert [list(column) for column in back.columns] == [mixed, few]
    assert [type(cell) for cell in back.columns[0]] == [type(cell) for cell in mixed]
    assert (back.place, back.header, back.first_row) == (table.place, ["m", "f"], 2)


def test_an_empty_table_travels() -> None:
    sent = [f for f in files() if f.name != "episodes.csv"]
    read = reader.read_in_sandbox([*sent, file("episodes.csv", GOOD["episodes"][0] + "\n")], None)
    assert read.tables["episodes"][0].rows == 0


def test_the_child_that_reads_knows_no_heavy_library() -> None:
    code = (
        "import sys; from pipelines.intake.sandbox import forker; forker.get_ready();"
        "heavy = {'great_expectations', 'dagster', 'dbt', 'pandas', 'duckdb'};"
        "print(sorted(name for name in heavy if sys.modules.get(name)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_file_whose_values_are_looked_at_is_the_one_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else what takes too long there is blamed on the file that was read last, or on the first."""
    sent, told = files(), [99]
    at: list[tuple[SourceTable, int]] = []
    monkeypatch.setattr(
        read_submission,
        "identifier_values",
        lambda _m, _s, table: at.append((table, told[-1])) or [],
    )
    monkeypatch.setattr(read_submission, "ids_that_lost_digits", lambda *_of: [])
    monkeypatch.setattr(wire, "cells_of", lambda table: at.append((table, told[-1])) or b"")
    head = {"files": [wire.file_as_dict(f) for f in sent], "mapping": None, "partly": False}
    work.answer(head, [f.data for f in sent], told.append)
    assert len(at) == 2 * len(sent)
    for table, number in at:
        assert sent[number].name == table.place.file
