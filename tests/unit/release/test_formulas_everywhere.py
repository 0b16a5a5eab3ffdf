"""A sample of ``make prove formulas``: nothing runs in any format, and the judges can fail."""

from __future__ import annotations

import csv
import io

import pytest

from pipelines.contract.release_tables import Protected
from pipelines.release.draft import render
from pipelines.release.zips import zipped
from tests.support.formulas import (
    FORMULAS,
    could_run,
    live_in,
    live_in_csv,
    live_in_html,
    live_in_ods,
    live_in_xlsx,
    payloads,
    poisoned,
)


@pytest.fixture(scope="module")
def files(small: Protected) -> dict[str, bytes]:
    return render(poisoned(small, [p.text for p in payloads(60)]))[1]


def test_nothing_runs_in_any_format(files: dict[str, bytes]) -> None:
    assert live_in(files.items()) == {".csv": 0, ".xlsx": 0, ".ods": 0, ".html": 0}


def test_the_text_is_still_there(files: dict[str, bytes]) -> None:
    text = files["csv/waiting_now_groups_by_quarter.csv"].decode()
    names = [row["area_name"].replace("'", "") for row in csv.DictReader(io.StringIO(text))]
    assert names[: len(FORMULAS)] == [f.replace("'", "") for f in FORMULAS.values()]


def test_what_runs_is_found() -> None:
    assert could_run("\ufeff ＝1")
    assert not could_run("'=1")
    assert live_in_csv(b"a,b\nx,=1+1\n") == 1
    assert live_in_csv(b"a,b\nx;=1+1,2\n") == 1
    assert live_in_csv(b'a,b\n"\n=1",2\n') > 0
    assert live_in_xlsx(zipped({"xl/worksheets/sheet1.xml": b"<c><f>1+1</f></c>"})) == 1
    assert live_in_ods(zipped({"content.xml": b'<c table:formula="of:=1"/>'})) == 1
    assert live_in_ods(zipped({"content.xml": b'<a xlink:href="http://e"/>'})) == 1
    assert live_in_html(b"<p><script>1</script><img onerror=x></p>") == 3
