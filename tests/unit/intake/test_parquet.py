"""Parquet as a form of the standard extract and of any source."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from extracts import GOOD, file, files, judged, rules

from pipelines.contract.findings import Refused
from pipelines.intake import parquet_reader
from pipelines.intake.source_table import SourceFile

DAY = date(2018, 1, 8)


def parquet(name: str, columns: dict[str, pa.Array]) -> SourceFile:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return file(f"{name}.parquet", sink.getvalue())


def episodes(**changed: pa.Array) -> SourceFile:
    columns = {
        "child_id": pa.array(["C1", "C2"]),
        "start_date": pa.array([DAY, DAY]),
        "end_date": pa.array([None, date(2018, 3, 1)], pa.date32()),
        "destination": pa.array([None, "adoption"]).dictionary_encode(),
    }
    return parquet("episodes", columns | changed)


def sent(table: SourceFile) -> list[SourceFile]:
    return [*files(episodes=None), table]


def test_typed_columns_are_the_standard_extract() -> None:
    judgement = judged(sent(episodes()))
    assert rules(judgement) == []
    columns = judgement.tables["episodes"].conformed.columns
    assert columns["start_date"] == ["2018-01-08"] * 2
    assert columns["end_date"] == [None, "2018-03-01"]
    assert columns["destination"] == [None, "adoption"]


def test_midnights_texts_and_empty_columns_are_days_too() -> None:
    midnight = pa.array([datetime(2018, 1, 8)] * 2, pa.timestamp("ns"))  # noqa: DTZ001
    judgement = judged(sent(episodes(start_date=midnight, end_date=pa.nulls(2))))
    assert rules(judgement) == []
    assert judged(sent(episodes(start_date=pa.array(["2018-01-08"] * 2)))).findings == []


def test_a_time_of_day_is_no_date() -> None:
    noon = pa.array([datetime(2018, 1, 8, 12)] * 2, pa.timestamp("us"))  # noqa: DTZ001
    assert rules(judged(sent(episodes(start_date=noon)))) == ["date_unreadable"] * 2


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[DAY], [DAY]]),
        pa.array([datetime(2018, 1, 8, tzinfo=UTC)] * 2, pa.timestamp("us", "Europe/London")),
        pa.array([b"x", b"y"]),
    ],
)
def test_other_kinds_of_columns_refuse(column: pa.Array) -> None:
    (fault,) = judged(sent(episodes(start_date=column))).faults
    assert (fault.rule, fault.column_letter) == ("column_kind", "B")


def test_midnights_in_utc_are_days_and_other_times_are_not() -> None:
    at = [datetime(2018, 1, 8, hour, tzinfo=UTC) for hour in (0, 23)]
    judgement = judged(sent(episodes(start_date=pa.array(at, pa.timestamp("us", "UTC")))))
    assert [(f.rule, f.row) for f in judgement.findings] == [("date_unreadable", 2)]


def test_columns_are_exact() -> None:
    assert rules(judged(sent(episodes(colour=pa.array(["a", "b"]))))) == ["unknown_column"]
    assert "identifier_column" in rules(judged(sent(episodes(dob=pa.array([DAY, DAY])))))


def test_a_large_number_is_no_id() -> None:
    numbers = pa.array([1.5, 2.0])
    assert rules(judged(sent(episodes(child_id=numbers)))) == ["id_not_as_text"]


def test_rows_are_counted_from_one() -> None:
    (finding,) = judged(sent(episodes(destination=pa.array(["moon", None])))).findings
    assert (finding.row, finding.column) == (1, "destination")


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1PAR1", b"x" * 100])
def test_what_is_no_parquet_is_refused(data: bytes) -> None:
    (fault,) = judged(sent(file("episodes.parquet", data))).faults
    assert fault.rule == "not_parquet"


def test_damage_is_refused_without_a_library_s_words() -> None:
    whole = episodes().data
    for cut in range(0, len(whole), 97):
        broken = whole[:cut] + bytes([whole[cut] ^ 0xFF]) + whole[cut + 1 :]
        judged(sent(file("episodes.parquet", broken)))  # whatever it holds, a judgement


def test_a_file_that_claims_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_reader, "MOST_ROWS", 1)
    with pytest.raises(Refused, match="too_large"):
        parquet_reader.read_parquet(episodes())


def test_a_mapped_source_may_be_parquet() -> None:
    part = "columns: {child_id: {column: Ref}, start_date: {column: In}}"
    plain = ["child_id", "birth_month", "sex", "ethnic_group", "disability", "linkage_id"]
    kids = ", ".join(f"{name}: {{column: {name}}}" for name in plain)
    mapping = f"""
absent: [legal_statuses, placements, milestones]
sources:
  children: {{file: children.csv}}
  stays: {{file: stays.parquet, format: parquet, ignored_columns: [Team]}}
tables:
  children: [{{from: children, columns: {{{kids}}}}}]
  episodes: [{{from: stays, {part}}}]
"""
    stays = parquet(
        "stays",
        {"In": pa.array([DAY]), "Ref": pa.array(["C1"]), "Team": pa.array([1])},
    )
    children = file("children.csv", "\n".join(GOOD["children"]) + "\n")
    judgement = judged([children, stays], mapping=mapping)
    assert judgement.faults == []
    assert judgement.tables["episodes"].conformed.columns["start_date"] == ["2018-01-08"]
