"""Three readers of one file: ``python benchmarks/beside.py {make|pace|liia|dve} FILE [SOURCE]``.

The file is an ``episodes.csv`` of England's SSDA903 return, made up, which liia-tools-pipeline has
a schema of. ``liia`` and ``dve`` run those projects from a checkout (SOURCE) in an environment of
theirs; nothing of them is part of this repository. Prints rows a second of processor, children
included.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

HEADER = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
)
CODES = {
    "RNE": ("S", "L", "P", "T", "B", "U"),
    "LS": ("C2", "E1", "V2"),
    "REC": ("E2", "E3", "E4A", "E11", "X1"),
}
AS_AT = date(2022, 3, 31)


def make(file: Path, rows: int = 100_000) -> None:
    """Write a made-up file."""
    dice = random.Random(7)  # noqa: S311
    lines = [HEADER]
    for number in range(rows):
        start = date(2010, 1, 1) + timedelta(dice.randrange(4000))
        end = start + timedelta(dice.randrange(400))
        rne, ls, rec = (dice.choice(codes) for codes in CODES.values())
        lines.append(
            f"{number // 4},{start:%d/%m/%Y},{rne},{ls},N1,U1,PR1,{end:%d/%m/%Y},{rec},CARPL,,,"
        )
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def pace(file: Path, _source: str) -> tuple[int, str]:
    """Judge the file by a mapping onto three tables; return its rows, and what came of them."""
    import hashlib

    from pipelines.contract.authorities import Authority
    from pipelines.intake.judgement import Submission, judge_submission
    from pipelines.intake.keys import Keys
    from pipelines.intake.sandbox.reader import SANDBOX
    from pipelines.intake.source_table import SourceFile
    from pipelines.intake.standardise import standardised

    data = file.read_bytes()
    sent = SourceFile("episodes.csv", data, hashlib.sha256(data).hexdigest())
    mapping = json.dumps(_mapping()).encode()
    who = Authority("X99000001", "Somewhere", "somewhere")
    said = judge_submission(Submission([sent], who, AS_AT, mapping, "somewhere.yaml", True))
    standardised(said.tables, who.code, Keys(b"benchmark" * 4))
    SANDBOX.stop()
    return data.count(b"\n") - 1, f"{said.outcome.value}, {[f.rule for f in said.findings][:5]}"


def _mapping() -> dict[str, object]:
    day = {"date_format": "dd/mm/yyyy"}
    spell = {
        "child_id": {"column": "CHILD"},
        "start_date": {"column": "DECOM", **day},
        "end_date": {"column": "DEC", **day},
    }
    unknown = {n: {"constant": "not_known"} for n in ("sex", "ethnic_group", "disability")}
    child = {"child_id": {"column": "CHILD"}, **unknown}
    ends = {"E2": "adoption", "E3": "died", "E4A": "home_parents", "E11": "adoption", "X1": "other"}
    legal = {"C2": "other", "E1": "permanence_order", "V2": "s25"}
    used = {"CHILD", "DECOM", "DEC", "REC", "LS"}
    ignored = [name for name in HEADER.split(",") if name not in used]
    posts = [name for name in ignored if name.endswith("_POST")]
    source = {
        "file": "episodes.csv",
        "ignored_columns": [name for name in ignored if name not in posts],
        "drop": [{"columns": posts, "agreement": "made up"}],
    }
    return {
        "agreements": {"made up": "for a benchmark"},
        "sources": {"episodes": source},
        "absent": ["placements", "milestones"],
        "tables": {
            "children": [{"from": "episodes", "columns": child}],
            "episodes": [
                {
                    "from": "episodes",
                    "columns": {**spell, "destination": {"column": "REC", "codes": ends}},
                }
            ],
            "legal_statuses": [
                {
                    "from": "episodes",
                    "columns": {**spell, "legal_reason": {"column": "LS", "codes": legal}},
                }
            ],
        },
    }


def liia(file: Path, source: str) -> tuple[int, str]:
    """Clean the file as liia-tools-pipeline does."""
    sys.path.insert(0, source)
    os.environ["REGION_CONFIG"] = "none"
    import fs
    from liiatools.common.data import FileLocator
    from liiatools.ssda903_pipeline.spec import load_schema
    from liiatools.ssda903_pipeline.stream_pipeline import task_cleanfile

    memory = fs.open_fs("mem://")
    memory.writebytes("episodes.csv", file.read_bytes())
    done = task_cleanfile(FileLocator(memory, "episodes.csv"), load_schema(2025))
    (table,) = done.data.values()
    return len(table), f"{len(table):,} rows, {len(list(done.errors))} errors"


def dve(file: Path, source: str) -> tuple[int, str]:
    """Run the file through data-validation-engine on DuckDB, with a schema of the same checks."""
    sys.path.insert(0, f"{source}/src")
    from uuid import uuid4

    import duckdb
    from dve.core_engine.backends.implementations.duckdb.auditing import DDBAuditingManager
    from dve.core_engine.models import SubmissionInfo
    from dve.pipeline.duckdb_pipeline import DDBDVEPipeline

    with tempfile.TemporaryDirectory() as root:
        folder = Path(root)
        (folder / "rules.dischema.json").write_text(json.dumps(_dischema()))
        connection = duckdb.connect(str(folder / "audit.duckdb"))
        run = DDBDVEPipeline(
            processed_files_path=str(folder / "done"),
            audit_tables=DDBAuditingManager(str(folder / "audit.duckdb"), connection=connection),
            connection=connection,
            rules_path=str(folder / "rules.dischema.json"),
            submitted_files_path=str(file.parent),
        )
        rows = file.read_bytes().count(b"\n") - 1
        info = SubmissionInfo(
            submission_id=uuid4().hex,
            dataset_id="episodes",
            file_name=file.stem,
            file_extension=file.suffix,
        )
        place = folder / "done" / info.submission_id
        place.mkdir(parents=True)
        (place / file.name).write_bytes(file.read_bytes())
        parts = (
            lambda i: run.file_transformation(i),
            lambda i: run.apply_data_contract(*i),
            lambda i: run.apply_business_rules(*i),
        )
        state: object = info
        for part in parts:
            state = part(state)
        return rows, str(vars(state[1]))  # type: ignore[index]


def _dischema() -> dict[str, object]:
    day = {"callable": "conformatteddate", "constraints": {"date_format": "%d/%m/%Y"}}
    code = {"callable": "constr", "constraints": {"min_length": 1, "max_length": 12}}
    fields = dict.fromkeys(HEADER.split(","), "str")
    fields |= {"CHILD": "Code", "DECOM": "Day", "DEC": "Day"}
    filters = [
        {
            "entity": "episodes",
            "name": f"{name} is a code",
            "expression": f"{name} IN {codes}",
            "failure_message": "unknown code",
            "error_code": f"BAD_{name}",
        }
        for name, codes in CODES.items()
    ]
    order = {
        "entity": "episodes",
        "name": "end after start",
        "expression": "DEC >= DECOM",
        "failure_message": "end before start",
        "error_code": "BAD_END",
    }
    return {
        "contract": {
            "types": {"Day": day, "Code": code},
            "datasets": {
                "episodes": {
                    "fields": fields,
                    "reader_config": {".csv": {"reader": "DuckDBCSVReader"}},
                    "mandatory_fields": ["CHILD", "DECOM"],
                }
            },
        },
        "transformations": {"filters": [*filters, order]},
    }


def main(who: str, file: Path, source: str) -> None:
    """Measure one of them and print."""
    if who == "make":
        make(file)
        return
    reader = {"pace": pace, "liia": liia, "dve": dve}[who]
    begun = time.process_time()
    rows, said = reader(file, source)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() - begun + children.ru_utime + children.ru_stime
    print(f"{who}: {rows:,} rows, {seconds:.1f} s of processor, {rows / seconds:,.0f} a second")
    print(said)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
