"""Damage to whole files: their names and forms, Parquet and JSON Lines."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from tests.support.damage.case import HARMLESS, REFUSED, Case, Expected, NotHere, kind
from tests.support.damage.grids import Grid, json_row, text_of
from tests.support.damage.kinds_text import change


def _whole(case: Case) -> Grid:
    """Return a grid that is a file of its own."""
    grid = case.chance.choice(case.grids)
    if sum(other.file == grid.file for other in case.grids) > 1:
        raise NotHere
    return grid


@kind
def file_renamed(case: Case) -> Expected:
    grid = _whole(case)
    stem, _dot, ending = grid.file.rpartition(".")
    new = case.chance.choice(
        (f"{stem} copy.{ending}", f"{stem}_2020.{ending}", f"{stem}1.{ending}")
    )
    if grid.source == "steps":
        raise NotHere  # declared by a pattern
    grid.file = new
    if grid.form.kind in ("xlsx", "ods") and case.base.sent.mapping is None:
        return case.said(HARMLESS)  # the sheets say which tables they are
    return case.said(REFUSED, "undeclared_file", file=case.shown(grid))


@kind
def file_left_out(case: Case) -> Expected:
    grid = _whole(case)
    case.grids.remove(grid)
    return case.said(REFUSED, "missing_file missing_table")


@kind
def file_more(case: Case) -> Expected:
    name = case.chance.choice(("notes.csv", "README.txt", "episodes.bak", "extra.dat", "photo.jpg"))
    case.after.append(lambda files: files | {name: b"a,b\n1,2\n"})
    shown = f"extract.zip/{name}" if case.shape == "zip" else name
    return case.said(REFUSED, "undeclared_file", file=shown)


@kind
def table_twice(case: Case) -> Expected:
    if case.base.sent.mapping is not None:
        raise NotHere
    grid = case.chance.choice(case.grids)
    rows = "\t".join(grid.header) + "\n"
    name = f"{grid.source}.tsv" if grid.form.delimiter != "\t" else f"{grid.source}.csv"
    text = rows if name.endswith("tsv") else rows.replace("\t", ",")
    case.after.append(lambda files: files | {name: text.encode()})
    return case.said(REFUSED, "table_twice")


@kind
def wrong_ending(case: Case) -> Expected:
    grid = _whole(case)
    if case.base.sent.mapping is not None:
        raise NotHere
    stem, _dot, ending = grid.file.rpartition(".")
    others = [e for e in ("csv", "xlsx", "parquet", "jsonl", "ods") if e != ending]
    if ending == "tsv":
        others.remove("csv")
    new = f"{stem}.{case.chance.choice(others)}"
    case.after.append(lambda files: _renamed(files, grid.file, new))
    rules = "not_a_workbook not_parquet not_json nul_byte wrong_encoding missing_column no_header "
    rules += "unknown_column ragged_row unclosed_quote bare_quote line_end blank_row"
    return case.said(REFUSED, rules, file=f"extract.zip/{new}" if case.shape == "zip" else new)


def _renamed(files: dict[str, bytes], old: str, new: str) -> dict[str, bytes]:
    return {new if name == old else name: data for name, data in files.items()}


# Parquet


def _parquet(case: Case, how: Callable[[pa.Table, int], pa.Array], *kinds: str) -> tuple[Grid, int]:
    """Write one column of a Parquet file otherwise."""
    place = case.cell(*kinds, wide=False)
    grid, at = place[1], place[0].position
    if grid.form.kind != "parquet":
        raise NotHere

    def changed(data: bytes) -> bytes:
        table = pq.read_table(io.BytesIO(data))
        sink = io.BytesIO()
        pq.write_table(table.set_column(at, grid.header[at], how(table, at)), sink)
        return sink.getvalue()

    change(case, grid, changed)
    return grid, at


def _texts(table: pa.Table, at: int) -> list[str | None]:
    return [None if c is None else text_of(c) for c in table.column(at).to_pylist()]


@kind
def parquet_nested(case: Case) -> Expected:
    grid, at = _parquet(case, lambda t, n: pa.array([[x] for x in _texts(t, n)]), "date", "code")
    return case.said(REFUSED, "column_kind", grid, position=at)


@kind
def parquet_struct(case: Case) -> Expected:
    grid, at = _parquet(case, lambda t, n: pa.array([{"a": x} for x in _texts(t, n)]), "code")
    return case.said(REFUSED, "column_kind", grid, position=at)


@kind
def parquet_bytes(case: Case) -> Expected:
    make = lambda t, n: pa.array([(x or "").encode() for x in _texts(t, n)], pa.binary())  # noqa: E731
    grid, at = _parquet(case, make, "code", "child")
    return case.said(REFUSED, "column_kind", grid, position=at)


@kind
def parquet_zone(case: Case) -> Expected:
    zone = ZoneInfo("Europe/London")

    def make(table: pa.Table, at: int) -> pa.Array:
        days = [None if t is None else date.fromisoformat(t) for t in _texts(table, at)]
        moments = [None if d is None else datetime.combine(d, time(), zone) for d in days]
        return pa.array(moments, pa.timestamp("us", "Europe/London"))

    grid, at = _parquet(case, make, "date")
    return case.said(REFUSED, "column_kind", grid, position=at)


@kind
def parquet_midnights(case: Case) -> Expected:
    unit, zone = case.chance.choice((("s", None), ("ms", None), ("us", "UTC"), ("ns", None)))

    def make(table: pa.Table, at: int) -> pa.Array:
        days = [None if t is None else date.fromisoformat(t) for t in _texts(table, at)]
        moments = [None if d is None else datetime.combine(d, time(), UTC) for d in days]
        return pa.array(moments, pa.timestamp(unit, "UTC")).cast(pa.timestamp(unit, zone))

    _parquet(case, make, "date")
    return case.said(HARMLESS)


@kind
def parquet_dictionary(case: Case) -> Expected:
    make = lambda t, n: pa.array(_texts(t, n), pa.string()).dictionary_encode()  # noqa: E731
    _parquet(case, make, "code", "descriptive", "child")
    return case.said(HARMLESS)


@kind
def parquet_day_numbers(case: Case) -> Expected:
    def make(table: pa.Table, at: int) -> pa.Array:
        days = [None if t is None else date.fromisoformat(t) for t in _texts(table, at)]
        return pa.array([None if d is None else d.toordinal() for d in days], pa.int64())

    grid, at = _parquet(case, make, "date")
    if len(grid.rows) < 20:
        raise NotHere
    return case.said(REFUSED, "date_unreadable", grid, position=at)


@kind
def parquet_cut_off(case: Case) -> Expected:
    grid = case.grid("parquet")
    share = case.chance.uniform(0.05, 0.98)
    change(case, grid, lambda data: data[: int(len(data) * share)])
    return case.said(REFUSED, "not_parquet", file=case.shown(grid))


# JSON Lines


def _json(case: Case, how: Callable[[dict[str, Any], str], str]) -> tuple[Grid, int]:
    """Write one line of a JSON Lines file otherwise (given its object and its first name)."""
    grid = case.grid("jsonl")
    row = case.chance.randrange(1, len(grid.rows))

    def changed(data: bytes) -> bytes:
        lines = data.decode().split("\n")
        lines[row] = how(json_row(grid, grid.rows[row]), grid.header[-1])
        return "\n".join(lines).encode()

    change(case, grid, changed)
    return grid, row


def _json_kind(name: str, rules: str, how: Callable[[dict[str, Any], str], str]) -> None:
    def damage(case: Case) -> Expected:
        grid, row = _json(case, how)
        return case.said(REFUSED, rules, grid, grid.number_of(row))

    damage.__name__ = name
    kind(damage)


for _name, _rules, _how in (
    ("json_nested", "nested_value", lambda o, n: json.dumps(o | {n: {"a": 1}})),
    ("json_list", "nested_value", lambda o, n: json.dumps(o | {n: ["a"]})),
    ("json_nan", "not_json nested_value", lambda o, n: json.dumps(o | {n: float("nan")})),
    ("json_infinity", "not_json nested_value", lambda o, n: json.dumps(o | {n: float("-inf")})),
    ("json_too_large", "nested_value", lambda o, n: json.dumps(o | {n: 0})[:-2] + "1e999}"),
    ("json_name_twice", "repeated_name", lambda o, n: json.dumps(o)[:-1] + f', "{n}": null}}'),
    ("json_name_missing", "ragged_row", lambda o, _n: json.dumps(dict(list(o.items())[:-1]))),
    ("json_name_more", "ragged_row", lambda o, _n: json.dumps(o | {"more": 1})),
    ("json_name_other", "ragged_row", lambda o, n: json.dumps(o).replace(n, n.upper())),
    ("json_comma", "not_json", lambda o, _n: json.dumps(o) + ","),
    ("json_no_object", "not_json", lambda o, _n: json.dumps(list(o.values()))),
    ("json_python", "not_json", lambda o, _n: str(o)),
    ("json_open", "not_json", lambda o, _n: json.dumps(o)[:-3]),
    ("json_two", "not_json", lambda o, _n: json.dumps(o) + json.dumps(o)),
    ("json_half_letter", "nested_value", lambda o, n: json.dumps(o | {n: "\ud800"})),
    ("json_blank", "blank_row", lambda _o, _n: ""),
    ("json_remark", "not_json", lambda _o, _n: "// remark"),
):  # fmt: skip
    _json_kind(_name, _rules, _how)


@kind
def json_as_one_list(case: Case) -> Expected:
    grid = case.grid("jsonl")
    indent = case.chance.choice((None, 1))
    rows = [json_row(grid, row) for row in grid.rows]
    change(case, grid, lambda _data: json.dumps(rows, indent=indent).encode())
    return case.said(REFUSED, "not_json", grid, 1)
