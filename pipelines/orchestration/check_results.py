"""Say in Dagster's terms what a room's checks found: counts and sentences, never a value."""

from collections.abc import Iterable

import dagster as dg

from pipelines.contract.checks import CheckOutcome, CheckResult


def all_pass(name: str, results: Iterable[CheckResult]) -> dg.AssetCheckResult:
    """Return one asset check over many results; no result at all is no proof."""
    results = list(results)
    failed = {
        f"{r.check.table}: {r.check.sentence}": f"{r.outcome.value}, {r.rows_failing} rows"
        for r in results
        if r.outcome is not CheckOutcome.PASSED
    }
    return dg.AssetCheckResult(
        check_name=name,
        passed=bool(results) and not failed,
        metadata={"checks": len(results), "failed": dg.MetadataValue.json(failed)},
    )
