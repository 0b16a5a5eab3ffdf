"""The end of a run for a person: what was found and where to look."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.table import Table

from pipelines.release.found import VERDICTS, FoundAim, found_in
from pipelines.settings import Home
from pipelines.terminal import Report

_AIMS = {2: "2 recommended", 3: "3 decided", 4: "4 lodged"}
_HEADINGS = {"no_clear_difference": "no clear\ndifference", "cannot_tell": "cannot\ntell"}
_NAMED_AIM = 3
_NAMES_SHOWN = 12


def say_found(draft: Path, report: Report) -> None:
    """Say what the draft found, aim by aim, from its protected tables alone."""
    found = found_in(draft)
    report.facts["found"] = [aim.as_dict() for aim in found]
    if not found:
        report.say("No authority in the programme can be compared with the time before it joined.")
        return
    report.say("")
    report.show(_table(found))
    for aim in found:
        if aim.aim == _NAMED_AIM:
            report.say(_improved(aim))


def _table(found: list[FoundAim]) -> Table:
    table = Table(
        title="Share within the time limit, beside the time before joining the programme",
        caption="Named authorities, each beside its own past. Withheld: too few children.",
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("Aim", no_wrap=True)
    table.add_column("Programme", min_width=14)
    for verdict in VERDICTS:
        table.add_column(_HEADINGS.get(verdict, verdict), justify="right")
    for aim in found:
        counts = [str(len(aim.names[verdict])) for verdict in VERDICTS]
        table.add_row(_AIMS[aim.aim], _programme(aim), *counts)
    return table


def _programme(aim: FoundAim) -> str:
    words = aim.programme.replace("_", " ")
    if not aim.difference[-1:].isdigit():
        return words
    return f"{float(aim.difference):+.1f} {words}"


def _improved(aim: FoundAim) -> str:
    names = aim.names["higher"]
    if not names:
        few = len(aim.names["withheld"])
        rest = f"; {few} are withheld, as too few children stand behind them" if few else ""
        return f"Aim 3: no named authority can be said to be higher than before it joined{rest}."
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return f"Aim 3 is higher than before they joined in {', '.join(names[:_NAMES_SHOWN])}{more}."


def say_where(home: Home, warehouse: Path, draft: Path | None, report: Report) -> None:
    """Say which files to open next."""
    report.say("")
    report.say(f"Warehouse: {warehouse}")
    if draft is None:
        return
    report.facts["report"] = str(draft / "report.html")
    report.say(f"Draft for a person to look at: {draft / 'report.html'}")
    for workbook in sorted(draft.glob("*.xlsx")):
        report.facts["workbook"] = str(workbook)
        report.say(f"Its figures as a workbook: {workbook.name} beside it; as CSV: csv/")
    report.say(f"How it was made, step by step: pace ui --home {home.root}")
