"""What docs/mapping.md shows is a mapping that works."""

from __future__ import annotations

import re
from typing import Any

import yaml
from extracts import GOOD, file, judged, text

from pipelines.authorities.load import parse_mapping
from pipelines.authorities.schema import SCHEMA_FILE, mapping_schema
from pipelines.authorities.template import template_names
from pipelines.settings import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
BLOCKS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
PLAIN = ("children", "episodes")


def block(key: str) -> Any:
    """The one example on the page that begins with a key."""
    (found,) = [raw for raw in BLOCKS if next(iter(raw)) == key and "tables" not in raw]
    return found


def told(part: dict[str, Any], source: str) -> str:
    tables = {
        name: [{"from": name, "columns": {c: {"column": c} for c in GOOD[name][0].split(",")}}]
        for name in PLAIN
    }
    return yaml.safe_dump(
        {
            "absent": ["legal_statuses", "placements"],
            "sources": {name: {"file": f"{name}.csv"} for name in (*PLAIN, source)},
            "tables": {**tables, "milestones": [part]},
        }
    )


def parts(kind: str) -> dict[str, Any]:
    found = [raw["milestones"][0] for raw in BLOCKS if "milestones" in raw]
    (part,) = [part for part in found if part["kind"] == kind]
    return part  # type: ignore[no-any-return]


def made(kind: str, source: str, lines: str) -> list[tuple[str | None, ...]]:
    sent = [*(file(f"{n}.csv", text(GOOD[n])) for n in PLAIN), file(f"{source}.csv", lines)]
    judgement = judged(sent, mapping=told(parts(kind), source))
    assert judgement.findings == []
    columns = judgement.tables["milestones"].conformed.columns
    names = ("child_id", "milestone", "event_date", "outcome")
    return list(zip(*(columns[n] for n in names), strict=True))


def test_the_wide_table_of_the_page() -> None:
    lines = "Ref,Panel,Panel said,Lodged\nC1,01/05/2018,Y,02/06/2018\nC2,n/a,,\n"
    assert made("columns", "tracker", lines) == [
        ("C1", "panel", "2018-05-01", "recommended"),
        ("C1", "application_lodged", "2018-06-02", None),
    ]


def test_the_workflow_steps_of_the_page() -> None:
    lines = (
        "person_ref,step_name,form_ref,form_version,completed_on\n"
        "C1,Hearing,F1,1,2018-01-01\nC1,Hearing,F1,2,2018-02-01\nC1,Case note,F2,1,2018-02-01\n"
    )
    assert made("steps", "steps", lines) == [("C1", "hearing", "2018-02-01", None)]


def test_the_template_of_the_page() -> None:
    (own,) = [raw for raw in BLOCKS if "template" in raw]
    mapping = parse_mapping(yaml.safe_dump(own).encode(), "x.yaml")
    assert mapping.absent == ("placements",)
    assert all(f"`{name}`" in PAGE for name in template_names())


def test_the_join_the_combination_and_the_agreement_of_the_page() -> None:
    part = {**block("join"), "from": "plans"}
    part["columns"] = {"child_id": {"column": "Ref"}, "event_date": {"column": "On"}}
    part["columns"]["milestone"] = {"constant": "hearing"}
    raw = yaml.safe_load(told(part, "plans"))
    raw["sources"]["people"] = {"file": "people.csv"}
    assert parse_mapping(yaml.safe_dump(raw).encode(), "x.yaml").columns_used("people")
    assert block("combine")["columns"]["placement_type"]["codes"]
    (agreed,) = [raw for raw in BLOCKS if "agreements" in raw]
    assert agreed["sources"]["kids"]["drop"][0]["agreement"] in agreed["agreements"]


def test_the_published_schema_is_that_of_the_language() -> None:
    import json

    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == mapping_schema()
