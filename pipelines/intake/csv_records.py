"""From text to records and cells by RFC 4180 and what is declared beyond it; strict, no guessing.

Python's ``csv`` lets a bare quote, text after a closing quote and an unclosed quote pass; this does
not. Lines without a quote (nearly all) take a fast path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Dialect:
    """What the authority's mapping declares about the form of a file."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    line_end: str = "lf"

    def is_marked(self, text: str) -> bool:
        """Return whether a text holds a quote or an escape, and is to be read by character."""
        return bool(self.quote and self.quote in text) or bool(self.escape and self.escape in text)


class Fault(Exception):  # noqa: N818  (control flow of the reader)
    """What breaks the form of a text, and where; carries no text."""

    def __init__(self, rule: str, sentence: str, row: int, position: int | None = None) -> None:
        super().__init__(rule)
        self.rule, self.sentence, self.row, self.position = rule, sentence, row, position


def records_of(text: str, dialect: Dialect) -> list[list[str]]:
    """Return the records of a text; raise :class:`Fault` where it breaks the rules of its form."""
    if dialect.line_end == "cr":
        return _with_returns(text, dialect)
    text = _without_blank_end(text, dialect)
    if dialect.is_marked(text):
        return _one_line_end(list(_careful(text, dialect)))
    return _plain(text, dialect.delimiter)


def _with_returns(text: str, dialect: Dialect) -> list[list[str]]:
    """Read lines that end in a carriage return alone (declared), as old programs write them."""
    if "\n" in text:
        raise _mixed(text.count("\r", 0, text.index("\n")) + 1)
    records = records_of(text.replace("\r", "\n"), replace(dialect, line_end="lf"))
    return [[cell.replace("\n", "\r") for cell in record] for record in records]


def _without_blank_end(text: str, dialect: Dialect) -> str:
    """Take blank lines off the end; in a table of one column they could be empty cells."""
    if dialect.delimiter in text.partition("\n")[0]:
        for end in ("\r\n", "\n"):
            while text.endswith(end * 2):
                text = text.removesuffix(end)
    return text


def _plain(text: str, delimiter: str) -> list[list[str]]:
    *lines, last = text.split("\n")
    if "\r" in text:
        lines = _without_carriage_returns(lines, last)
    if last:
        lines.append(last)
    if "" in lines:
        raise _blank(lines.index("") + 1)
    return [line.split(delimiter) for line in lines]


def _without_carriage_returns(lines: list[str], last: str) -> list[str]:
    stripped = [line.removesuffix("\r") for line in lines]
    # The first row says how rows end; the first that ends otherwise is the odd one.
    is_crlf = bool(lines) and lines[0].endswith("\r")
    for row, (line, bare) in enumerate(zip([*lines, last], [*stripped, last], strict=True), 1):
        if "\r" in bare or (row <= len(lines) and (line != bare) != is_crlf):
            raise _mixed(row)
    return stripped


def _blank(row: int) -> Fault:
    return Fault("blank_row", "The row is blank.", row)


def _mixed(row: int) -> Fault:
    return Fault("line_end", "The row does not end like the others, or holds a bare CR.", row)


_Record = tuple[list[str], str]


def _one_line_end(records: list[_Record]) -> list[list[str]]:
    first = records[0][1]
    for row, (_fields, end) in enumerate(records, start=1):
        # Only the last record can have no line end at all.
        if end and end != first:
            raise _mixed(row)
    return [fields for fields, _end in records]


def _careful(text: str, dialect: Dialect) -> Iterator[_Record]:
    """Yield records with their line ends; only records that hold a quote are read by character."""
    start, row, length = 0, 0, len(text)
    while start < length:
        row += 1
        stop = text.find("\n", start)
        line = text[start:] if stop < 0 else text[start:stop]
        simple = _simply_quoted(line.removesuffix("\r"), dialect) if stop >= 0 else None
        if simple is not None:
            fields, end, start = simple, "\r\n" if line.endswith("\r") else "\n", stop + 1
        elif dialect.is_marked(line):
            fields, end, start = _quoted_record(text, start, row, dialect)
        else:
            line, end = _line_end(line, is_last=stop < 0, row=row)
            fields, start = line.split(dialect.delimiter), (length if stop < 0 else stop + 1)
        yield fields, end


