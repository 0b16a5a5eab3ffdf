"""An ODS file as the rules see it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree
from odfdo.element import ODF_NAMESPACES
from openpyxl.utils import column_index_from_string

from pipelines.release.accessible_sheets.model import (
    MarkedTable,
    Place,
    Sheet,
    SheetBook,
    SheetCell,
    Value,
)
from pipelines.release.accessible_sheets.styles_ods import OpenStyles

Node: TypeAlias = Any  # an element of lxml, which has no types
_PARSER = partial(etree.XMLParser, resolve_entities=False, no_network=True)
_ADDRESS = re.compile(r"^'?(?P<sheet>.+?)'?\.\$?([A-Z]+)\$?(\d+):(?:.+\.)?\$?([A-Z]+)\$?(\d+)$")
# A sheet is as large as the program allows: rows repeated to its end hold nothing.
_MANY = 10_000


def name_of(prefixed: str) -> str:
    """Return ``table:name`` as lxml spells it."""
    prefix, local = prefixed.split(":")
    return f"{{{ODF_NAMESPACES[prefix]}}}{local}"


def read_ods(path: Path) -> SheetBook:
    """Return a document; every cell as it is stored, formulas not worked out."""
    with zipfile.ZipFile(path) as archive:
        members = tuple(archive.namelist())
        content, styles, meta = (
            etree.fromstring(archive.read(part), _PARSER())
            for part in ("content.xml", "styles.xml", "meta.xml")
        )
    known = OpenStyles(content, styles)
    tables = _marked(content)
    sheets = tuple(_sheet(node, known, tables) for node in content.iter(name_of("table:table")))
    return SheetBook(
        sheets=sheets,
        title=_said(meta, "dc:title"),
        language=_said(meta, "dc:language"),
        creator=_said(meta, "meta:initial-creator"),
        subject=_said(meta, "dc:subject"),
        members=members,
    )


def _said(meta: Node, name: str) -> str:
    return next((node.text or "" for node in meta.iter(name_of(name))), "")


def _marked(content: Node) -> dict[str, list[MarkedTable]]:
    """Return the database ranges by sheet: what marks a table in this format."""
    out: dict[str, list[MarkedTable]] = {}
    for node in content.iter(name_of("table:database-range")):
        found = _ADDRESS.match(node.get(name_of("table:target-range-address"), ""))
        if found is None:
            continue
        left, top, right, bottom = found.groups()[1:]
        marked = MarkedTable(
            name=node.get(name_of("table:name"), ""),
            top=int(top),
            left=column_index_from_string(left),
            bottom=int(bottom),
            right=column_index_from_string(right),
            has_header=node.get(name_of("table:contains-header"), "true") == "true",
            has_filter=node.get(name_of("table:display-filter-buttons")) == "true",
        )
        out.setdefault(found["sheet"], []).append(marked)
    return out


def _sheet(node: Node, styles: OpenStyles, tables: dict[str, list[MarkedTable]]) -> Sheet:
    name = node.get(name_of("table:name"), "")
    columns = list(_columns(node, styles))
    marked = [_with_header_row(node, table) for table in tables.get(name, [])]
    return Sheet(
        name=name,
        cells=_cells(node, styles),
        tables=tuple(marked),
        widths={number: width for number, (width, _) in enumerate(columns, start=1)},
        is_hidden=not styles.is_shown(node.get(name_of("table:style-name"), "")),
        merged=sum(_is_merged(cell) for cell in node.iter(name_of("table:table-cell"))),
        hidden_rows=sum(_is_hidden(row) for row in node.iter(name_of("table:table-row"))),
        hidden_columns=sum(hidden for _, hidden in columns),
        is_frozen=False,
        floating=_floating(node),
        coloured_by_condition=sum(1 for _ in node.iter(name_of("calcext:conditional-format"))),
        running_lines=styles.running_lines(node.get(name_of("table:style-name"), "")),
    )


def _with_header_row(node: Node, table: MarkedTable) -> MarkedTable:
    """Return a table that has a header only where its first row is also tagged as one."""
    tagged = node.find(f"{name_of('table:table-header-rows')}/{name_of('table:table-row')}")
    return replace(table, has_header=table.has_header and tagged is not None)


def _columns(node: Node, styles: OpenStyles) -> Iterator[tuple[float, bool]]:
    for column in node.iter(name_of("table:table-column")):
        times = _repeated(column, "table:number-columns-repeated")
        width = styles.width(column.get(name_of("table:style-name"), ""))
        for _ in range(times if times < _MANY else 0):
            yield width, _is_hidden(column)


def _is_hidden(node: Node) -> bool:
    return bool(node.get(name_of("table:visibility"), "visible") != "visible")


def _is_merged(cell: Node) -> bool:
    spans = ("table:number-columns-spanned", "table:number-rows-spanned")
    return any(int(cell.get(name_of(span), "1")) > 1 for span in spans)


def _repeated(node: Node, attribute: str) -> int:
    return int(node.get(name_of(attribute), "1"))


def _cells(sheet: Node, styles: OpenStyles) -> dict[Place, SheetCell]:
    out: dict[Place, SheetCell] = {}
    row_number = 0
    for row in sheet.iter(name_of("table:table-row")):
        times = _repeated(row, "table:number-rows-repeated")
        if times < _MANY:
            for place, cell in _cells_of_row(row, styles):
                out |= {(row_number + i, place): cell for i in range(1, times + 1)}
        row_number += times
    return out


def _cells_of_row(row: Node, styles: OpenStyles) -> Iterator[tuple[int, SheetCell]]:
    column = 0
    for node in row:
        times = _repeated(node, "table:number-columns-repeated")
        value = _value(node)
        if value != "" and times < _MANY:
            cell = SheetCell(value, styles.look(_style(node)), _has_formula(node), _link(node))
            for number in range(column + 1, column + times + 1):
                yield number, cell
        column += times


def _style(node: Node) -> str:
    return str(node.get(name_of("table:style-name"), ""))


def _has_formula(node: Node) -> bool:
    return node.get(name_of("table:formula")) is not None


def _value(node: Node) -> Value:
    kind = node.get(name_of("office:value-type"))
    if kind in ("float", "percentage", "currency"):
        number = float(node.get(name_of("office:value"), "nan"))
        return int(number) if number.is_integer() else number
    said = node.get(name_of("office:string-value"))
    if said is not None:
        return str(said)
    return "\n".join("".join(line.itertext()) for line in node.iterfind(name_of("text:p")))


def _link(node: Node) -> str:
    return next((a.get(name_of("xlink:href"), "") for a in node.iter(name_of("text:a"))), "")


def _floating(node: Node) -> int:
    kinds = ("draw:frame", "draw:custom-shape", "office:annotation", "form:form")
    return sum(1 for kind in kinds for _ in node.iter(name_of(kind)))
