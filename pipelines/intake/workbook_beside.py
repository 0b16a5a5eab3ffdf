"""What a workbook holds beside the cells that it shows: macros, copies of data, invisible values.

Parts that are never read could still hold what must not be sent (a pivot table keeps all the rows
it was made of), and a cell of the number format ``;;;`` shows nothing and is read all the same.
Notes on cells change nothing, but people write what identifies people into them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from pipelines.contract.identifiers.prose import words_for_people_in

_NAME = rb"<(?:[\w.-]+:)?"
_MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/", "xl/activex/")
_MACRO_TYPES = (b"vbaProject", b"macroEnabled", b"macrosheet")
_ODS_LISTENER = re.compile(rb"<script:event-listener[\s>]")
_COPIES = (
    *("xl/embeddings/", "xl/externalLinks/", "xl/pivotCache/", "xl/queryTables/", "xl/model/"),
    *("xl/connections.xml", "Object ", "ObjectReplacements/"),
)
_NOTES = ("xl/comments", "xl/threadedComments/", "xl/drawings/", "docProps/", "meta.xml")
_ODS_NOTE = re.compile(rb"<office:annotation[\s>].*?</office:annotation>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FORMAT = re.compile(_NAME + rb"numFmt\s([^>]*)>")
_CODE = re.compile(rb"\bformatCode=[\"']([^\"']*)[\"']")
_ID = re.compile(rb"\bnumFmtId=[\"'](\d+)[\"']")
_CELL_FORMATS = re.compile(_NAME + rb"cellXfs[\s>](.*?)</(?:[\w.-]+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(_NAME + rb"xf[\s/>][^>]*")
_SHOWS_NOTHING = re.compile(r'(?:"")?(?:;(?:"")?)+')
_ODS_STYLE = re.compile(
    rb"<number:(number|text)-style\s[^>]*?style:name=[\"']([^\"']+)[\"'][^>]*?"
    rb"(?:/>|>(.*?)</number:\1-style>)",
    re.DOTALL,
)
_ODS_CELL_STYLE = re.compile(rb"<style:style\s[^>]*>")
_ODS_STYLE_NAME = re.compile(rb"\bstyle:name=[\"']([^\"']+)[\"']")
_ODS_DATA_STYLE = re.compile(rb"\bdata-style-name=[\"']([^\"']+)[\"']")
_ODS_HANDED_ON = re.compile(rb"\bapply-style-name=[\"']([^\"']+)[\"']")
_ODS_CONTENT = re.compile(rb"<number:(?!text[\s/>])")


def holds_macros(names: Sequence[str], parts: Mapping[str, bytes]) -> bool:
    """Return whether a workbook could do something when it is opened."""
    return (
        any(name.lower().startswith(_MACRO_FOLDERS) for name in names)
        or any(name.lower().endswith(".bin") and "vba" in name.lower() for name in names)
        or any(sign in parts.get("[Content_Types].xml", b"") for sign in _MACRO_TYPES)
        or bool(_ODS_LISTENER.search(parts.get("content.xml", b"")))
    )


def holds_copies(names: Sequence[str]) -> bool:
    """Return whether data lie beside the sheets: of a pivot table, a query, another file."""
    return any(name.startswith(_COPIES) for name in names)


def people_in_notes(parts: Mapping[str, bytes]) -> list[str]:
    """Return what identifies people in notes on cells, text boxes and properties, in words."""
    found: dict[str, None] = {}
    for name, data in parts.items():
        if name.startswith(_NOTES):
            found |= dict.fromkeys(_words_in(data))
    for note in _ODS_NOTE.findall(parts.get("content.xml", b"")):
        found |= dict.fromkeys(_words_in(note))
    return list(found)


def _words_in(xml: bytes) -> list[str]:
    # A line each: measures of a drawing that stand one after the other are no number of a person.
    text = _TAG.sub("\n", xml.decode("utf-8", "replace"))
    return words_for_people_in(unescape(text), numbers=("chi",))


def invisible_cells(kind: str, parts: Mapping[str, bytes]) -> re.Pattern[bytes] | None:
    """Return what finds the cells of a sheet that hold a value and show none, if any can."""
    if kind == "xlsx":
        styles = [b"%d" % number for number in _formats_without_a_sign(parts.get("xl/styles.xml"))]
        cell = rb"c\s[^>]*?\bs=[\"'](?:%s)[\"'](?:[^>]*[^/>])?>"
    else:
        styles = list(_ods_styles_without_a_sign(parts))
        cell = rb"table-cell\s[^>]*?\bstyle-name=[\"'](?:%s)[\"'][^>]*?\bvalue-type="
    return re.compile(_NAME + cell % b"|".join(map(re.escape, styles))) if styles else None


def _formats_without_a_sign(styles: bytes | None) -> Iterator[int]:
    """Yield the numbers of the cell formats of an XLSX whose number format shows nothing."""
    empty = set()
    for (attributes,) in (found.groups() for found in _FORMAT.finditer(styles or b"")):
        code, number = _CODE.search(attributes), _ID.search(attributes)
        if code and number:
            text = unescape(code.group(1).decode("utf-8", "replace"))
            if _SHOWS_NOTHING.fullmatch(text):
                empty.add(number.group(1))
    cells = _CELL_FORMATS.search(styles or b"") if empty else None
    for place, found in enumerate(_CELL_FORMAT.finditer(cells.group(1)) if cells else ()):
        number = _ID.search(found.group())
        if number and number.group(1) in empty:
            yield place


def _ods_styles_without_a_sign(parts: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the names of the cell styles of an ODS whose number style shows nothing."""
    xml = parts.get("content.xml", b"") + parts.get("styles.xml", b"")
    bodies = {name: body for _kind, name, body in _ODS_STYLE.findall(xml)}
    blank = {name for name, body in bodies.items() if _is_blank(body)}
    # One that hands numbers on to other styles is blank where these are.
    empty = {name for name in blank if set(_ODS_HANDED_ON.findall(bodies[name])) <= blank}
    for style in _ODS_CELL_STYLE.findall(xml) if empty else ():
        data, name = _ODS_DATA_STYLE.search(style), _ODS_STYLE_NAME.search(style)
        if data and name and data.group(1) in empty:
            yield name.group(1)


def _is_blank(body: bytes) -> bool:
    text = _TAG.sub("", body.decode("utf-8", "replace"))
    return not text.strip() and not _ODS_CONTENT.search(body)