def _simply_quoted(line: str, dialect: Dialect) -> list[str] | None:
    """Return the cells of a line that is ``"a","b"`` and no more: all quoted, no quote inside."""
    quote = dialect.quote
    if dialect.escape or len(line) < 2 or line[0] != quote or line[-1] != quote:
        return None
    cells = line[1:-1].split(quote + dialect.delimiter + quote)
    return cells if line.count(quote) == 2 * len(cells) else None


def _line_end(line: str, *, is_last: bool, row: int) -> tuple[str, str]:
    end = "" if is_last else "\n"
    if not is_last and line.endswith("\r"):
        line, end = line[:-1], "\r\n"
    if "\r" in line:
        raise _mixed(row)
    if not line:
        raise _blank(row)
    return line, end


def _quoted_record(text: str, start: int, row: int, dialect: Dialect) -> tuple[list[str], str, int]:
    """Read one record from ``start``; return its cells, its line end and where the next begins."""
    fields: list[str] = []
    while True:
        cell, at = _cell(text, start, row, len(fields), dialect)
        fields.append(cell)
        if text.startswith(dialect.delimiter, at):
            start = at + len(dialect.delimiter)
            continue
        for end in ("\r\n", "\n"):
            if text.startswith(end, at):
                return fields, end, at + len(end)
        if at == len(text):
            return fields, "", at
        raise Fault("text_after_quote", "Text follows a closing quote.", row, len(fields) - 1)


def _cell(text: str, start: int, row: int, position: int, dialect: Dialect) -> tuple[str, int]:
    if text.startswith(dialect.quote, start):
        if dialect.escape:
            return _escaped_cell(text, start + 1, row, position, dialect)
        return _quoted_cell(text, start + 1, row, position, dialect.quote)
    at = _end_of_plain_cell(text, start, dialect.delimiter)
    cell = text[start:at]
    if dialect.is_marked(cell):
        raise Fault(
            "bare_quote",
            "A quote or escape stands in a cell without quotes.",
            row,
            position,
        )
    if "\r" in cell:
        raise _mixed(row)
    return cell, at


def _end_of_plain_cell(text: str, start: int, delimiter: str) -> int:
    found = [at for at in (text.find(delimiter, start), text.find("\n", start)) if at >= 0]
    at = min(found, default=len(text))
    return at - 1 if text.startswith("\r\n", at - 1) and at > start else at


def _quoted_cell(text: str, start: int, row: int, position: int, quote: str) -> tuple[str, int]:
    at = text.find(quote, start)
    while at >= 0 and text.startswith(quote, at + 1):
        at = text.find(quote, at + 2)
    if at < 0:
        raise Fault("unclosed_quote", "A quote is opened and never closed.", row, position)
    return text[start:at].replace(quote * 2, quote), at + 1


def _escaped_cell(
    text: str, start: int, row: int, position: int, dialect: Dialect
) -> tuple[str, int]:
    """Read a quoted cell where an escape stands before each quote and escape that is meant."""
    mark = re.compile(f"[{re.escape(dialect.quote + dialect.escape)}]")
    parts, at = [], start
    while found := mark.search(text, at):
        parts.append(text[at : found.start()])
        if found.group() == dialect.quote:
            return "".join(parts), found.end()
        if not text.startswith((dialect.quote, dialect.escape), found.end()):
            raise Fault(
                "bad_escape",
                "An escape escapes nothing.",
                row,
                position,
            )
        parts.append(text[found.end()])
        at = found.end() + 1
    raise Fault("unclosed_quote", "A quote is opened and never closed.", row, position)
