"""A child from its first breath to its last: shuts itself in, reads, answers, ends."""

from __future__ import annotations

import fcntl
import gc
import os
from typing import NoReturn

from pipelines.intake.sandbox import wire, work
from pipelines.intake.sandbox.limits import Limits, apply

ANSWERED, OUT_OF_MEMORY, FAILED = 0, 3, 4
# Bytes in which a child tells the number of the file it is at.
AT = 2
_REQUEST, _REPLY, _PROGRESS = 3, 4, 5
_MOST_DESCRIPTORS = 1_024


def become_child(limits: Limits, files: list[int], speech: int) -> NoReturn:
    """Do the work of a child and end; ``files``: request, reply, progress; ``speech``: stderr."""
    code = FAILED
    try:
        _shut_in(files, speech)
        apply(limits)
        # What is made here lives until the answer is written: there is nothing to collect.
        gc.disable()
        head, bodies = wire.read(_REQUEST)
        told, answer = work.answer(head, bodies, _tell)
        wire.write(_REPLY, told, answer)
        code = ANSWERED
    except MemoryError:
        code = OUT_OF_MEMORY
    except BaseException:  # whatever it was, its message may hold a value
        code = FAILED
    finally:
        os._exit(code)


def _tell(number: int) -> None:
    os.write(_PROGRESS, number.to_bytes(AT, "big"))


def _shut_in(files: list[int], speech: int) -> None:
    """Leave nothing open but the three files, and no descriptor free below the last of them."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    kept = [fcntl.fcntl(d, fcntl.F_DUPFD, 64) for d in (nowhere, nowhere, speech, *files)]
    for number, descriptor in enumerate(kept):
        os.dup2(descriptor, number)
    os.closerange(_PROGRESS + 1, _MOST_DESCRIPTORS)
