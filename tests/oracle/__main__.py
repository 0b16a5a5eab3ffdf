"""`python -m tests.oracle make|compare|judge`: make worlds, compare warehouses, judge rows."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from .compare import KeyOf, by_table, compare, parse_day
from .compare_marts import NOT_YET_BUILT
from .evaluate import evaluate
from .judging import judge_submission
from .submissions import read_home
from .worlds import Wishes, make_world, write_home


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="write a random home")
    make.add_argument("--seed", type=int, default=0)
    make.add_argument("--children", type=int, default=50)
    make.add_argument("--authorities", type=int, default=0, help="0: one to six; 32: all")
    make.add_argument("--out", type=Path, required=True)
    make.add_argument("--dirty", action="store_true", help="with rows to repair and to refuse")
    make.add_argument("--invented", action="store_true", help="invented authorities")
    make.add_argument("--improving", action="store_true", help="with a change since engagement")
    make.add_argument("--single", action="store_true", help="one submission an authority")
    against = commands.add_parser("compare", help="compare a built home with the oracle")
    against.add_argument("--home", type=Path, required=True)
    against.add_argument("--as-known-at")
    against.add_argument("--database", type=Path, help="default: HOME/warehouse.duckdb")
    against.add_argument(
        "--key", help="module:function, a function (authority_code, child_id) -> child_key"
    )
    against.add_argument("--limit", type=int, default=20, help="rows shown of each table")
    against.add_argument(
        "--strict", action="store_true", help="miss marts that are still to be built, too"
    )
    judge = commands.add_parser("judge", help="the verdict on every submission, as JSON")
    judge.add_argument("--home", type=Path, required=True)
    return parser


def key_function(dotted: str | None) -> KeyOf | None:
    if not dotted:
        return None
    module, _, name = dotted.partition(":")
    function: KeyOf = getattr(importlib.import_module(module), name)
    return function


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def run_compare(options: argparse.Namespace) -> int:
    result = evaluate(read_home(options.home), parse_day(options.as_known_at))
    database = options.database or options.home / "warehouse.duckdb"
    may_be_missing = () if options.strict else NOT_YET_BUILT
    differences = by_table(compare(database, result, key_function(options.key), may_be_missing))
    for table, rows in differences.items():
        say(f"{table}: {len(rows)} differences")
        for row in rows[: options.limit]:
            say(f"  {row.where}: {row.row}")
    clocks = sum(len(child.clocks) for child in result.all_children())
    say(f"{len(result.all_children())} children, {clocks} clocks compared")
    return 1 if differences else 0


def run_judge(options: argparse.Namespace) -> int:
    verdicts = []
    for submission in read_home(options.home).submissions:
        verdict = judge_submission(submission.tables, submission.as_at)
        verdicts.append(
            {
                "authority": submission.authority,
                "folder": submission.folder,
                "refused_for": verdict.refused_for,
                "tables": {table: verdict.counts(table) for table in verdict.tables},
                "rows": [
                    {"table": table, "row": v.number, "verdict": v.verdict, "reasons": v.reasons}
                    for table, rows in verdict.tables.items()
                    for v in rows
                    if v.verdict != "accepted"
                ],
            }
        )
    say(json.dumps(verdicts, indent=1))
    return 0


def main() -> int:
    options = arguments().parse_args()
    if options.command == "compare":
        return run_compare(options)
    if options.command == "judge":
        return run_judge(options)
    wishes = Wishes(
        seed=options.seed,
        children=options.children,
        authorities=options.authorities,
        dirty=options.dirty,
        invented=options.invented,
        several_submissions=not options.single,
        improving=options.improving,
    )
    write_home(make_world(wishes), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
