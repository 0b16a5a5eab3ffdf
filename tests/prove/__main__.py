"""``make prove NAME``: run one long proof; without a name, say which there are."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from tests.prove import (
    calibration,
    clean,
    days,
    formulas,
    fuzz,
    kills,
    large,
    leaks,
    marks,
    metamorphic,
    mutants,
    mutator,
    oracle,
    pollock,
    releases,
    scotlands,
    tauargus,
    truth,
)

WORLDS = {
    "oracle": 300,
    "truth": 60,
    "metamorphic": 20,
    "mutants": 2,
    "scotlands": 20,
    "releases": 600,
}
PANELS = 120
PROOFS: dict[str, Callable[[argparse.Namespace], int]] = {
    "oracle": lambda options: oracle.prove(_worlds(options)),
    "large": lambda options: large.prove(options.children),
    "truth": lambda options: truth.prove(_worlds(options)),
    "metamorphic": lambda options: metamorphic.prove(_worlds(options)),
    "mutants": lambda options: mutants.prove(_worlds(options)),
    "calibration": lambda options: calibration.prove(options.panels),
    "scotlands": lambda options: scotlands.prove(_worlds(options)),
    "pollock": lambda _options: pollock.prove(),
    "mutator": lambda options: mutator.prove(options.damaged),
    "days": lambda options: days.prove(options.children or days.CHILDREN),
    "clean": lambda options: clean.prove(options.submissions),
    "marks": lambda _options: marks.prove(),
    "leaks": lambda options: leaks.prove(options.files),
    "kills": lambda options: kills.prove(options.kills),
    "formulas": lambda options: formulas.prove(options.payloads),
    "releases": lambda options: releases.prove(_worlds(options)),
    "tauargus": lambda options: tauargus.prove(Path(options.home)),
    "fuzz": lambda options: fuzz.prove(options.inputs),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make prove")
    parser.add_argument("name", choices=sorted(PROOFS))
    parser.add_argument("--worlds", type=int, help=f"default: {WORLDS}")
    parser.add_argument("--children", type=int, help="large, days: the size of a home")
    parser.add_argument("--files", type=int, default=2_000, help="leaks: files with a leak")
    parser.add_argument("--submissions", type=int, default=1_000, help="clean: good ones")
    parser.add_argument("--damaged", type=int, default=5_500, help="mutator: damaged files")
    parser.add_argument("--panels", type=int, default=PANELS, help="calibration: of each scenario")
    parser.add_argument("--inputs", type=int, default=100_000, help="fuzz: broken files")
    parser.add_argument("--kills", type=int, default=60, help="kills: runs that are killed")
    parser.add_argument("--payloads", type=int, default=1_000, help="formulas: texts")
    parser.add_argument("--home", default="data", help="tauargus: a home with a warehouse")
    options = parser.parse_args()
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    return PROOFS[options.name](options)


def _worlds(options: argparse.Namespace) -> int:
    return options.worlds or WORLDS[options.name]


if __name__ == "__main__":
    sys.exit(main())
