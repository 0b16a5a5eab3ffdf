"""The ``pace`` command: turns words into a run of the asset graph the web pages show.

Belongs here: options, exit codes (0 done, 1 refused or failed with a reason, 2 usage).
Does not: work. Every command calls a room or runs a job, and shows what it said.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines import terminal
from pipelines.settings import Home

app = typer.Typer(
    help="The PACE evaluation warehouse: extracts in, an exact core, a release out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the run (default: PACE_HOME, else ./data)."),
]
DayOption = Annotated[
    datetime | None,
    typer.Option("--as-known-at", formats=["%Y-%m-%d"], help="Build as known at a day."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]


@app.command()
def demo(
    home: HomeOption = None,
    scale: Annotated[
        float | None,
        typer.Option(help="Share of Scotland: 1 makes 72,000 children (default: 36,000 children)."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same Scotland.")] = 2014,
    as_json: JsonOption = False,
) -> None:
    """Make up a Scotland, then take it in, evaluate it and draft a release."""
    from pipelines.commands import demo as command

    terminal.finish(command.make_and_run(_home(home), scale, seed, terminal.reporter(as_json)))


@app.command()
def run(
    home: HomeOption = None, as_known_at: DayOption = None, as_json: JsonOption = False
) -> None:
    """Take in what is new, rebuild, evaluate, prepare a release."""
    from pipelines.commands import run as command

    day = as_known_at.date() if as_known_at else None
    terminal.finish(command.run(_home(home), day, terminal.reporter(as_json)))


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A submission folder, or a file of it.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what would be accepted, repaired or refused of one submission, and why; keep nothing."""
    from pipelines.commands import check as command

    if not path.exists():
        raise typer.BadParameter("no such file or folder", param_hint="PATH")
    terminal.finish(command.check(path, _home(home), terminal.reporter(as_json)))


@app.command()
def status(
    home: HomeOption = None, as_known_at: DayOption = None, as_json: JsonOption = False
) -> None:
    """Show what is in force for every authority, and what the warehouse was made of."""
    from pipelines.commands import status as command

    day = as_known_at.date() if as_known_at else None
    terminal.finish(command.status(_home(home), day, terminal.reporter(as_json)))


@app.command()
def onboard(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Files as sent.")
    ],
    out: Annotated[Path | None, typer.Option(help="Write the draft here.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Draft a mapping from the headers of files that nobody has described yet."""
    from pipelines.commands import onboard as command

    terminal.finish(command.onboard(files, out, terminal.reporter(as_json)))


AuthorityArgument = Annotated[str, typer.Argument(help="An authority, by code or slug.")]
FolderArgument = Annotated[str, typer.Argument(help="The folder of a submission: 2019-07-31.")]
ByOption = Annotated[str, typer.Option("--by", help="Who.")]
BecauseOption = Annotated[str, typer.Option("--because", help="Why, in a sentence without data.")]


@app.command()
def decide(
    authority: AuthorityArgument,
    folder: FolderArgument,
    by: ByOption,
    because: BecauseOption,
    release: Annotated[bool, typer.Option("--release/--refuse", help="What is decided.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Release or refuse a submission that waits for a person."""
    from pipelines.commands import decide as command

    shown = terminal.reporter(as_json)
    terminal.finish(command.decide(_home(home), authority, folder, release, by, because, shown))


@app.command()
def purge(
    authority: AuthorityArgument,
    folder: FolderArgument,
    by: ByOption,
    because: BecauseOption,
    even_in_force: Annotated[
        bool, typer.Option("--even-in-force", help="Also what is in force.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a submission that should never have come, and every copy of it."""
    from pipelines.commands import decide as command

    shown = terminal.reporter(as_json)
    terminal.finish(
        command.purge(_home(home), authority, folder, by, because, even_in_force, shown)
    )


@app.command()
def collected(
    authority: AuthorityArgument,
    by: ByOption,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that an authority has collected its feedback."""
    from pipelines.commands import decide as command

    terminal.finish(command.collected(_home(home), authority, by, terminal.reporter(as_json)))


@app.command()
def audit(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say whether the audit log is whole, and show its end."""
    from pipelines.commands import decide as command

    terminal.finish(command.audit(_home(home), terminal.reporter(as_json)))


@app.command()
def diff(
    before: Annotated[
        str, typer.Argument(metavar="A", help="A day, `warehouse`, a build id or a file.")
    ],
    after: Annotated[str, typer.Argument(metavar="B", help="The same.")] = "warehouse",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what changed between two builds or days, by table, area and reason."""
    from pipelines.commands import diff as command

    terminal.finish(command.diff(before, after, _home(home), terminal.reporter(as_json)))


@app.command()
def release(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Prepare a disclosure-checked draft from the warehouse that stands."""
    from pipelines.commands import release as command

    terminal.finish(command.release(_home(home), terminal.reporter(as_json)))


ReleaseArgument = Annotated[str, typer.Argument(help="The id of a draft or release.")]


@app.command()
def releases(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List drafts and releases: attacked, signed off, published, superseded, withdrawn."""
    from pipelines.commands import releases as command

    terminal.finish(command.releases(_home(home), terminal.reporter(as_json)))


@app.command()
def sign(
    release_id: ReleaseArgument,
    by: ByOption,
    role: Annotated[str, typer.Option(help="In what role.")],
    cleared: Annotated[
        str, typer.Option(help="Why what changed since the last release is as it should be.")
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign a draft off, as one of two people."""
    from pipelines.commands import releases as command

    shown = terminal.reporter(as_json)
    terminal.finish(command.sign(_home(home), release_id, by, role, cleared, shown))


@app.command()
def publish(
    release_id: ReleaseArgument, by: ByOption, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Publish a draft that two people have signed."""
    from pipelines.commands import releases as command

    shown = terminal.reporter(as_json)
    terminal.finish(command.publish(_home(home), release_id, by, shown))


@app.command()
def withdraw(
    release_id: ReleaseArgument,
    by: ByOption,
    because: BecauseOption,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Mark a published release as withdrawn."""
    from pipelines.commands import releases as command

    shown = terminal.reporter(as_json)
    terminal.finish(command.withdraw(_home(home), release_id, by, because, shown))


@app.command()
def verify(
    release_id: ReleaseArgument, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Derive a release again from its submissions, byte for byte."""
    from pipelines.commands import verify as command

    terminal.finish(command.verify(_home(home), release_id, terminal.reporter(as_json)))


@app.command()
def trace(
    release_id: ReleaseArgument,
    table: Annotated[str, typer.Argument(help="A table of it: improvement.")],
    column: Annotated[str, typer.Argument(help="A column: current_percent.")],
    area: Annotated[str, typer.Option(help="An area, by code, name or group.")] = "",
    aim: Annotated[str, typer.Option(help="1 to 4.")] = "",
    period: Annotated[str, typer.Option(help="A quarter's day or a year, as in the table.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow a released figure back to its model and its submissions."""
    from pipelines.commands import trace as command

    asked = {"area": area, "aim": aim, "period": period}
    where = {name: value for name, value in asked.items() if value}
    shown = terminal.reporter(as_json)
    terminal.finish(command.trace(_home(home), release_id, table, column, where, shown))


@app.command()
def ui(
    home: HomeOption = None,
    port: Annotated[int, typer.Option(help="Port on this machine alone.")] = 3000,
) -> None:
    """Open the asset graph in a browser, on this machine alone."""
    from pipelines.commands import ui as command

    raise typer.Exit(command.serve(_home(home), port))


def _home(explicit: Path | None) -> Home:
    return Home.from_environment(explicit)
