"""Good submissions by the thousand: none may be refused, put aside, repaired or made to wait.

Children of the made-up Scotland in every shape and in sizes from eight children to four hundred,
each authority with two snapshots a year apart, the later held against the earlier under every rule.
What has been done stands in ``.prove/clean.jsonl``; a run goes on from there.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.contract.submissions import Outcome
from pipelines.intake import judgement
from pipelines.intake.ask_rules import Snapshot
from pipelines.intake.judgement import Judgement, asked
from pipelines.intake.keys import Keys
from pipelines.intake.read_submission import read_submission
from pipelines.intake.rule_tables import kept_rows
from pipelines.intake.standardise import rekeyers
from tests.prove.log import done_before, say
from tests.support.damage.case import judged
from tests.support.damage.clean import SHAPES, sent

DONE = Path(".prove/clean.jsonl")
FIGURES = Path("docs/figures/clean.md")
DAYS = (date(2019, 7, 31), date(2020, 7, 31))
SIZES = (8, 20, 33, 40, 60, 120, 400)
KEYS = Keys(b"a key of the proof alone" * 2)


def prove(submissions: int) -> int:
    """Judge so many good submissions; return 1 where one is not simply accepted."""
    DONE.parent.mkdir(exist_ok=True)
    judgement.read_in_sandbox = read_submission  # type: ignore[assignment]
    done = done_before(DONE)
    for number in range(len(done), submissions // len(DAYS)):
        done.append(_snapshots(number))
        with DONE.open("a", encoding="utf-8") as log:
            log.write(json.dumps(done[-1]) + "\n")
        if number % 20 == 0:
            say(f"{len(DAYS) * (number + 1):,} of {submissions:,}")
    return _write(done)


def _snapshots(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    shape, children = SHAPES[number % len(SHAPES)], chance.choice(SIZES) + chance.randrange(5)
    before, told = None, []
    for day in DAYS:
        one = sent(shape, 10_000 + number, children, day)
        rekey = rekeyers(one.authority.code, KEYS)
        said = asked(judged(one, one.files()), rekey, partial(_given, before))
        before = Snapshot(kept_rows(said.tables, rekey), day)
        told.append(_told(said))
    return {"number": number, "shape": shape, "told": told}


def _given(before: Snapshot | None) -> Snapshot | None:
    return before


def _told(said: Judgement) -> dict[str, Any]:
    rows = sum(account.received for account in said.accounts)
    return {
        "outcome": said.outcome.value,
        "rules": sorted({finding.rule for finding in said.findings}),
        "remarks": sorted({finding.rule for finding in said.remarks}),
        "rows": rows,
    }


def _write(done: list[dict[str, Any]]) -> int:
    told = [each for line in done for each in line["told"]]
    outcomes = Counter(each["outcome"] for each in told)
    rules = Counter(rule for each in told for rule in each["rules"])
    remarks = Counter(rule for each in told for rule in each["remarks"])
    rows = sorted(each["rows"] for each in told)
    bad = len(told) - outcomes[Outcome.ACCEPTED.value]
    lines = [
        "# Good submissions",
        "",
        "`make prove clean`: children of the made-up Scotland in every shape; each authority sends",
        "twice, a year apart, and the later one is held against the earlier under every rule.",
        "",
        "| figure | value |",
        "|---|---:|",
        f"| good submissions | {len(told):,} |",
        f"| shapes | {len(SHAPES)} |",
        f"| rows, smallest and largest | {rows[0]:,} to {rows[-1]:,} |",
        f"| **refused, put aside, repaired or made to wait** | **{bad}** |",
        *(f"| … `{rule}` | {n} |" for rule, n in rules.most_common()),
        f"| with a remark that changes nothing | {sum(bool(e['remarks']) for e in told)} |",
        *(f"| … `{rule}` | {n} |" for rule, n in remarks.most_common()),
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
    return int(bad > 0)
