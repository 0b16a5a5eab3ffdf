"""Templates: mappings of the package, one per source system, that an authority's own extends.

The authority's settings are laid over the template's: maps are merged key by key, any other value
replaces the template's, and ``null`` takes a key away. A list is replaced as a whole, or changed in
places by a map of positions (``0: {...}`` changes the first).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.authorities.strict_yaml import YamlProblem, read_yaml

TEMPLATES = Path(__file__).with_name("templates")


def template_names() -> list[str]:
    """Return the names of the templates of the package."""
    return sorted(path.stem for path in TEMPLATES.glob("*.yaml"))


def template_bytes(name: object) -> bytes | None:
    """Return the text of a template, None where the package has none of this name."""
    # Looked up in the list, so that no name can lead out of the folder.
    return (TEMPLATES / f"{name}.yaml").read_bytes() if name in template_names() else None


def settings_bytes(data: bytes) -> bytes:
    """Return everything that decides what a mapping means: its bytes, and those of its template."""
    if b"template" not in data:
        return data
    try:
        raw = read_yaml(data)
    except YamlProblem:
        return data
    name = raw.get("template") if isinstance(raw, dict) else None
    return data + (template_bytes(name) or b"")


def laid_over(base: Any, own: Any) -> Any:
    """Return the template's settings with an authority's own laid over them."""
    if isinstance(own, dict) and isinstance(base, dict):
        kept = {k: v for k, v in base.items() if not (k in own and own[k] is None)}
        given = {k: v for k, v in own.items() if v is not None}
        merged = {k: laid_over(kept[k], v) if k in kept else v for k, v in given.items()}
        return kept | merged
    if isinstance(own, dict) and isinstance(base, list) and _are_positions(own, len(base)):
        return [laid_over(item, own[n]) if n in own else item for n, item in enumerate(base)]
    return own


def _are_positions(own: dict[Any, Any], length: int) -> bool:
    return all(type(key) is int and 0 <= key < length for key in own)
