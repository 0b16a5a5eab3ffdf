"""Results of the evaluation: worked out once for the same inputs, shaped as the mart promises."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from pipelines.contract.model_columns import promised_schema
from pipelines.evaluation.statistics import STATISTICS, Statistic
from pipelines.settings import DBT_PROJECT_DIR
from pipelines.warehouse import evaluate as room
from pipelines.warehouse.evaluate import evaluate_into, result_file, write_empty_results

CONTROL = next(s for s in STATISTICS if s.name == "control_chart")
POINTS = [(f"aim_{aim}", date(2016 + y, m, 1)) for aim in (2, 3) for y in (0, 1) for m in (1, 4, 7)]


@pytest.fixture
def candidate(tmp_path: Path) -> Path:
    file = tmp_path / "candidate.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema steps")
        connection.execute(
            "create table steps.chart_point (area varchar, measure varchar, period date,"
            " numerator double, denominator double, value double)"
        )
        connection.execute(
            "create table steps.chart_series as select 'X' as area, unnest(['aim_2', 'aim_3']) as"
            " measure, 'authority' as area_kind, 'higher' as improves_when, true as is_share,"
            " 0::bigint as members_recording_not_known,"
            " null::date as engaged_on, null::date as testing_from, date '2018-01-31' as as_of,"
            " date '2018-02-01' as known_to"
        )
        connection.execute(
            "create table steps.chart_rebase (area varchar, measure varchar, from_period date)"
        )
        connection.executemany(
            "insert into steps.chart_point values ('X', ?, ?, 3, 10, 30)", POINTS
        )
    return file


def _evaluated(tmp_path: Path, candidate: Path) -> bool:
    return evaluate_into(tmp_path / "inputs", candidate, CONTROL, tmp_path / "kept").is_reused


def test_the_same_rows_in_another_order_are_not_worked_out_again(
    tmp_path: Path, candidate: Path
) -> None:
    assert not _evaluated(tmp_path, candidate)
    first = pq.read_table(result_file(tmp_path / "inputs", "control_chart"))
    with duckdb.connect(str(candidate)) as connection:
        connection.execute(
            "create or replace table steps.chart_point as"
            " select * from steps.chart_point order by period desc, measure"
        )
    assert _evaluated(tmp_path, candidate)
    assert pq.read_table(result_file(tmp_path / "inputs", "control_chart")) == first


def test_another_value_or_other_code_is_worked_out(
    tmp_path: Path, candidate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not _evaluated(tmp_path, candidate)
    monkeypatch.setattr(room, "code_of_the_evaluation", lambda: "other code")
    assert not _evaluated(tmp_path, candidate)
    monkeypatch.undo()
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("update steps.chart_point set value = 31 where measure = 'aim_3'")
    assert not _evaluated(tmp_path, candidate)


def test_only_the_newest_results_are_kept(
    tmp_path: Path, candidate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "RESULTS_KEPT", 1)
    for value in (31, 32):
        with duckdb.connect(str(candidate)) as connection:
            connection.execute("update steps.chart_point set value = ?", [value])
        _evaluated(tmp_path, candidate)
    assert len(list((tmp_path / "kept" / "control_chart").iterdir())) == 1


def test_a_frame_with_other_columns_than_promised_is_refused(
    tmp_path: Path, candidate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Statistic, "compute", lambda *_: pd.DataFrame({"area": [], "colour": []}))
    with pytest.raises(ValueError, match="colour"):
        _evaluated(tmp_path, candidate)


def test_where_nothing_is_evaluated_dbt_finds_a_table_without_rows(tmp_path: Path) -> None:
    write_empty_results(tmp_path)
    for statistic in STATISTICS:
        table = pq.read_table(result_file(tmp_path, statistic.name))
        assert table.num_rows == 0
        assert table.schema.equals(promised_schema(statistic.name))


def test_every_statistic_is_a_source_and_a_thin_model_over_it() -> None:
    declared = yaml.safe_load(
        (DBT_PROJECT_DIR / "models" / "staging" / "_sources.yml").read_text("utf-8")
    )
    source = next(s for s in declared["sources"] if s["name"] == "evaluation")
    names = {s.name for s in STATISTICS}
    assert {t["name"] for t in source["tables"]} == names
    models = DBT_PROJECT_DIR / "models" / "marts" / "evaluated"
    assert {m.stem for m in models.glob("*.sql")} == names
    for name in names:
        assert f"source('evaluation', '{name}')" in (models / f"{name}.sql").read_text("utf-8")


@pytest.mark.parametrize("statistic", STATISTICS, ids=lambda s: s.name)
def test_tables_without_rows_give_a_mart_without_rows(statistic: Statistic) -> None:
    schemas = {table: promised_schema(table.partition(".")[2]) for table in statistic.reads}
    frames = {table: schema.empty_table().to_pandas() for table, schema in schemas.items()}
    result = statistic.compute(frames)
    assert len(result) == 0
    assert set(result.columns) == set(promised_schema(statistic.name).names)
