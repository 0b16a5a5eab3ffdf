"""Each rule over rows: an example that passes and one that fails, as small as can be."""

from __future__ import annotations

import pytest
from extracts import GOOD, files, judged, rules, with_rows

from pipelines.contract.submissions import Outcome
from pipelines.intake.catalogue import entries
from pipelines.intake.judgement import asked

GOOD_ROWS = [
    ("children", "child 17,,female,white,no,"),
    ("children", "C9,,female,white,no,"),
    ("children", "C\u00e9,,female,white,no,"),
    ("children", "C9,1990-01,female,white,no,"),
    ("children", "C9,2020-01,female,white,no,"),
    ("episodes", "C1,2015-01-01,2015-01-01,custody"),
    ("episodes", "C1,1990-01-01,2019-07-31,"),
    ("milestones", "C1,panel,2001-01-01,,,,,"),
    ("milestones", "C1,home_plan_review,2018-01-01,,order_ends,,,"),
]
BAD_ROWS = [
    ("children", ",2010-01,female,white,no,", "required_empty", "A"),
    ("children", "C9,2010-13,female,white,no,", "month_unreadable", "B"),
    ("children", "C9,2010,female,white,no,", "month_unreadable", "B"),
    ("children", "C9,2010-05-17,female,white,no,", "full_date_of_birth", "B"),
    ("children", "C9,1989-12,female,white,no,", "month_too_early", "B"),
    ("children", "C9,2010-06,female,white,no,L2 ", "id_not_plain", "F"),
    ("children", "End of report.,,female,white,no,", "id_not_plain", "A"),
    ("placements", "C1,kinship,2018-01-01,,K\u200b1", "id_not_plain", "E"),
    ("children", "Ce\u0301,,female,white,no,", "id_not_plain", "A"),
    ("children", "C1,2010-06,female,white,no,L1", "child_sent_twice", "A"),
    ("episodes", "C1,,,", "required_empty", "B"),
    ("episodes", "C1,2018-02-30,,", "date_unreadable", "B"),
    ("episodes", "C1,20180101,,", "date_unreadable", "B"),
    ("episodes", "C1, 2018-01-01,,", "date_unreadable", "B"),
    ("episodes", "C1,1989-12-31,,", "date_too_early", "B"),
    ("episodes", "C1,2019-08-01,,", "date_after_as_at", "B"),
    ("episodes", "C1,2018-01-01,9999-12-31,", "date_after_as_at", "C"),
    ("episodes", "C1,2018-01-02,2018-01-01,", "end_before_start", "C"),
    ("episodes", "C1,2018-01-02,,Adoption", "code_not_in_list", "D"),
    ("episodes", "nobody,2018-01-02,,", "child_unknown", "A"),
    ("legal_statuses", "C1,,2018-01-01,", "required_empty", "B"),
    ("legal_statuses", "C1,CSO,2018-01-01,", "code_not_in_list", "B"),
    ("placements", "C1,friends,2018-01-01,,", "code_not_in_list", "B"),
    ("milestones", "C1,panel,2018-01-01,,granted,,,", "outcome_not_of_milestone", "E"),
    ("milestones", "C1,hearing,2018-01-01,,approved,,,", "outcome_not_of_milestone", "E"),
    ("milestones", "C1,lac_review,2018-01-01,,,,,", "code_not_in_list", "B"),
    ("milestones", "C1,panel,2018-01-01,,,,,police", "code_not_in_list", "H"),
]
REPAIRED_ROWS = [
    ("C9,,F,white,no,", "description_not_in_list", "C"),
    ("C9,,,white,no,", "description_empty", "C"),
    ("C9,,female,,no,", "description_empty", "D"),
    ("C9,,female,white,unknown,", "description_not_in_list", "E"),
]
REMARKED_ROWS = [("C9,2020-06,female,white,no,", "month_too_late", "B")]


def test_the_good_extract_is_good() -> None:
    judgement = judged(files())
    assert judgement.outcome is Outcome.ACCEPTED
    assert judgement.findings == []


@pytest.mark.parametrize(("table", "row"), GOOD_ROWS)
def test_good_rows(table: str, row: str) -> None:
    assert rules(judged(files(**with_rows(table, row)))) == []


@pytest.mark.parametrize(("table", "row", "rule", "letter"), BAD_ROWS)
def test_bad_rows(table: str, row: str, rule: str, letter: str) -> None:
    judgement = judged(files(**with_rows(table, row)))
    assert judgement.outcome is Outcome.PARTLY_ACCEPTED
    (finding,) = judgement.findings[:1]
    assert (finding.rule, finding.file, finding.column_letter) == (rule, f"{table}.csv", letter)
    assert finding.row == len(GOOD[table]) + 1
    account = next(a for a in judgement.accounts if a.table == table)
    assert account.quarantined_by == {rule: 1}


@pytest.mark.parametrize(("row", "rule", "letter"), REPAIRED_ROWS)
def test_repaired_rows(row: str, rule: str, letter: str) -> None:
    judgement = judged(files(**with_rows("children", row)))
    assert judgement.outcome is Outcome.ACCEPTED_WITH_REPAIRS
    (finding,) = judgement.findings
    assert (finding.rule, finding.column_letter) == (rule, letter)
    assert judgement.accounts[0].repaired_by == {rule: 1}


