"""Progress and results on a terminal for people, or one JSON object for programs.

Nothing shown here carries a value of the data: rooms hand over counts, names and sentences.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

DONE, REFUSED = 0, 1


@dataclass
class Report:
    """What a command found: for a person as lines and tables, for a program as facts."""

    reporter: Reporter
    exit_code: int = DONE
    lines: list[str | Table] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def say(self, line: str) -> None:
        """Add a line for a person."""
        self.lines.append(line)

    def show(self, table: Table) -> None:
        """Add a table for a person, among the lines."""
        self.lines.append(table)

    def fail(self, reason: str) -> None:
        """Say why the command was refused or failed."""
        self.exit_code = REFUSED
        self.lines.append(reason)
        self.facts.setdefault("reasons", []).append(reason)


class Reporter:
    """Where a command shows its progress and its end."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        # Results go to standard output, progress to standard error: either can be kept alone.
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False)

    def report(self) -> Report:
        """Return an empty report."""
        return Report(self)

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[Stage]:
        """Show one stage of long work while it lasts, and its duration after."""
        if self.as_json or not self.err.is_terminal:
            if not self.as_json:
                self.err.print(f"{title} …", markup=False)
            yield Stage(None, None)
            return
        columns = [SpinnerColumn(), TextColumn("{task.description}")]
        if total is not None:
            columns += [BarColumn(), MofNCompleteColumn()]
        with Progress(*columns, TimeElapsedColumn(), console=self.err) as progress:
            task = progress.add_task(title, total=total)
            yield Stage(progress, task)
            if total is None:
                progress.update(task, total=1, completed=1)


@dataclass(frozen=True)
class Stage:
    """A stage in progress."""

    progress: Progress | None
    task: Any

    def advance(self, label: str | None = None) -> None:
        """Say that one unit of the stage is done."""
        if self.progress is not None:
            self.progress.advance(self.task)
            if label:
                self.progress.update(self.task, description=label)

    def move_to(self, label: str, done: int, total: int) -> None:
        """Say where the stage stands."""
        if self.progress is not None:
            self.progress.update(self.task, description=label, completed=done, total=total)


def reporter(as_json: bool) -> Reporter:
    """Return where a command reports to."""
    return Reporter(as_json)


def finish(report: Report) -> None:
    """Show the report and end with its exit code."""
    shown = report.reporter
    if shown.as_json:
        facts = {"exit_code": report.exit_code} | report.facts
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        for table in report.tables:
            shown.out.print(table)
        for line in report.lines:
            if isinstance(line, str):
                shown.out.print(line, markup=False)
            else:
                shown.out.print(line)
    raise typer.Exit(report.exit_code)
