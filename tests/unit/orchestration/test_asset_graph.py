"""The asset graph as it stands: a change shows here what it moves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

# Dagster takes seconds to import and reads the home's authorities while it does.
pytestmark = pytest.mark.slow

SNAPSHOT = Path(__file__).with_name("asset_graph.json")


def described() -> dict[str, object]:
    from pipelines.definitions import defs

    graph = defs.resolve_asset_graph()
    return {
        "assets": {
            key.to_user_string(): {
                "group": graph.get(key).group_name,
                "partitioned": graph.get(key).partitions_def is not None,
                "reads": sorted(k.to_user_string() for k in graph.get(key).parent_keys),
                "checks": sorted(c.name for c in graph.get(key).check_keys),
            }
            for key in sorted(graph.get_all_asset_keys())
        },
        "jobs": sorted(j.name for j in defs.resolve_all_job_defs() if not j.name.startswith("__")),
        "sensors": sorted(s.name for s in defs.sensors or []),
        "schedules": sorted(s.name for s in defs.schedules or []),
    }


def test_the_graph_is_the_one_that_was_agreed() -> None:
    found = json.dumps(described(), indent=1) + "\n"
    assert found == SNAPSHOT.read_text(encoding="utf-8"), (
        "The graph has moved. If it was meant to, run `make graph-snapshot` and look at the diff."
    )


def test_every_asset_says_what_it_is_and_who_answers_for_it() -> None:
    from pipelines.definitions import defs

    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        if key.path[0] in ("staging", "reference"):
            continue
        assert node.description, key.to_user_string()
        assert node.owners, key.to_user_string()


def test_only_the_candidate_and_the_release_draft_block() -> None:
    from pipelines.definitions import defs

    graph = defs.resolve_asset_graph()
    blocking = {
        key.asset_key.to_user_string() for key in graph.asset_check_keys if graph.get(key).blocking
    }
    assert blocking <= {"candidate", "release_draft"}
    assert "candidate" in blocking


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(described(), indent=1) + "\n", encoding="utf-8")