@pytest.mark.parametrize(("row", "rule", "letter"), REMARKED_ROWS)
def test_remarked_rows_are_kept_as_they_were_sent(row: str, rule: str, letter: str) -> None:
    judgement = judged(files(**with_rows("children", row)))
    assert judgement.outcome is Outcome.ACCEPTED
    (finding,) = judgement.findings
    assert (finding.rule, finding.column_letter) == (rule, letter)
    account = judgement.accounts[0]
    assert (account.repaired, account.quarantined) == (0, 0)


def test_every_check_has_a_failing_example() -> None:
    told = [*REPAIRED_ROWS, *REMARKED_ROWS]
    shown = {rule for _t, _r, rule, _l in BAD_ROWS} | {rule for _r, rule, _l in told}
    assert {entry.id for entry in entries()} == shown


def test_a_row_that_fails_twice_is_counted_once_under_the_first_rule() -> None:
    judgement = judged(files(**with_rows("episodes", "nobody,2018-02-30,1980-01-01,x")))
    assert rules(judgement) == [
        "date_unreadable",
        "date_too_early",
        "code_not_in_list",
        "child_unknown",
    ]
    assert judgement.accounts[1].quarantined_by == {"date_unreadable": 1}


def test_a_row_repaired_twice_is_counted_once_and_one_put_aside_is_not_repaired() -> None:
    rows = with_rows("children", "C8,,F,,no,", "C9,1980-01,F,,no,")
    account = judged(files(**rows)).accounts[0]
    assert (account.repaired, account.quarantined) == (1, 1)


def test_exact_copies_are_counted_as_duplicates_even_of_bad_rows() -> None:
    bad = "C9,1980-01,female,white,no,"
    account = judged(files(**with_rows("children", GOOD["children"][1], bad, bad))).accounts[0]
    assert account.totals() == {
        "received": 6,
        "accepted": 3,
        "repaired": 0,
        "quarantined": 1,
        "duplicate": 2,
    }


def test_two_unreadable_cells_that_differ_are_no_copies() -> None:
    rows = with_rows("episodes", "C1,soon,,", "C1,later,,")
    assert judged(files(**rows)).accounts[1].totals()["duplicate"] == 0


def test_the_first_acceptable_row_of_a_child_stays() -> None:
    rows = with_rows(
        "children", "C9,1980-01,male,white,no,", "C9,2001-01,male,white,no,", "C9,,male,white,no,"
    )
    judgement = judged(files(**rows, episodes=[*GOOD["episodes"], "C9,2018-01-01,,"]))
    assert judgement.accounts[0].quarantined_by == {"child_sent_twice": 1, "month_too_early": 1}
    assert judgement.accounts[1].quarantined == 0


def test_a_child_whose_row_is_put_aside_takes_its_history_along() -> None:
    rows = with_rows("children", "C9,1980-01,male,white,no,")
    judgement = judged(files(**rows, episodes=[*GOOD["episodes"], "C9,2018-01-01,,"]))
    assert judgement.accounts[1].quarantined_by == {"child_unknown": 1}


@pytest.mark.parametrize(
    ("good", "bad", "is_refused"), [(113, 6, True), (114, 6, False), (0, 5, False)]
)
def test_too_many_bad_rows_refuse_the_whole(good: int, bad: int, is_refused: bool) -> None:
    days = [f"C1,20{n // 300 + 10}-{n % 12 + 1:02}-{n % 25 + 1:02},," for n in range(good)]
    rows = ["C1,bad,,"] + [f"C1,bad{n},," for n in range(bad - 1)]
    judgement = judged(files(episodes=[GOOD["episodes"][0], *days, *rows]))
    assert (judgement.outcome is Outcome.REFUSED) == is_refused
    assert judgement.accounts[1].received == good + bad


def test_without_a_day_the_check_against_it_is_left_out() -> None:
    assert rules(judged(files(**with_rows("episodes", "C1,2019-08-01,,")), as_at=None)) == []


def test_completeness_counts_kept_rows_with_a_good_value() -> None:
    rows = with_rows("children", "C8,,F,white,no,", "C9,1980-01,female,white,no,")
    complete = judged(files(**rows)).accounts[0].complete
    assert complete["child_id"] == 4
    assert complete["sex"] == 3
    assert complete["birth_month"] == 2


def test_ids_that_look_alike_are_told_at_both_rows_and_stay_two_children() -> None:
    for other in ("c1", "\u0421" + "1", "C01", "\uff23\uff11"):  # a Cyrillic letter; full width
        sent = files(**with_rows("children", f"{other},2011-02,,,,"))
        judgement = asked(judged(sent), {}, lambda: None)
        (said,) = [r for r in judgement.remarks if r.rule == "ids_look_alike"]
        assert (said.file, said.row) == ("children.csv", 2)
        assert "Rows 2, 5." in said.sentence
        assert judgement.outcome.is_in
        assert len(judgement.tables["children"].frame) == 4
