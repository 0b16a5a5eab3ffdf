"""What the made-up Scotland is as a whole: repeatable, of the published proportions, invented."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from made_up import table_rows, tree

from pipelines.contract.authorities import authorities_of, is_synthetic, scotland
from pipelines.settings import Home
from pipelines.synthetic.authorities import AUTHORITIES, SENDERS, share_out
from pipelines.synthetic.claim import HomeOccupiedError
from pipelines.synthetic.world import make_world

MAKE = (
    "import sys; from pathlib import Path; from pipelines.settings import Home;"
    "from pipelines.synthetic.world import make_world;"
    "make_world(Home(Path(sys.argv[1])), children=400, seed=7)"
)


def test_the_same_seed_is_the_same_bytes_whatever_the_hash_seed(tmp_path):
    trees = []
    for hash_seed in ("0", "4711"):
        out = tmp_path / hash_seed
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        subprocess.run([sys.executable, "-c", MAKE, str(out)], check=True, env=environment)
        trees.append(tree(out))
    assert trees[0] == trees[1]


def test_another_seed_is_another_scotland(tmp_path):
    for seed in (1, 2):
        make_world(Home(tmp_path / str(seed)), children=200, seed=seed)
    one, two = tree(tmp_path / "1"), tree(tmp_path / "2")
    assert one["extracts/X99000001/2020-07-31/episodes.csv"] != two.get(
        "extracts/X99000001/2020-07-31/episodes.csv"
    )
    assert one["programme/engagement.csv"] != two["programme/engagement.csv"]


def test_the_ratios_are_near_the_published(world):
    rows = world.summary.rows
    children = rows["children"]
    assert children == pytest.approx(3000, rel=0.01)
    assert rows["episodes"] / children == pytest.approx(85 / 72, rel=0.06)
    assert rows["placements"] / children == pytest.approx(179 / 72, rel=0.08)
    assert rows["legal_statuses"] / children == pytest.approx(248 / 72, rel=0.08)


def test_a_world_that_is_there_is_left_alone(world):
    before = tree(world.root)
    again = make_world(Home(world.root))
    assert again.already_there
    assert again.rows == world.summary.rows
    assert tree(world.root) == before


def test_a_world_cut_short_is_made_again(tmp_path):
    home = Home(tmp_path)
    make_world(home, children=100)
    whole = tree(tmp_path)
    (tmp_path / "truth" / "truth.json").unlink()
    (tmp_path / "extracts" / "X99000001" / "2020-07-31" / "children.csv").write_text("half")
    assert not make_world(home, children=100).already_there
    assert tree(tmp_path) == whole


def test_real_data_and_other_worlds_are_not_overwritten(tmp_path):
    real = tmp_path / "real"
    (real / "extracts" / "S12000033" / "2020-07-31").mkdir(parents=True)
    with pytest.raises(HomeOccupiedError, match="not made up"):
        make_world(Home(real), children=100)
    other = Home(tmp_path / "other")
    make_world(other, children=100)
    with pytest.raises(HomeOccupiedError, match="another made-up Scotland"):
        make_world(other, children=101)


def test_no_real_council_is_named_anywhere(world):
    names = [re.escape(a.name) for a in scotland()] + [re.escape(a.slug) for a in scotland()]
    real = re.compile(rf"\b({'|'.join(names)})\b|S12\d", re.IGNORECASE)
    for path in world.root.rglob("*"):
        assert not real.search(path.name), path
        if path.is_file() and path.suffix not in (".xlsx", ".parquet"):
            encoding = {".csv": "cp1252", ".tsv": "utf-16"}.get(path.suffix, "utf-8")
            text = path.read_bytes().decode(encoding)
            assert not real.search(text), path


def test_the_home_is_marked_and_lists_its_own_authorities(world):
    home = Home(world.root)
    assert is_synthetic(home)
    assert [a.code for a in authorities_of(home)] == [f"X990000{n:02d}" for n in range(1, 33)]
    real = {a.name.lower() for a in scotland()}
    assert not real & {a.name.lower() for a in AUTHORITIES}
    assert len({a.slug for a in AUTHORITIES}) == 32


def test_children_are_shared_out_exactly():
    for children in (31, 100, 3000, 72_000):
        shares = share_out(children)
        assert sum(shares.values()) == children
        assert min(shares.values()) >= 1
    with pytest.raises(ValueError, match="at least"):
        share_out(len(SENDERS) - 1)


def test_who_sends_how(world):
    folders = {a.code: sorted(p.name for p in _drops(world.root, a)) for a in AUTHORITIES}
    by_name = {a.name: folders[a.code] for a in AUTHORITIES}
    assert by_name["Muirhallow"] == []
    assert by_name["Inchvarran"] == ["2018-07-31"]
    assert by_name["Balkerran"] == ["2020-07-31", "2020-07-31-b"]
    assert by_name["Corrieshaw"] == ["2019-07-31", "2020-07-31"]
    assert sum(len(f) == 1 for f in by_name.values()) == 29


def _drops(root: Path, authority) -> list[Path]:
    folder = root / "extracts" / authority.folder
    return list(folder.iterdir()) if folder.exists() else []


def test_every_submission_states_who_and_when(world):
    for folder in world.folders:
        letter = yaml.safe_load((folder / "submission.yaml").read_text())
        assert letter["as_at"] == folder.name[:10]
        assert letter["received_on"] > letter["as_at"]
        known = {a.code: a for a in AUTHORITIES}[letter["authority"]]
        assert folder.parent.name in (known.code, known.slug)


def test_the_late_one_is_late_and_the_correction_comes_after(world):
    def received(folder: str) -> str:
        return yaml.safe_load((world.root / "extracts" / folder).read_text())["received_on"]

    assert received("rannoway/2020-07-31/submission.yaml") > "2020-12-01"
    first = received("balkerran/2020-07-31/submission.yaml")
    assert first < received("balkerran/2020-07-31-b/submission.yaml")


def test_progress_names_each_authority(tmp_path):
    told = []
    make_world(Home(tmp_path), children=60, progress=lambda *step: told.append(step))
    assert [done for _, done, _ in told] == list(range(len(SENDERS) + 1))
    assert {total for *_, total in told} == {len(SENDERS)}


def test_snapshots_grow(tmp_path):
    make_world(Home(tmp_path), children=300, snapshots=["2016-07-31", "2018-07-31"])
    counts = []
    for on in ("2016-07-31", "2018-07-31", "2020-07-31"):
        rows = table_rows(tmp_path / "extracts" / "X99000013" / on / "children.csv")
        counts.append({row["child_id"] for row in rows})
    assert counts[0] < counts[1] < counts[2]


def test_the_truth_says_that_it_is_invented(world):
    truth = json.loads(world.summary.truth_file.read_text(encoding="utf-8"))
    assert truth["notice"].startswith("INVENTED")
    for aim in truth["aims"].values():
        shares = aim["share_of_waits_within_threshold"]
        assert aim["invented"]
        assert shares["with_full_delivery"] > shares["without_the_programme"] + 0.1
    in_force = {a["authority_code"]: a["should_be_in_force"] for a in truth["authorities"]}
    assert in_force["X99000026"] is None
    assert in_force["X99000006"] == "2020-07-31-b"
    assert in_force["X99000011"] == "2019-07-31"
