"""The programme's records: kept by content, a faulty file named and nothing lost."""

from __future__ import annotations

from datetime import date

import pyarrow.parquet as pq
import pytest

from pipelines.contract.authorities import authorities_of
from pipelines.contract.findings import Finding, Refused
from pipelines.contract.submissions import (
    ProgrammeSighting,
    programme_folder,
    read_programme_ledger,
)
from pipelines.intake.programme import take_in_programme
from pipelines.settings import Home

ENGAGEMENT = "authority_code,engaged_on,testing_from,implementing_from,ended_on,delivery\n"
AIMS = (
    "local_aim_id,authority_code,aim,start_milestone,stop_milestone,routes,within_days,"
    "target_percent,min_age_years,max_age_years,valid_from,achieve_by,statement\n"
)
ROW = "a1,X99000001,2,away_started,panel,,90,80,0,12,2015-01-01,2016-01-01,Sooner\n"


def seen(home: Home, day: int = 1, **sent: str) -> ProgrammeSighting:
    for name, text in sent.items():
        (home.programme / f"{name}.csv").write_text(text)
    return take_in_programme(home, authorities_of(home), date(2019, 8, day))


def faults(home: Home, **sent: str) -> list[Finding]:
    with pytest.raises(Refused) as refusal:
        seen(home, **sent)
    return refusal.value.findings


def test_kept_by_content(home: Home) -> None:
    first = seen(home, engagement=ENGAGEMENT + "X99000001,2014-01-01,,,,full\nX99000002,,,,,\n")
    turned = seen(home, 2, engagement=ENGAGEMENT + "X99000002,,,,,\nX99000001,2014-01-01,,,,full\n")
    assert turned == first
    other = seen(home, 3, engagement=ENGAGEMENT)
    assert other.programme_id != first.programme_id
    assert [s.first_seen_on for s in read_programme_ledger(home)] == ["2019-08-01", "2019-08-03"]
    folder = programme_folder(home, first.programme_id)
    assert len(list(folder.glob("*.parquet"))) == 10
    assert pq.read_table(folder / "engagement.parquet")["engaged_on"].to_pylist() == [
        date(2014, 1, 1),
        None,
    ]
    assert pq.read_table(folder / "authorities.parquet")["slug"].to_pylist()[0] == "somewhere"


def test_made_up_is_another_world(home: Home) -> None:
    real = seen(home, engagement=ENGAGEMENT)
    (home.programme / "world.json").write_text('{"synthetic": true}')
    made_up = seen(home)
    assert made_up.is_synthetic
    assert made_up.programme_id != real.programme_id
    (home.programme / "world.json").write_text("{")
    assert [f.rule for f in faults(home)] == ["bad_world"]


def test_a_good_aim(home: Home) -> None:
    assert seen(home, engagement=ENGAGEMENT, local_aims=AIMS + ROW).sequence == 1


@pytest.mark.parametrize(
    ("old", "new", "rule", "letter"),
    [
        ("X99000001", "S12000033", "unknown_authority", "B"),
        (",2,", ",5,", "out_of_bounds", "C"),
        (",2,", ",two,", "bad_number", "C"),
        ("panel", "pannel", "unknown_milestone", "E"),
        ("panel,,", "panel,adoption|x,", "bad_routes", "F"),
        (",80,", ",101,", "out_of_bounds", "H"),
        (",0,12,", ",12,12,", "wrong_order", "J"),
        ("2015-01-01", "2015-02-29", "bad_date", "K"),
        ("2016-01-01", "", "required_empty", "L"),
        (ROW, ROW + ROW, "repeated_key", "A"),
        ("Sooner", "Sooner,or", "ragged_row", None),
    ],
)
def test_faulty_cells(home: Home, old: str, new: str, rule: str, letter: str | None) -> None:
    aims = (AIMS + ROW).replace(old, new, 1) if old != ROW else AIMS + new
    (found,) = faults(home, engagement=ENGAGEMENT, local_aims=aims)
    assert (found.rule, found.file, found.column_letter) == (rule, "local_aims.csv", letter)
    assert read_programme_ledger(home) == []


def test_faulty_files(home: Home) -> None:
    assert [f.rule for f in faults(home)] == ["missing_programme_file"]
    found = faults(home, engagement=ENGAGEMENT.replace("delivery", "colour"), toys="a\n")
    assert {f.rule for f in found} == {
        "unknown_column",
        "missing_column",
        "unknown_programme_file",
    }


def test_groups_where_groups_are_meant(home: Home) -> None:
    totals = "authority_code,on,measure,value,source\nscotland,2019-07-31,x,12.5,y\n"
    assert seen(home, engagement=ENGAGEMENT, published_totals=totals).sequence == 1


PEOPLE = {
    "CHI numbers": ["the child 1203104565 waits", "chi 120310 4565.", "CHI 120310-4565"],
    "NHS numbers": ["see 943 476 5919", "943-476-5919"],
    "National Insurance numbers": ["Carer QQ123456C".replace("QQ", "AB"), "AB 12 34 56 C said"],
    "full postcodes": ["moved to G12 8QQ", "at EH11AA now", "near g12 8qq"],
    "e-mail addresses": ["ask jo.smith@example.org"],
    "telephone numbers": [
        "ring 0141 496 0000",
        "(+44 141 496 0000)",
        "on 01414960000",
        "0141-496-0000",
    ],
    "full dates of birth": ["born 12/03/2010", "DOB: 2010-03-12", "d.o.b. 12 March 2010"],
}


@pytest.mark.parametrize(
    ("words", "text"), [(words, text) for words, texts in PEOPLE.items() for text in texts]
)
def test_prose_that_identifies_somebody_refuses_the_file(home: Home, words: str, text: str) -> None:
    aims = AIMS + ROW.replace("Sooner", f'"Sooner, {text}"')
    (fault,) = faults(home, engagement=ENGAGEMENT, local_aims=aims)
    assert (fault.rule, fault.row, fault.column) == ("identifier_values", 2, "statement")
    assert words in fault.sentence
    assert text not in fault.line
    assert read_programme_ledger(home) == []


@pytest.mark.parametrize(
    "text",
    [
        "From 90 to 60 days by 31 March 2016; reviewed 2015-06-01 (12/06/2015 in the north)",
        "80 % of 1,204 children, 2014-2019, and 12 % of 3,400",
        "M74 to A8, form S25, wave 2B, 2010-11 baseline, ratio 1:20, phase 3 of 10",
        "Panel papers 14 days before; SCRA report in 50 working days; PACE 0.5 FTE",
    ],
)
def test_prose_about_work_is_kept(home: Home, text: str) -> None:
    aims = AIMS + ROW.replace("Sooner", f'"{text}"')
    assert seen(home, engagement=ENGAGEMENT, local_aims=aims).sequence == 1
