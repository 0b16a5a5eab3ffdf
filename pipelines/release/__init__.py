"""Write what may leave: tidy CSV, an accessible workbook, a data dictionary, a report.

Imports the contract and the settings alone, and works on protected tables only: no figure that was
withheld can reach this room. ``check_exports`` reads the files back.
"""

from pipelines.release.check_exports import check
from pipelines.release.draft import DraftSummary, keep_draft, prepare_draft, write_draft
from pipelines.release.formats import formats_agree

__all__ = ["DraftSummary", "check", "formats_agree", "keep_draft", "prepare_draft", "write_draft"]
