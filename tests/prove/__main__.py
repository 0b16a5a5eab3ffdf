"""``make prove NAME``: run one long proof; without a name, say which there are."""

from __future__ import annotations

import argparse
import os
import sys

from tests.prove import metamorphic, mutants, oracle, truth

PROOFS = {
    "oracle": oracle.prove,
    "truth": truth.prove,
    "metamorphic": metamorphic.prove,
    "mutants": mutants.prove,
}
WORLDS = {"oracle": 300, "truth": 60, "metamorphic": 20, "mutants": 2}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make prove")
    parser.add_argument("name", choices=sorted(PROOFS))
    parser.add_argument("--worlds", type=int, help=f"default: {WORLDS}")
    options = parser.parse_args()
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    return PROOFS[options.name](options.worlds or WORLDS[options.name])


if __name__ == "__main__":
    sys.exit(main())
