"""The styles of an ODS file, with what each takes from its parents."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from lxml import etree
from odfdo.element import ODF_NAMESPACES

from pipelines.release.accessible_sheets.model import Look

_CM_A_CHARACTER = 0.22
_SIDES = {"start": "left", "left": "left", "end": "right", "right": "right", "center": "centre"}
_CM = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}


def _name(prefixed: str) -> str:
    prefix, local = prefixed.split(":")
    return f"{{{ODF_NAMESPACES[prefix]}}}{local}"


class OpenStyles:
    """The styles of both parts of a file, by name; of the same name, that of the content counts."""

    def __init__(self, content: Any, styles: Any) -> None:
        self._nodes = {
            node.get(_name("style:name"), ""): node
            for part in (styles, content)
            for node in part.iter(_name("style:style"))
        }
        self._pages = {
            node.get(_name("style:name"), ""): node
            for node in styles.iter(_name("style:master-page"))
        }
        self._defaults = [
            node
            for node in styles.iter(_name("style:default-style"))
            if node.get(_name("style:family")) == "table-cell"
        ]
        self._looks: dict[str, Look] = {}

    def look(self, style: str) -> Look:
        """Return how a cell of a style looks."""
        if style not in self._looks:
            self._looks[style] = self._look(style)
        return self._looks[style]

    def _look(self, style: str) -> Look:
        facts = self._facts(style)
        return Look(
            font=facts.get("font-name", facts.get("font-family", "")),
            size=float(facts.get("font-size", "0pt").removesuffix("pt")),
            bold=facts.get("font-weight") == "bold",
            italic=facts.get("font-style", "normal") != "normal",
            underlined=facts.get("text-underline-style", "none") != "none",
            colour=facts.get("color", "").removeprefix("#"),
            fill=facts.get("background-color", "").removeprefix("#").replace("transparent", ""),
            wraps=facts.get("wrap-option") == "wrap",
            side=_SIDES.get(facts.get("text-align", ""), ""),
            rotation=int(facts.get("rotation-angle", "0")),
            raised=facts.get("text-position", "0%").split()[0] not in ("0%", "normal"),
            heading=self._heading(style),
        )

    def _line(self, style: str) -> list[str]:
        """Return a style and its parents, nearest first."""
        out: list[str] = []
        while style in self._nodes and style not in out:
            out.append(style)
            style = self._nodes[style].get(_name("style:parent-style-name"), "Default")
        return out

    def _facts(self, style: str) -> dict[str, str]:
        out: dict[str, str] = {}
        line = [*self._defaults, *(self._nodes[s] for s in reversed(self._line(style)))]
        for node in line:
            for properties in node:
                out |= {etree.QName(key).localname: value for key, value in properties.items()}
        return out

    def _heading(self, style: str) -> int:
        names = [self._nodes[s].get(_name("style:display-name"), s) for s in self._line(style)]
        tagged = [n for n in names if n.startswith("Heading ") and n[8:].isdigit()]
        return int(tagged[0][8:]) if tagged else 0

    def width(self, style: str) -> float:
        """Return the width of a column in characters; 0 where it is not given."""
        text = self._facts(style).get("column-width", "0cm")
        return float(text[:-2]) * _CM.get(text[-2:], 0) / _CM_A_CHARACTER

    def is_shown(self, style: str) -> bool:
        """Return whether sheets of a style are shown."""
        return self._facts(style).get("display", "true") == "true"

    def running_lines(self, style: str) -> tuple[str, ...]:
        """Return what is printed above and below each page of sheets of a style."""
        if style not in self._nodes:
            return ()
        page = self._pages.get(self._nodes[style].get(_name("style:master-page-name"), ""))
        return () if page is None else self._lines_of.get(page.get(_name("style:name"), ""), ())

    @cached_property
    def _lines_of(self) -> dict[str, tuple[str, ...]]:
        return {
            name: tuple("".join(part.itertext()).strip() for part in page)
            for name, page in self._pages.items()
        }
