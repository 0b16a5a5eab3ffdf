"""Two whole runs of the same extracts, on different days and in different places: the same bytes.

The extracts are made once. Each home takes them in, builds, drafts, is signed by the same two
people and publishes. The second lives forty days later, under a longer path with a blank and a
letter beyond ASCII, in another time zone (both have a summer time), locale and hash seed. Compared
are every file of both drafts and of what is published, byte by byte; the certificates but for the
day of signing; and every table of both warehouses, row by row, in all columns: none holds a time
of the run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.release.life import CERTIFICATE
from pipelines.release.verify import differences, files_of
from pipelines.settings import Home
from pipelines.synthetic.world import make_world
from tests.prove.log import say, use_own_key

FIGURES = Path("docs/figures/days.md")
ROOT = Path(".prove/days")
CHILDREN: Final = 1_500
SEED: Final = 11
LATER: Final = "+40d"
SCHEMAS: Final = ("staging", "reference", "steps", "core", "marts", "restricted")
SIGNERS: Final = (("Ada One", "statistician"), ("Bo Two", "official"))


@dataclass(frozen=True)
class Place:
    """Where and when a run lives."""

    home: Home
    zone: str
    locale: str
    hash_seed: str
    is_later: bool

    def pace(self, *words: str) -> None:
        """Run ``pace`` there; raises where it does not end well."""
        program = str(Path(sys.executable).with_name("pace"))
        command = [program, *words, "--home", str(self.home.root)]
        shifted = ["faketime", "-f", LATER] if self.is_later else []
        there = {"TZ": self.zone, "LC_ALL": self.locale, "PYTHONHASHSEED": self.hash_seed}
        done = subprocess.run(
            [*shifted, *command],
            env=os.environ | there,
            stdout=subprocess.DEVNULL,
            check=False,
            timeout=1_800,
        )
        if done.returncode:
            raise RuntimeError(f"`pace {words[0]}` ended with {done.returncode}")

    def published(self) -> str:
        """Take in, build, draft, sign and publish; return the release's id."""
        self.pace("run")
        (draft,) = self.home.drafts.iterdir()
        for name, role in SIGNERS:
            self.pace("sign", draft.name, "--by", name, "--role", role)
        self.pace("publish", draft.name, "--by", SIGNERS[1][0])
        return draft.name


PLACES: Final = (
    Place(Home(ROOT / "one"), "America/Los_Angeles", "C", "1", False),
    Place(Home(ROOT / "another place" / "über"), "Europe/London", "C.UTF-8", "77", True),
)


def prove(children: int) -> int:
    """Run both; return 1 where anything differs that is not the day of a signature."""
    if shutil.which("faketime") is None:
        say("Skipped: faketime is not installed, so there is no other day to be had.")
        return 0
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir(parents=True)
    use_own_key(ROOT.parent)
    sent = Home(ROOT / "sent")
    make_world(sent, children=children, seed=SEED)
    ids = []
    for place in PLACES:
        shutil.copytree(sent.root, place.home.root)
        ids.append(place.published())
        say(f"{len(ids)} of {len(PLACES)}: {ids[-1]}")
    seen = compared(PLACES[0].home, PLACES[1].home, ids)
    FIGURES.write_text(_page(seen, children), encoding="utf-8")
    say(f"differ: {seen['differ'] or 'nothing'}")
    return int(bool(seen["differ"]))


def compared(one: Home, other: Home, ids: list[str]) -> dict[str, Any]:
    """Return how much was compared, and what differs."""
    seen: dict[str, Any] = {"same id": ids[0] == ids[1], "differ": []}
    for what, here, there in (
        ("drafts", one.drafts / ids[0], other.drafts / ids[1]),
        ("published", one.releases / ids[0], other.releases / ids[1]),
    ):
        mine, theirs = files_of(here), files_of(there)
        seen[what], seen[f"{what} bytes"] = len(mine), sum(map(len, mine.values()))
        seen["differ"] += [f"{what}: {name}" for name in differences(mine, theirs)]
    certificates = [
        unsigned_day(home.releases / i / CERTIFICATE)
        for home, i in zip((one, other), ids, strict=True)
    ]
    if certificates[0] != certificates[1]:
        seen["differ"].append(CERTIFICATE)
    rows = {name: (a, b) for name, a, b in _both(one.warehouse, other.warehouse)}
    seen["tables"], seen["rows"] = len(rows), sum(a.total() for a, _ in rows.values())
    seen["differ"] += [name for name, (a, b) in rows.items() if a != b]
    return seen


def unsigned_day(file: Path) -> dict[str, Any]:
    """Return a certificate without the days on which people signed."""
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    told["sign_offs"] = [{k: v for k, v in s.items() if k != "on"} for s in told["sign_offs"]]
    return told


def _both(one: Path, other: Path) -> Iterator[tuple[str, Counter[Any], Counter[Any]]]:
    """Yield each table of either warehouse with its rows in both; their order means nothing."""
    mine, theirs = _tables(one), _tables(other)
    for name in sorted({*mine, *theirs}):
        yield name, mine.get(name, Counter()), theirs.get(name, Counter())


def _tables(file: Path) -> dict[str, Counter[Any]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        listed = connection.execute(
            "select schema_name || '.' || table_name, "
            "'\"' || schema_name || '\".\"' || table_name || '\"' from duckdb_tables() "
            "where list_contains($schemas, schema_name) order by all",
            {"schemas": list(SCHEMAS)},
        ).fetchall()
        return {name: _rows(connection, quoted) for name, quoted in listed}


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> Counter[Any]:
    """Return how often each row is there. As text: NaN is not equal to itself."""
    found = connection.execute(f"select * from {table}")  # noqa: S608
    names = tuple(column[0] for column in found.description or ())
    return Counter((names, repr(row)) for row in found.fetchall())


def _page(seen: dict[str, Any], children: int) -> str:
    differ = "\n".join(f"- `{name}`" for name in seen["differ"]) or "Nothing differs."
    return f"""# The same extracts on two days, in two places

Made by `make prove days`: extracts of {children:,} made-up children (seed {SEED}) made once, then
two whole runs of them with the same key file: taken in, built, drafted, signed by the same two
people, published. The second under `faketime -f {LATER}`, under a longer path with a blank and
a letter beyond ASCII, in another time zone (Los Angeles, London), another locale
(`C`, `C.UTF-8`) and with another hash seed. Certificates are compared but for the day of signing;
rows of tables whatever their order, for a table has none.

| compared | figure |
|---|---:|
| the same release id | {"yes" if seen["same id"] else "**no**"} |
| files of the drafts, byte by byte | {seen["drafts"]} ({seen["drafts bytes"]:,} bytes) |
| files published, byte by byte | {seen["published"]} ({seen["published bytes"]:,} bytes) |
| tables of the warehouses | {seen["tables"]} |
| rows of them, in every column | {seen["rows"]:,} |
| **that differ** | **{len(seen["differ"])}** |

{differ}
"""
