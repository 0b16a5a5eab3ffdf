"""This side of the sandbox: hand the files of a submission over, take tables or a reason back."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.authorities.mapping import Mapping
from pipelines.contract.findings import Finding, Refused
from pipelines.intake.archive import too_large
from pipelines.intake.read_submission import SubmissionRead
from pipelines.intake.sandbox import wire
from pipelines.intake.sandbox.child import ANSWERED, OUT_OF_MEMORY
from pipelines.intake.sandbox.limits import Limits, limits_for
from pipelines.intake.sandbox.scratch import scratch_file
from pipelines.intake.source_table import Place, SourceFile, SourceTable
from pipelines.intake.submission_yaml import Declared
from pipelines.settings import PROJECT_ROOT

_FORKER = "pipelines.intake.sandbox.forker"
_TRIES = 2


class SandboxBroken(RuntimeError):  # noqa: N818
    """The process that reads could not be started: a fault of the machine, not of a file."""


@dataclass(frozen=True)
class Reading:
    """How a reading ended: what was read (None where the child did not answer), and its cost."""

    read: SubmissionRead | None
    refused: list[Finding]
    processor_seconds: float
    peak_bytes: int


class Sandbox:
    """A forker of this process, started when it is first needed and again whenever it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None
        self._owner = 0

    def start(self) -> None:
        """Start the forker without waiting for it."""
        with self._lock:
            self._connected()

    def stop(self) -> None:
        """End the forker; it is started again when it is next needed."""
        with self._lock:
            self._close()

    def ask(self, limits: Limits, files: Sequence[int]) -> dict[str, Any]:
        """Have a child do what a request says; return how it ended."""
        with self._lock:
            for _try in range(_TRIES):
                link = self._connected()
                try:
                    socket.send_fds(link, [json.dumps(limits.as_dict()).encode()], list(files))
                    told = link.makefile("rb").readline()
                except OSError:
                    told = b""
                except BaseException:
                    self._close()  # else its answer would be taken for that of the next request
                    raise
                if told:
                    return dict(json.loads(told))
                self._close()
        raise SandboxBroken("the process that reads files ends without an answer")

    def _connected(self) -> socket.socket:
        # A forked worker has its parent's variables, but must not share its forker.
        if self._link is None or self._owner != os.getpid():
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = _started(theirs)
            self._link, self._owner = ours, os.getpid()
        return self._link

    def _close(self) -> None:
        if self._link is not None:
            self._link.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._link = self._process = None


def _started(link: socket.socket) -> subprocess.Popen[bytes]:
    paths = [str(PROJECT_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    # Other allocators reserve far more address space than they use, which is what is limited.
    surroundings = {"PYTHONPATH": os.pathsep.join(paths), "ARROW_DEFAULT_MEMORY_POOL": "system"}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", _FORKER, str(link.fileno())],
        pass_fds=[link.fileno()],
        env={**os.environ, **surroundings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


SANDBOX = Sandbox()


def read_in_sandbox(
    files: Sequence[SourceFile], mapping: Mapping | None, *, partly: bool = False
) -> SubmissionRead:
    """Read a submission in a child; raise Refused with a typed reason where that does not end well.

    Raises:
        SandboxBroken: where no child could be started at all.
    """
    reading = try_reading(files, mapping, partly=partly)
    if reading.read is None:
        raise Refused(reading.refused)
    return reading.read


def try_reading(
    files: Sequence[SourceFile], mapping: Mapping | None, *, partly: bool = False
) -> Reading:
    """Read a submission in a child, and say what that cost."""
    limits = limits_for((file.name, file.size) for file in files)
    head = {
        "files": [wire.file_as_dict(file) for file in files],
        "mapping": None
        if mapping is None
        else mapping.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "partly": partly,
    }
    with scratch_file() as request, scratch_file() as reply:
        wire.write(request, head, [file.data for file in files])
        told = SANDBOX.ask(limits, [request, reply])
        cost = (float(told["processor_seconds"]), int(told["peak_bytes"]))
        if told["code"] != ANSWERED:
            return Reading(None, [_why(told, files)], *cost)
        try:
            said, bodies = wire.read(reply)
            if "refused" in said:
                return Reading(None, [wire.finding_of(f) for f in said["refused"]], *cost)
            return Reading(_read(said, bodies), [], *cost)
        except (ValueError, KeyError, TypeError, ArithmeticError):
            return Reading(None, [_not_readable(Place("submission"))], *cost)


def _read(said: dict[str, Any], bodies: Sequence[bytes]) -> SubmissionRead:
    tables: dict[str, list[SourceTable]] = {}
    for table, cells in zip(said["tables"], bodies, strict=True):
        tables.setdefault(table["source"], []).append(wire.table_of(table, cells))
    return SubmissionRead(
        Declared.model_validate(said["declared"]),
        Mapping.model_validate(said["mapping"]),
        tables,
        [wire.finding_of(finding) for finding in said["findings"]],
    )


def _why(told: dict[str, Any], files: Sequence[SourceFile]) -> Finding:
    at = min(int(told["file"]), len(files) - 1)
    place = Place(files[at].name) if files else Place("submission")
    if not told["in_time"]:
        return _took_too_long(place)
    # Killed by nobody here: by the system, which does so where memory runs out.
    is_killed = told["code"] == -signal.SIGKILL
    if told["code"] == OUT_OF_MEMORY or told["out_of_memory"] or is_killed:
        return too_large(place)
    return _not_readable(place)


def _took_too_long(place: Place) -> Finding:
    return place.fault(
        "took_too_long",
        "Reading the file took longer than a file of its size may.",
        "Send the extract as plain CSV files; if it is refused again, tell the project team.",
    )


def _not_readable(place: Place) -> Finding:
    return place.fault(
        "not_readable",
        "The program that reads files broke down over this file.",
        "Save the file anew or send it as plain CSV; tell the project team.",
    )
