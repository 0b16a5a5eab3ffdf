"""Write what may leave: tidy CSV, an accessible workbook, a data dictionary, a report.

Imports the contract and the settings alone, and works on protected tables only: no figure that was
withheld can reach this room. ``check_exports`` reads the files back.

What writes them is imported when it is asked for: its libraries take seconds, and most commands
only look for a draft (``drafts``, ``found``).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.release.check_exports import check
    from pipelines.release.draft import DraftSummary, keep_draft, prepare_draft, write_draft
    from pipelines.release.formats import formats_agree

__all__ = ["DraftSummary", "check", "formats_agree", "keep_draft", "prepare_draft", "write_draft"]

_MODULES = {"check": "check_exports", "formats_agree": "formats"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'draft')}"), name)
