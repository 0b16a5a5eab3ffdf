"""``make prove NAME``: run one long proof; without a name, say which there are."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from tests.prove import fuzz, leaks, oracle, pollock

PROOFS: dict[str, Callable[[argparse.Namespace], int]] = {
    "oracle": lambda options: oracle.prove(options.worlds),
    "pollock": lambda _options: pollock.prove(),
    "leaks": lambda options: leaks.prove(options.files),
    "fuzz": lambda options: fuzz.prove(options.inputs),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make prove")
    parser.add_argument("name", choices=sorted(PROOFS))
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--files", type=int, default=2_000, help="leaks: files with a leak")
    parser.add_argument("--inputs", type=int, default=100_000, help="fuzz: broken files")
    options = parser.parse_args()
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    return PROOFS[options.name](options)


if __name__ == "__main__":
    sys.exit(main())
