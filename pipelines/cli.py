"""The ``pace`` command."""

import typer

app = typer.Typer()
