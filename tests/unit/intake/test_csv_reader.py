"""The tokenizer reads what RFC 4180 allows and refuses the rest at a place."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contract.findings import Refused
from pipelines.intake.csv_reader import Dialect, read_records
from pipelines.intake.source_table import Place


def read(data: bytes, dialect: Dialect = Dialect()) -> list[list[str]]:  # noqa: B008
    return read_records(data, dialect, Place("a.csv"))


@pytest.mark.parametrize(
    ("data", "records"),
    [
        (b"a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        (b"a,b\n1,2", [["a", "b"], ["1", "2"]]),
        (b"a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        (b"\xef\xbb\xbfa,b\n", [["a", "b"]]),
        (b'a,"b,c"\n', [["a", "b,c"]]),
        (b'a,"b""c"\n', [["a", 'b"c']]),
        (b'a,"b\nc"\n1,2\n', [["a", "b\nc"], ["1", "2"]]),
        (b'""\n""', [[""], [""]]),
        (b'a,""\n,\n', [["a", ""], ["", ""]]),
        (b'"a",b\r\n1,"2"\r\n', [["a", "b"], ["1", "2"]]),
        ("é,b\n".encode(), [["é", "b"]]),
    ],
)
def test_what_is_allowed(data: bytes, records: list[list[str]]) -> None:
    assert read(data) == records


@pytest.mark.parametrize(
    ("data", "rule", "row", "letter"),
    [
        (b"", "empty_file", 1, None),
        (b"\n\n", "empty_file", 1, None),
        (b"a,b\n\n1,2\n", "blank_row", 2, None),
        (b'a,"b"\n\n1,2\n', "blank_row", 2, None),
        (b'a,b\n1,x"y\n', "bare_quote", 2, "B"),
        (b'a,b\n1,"x\n2,3\n', "unclosed_quote", 2, "B"),
        (b'a,b\n"x"y,2\n', "text_after_quote", 2, "A"),
        (b"a,b\n1,\x00\n", "nul_byte", 2, "B"),
        (b"a,b\n1,\xe9\n", "wrong_encoding", 2, "B"),
        (b"a,b\r\n1,2\n", "line_end", 2, None),
        (b"a,b\n1,2\r\n3,4\n", "line_end", 2, None),
        (b"a,b\r1,2\r", "line_end", 1, None),
        (b'a,b\n"1",2\r\n', "line_end", 2, None),
        (b"\xff\xfea\x00", "wrong_encoding", 1, None),
    ],
)
def test_what_is_refused(data: bytes, rule: str, row: int, letter: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        read(data)
    (found,) = refusal.value.findings
    assert (found.rule, found.row, found.column_letter) == (rule, row, letter)


def test_declared_settings() -> None:
    text = "a;b\n1;é\n"
    assert read(text.encode("cp1252"), Dialect("cp1252", ";")) == [["a", "b"], ["1", "é"]]
    assert read(text.encode("utf-16"), Dialect("utf-16", ";")) == [["a", "b"], ["1", "é"]]
    assert read(b'a|"b\n', Dialect("utf-8", "|", "")) == [["a", '"b']]


CELLS = st.text(st.sampled_from('ab",\n é'), max_size=4)
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(TABLES, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
def test_round_trip(table: list[list[str]], end: str, quoting: int) -> None:
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator=end, quoting=quoting).writerows(table)  # type: ignore[call-overload]
    assert read(sink.getvalue().encode()) == table


@given(st.text(st.sampled_from('a,"\n\r'), max_size=24))
def test_never_silently_other_than_the_reference(text: str) -> None:
    """What is accepted reads the same in the standard library's strict reader."""
    try:
        records = read(text.encode())
    except Refused:
        return
    wanted = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    while not wanted[-1]:  # blank lines at the very end are none of the table
        wanted.pop()
    assert records == wanted


@pytest.mark.parametrize(
    ("raw", "dialect", "rows"),
    [
        (b"a, b\n1, 2\n", Dialect(delimiter=", "), [["a", "b"], ["1", "2"]]),
        (b'a, b\n"1, 1", 2\n', Dialect(delimiter=", "), [["a", "b"], ["1, 1", "2"]]),
        (b"a,b\r1,2\r", Dialect(line_end="cr"), [["a", "b"], ["1", "2"]]),
        (b'a,b\r"1\r1",2\r', Dialect(line_end="cr"), [["a", "b"], ["1\r1", "2"]]),
        (b'a,b\n"1\\"\\\\",2\n', Dialect(escape="\\"), [["a", "b"], ['1"\\', "2"]]),
        (b"a\n1\n", Dialect(), [["a"], ["1"]]),
    ],
)
def test_what_is_declared_of_the_form(raw: bytes, dialect: Dialect, rows: list[list[str]]) -> None:
    assert read_records(raw, dialect, Place("a.csv")) == rows


@pytest.mark.parametrize(
    ("raw", "dialect", "rule"),
    [
        (b"a,b\r1,2\n", Dialect(line_end="cr"), "line_end"),
        (b'a,b\n"1\\n",2\n', Dialect(escape="\\"), "bad_escape"),
        (b"a,b\n1\\,2\n", Dialect(escape="\\"), "bare_quote"),
        (b'a,b\n"1\\"', Dialect(escape="\\"), "unclosed_quote"),
        # An empty cell at the end of a table of one column is a blank line as well.
        (b"a\n1\n\n", Dialect(), "blank_row"),
    ],
)
def test_what_is_not_as_declared(raw: bytes, dialect: Dialect, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        read_records(raw, dialect, Place("a.csv"))
    assert refused.value.findings[0].rule == rule
