"""Damage to the bytes of delimited text: encodings, quotes, line ends, cuts."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.damage.case import HARMLESS, REFUSED, Case, Expected, NotHere, kind
from tests.support.damage.grids import Grid

READABLE = "missing_column unknown_column no_header ragged_row"


def change(case: Case, grid: Grid, how: Callable[[bytes], bytes]) -> None:
    """Change the bytes of one file once it is written."""
    case.after.append(lambda files: files | {grid.file: how(files[grid.file])})


def _line(case: Case, grid: Grid) -> int:
    return case.chance.randrange(len(grid.rows))


def change_line(case: Case, grid: Grid, row: int, how: Callable[[str], str]) -> None:
    """Change the text of one row (from 0)."""
    form = grid.form

    def changed(data: bytes) -> bytes:
        lines = data.decode(form.encoding).split(form.line_end)
        at = grid.header_row + row
        lines[at] = how(lines[at])
        return form.line_end.join(lines).encode(form.encoding)

    change(case, grid, changed)


def _narrow(case: Case) -> Grid:
    """Return a delimited file that is not UTF-16."""
    grid = case.grid("csv")
    if grid.form.encoding == "utf-16":
        raise NotHere
    return grid


@kind
def bytes_nul(case: Case) -> Expected:
    grid = _narrow(case)
    row = _line(case, grid)
    change_line(case, grid, row, lambda t: t[:3] + "\0" + t[3:])
    return case.said(REFUSED, "nul_byte", grid, grid.number_of(row))


@kind
def bytes_no_text_of_the_encoding(case: Case) -> Expected:
    grid = _narrow(case)
    row, form = _line(case, grid), grid.form
    bad = b"\xe9" if form.encoding == "utf-8" else b"\x81"
    mark = "\x1a"
    change_line(case, grid, row, lambda t: t[:2] + mark + t[2:])
    change(case, grid, lambda data: data.replace(mark.encode(), bad))
    return case.said(REFUSED, "wrong_encoding", grid, grid.number_of(row))


@kind
def file_in_utf16(case: Case) -> Expected:
    grid = _narrow(case)
    change(case, grid, lambda data: data.decode(grid.form.encoding).encode("utf-16"))
    return case.said(REFUSED, "wrong_encoding nul_byte", grid)


@kind
def file_in_utf16_without_mark(case: Case) -> Expected:
    grid = _narrow(case)
    change(case, grid, lambda data: data.decode(grid.form.encoding).encode("utf-16-le"))
    return case.said(REFUSED, "wrong_encoding nul_byte", grid)


@kind
def utf16_file_in_utf8(case: Case) -> Expected:
    grid = case.grid("csv")
    if grid.form.encoding != "utf-16":
        raise NotHere
    change(case, grid, lambda data: data.decode("utf-16").encode())
    return case.said(REFUSED, "wrong_encoding", grid)


@kind
def marked_as_utf8(case: Case) -> Expected:
    grid = _narrow(case)
    change(case, grid, lambda data: b"\xef\xbb\xbf" + data)
    if grid.form.encoding == "cp1252":
        return case.said(REFUSED, "wrong_encoding", grid)
    return case.said(HARMLESS)


@kind
def marked_twice(case: Case) -> Expected:
    grid = _narrow(case)
    change(case, grid, lambda data: b"\xef\xbb\xbf" * 2 + data)
    return case.said(REFUSED, "wrong_encoding unknown_column", grid)


@kind
def double_encoded(case: Case) -> Expected:
    """Text that was read as cp1252 and written as UTF-8: what was a dash is three letters."""
    grid = case.grid("csv")
    if grid.form.encoding != "cp1252" or all(t.isascii() for t in map(str, grid.header)):
        raise NotHere
    change(case, grid, lambda data: data.decode("cp1252").encode())
    return case.said(REFUSED, "unknown_column wrong_encoding", grid)


@kind
def other_line_ends(case: Case) -> Expected:
    grid = case.grid("csv")
    form = grid.form
    other = "\n" if form.line_end == "\r\n" else "\r\n"

    def changed(data: bytes) -> bytes:
        text = data.decode(form.encoding).replace("\r\n", "\n")
        return text.replace("\n", other).encode(form.encoding)

    change(case, grid, changed)
    return case.said(HARMLESS)


@kind
def line_ends_mixed(case: Case) -> Expected:
    grid = case.grid("csv")
    form, row = grid.form, case.chance.randrange(1, len(grid.rows))
    other = "\n" if form.line_end == "\r\n" else "\r\n"

    def changed(data: bytes) -> bytes:
        lines = data.decode(form.encoding).split(form.line_end)
        at = grid.header_row + row
        text = form.line_end.join(lines[: at + 1]) + other + form.line_end.join(lines[at + 1 :])
        return text.encode(form.encoding)

    change(case, grid, changed)
    return case.said(REFUSED, "line_end", grid)


@kind
def line_end_alone_inside(case: Case) -> Expected:
    grid = case.grid("csv")
    row = _line(case, grid)
    change_line(case, grid, row, lambda t: t[:4] + "\r" + t[4:])
    return case.said(REFUSED, "line_end", grid, grid.number_of(row))


@kind
def old_mac_line_ends(case: Case) -> Expected:
    grid = case.grid("csv")
    form = grid.form
    text = form.line_end.encode("utf-16-le" if form.encoding == "utf-16" else "ascii")
    change(case, grid, lambda data: data.replace(text, b"\r\0" if len(text) > 2 else b"\r"))
    return case.said(REFUSED, "line_end", grid)


@kind
def line_broken_in_a_cell(case: Case) -> Expected:
    grid = case.grid("csv")
    row = _line(case, grid)
    change_line(case, grid, row, lambda t: t[:2] + grid.form.line_end + t[2:])
    return case.said(REFUSED, "ragged_row", grid, grid.number_of(row))


@kind
def last_line_without_end(case: Case) -> Expected:
    grid = case.grid("csv")
    encoding, end = grid.form.encoding, grid.form.line_end

    def changed(data: bytes) -> bytes:
        return data.decode(encoding).removesuffix(end).encode(encoding)

    change(case, grid, changed)
    return case.said(HARMLESS)


@kind
def blank_lines_at_the_end(case: Case) -> Expected:
    grid = case.grid("csv")
    encoding, ends = grid.form.encoding, grid.form.line_end * case.chance.choice((1, 2, 5))
    change(case, grid, lambda data: (data.decode(encoding) + ends).encode(encoding))
    return case.said(HARMLESS)


@kind
def blank_line_inside(case: Case) -> Expected:
    grid = case.grid("csv")
    row = case.chance.randrange(1, len(grid.rows))
    change_line(case, grid, row, lambda t: grid.form.line_end + t)
    return case.said(REFUSED, "blank_row", grid, grid.number_of(row))


@kind
def line_of_blanks_inside(case: Case) -> Expected:
    grid = case.grid("csv")
    row = case.chance.randrange(1, len(grid.rows))
    change_line(case, grid, row, lambda t: "   " + grid.form.line_end + t)
    return case.said(REFUSED, "ragged_row", grid, grid.number_of(row))


@kind
def other_delimiter(case: Case) -> Expected:
    grid = case.grid("csv")
    other = case.chance.choice([d for d in (",", ";", "|", "\t") if d != grid.form.delimiter])
    encoding, old = grid.form.encoding, grid.form.delimiter
    change(case, grid, lambda data: data.decode(encoding).replace(old, other).encode(encoding))
    return case.said(REFUSED, READABLE, grid)


@kind
def delimiter_in_a_cell(case: Case) -> Expected:
    grid = case.grid("csv")
    row = _line(case, grid)
    change_line(case, grid, row, lambda t: t[:3] + grid.form.delimiter + t[3:])
    return case.said(REFUSED, "ragged_row", grid, grid.number_of(row))


@kind
def delimiter_after_each_row(case: Case) -> Expected:
    grid = case.grid("csv")
    encoding, end, mark = grid.form.encoding, grid.form.line_end, grid.form.delimiter
    changed = lambda data: data.decode(encoding).replace(end, mark + end).encode(encoding)  # noqa: E731
    change(case, grid, changed)
    return case.said(REFUSED, "column_without_name", grid, grid.header_row, len(grid.header))


def _with_quotes(case: Case) -> Grid:
    grid = case.grid("csv")
    if not grid.form.quote:
        raise NotHere
    return grid


@kind
def all_cells_quoted(case: Case) -> Expected:
    grid = _with_quotes(case)
    form = grid.form

    def changed(data: bytes) -> bytes:
        lines = data.decode(form.encoding).split(form.line_end)
        quoted = [
            form.delimiter.join(f'"{c}"' for c in line.split(form.delimiter)) if line else ""
            for line in lines
        ]
        return form.line_end.join(quoted).encode(form.encoding)

    change(case, grid, changed)
    return case.said(HARMLESS)


@kind
def quote_never_closed(case: Case) -> Expected:
    grid = _with_quotes(case)
    row = _line(case, grid)
    change_line(case, grid, row, lambda t: '"' + t)
    return case.said(REFUSED, "unclosed_quote", grid, grid.number_of(row), 0)


@kind
def quote_inside_a_cell(case: Case) -> Expected:
    grid = _with_quotes(case)
    row = _line(case, grid)
    change_line(case, grid, row, lambda t: t[:2] + '"' + t[2:])
    return case.said(REFUSED, "bare_quote", grid, grid.number_of(row), 0)


@kind
def text_after_a_quote(case: Case) -> Expected:
    grid = _with_quotes(case)
    row, mark = _line(case, grid), grid.form.delimiter

    def changed(text: str) -> str:
        first, _mark, rest = text.partition(mark)
        return f'"{first}"x{mark}{rest}'

    change_line(case, grid, row, changed)
    return case.said(REFUSED, "text_after_quote", grid, grid.number_of(row), 0)


@kind
def quotes_where_none_are(case: Case) -> Expected:
    grid = case.grid("csv")
    form = grid.form
    if form.quote:
        raise NotHere

    def changed(data: bytes) -> bytes:
        lines = data.decode(form.encoding).split(form.line_end)
        quoted = [
            form.delimiter.join(f'"{c}"' for c in line.split(form.delimiter)) if line else ""
            for line in lines
        ]
        return form.line_end.join(quoted).encode(form.encoding)

    change(case, grid, changed)
    return case.said(REFUSED, "unknown_column", grid, grid.header_row)


@kind
def file_empty(case: Case) -> Expected:
    grid = case.grid("csv", "jsonl")
    empty = case.chance.choice(
        (b"", b"\n", b"\r\n\r\n", b"  \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n")
    )
    change(case, grid, lambda _data: empty)
    rules = "empty_file wrong_encoding"
    return case.said(REFUSED, rules, grid)


@kind
def cut_within_a_row(case: Case) -> Expected:
    grid = case.grid("csv")
    form = grid.form

    def changed(data: bytes) -> bytes:
        lines = data.decode(form.encoding).split(form.line_end)
        keep = lines[: grid.header_row + len(grid.rows) // 2]
        cells = keep[-1].split(form.delimiter)
        keep[-1] = form.delimiter.join(cells[: len(cells) // 2])
        return form.line_end.join(keep).encode(form.encoding)

    change(case, grid, changed)
    return case.said(REFUSED, "ragged_row", grid, grid.number_of(len(grid.rows) // 2 - 1))


@kind
def comment_line(case: Case) -> Expected:
    grid = case.grid("csv")
    row = _line(case, grid)
    text = "# exported by the system" + grid.form.line_end
    change_line(case, grid, row, lambda t: text + t)
    return case.said(REFUSED, "ragged_row", grid, grid.number_of(row))


@kind
def two_exports_in_one_file(case: Case) -> Expected:
    grid = case.grid("csv")
    encoding = grid.form.encoding
    change(case, grid, lambda data: (data.decode(encoding) * 2).encode(encoding))
    return case.said(REFUSED, "header_repeated", grid, grid.number_of(len(grid.rows)))


@kind
def web_page_for_a_file(case: Case) -> Expected:
    grid = case.grid("csv", "xlsx", "ods", "jsonl", "parquet")
    page = b"<!DOCTYPE html><html><body><p>Please sign in to go on</p></body></html>\n"
    change(case, grid, lambda _data: page)
    rules = "no_header missing_column not_a_workbook not_json not_parquet wrong_encoding"
    return case.said(REFUSED, rules, file=case.shown(grid))
