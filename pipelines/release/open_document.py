"""The workbook again as OpenDocument: the same sheets and cells, taken from the finished workbook.

odfdo makes cells, styles and properties. Its template of a spreadsheet is left out (French, with a
day, a thumbnail and headings on their side), and so is its own way of saving, which dates what it
writes: the five parts of the file are written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape

from odfdo import Document, Meta
from odfdo.element import ODF_NAMESPACES
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.contract.release_tables import Protected
from pipelines.release import texts
from pipelines.release.open_document_styles import (
    NUMBER_STYLES,
    PAGE,
    WIDE_PAGE,
    Cells,
    Styles,
    points,
)
from pipelines.release.page_parts import environment
from pipelines.release.zips import MIMETYPE, zipped

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
# What cells and styles are written with.
_PREFIXES = ("office", "style", "text", "table", "fo", "xlink", "calcext")
# One for all parts: a reader refuses a file whose parts name different ones.
_VERSION = "1.3"
_CM_A_CHARACTER = 0.22


def open_document(book: Workbook, protected: Protected) -> bytes:
    """Return a finished workbook as an ODS file, the same bytes for the same workbook."""
    parts = {
        "content.xml": _content(book),
        "styles.xml": _styles(protected),
        "meta.xml": _meta(Document("spreadsheet").meta, book, protected.day),
    }
    return zipped({MIMETYPE: _TYPE.encode(), **parts, "META-INF/manifest.xml": _manifest(parts)})


def _content(book: Workbook) -> bytes:
    """Return the sheets and the styles they use; as text, which is far quicker than a tree."""
    styles = Styles()
    cells = Cells(styles)
    tables = "".join(_table(sheet, styles, cells) for sheet in book.worksheets)
    made = "".join(str(style.serialize()) for style in styles.made())
    names = " ".join(f'xmlns:{prefix}="{ODF_NAMESPACES[prefix]}"' for prefix in _PREFIXES)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-content {names} office:version="{_VERSION}">'
        f"<office:automatic-styles>{made}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}{_marked_ranges(book)}</office:spreadsheet>"
        "</office:body></office:document-content>"
    ).encode()


def _table(sheet: Worksheet, styles: Styles, cells: Cells) -> str:
    """Return a sheet; the header row of its table is marked as such, and repeated in print."""
    rows = list(_rows(sheet, styles, cells))
    tables = list(sheet.tables.values())
    if tables:
        top = _first_row(tables[0].ref) - 1
        rows[top] = f"<table:table-header-rows>{rows[top]}</table:table-header-rows>"
    name = escape(sheet.title)
    columns = "".join(_columns(sheet, styles))
    is_wide = sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A3)
    style = styles.of_table(WIDE_PAGE if is_wide else PAGE)
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{columns}{"".join(rows)}'
        "</table:table>"
    )


def _first_row(reference: str) -> int:
    return int("".join(c for c in reference.split(":")[0] if c.isdigit()))


def _columns(sheet: Worksheet, styles: Styles) -> Iterator[str]:
    for number in range(1, sheet.max_column + 1):
        width = sheet.column_dimensions[get_column_letter(number)].width
        style = styles.of_column(f"{width * _CM_A_CHARACTER:.2f}cm")
        yield f'<table:table-column table:style-name="{style}"/>'


def _rows(sheet: Worksheet, styles: Styles, cells: Cells) -> Iterator[str]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        height = sheet.row_dimensions[number].height
        style = styles.of_row(points(height) if height else "")
        filled = [cell for cell in row if cell.value is not None]
        inner = "".join(map(cells.written, filled))
        yield f'<table:table-row table:style-name="{style}">{inner}</table:table-row>'


def _marked_ranges(book: Workbook) -> str:
    """Return the tables of all sheets as OpenDocument marks them: ranges with a header row."""
    ranges = "".join(
        f'<table:database-range table:name="{escape(table.name)}" table:contains-header="true" '
        f'table:display-filter-buttons="false" '
        f'table:target-range-address="{_address(sheet.title, table.ref)}"/>'
        for sheet in book.worksheets
        for table in sheet.tables.values()
    )
    return f"<table:database-ranges>{ranges}</table:database-ranges>"


def _address(sheet: str, reference: str) -> str:
    first, last = reference.split(":")
    return f"{escape(sheet)}.{first}:{escape(sheet)}.{last}"


def _styles(protected: Protected) -> bytes:
    written = environment().get_template("styles.ods.xml.j2")
    return written.render(
        version=_VERSION,
        number_styles=NUMBER_STYLES,
        head=texts.status_sentence(protected),
        foot=protected.data_status,
    ).encode()


def _meta(meta: Meta, book: Workbook, day: str) -> bytes:
    """Return the properties of the workbook as OpenDocument's, without those of the template."""
    about = book.properties
    body = meta.get_meta_body()
    body.clear()
    meta.set_title(about.title)
    meta.set_subject(about.subject)
    meta.set_description(about.description)
    meta.set_initial_creator(about.creator)
    meta.set_creator(about.lastModifiedBy)
    meta.set_keywords(about.keywords)
    meta.set_language(about.language)
    made = datetime.fromisoformat(day)
    meta.set_creation_date(made)
    meta.set_modification_date(made)
    meta.set_user_defined_metadata("Category", about.category)
    meta.root.set_attribute("office:version", _VERSION)
    return bytes(meta.serialize())


def _manifest(parts: dict[str, bytes]) -> bytes:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in parts
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="{_NAMESPACE}" manifest:version="{_VERSION}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}" '
        f'manifest:version="{_VERSION}"/>{entries}</manifest:manifest>'
    ).encode()
