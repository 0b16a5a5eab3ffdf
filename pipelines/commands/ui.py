"""``pace ui``: the asset graph in a browser, on this machine alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipelines.orchestration.run import prepare_instance
from pipelines.settings import PROJECT_ROOT, Home


def serve(home: Home, port: int) -> int:
    """Serve until interrupted; the web server has no login, so it listens on loopback only."""
    prepare_instance(home)
    command = [
        str(Path(sys.executable).with_name("dagster")),
        "dev",
        "--workspace",
        str(PROJECT_ROOT / "workspace.yaml"),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    return subprocess.call(command, cwd=PROJECT_ROOT)  # noqa: S603
