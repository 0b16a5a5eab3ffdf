"""Turn what stops a command into a reason and exit code 1, for every command alike."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.contract.fault_of_ours import WHAT_TO_DO, where_of
from pipelines.contract.findings import Refused
from pipelines.contract.released import CannotRelease
from pipelines.intake.decide import CannotDecide
from pipelines.intake.keys import KeyProblem
from pipelines.run_lock import HomeIsBusy
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter
from pipelines.warehouse.plan import NothingToBuild


def guarded(reporter: Reporter, command: Callable[[Report], None]) -> Report:
    """Run a command on a fresh report; what is refused becomes located lines without a value."""
    report = reporter.report()
    try:
        command(report)
    except (CannotDecide, CannotRelease, HomeIsBusy, KeyProblem, NothingToBuild) as stopped:
        report.fail(str(stopped))
    except Refused as refused:
        for finding in refused.findings:
            report.fail(finding.line)
        report.facts["findings"] = [f.as_dict() for f in refused.findings]
    except Exception as error:
        # Its message, and Python's account of it, may hold a value of the data.
        report.fail(f"This broke down ({where_of(error)}). {WHAT_TO_DO}")
    return report


def has_home(home: Home, report: Report) -> bool:
    """Return whether the home is there; say so where it is not."""
    if not home.root.is_dir():
        report.fail(f"There is no home at {home.root}. `pace demo --home …` makes one up.")
        return False
    return True
