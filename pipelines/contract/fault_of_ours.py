"""What breaks on our side, in words that hold no value of the data and say what to do."""

from __future__ import annotations

import traceback
from pathlib import Path

WHAT_TO_DO = (
    "This is a fault of ours, not of the data; what was in force stays in force. See that disk and "
    "memory suffice and run again; if it comes back, report this line."
)


def where_of(error: Exception) -> str:
    """Return an error's class and line of code; not its message, which may hold a value."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
