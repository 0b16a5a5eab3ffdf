"""``pace diff`` explains a correction: three dates were wrong, and the authority sends again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import Home
from tests.support.pace import Ran, pace
from tests.support.small_home import write_extract, write_programme
from tests.support.walk import build_vintage, take_in_all

pytestmark = pytest.mark.slow

AREA, OTHER = "X99000001", "X99000002"
BEFORE = "2019-09-01"


def rows(decided_on: str) -> dict[str, list[str]]:
    """Six children recommended on one day; three decided on a day of their own, three on time."""
    children = [f"C{n}" for n in range(6)]
    days = [decided_on if n < 3 else "2019-02-01" for n in range(6)]
    recommended = [f"{c},permanence_recommended,2019-01-10,adoption,,,," for c in children]
    decided = [f"{c},adm_decision,{day},adoption,approved,,," for c, day in zip(children, days, strict=True)]  # fmt: skip  # noqa: E501
    return {
        "children": [f"{c},2014-05,female,white,no," for c in children],
        "episodes": [f"{c},2018-09-01,," for c in children],
        "legal_statuses": [f"{c},cso_away,2018-09-01," for c in children],
        "placements": [f"{c},foster_authority,2018-09-01,," for c in children],
        "milestones": [*recommended, *decided],
    }


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the vintage of a day before a correction, and the warehouse after it."""
    home = Home(tmp_path_factory.mktemp("diff") / "home")
    write_programme(home, [AREA, OTHER])
    for code in (AREA, OTHER):
        write_extract(home, code, "2019-07-31", rows("2019-02-20"), "2019-08-15")
    write_extract(home, AREA, "2019-07-31-b", rows("2019-06-20"), "2019-10-01")
    take_in_all(home.root)
    assert build_vintage(home, BEFORE)
    assert build_vintage(home, None)
    return home


@pytest.fixture(scope="module")
def said(corrected: Home) -> dict[str, Any]:
    ran = pace("diff", BEFORE, "warehouse", "--home", corrected.root, "--json")
    assert ran.exit_code == 0, ran.out + ran.err
    return ran.facts


def test_which_submission_replaced_which(said: dict[str, Any]) -> None:
    (area,) = said["authorities"]
    assert (area["authority_code"], area["kind"]) == (AREA, "correction")
    assert area["submission_before"] != area["submission_after"]
    assert said["settings"] == said["programme"] == []


def test_three_dates_were_corrected_and_nothing_else(said: dict[str, Any]) -> None:
    assert said["records"] == [
        {
            "table": "milestones",
            "authority_code": AREA,
            "change": "date corrected",
            "reason": "corrected dates",
            "rows": 3,
        }
    ]


def test_three_clocks_of_aim_3_are_late_now(said: dict[str, Any]) -> None:
    moved = {
        (c["status_before"], c["status_after"], c["reason"]): c["clocks"]
        for c in said["clocks"]
        if (c["aim"], c["variant"]) == (3, "national")
    }
    assert moved == {("met", "late", "corrected records"): 3}


def test_the_figures_of_the_area_and_quarter(said: dict[str, Any]) -> None:
    (cell,) = [
        c
        for c in said["cells"]
        if c["mart"] == "aim_timeliness"
        and c["area"] == AREA
        and (c["grain"]["aim"], c["grain"]["variant"]) == ("3", "national")
        and c["grain"]["age_band"] == "all"
    ]
    assert cell["grain"]["cohort_quarter"] == "2019-01-01"
    assert (cell["cells"]["within"], cell["cells"]["not_within"]) == ([6, 3], [0, 3])
    reasons = {m["area"]: m["reason"] for m in said["marts"] if m["mart"] == "aim_timeliness"}
    assert reasons[AREA] == "correction"
    assert OTHER not in reasons


def test_a_person_reads_it_on_a_screen(corrected: Home) -> None:
    ran = pace("diff", BEFORE, "warehouse", "--home", corrected.root)
    for words in ("correction", "corrected dates", "met", "late", AREA, "within"):
        assert words in ran.out


def refused(home: Home, *words: str) -> Ran:
    ran = pace("diff", *words, "--home", home.root)
    assert ran.exit_code == 1
    return ran


def test_a_day_without_a_vintage_says_how_to_make_it(corrected: Home) -> None:
    assert "pace run --as-known-at 2018-01-01" in refused(corrected, "2018-01-01", "warehouse").out


def test_a_name_nobody_knows_is_refused(corrected: Home, tmp_path: Path) -> None:
    refused(corrected, "yesterday", "warehouse")
    (tmp_path / "no.duckdb").write_text("no warehouse")
    refused(corrected, str(tmp_path / "no.duckdb"), "warehouse")


def test_a_build_is_found_by_its_id(corrected: Home, said: dict[str, Any]) -> None:
    before, after = said["before"]["build_id"], said["after"]["build_id"]
    ran = pace("diff", before, after, "--home", corrected.root, "--json")
    assert ran.facts["records"] == said["records"]
