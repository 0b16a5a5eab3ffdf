"""YAML as people write it by hand, read so that a slip of the pen is noticed."""

from __future__ import annotations

import re
from typing import Any

import yaml

_BOOL = "tag:yaml.org,2002:bool"


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice (YAML would keep the last in silence).

    As in YAML 1.2 only ``true`` and ``false`` are truth values: ``Yes``, ``No`` and ``on`` are
    labels that people write.
    """


def _mapping_once(loader: _StrictLoader, node: yaml.MappingNode, deep: bool = False) -> Any:
    keys = [loader.construct_object(key, deep=True) for key, _value in node.value]
    for position, key in enumerate(keys):
        if key in keys[:position]:
            raise yaml.constructor.ConstructorError(None, None, "repeated key", node.start_mark)
    return loader.construct_mapping(node, deep=deep)


_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in known if tag != _BOOL]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver(_BOOL, re.compile("true|false"), ["t", "f"])
_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_once)


class YamlProblem(ValueError):  # noqa: N818
    """The text is not YAML we accept; carries the line, never the text."""

    def __init__(self, line: int | None) -> None:
        super().__init__("not readable as YAML")
        self.line = line


def read_yaml(data: bytes) -> Any:
    """Return what the YAML says; raise :class:`YamlProblem` for anything unreadable or repeated."""
    try:
        # The loader is a SafeLoader: no object is ever constructed from a tag.
        return yaml.load(data.decode("utf-8-sig"), Loader=_StrictLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, TypeError, RecursionError):
        line = None
    raise YamlProblem(line)
