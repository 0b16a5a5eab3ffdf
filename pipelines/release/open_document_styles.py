"""How cells, columns and rows of a workbook look in OpenDocument: a look is a style, made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from odfdo import Cell as OpenCell
from odfdo import Element, Style
from openpyxl.cell.cell import Cell, MergedCell


@dataclass(frozen=True)
class NumberStyle:
    """How a number is shown."""

    decimals: int
    grouped: bool


# Pages of ``styles.ods.xml.j2``: A4 and A3, both across.
PAGE, WIDE_PAGE = "Sheet", "Wide_sheet"
NUMBER_STYLES = {
    "Whole": NumberStyle(0, grouped=True),
    "Ungrouped": NumberStyle(0, grouped=False),
    "Decimal": NumberStyle(1, grouped=False),
    "Three": NumberStyle(3, grouped=False),
}
_BY_FORMAT = {"#,##0": "Whole", "0": "Ungrouped", "0.0": "Decimal", "0.000": "Three"}
# Near an indent of a workbook: a figure does not touch the words of the next column.
_PADDING = "0.14cm"
_SIDES = {"left": "start", "right": "end", None: "start"}
_VERTICAL = {"top": "top", "bottom": "bottom", "center": "middle", None: "bottom"}


def points(height: float) -> str:
    """Return a height as OpenDocument writes it."""
    return f"{height:.2f}pt"


@dataclass
class Styles:
    """The styles that a document uses, in the order in which they were first needed."""

    known: dict[tuple[str, ...], Style] = field(default_factory=dict)

    def made(self) -> list[Style]:
        """Return the styles for the document."""
        return list(self.known.values())

    def of_table(self, page: str) -> str:
        """Return the style of a sheet: shown, and printed with the running lines of a page."""
        style = Style("table", name=self._next("ta"))
        style.set_attribute("style:master-page-name", page)
        style.set_properties({"table:display": "true"})
        return self._once(("table", page), style)

    def of_column(self, width: str) -> str:
        """Return the style of a column of a width."""
        return self._once(("column", width), Style("table-column", self._next("co"), width=width))

    def of_row(self, height: str) -> str:
        """Return the style of a row of a height, or as high as it needs to be."""
        style = Style(
            "table-row", self._next("ro"), height=height or None, use_optimal_height=not height
        )
        return self._once(("row", height), style)

    def of_cell(self, cell: Cell | MergedCell) -> str:
        """Return the style of a cell that looks as in the workbook."""
        key = ("cell", str(cell.style_id))
        if key not in self.known:
            self.known[key] = _cell_style(self._next("ce"), cell)
        return str(self.known[key].name)

    def _next(self, prefix: str) -> str:
        return f"{prefix}{len(self.known) + 1}"

    def _once(self, key: tuple[str, ...], style: Style) -> str:
        return str(self.known.setdefault(key, style).name)


def _cell_style(name: str, cell: Cell | MergedCell) -> Style:
    parent = cell.style.replace(" ", "_20_") if cell.style.startswith("Heading") else "Default"
    data_style = _BY_FORMAT.get(cell.number_format)
    style = Style("table-cell", name, parent_style=parent)
    if data_style is not None:
        style.set_attribute("style:data-style-name", data_style)
    side, font = cell.alignment, cell.font
    style.set_properties(
        {
            "fo:wrap-option": "wrap" if side.wrap_text else "no-wrap",
            "style:vertical-align": _VERTICAL[side.vertical],
            "style:text-align-source": "fix",
            "fo:padding-left": _PADDING,
            "fo:padding-right": _PADDING,
            **(
                {"fo:background-color": _colour(cell.fill.fgColor.rgb)}
                if cell.fill.fill_type
                else {}
            ),
        }
    )
    style.set_properties({"fo:text-align": _SIDES[side.horizontal]}, area="paragraph")
    words = {"fo:font-size": f"{font.sz:g}pt", "fo:font-weight": "bold" if font.b else "normal"}
    if font.color is not None and isinstance(font.color.rgb, str):
        words["fo:color"] = _colour(font.color.rgb)
    if font.u:
        words["style:text-underline-style"] = "solid"
    style.set_properties(words, area="text")
    return style


def _colour(argb: str) -> str:
    return f"#{argb[-6:].lower()}"


@dataclass
class Cells:
    """The cells of a document as text; each is made once, however often it stands."""

    styles: Styles

    @cached_property
    def _known(self) -> dict[tuple[object, ...], str]:
        return {}

    def written(self, cell: Cell | MergedCell) -> str:
        """Return a cell: its value, its look, and its link within the document."""
        place = cell.hyperlink.location if cell.hyperlink is not None else None
        style = self.styles.of_cell(cell)
        key = (type(cell.value), cell.value, style, place)
        if key not in self._known:
            self._known[key] = _written(cell, style, place)
        return self._known[key]


def _written(cell: Cell | MergedCell, style: str, place: str | None) -> str:
    value = cell.value
    if isinstance(value, int | float):
        shown = _shown(value, cell.number_format)
        return str(OpenCell(value, text=shown, style=style).serialize())
    made = OpenCell(str(value), cell_type="string", style=style)
    # The same text a second time, which programs would believe before the one they show.
    made.del_attribute("office:string-value")
    if place:
        (paragraph,) = made.get_elements("text:p")
        paragraph.text = ""
        paragraph.append(Element.from_tag(_link(str(value), place)))
    return str(made.serialize())


def _link(words: str, place: str) -> str:
    """Return a link to a cell: where a workbook writes ``'Sheet'!A1``, this is ``#Sheet.A1``."""
    target = "#" + place.replace("'", "").replace("!", ".")
    return f'<text:a xlink:type="simple" xlink:href="{escape(target)}">{escape(words)}</text:a>'


def _shown(value: float, number_format: str) -> str:
    style = NUMBER_STYLES[_BY_FORMAT[number_format]]
    return f"{value:{',' if style.grouped else ''}.{style.decimals}f}"
