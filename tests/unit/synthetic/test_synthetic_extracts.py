"""What the extracts hold: rows that keep the contract, but for the faults that were planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import pytest
from made_up import VOCABULARY, faults_of, good, submission, table_rows

from pipelines.synthetic.authorities import AUTHORITIES

CODE_OF = {name: a.code for a in AUTHORITIES for name in (a.code, a.slug)}


@pytest.fixture(scope="module")
def tables(world):
    """Every submission but the one that is refused, as the standard extract has it."""
    return {
        (CODE_OF[folder.parent.name], folder.name): submission(world.root, folder)
        for folder in world.folders
        if (CODE_OF[folder.parent.name], folder.name) != ("X99000011", "2020-07-31")
    }


def test_the_faults_found_are_the_faults_planted(world, tables):
    planted = defaultdict(Counter)
    for row in table_rows(world.root / "truth" / "faults.csv"):
        key = (row["authority_code"], row["submission"])
        planted[key][row["table"], row["rule"]] += int(row["count"])
    for key, of_submission in tables.items():
        assert faults_of(of_submission, date.fromisoformat(key[1][:10])) == planted[key], key
    assert planted["X99000011", "2020-07-31"]["episodes", "unknown_column"] == 1
    assert sum(c.total() for c in planted.values()) == world.summary.faults


def test_no_table_has_so_many_faults_that_it_is_refused(world, tables):
    for row in table_rows(world.root / "truth" / "faults.csv"):
        assert int(row["count"]) <= VOCABULARY.quarantined_rows_that_refuse
    assert len(tables) == 32


def test_the_refused_one_has_a_column_too_many(world):
    path = world.root / "extracts" / "X99000011" / "2020-07-31" / "episodes.csv"
    assert list(table_rows(path)[0])[-1] not in VOCABULARY.tables["episodes"].columns


def test_spells_have_days_and_episodes_do_not_overlap(tables):
    for of_submission in tables.values():
        known = {row["child_id"] for row in of_submission["children"]}
        ends: dict[str, str] = {}
        for row in sorted(of_submission["episodes"], key=lambda r: r["start_date"]):
            assert row["start_date"] >= ends.get(row["child_id"], "")
            assert bool(row["end_date"]) == bool(row["destination"])
            ends[row["child_id"]] = row["end_date"] or "9999"
        for table in ("episodes", "legal_statuses", "placements"):
            for row in good(of_submission[table], known):
                assert not row["end_date"] or row["end_date"] > row["start_date"]


def test_every_day_in_care_has_a_placement(tables):
    for of_submission in tables.values():
        known = {row["child_id"] for row in of_submission["children"]}
        stays = _by_child(good(of_submission["placements"], known))
        for child, episodes in _by_child(of_submission["episodes"]).items():
            for start, end in episodes:
                inside = sorted({s for s in stays[child] if start <= s[0] and s[1] <= end})
                assert inside[0][0] == start
                assert inside[-1][1] == end
                assert all(a[1] == b[0] for a, b in pairwise(inside))


def _by_child(rows) -> dict[str, list[tuple[str, str]]]:
    spells = defaultdict(list)
    for row in rows:
        spells[row["child_id"]].append((row["start_date"], row["end_date"] or "9999"))
    return spells


def test_pseudonyms_are_unique_and_look_like_no_number(tables):
    for of_submission in tables.values():
        ids = Counter(row["child_id"] for row in of_submission["children"])
        assert max(ids.values()) == 1
        for child_id in ids:
            assert len(child_id) == 11
            assert max(len(run) for run in _runs_of_digits(child_id)) < 9


def _runs_of_digits(text: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in text).split() or [""]


def test_everything_named_in_the_contract_occurs_somewhere(tables):
    used = defaultdict(set)
    for of_submission in tables.values():
        for rows in of_submission.values():
            for row in rows:
                for name, value in row.items():
                    used[name].add(value)
    assert used["milestone"] >= set(VOCABULARY.code_lists["milestone"])
    assert used["route"] >= set(VOCABULARY.code_lists["route"])
    assert used["outcome"] >= set(VOCABULARY.code_lists["outcome"])
    assert used["applicant"] >= set(VOCABULARY.code_lists["applicant"])
    wanted = {"s25", "cso_home", "cpo", "icso_away", "criminal", "warrant", "short_break"}
    assert used["legal_reason"] >= wanted
    assert used["destination"] >= {"transferred", "adoption", "kinship_care_order"}


def test_some_movers_keep_their_linkage_id(tables):
    newest = {code: t for (code, _), t in tables.items()}
    seen = Counter(
        row["linkage_id"]
        for of_authority in newest.values()
        for row in {r["child_id"]: r for r in of_authority["children"]}.values()
        if row["linkage_id"]
    )
    assert sum(count == 2 for count in seen.values()) >= 5
    assert max(seen.values()) == 2


def test_the_entry_mix_is_as_published(tables):
    young, at_home, away_reasons, starters = 0, 0, Counter(), 0
    for (code, folder), of_submission in tables.items():
        if (code, folder) == ("X99000006", "2020-07-31"):
            continue
        first = {}
        for row in of_submission["episodes"]:
            start = min(row["start_date"], first.get(row["child_id"], "9999"))
            first[row["child_id"]] = start
        reasons = {
            (r["child_id"], r["start_date"]): r["legal_reason"]
            for r in of_submission["legal_statuses"]
        }
        for row in of_submission["children"]:
            start = first.get(row["child_id"])
            if start is None:
                continue
            starters += 1
            months = 12 * int(start[:4]) + int(start[5:7])
            born = 12 * int(row["birth_month"][:4]) + int(row["birth_month"][5:7])
            young += months - born < 60
            reason = reasons[row["child_id"], start]
            if reason in ("cso_home", "icso_home"):
                at_home += 1
            else:
                away_reasons[reason] += 1
    assert young / starters == pytest.approx(0.38, abs=0.04)
    assert at_home / starters == pytest.approx(0.31, abs=0.05)
    assert away_reasons["s25"] / away_reasons.total() == pytest.approx(0.46, abs=0.05)
