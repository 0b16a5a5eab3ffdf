"""``make bench``: run every benchmark and print its figures."""

from __future__ import annotations

import argparse

from benchmarks import intake, walk, warehouse


def main() -> None:
    """Print all figures; ``--children`` sizes the warehouse step."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--children", type=int, default=72_000)
    options = parser.parse_args()
    walk.main()
    warehouse.main(options.children)
    intake.main()


if __name__ == "__main__":
    main()
