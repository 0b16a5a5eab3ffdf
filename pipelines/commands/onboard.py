"""``pace onboard FILES``: draft a mapping from the headers of files nobody has described yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.commands.guard import guarded
from pipelines.intake.onboard import Placed, draft, look_at, place
from pipelines.intake.source_table import SourceFile
from pipelines.terminal import Report, Reporter


def onboard(paths: Sequence[Path], out: Path | None, reporter: Reporter) -> Report:
    """Draft the mapping; print it, or write it where nothing stands yet."""

    def look(report: Report) -> None:
        """Read the headers and put the draft into the report."""
        with reporter.stage("Reading headers", len(paths)) as stage:
            seen = []
            for path in paths:
                seen += look_at([SourceFile.read(path)])
                stage.advance()
        drafted = draft(seen)
        report.facts = {
            "mapping": drafted,
            "sources": {one.name: _facts(place(one)) for one in seen},
            "identifying": {one.name: list(one.identifying) for one in seen if one.identifying},
            "to_do": drafted.count("TO DO"),
        }
        if out is None:
            report.say(drafted)
        elif out.exists():
            report.fail(f"{out} is there already; name another file with --out.")
            return
        else:
            out.write_text(drafted, encoding="utf-8")
            report.say(f"Drafted {out}.")
        report.say(f"{drafted.count('TO DO')} points are left for you, marked TO DO.")

    return guarded(reporter, look)


def _facts(placed: Placed | None) -> str | None:
    return placed.table if placed else None
