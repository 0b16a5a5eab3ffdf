"""The parts of a workbook, before a library reads them: what a spreadsheet shows and we would not.

XLSX and ODS are archives of XML. Formulas, merged cells and hidden rows leave no trace in the cells
that a library returns, so the XML itself is looked at. In UTF-8 without a document type an element
can only be written as its name, which makes a search in the bytes exact.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from string import ascii_uppercase
from typing import Literal
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from pipelines.contract.findings import Finding, Refused
from pipelines.intake.archive import Archive, encrypted
from pipelines.intake.source_table import Place
from pipelines.intake.workbook_beside import (
    holds_copies,
    holds_macros,
    invisible_cells,
    people_in_notes,
)
from pipelines.intake.workbook_places import at_in_ods, at_in_xlsx, position_of

Kind = Literal["xlsx", "ods"]
MOST_PLACES = 20
_MAIN = {"xlsx": "xl/workbook.xml", "ods": "content.xml"}
_ODS_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_UTF8 = {b"utf-8", b"utf8", b"us-ascii"}
_NAME = rb"<(?:[\w.-]+:)?"
_CELL = re.compile(_NAME + rb"c\s[^>]*?\br=[\"']([A-Z]+[0-9]+)[\"']")
# Of two values of a cell, and of two bodies of a sheet, programs read one or the other.
_SECOND_VALUE = re.compile(rb"</(?:[\w.-]+:)?(?:v|is)>\s*" + _NAME + rb"(?:v|is)[\s/>]")
_SHEET_DATA = re.compile(_NAME + rb"sheetData[\s/>]")
_XLSX_SIGNS = {
    "error_cells": re.compile(_NAME + rb"c\s[^>]*?\bt=[\"']e[\"']"),
    "formulas": re.compile(_NAME + rb"f[\s/>]"),
    "merged_cells": re.compile(_NAME + rb"mergeCell\s"),
    # A width or height of nothing hides as well.
    "hidden_rows": re.compile(
        _NAME
        + rb"(?:row|col)\s[^>]*?\b(?:hidden=[\"'](?:1|true)|(?:width|ht)=[\"']0(?:\.0*)?)[\"']"
    ),
}
_ODS_SIGNS = {
    "error_cells": re.compile(rb"\bvalue-type=[\"']error[\"']"),
    "formulas": re.compile(rb"\bformula=[\"']"),
    "merged_cells": re.compile(rb"\bnumber-(?:columns|rows)-spanned=[\"'](?!1[\"'])"),
    "hidden_rows": re.compile(rb"\bvisibility=[\"'](?:collapse|filter)[\"']"),
}
_QUOTE = {'"': "&quot;"}
_ODS_TABLE = re.compile(rb"<table:table[\s>]")
_ODS_TABLE_ENDS = re.compile(rb"</?table:table[\s>]")
_SENTENCES = {
    "error_cells": (
        "A cell holds an error of the spreadsheet (such as N/A) where its value should be.",
        "Put the value in, or empty the cell.",
    ),
    "formulas": (
        "A cell holds a formula; what it shows may not be what is stored.",
        "Copy the sheet and paste it as values.",
    ),
    "merged_cells": ("Cells are merged.", "Unmerge the cells and fill each of them."),
    "hidden_rows": (
        "Rows or columns are hidden or filtered out; they would be read all the same.",
        "Show all rows and columns, and delete what does not belong to the extract.",
    ),
    "hidden_values": (
        "A cell holds a value that its number format (;;;) does not show.",
        "Give the cell another format, or empty it.",
    ),
    "copies_of_data": (
        "Beside its sheets the workbook holds data: of a pivot table, a query, a link to another "
        "file or an object put in.",
        "Copy the sheets as values into a new workbook and send that.",
    ),
    "hidden_sheets": ("The sheet is hidden.", "Show the sheet, or delete it."),
    "repeated_cells": (
        "A cell is stored twice; which of the two is meant, nobody can say.",
        "Save the workbook anew with a spreadsheet program.",
    ),
}


@dataclass(frozen=True)
class Parts:
    """The checked XML parts of a workbook, by name; ``names`` are those of all its parts."""

    kind: Kind
    parts: dict[str, bytes]
    names: tuple[str, ...] = ()

    @property
    def main(self) -> bytes:
        """Return the part without which there is no workbook; of an ODS it holds all sheets."""
        return self.parts[_MAIN[self.kind]]

    def packed(self) -> bytes:
        """Return the same workbook as an archive written by us: these parts, and no others."""
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
            if self.kind == "ods":
                archive.writestr(zipfile.ZipInfo("mimetype"), _ODS_MIME)
            for name, data in self.parts.items():
                archive.writestr(zipfile.ZipInfo(name), data)
        return sink.getvalue()


def checked_parts(archive: Archive, kind: Kind) -> Parts | None:
    """Return the XML parts, None where this is no workbook of the kind; raise Refused for macros,
    a password, a document type (which could define entities) or an encoding other than UTF-8.
    """
    if _MAIN[kind] not in archive.names:
        return None
    wanted = [n for n in archive.names if n.endswith((".xml", ".rels"))]
    parts = {name: archive.read(name) for name in wanted}
    if holds_macros(archive.names, parts):
        raise Refused([_fault(archive.place, "macros", "The workbook holds macros.")])
    if any(b"encryption-data" in parts[n] for n in parts if n == "META-INF/manifest.xml"):
        raise Refused([encrypted(archive.place)])
    if any(_is_unsafe(data) for data in parts.values()):
        sentence = "The workbook's XML defines entities or is not UTF-8, as no program writes it."
        raise Refused([_fault(archive.place, "unsafe_xml", sentence)])
    return Parts(kind, parts, tuple(archive.names))


def _is_unsafe(xml: bytes) -> bool:
    declared = _DECLARED.match(xml.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared.group(1).lower() not in _UTF8:
        return True
    return b"\x00" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml


def what_is_not_shown(
    parts: Parts, place: Place, accepts: frozenset[str] = frozenset()
) -> list[Finding]:
    """Return what the cells of a sheet would not tell, unless it is declared (``accepts``)."""
    found: list[Finding] = []
    if "hidden_sheets" not in accepts and place.sheet in hidden_sheets(parts):
        found.append(_of_kind("hidden_sheets", place))
    xml = _sheet_xml(parts, place.sheet or "")
    signs = _XLSX_SIGNS if parts.kind == "xlsx" else _ODS_SIGNS
    invisible = invisible_cells(parts.kind, parts.parts)
    for kind, sign in {**signs, **({"hidden_values": invisible} if invisible else {})}.items():
        if kind not in accepts:
            found += _places_of(kind, sign, xml, place, parts.kind)
    found += _beside_the_cells(parts, Place(place.file), accepts)
    return [*found, *_repeated_cells(xml, place)] if parts.kind == "xlsx" else found


def _beside_the_cells(parts: Parts, place: Place, accepts: frozenset[str]) -> Iterator[Finding]:
    """Yield what is wrong with what a workbook holds beside its sheets, or on top of them."""
    if "copies_of_data" not in accepts and holds_copies(parts.names):
        yield _of_kind("copies_of_data", place)
    words = people_in_notes(parts.parts)
    if words:
        yield place.fault(
            "identifier_values",
            f"A note, a text box or a property of the workbook holds {' and '.join(words)}.",
            "Take it out and tell the project team, who will remove the file.",
        )


def _repeated_cells(xml: bytes, place: Place) -> list[Finding]:
    """Return the first cell of an XLSX sheet that is stored twice, as no program stores it."""
    second = _SECOND_VALUE.search(xml)
    if second or len(_SHEET_DATA.findall(xml)) > 1:
        at = at_in_xlsx(xml, second) if second else (None, None)
        return [_of_kind("repeated_cells", place, *at)]
    names = _CELL.findall(xml)
    if len(set(names)) == len(names):
        return []
    seen: set[bytes] = set()
    for name in names:
        if name in seen:
            row = name.lstrip(ascii_uppercase.encode())
            letters = name.removesuffix(row)
            return [_of_kind("repeated_cells", place, int(row), position_of(letters))]
        seen.add(name)
    return []


def _places_of(
    kind: str, sign: re.Pattern[bytes], xml: bytes, place: Place, form: Kind
) -> Iterator[Finding]:
    at = at_in_xlsx if form == "xlsx" else at_in_ods
    for match in islice(sign.finditer(xml), MOST_PLACES):
        yield _of_kind(kind, place, *at(xml, match))


def hidden_sheets(parts: Parts) -> set[str]:
    """Return the names of the sheets that a spreadsheet program does not show."""
    if parts.kind == "ods":
        return _hidden_tables(parts)
    root = _tree(parts.parts[_MAIN["xlsx"]])
    return {
        str(each.get("name"))
        for each in _all(root, "sheet")
        if each.get("state", "visible") != "visible"
    }


def _hidden_tables(parts: Parts) -> set[str]:
    content = parts.parts["content.xml"]
    if b'display="false"' not in content:
        return set()
    root = _tree(content)
    hidden = {
        _attribute(style, "name")
        for style in _all(root, "style")
        for properties in _all(style, "table-properties")
        if _attribute(properties, "display") == "false"
    }
    return {
        _attribute(t, "name") for t in _all(root, "table") if _attribute(t, "style-name") in hidden
    }


def _sheet_xml(parts: Parts, sheet: str) -> bytes:
    if parts.kind == "ods":
        return _ods_sheet_xml(parts.parts["content.xml"], sheet)
    relations = {
        each.get("Id"): str(each.get("Target", ""))
        for each in _all(_tree(parts.parts[_RELATIONS]), "Relationship")
    }
    for each in _all(_tree(parts.parts[_MAIN["xlsx"]]), "sheet"):
        if each.get("name") == sheet:
            target = relations.get(each.get(_RELATION), "")
            name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            return parts.parts.get(name, b"")
    return b""


def _ods_sheet_xml(content: bytes, sheet: str) -> bytes:
    """Return the part of the content that is one sheet's; all of it where that cannot be told."""
    wanted = f'name="{escape(sheet, _QUOTE)}"'.encode()
    begins = [found.start() for found in _ODS_TABLE.finditer(content)]
    ends = [*begins[1:], len(content)]
    own = [
        content[begin:end]
        for begin, end in zip(begins, ends, strict=True)
        if wanted in content[begin : content.find(b">", begin)]
    ]
    # A table within a table, or a name written in another way: then nothing is left out.
    is_plain = len(own) == 1 and len(begins) == content.count(b"</table:table>")
    return own[0] if is_plain and not _has_nested(content) else content


def _has_nested(content: bytes) -> bool:
    depth = 0
    for found in _ODS_TABLE_ENDS.finditer(content):
        depth += -1 if found.group().startswith(b"</") else 1
        if depth > 1:
            return True
    return False


def _tree(xml: bytes) -> ElementTree.Element:
    # Without a document type (refused above) there is nothing in XML that could expand.
    return ElementTree.fromstring(xml)  # noqa: S314


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (each for each in root.iter() if each.tag.rpartition("}")[2] == name)


def _attribute(element: ElementTree.Element, name: str) -> str:
    found = (v for k, v in element.attrib.items() if k.rpartition("}")[2] == name)
    return next(found, "")


def _of_kind(
    kind: str, place: Place, row: int | None = None, position: int | None = None
) -> Finding:
    sentence, what_to_do = _SENTENCES[kind]
    if kind not in ("error_cells", "repeated_cells"):
        what_to_do += " Where it must stay, the mapping can declare it."
    return place.fault(kind, sentence, what_to_do, row=row, position=position)


def _fault(place: Place, rule: str, sentence: str) -> Finding:
    return place.fault(rule, sentence, "Save it as a plain XLSX or ODS workbook and send it again.")
