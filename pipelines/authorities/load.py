"""Load and validate an authority's mapping file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.authorities.mapping import Mapping
from pipelines.authorities.meaning import Complaint, complaints
from pipelines.authorities.strict_yaml import YamlProblem, read_yaml
from pipelines.contract.authorities import Authority
from pipelines.contract.findings import Finding, Refused, Severity

STANDARD = "standard"

_SENTENCES = {
    "missing": "A setting that is needed is missing.",
    "extra_forbidden": "A setting of this name is not known.",
    "literal_error": "The setting has none of the values it may have.",
    "value_error": "The settings contradict each other.",
}


def mapping_file(folder: Path, authority: Authority) -> Path | None:
    """Return the mapping file of an authority (by code, else by slug), None where there is none."""
    for name in (authority.code, authority.slug):
        path = folder / f"{name}.yaml"
        if path.is_file():
            return path
    return None


def mapping_id(data: bytes | None) -> str:
    """Return a short id of a mapping's bytes; ``standard`` where there is no mapping."""
    return STANDARD if data is None else "m" + hashlib.sha256(data).hexdigest()[:12]


def parse_mapping(data: bytes, name: str) -> Mapping:
    """Return the mapping in these bytes; raise Refused with a located finding for each fault."""
    mapping = _validated(_read(data, name), name)
    found = complaints(mapping)
    if found:
        raise Refused([_finding(name, complaint) for complaint in found])
    return mapping


def _read(data: bytes, name: str) -> Any:
    try:
        return read_yaml(data)
    except YamlProblem as problem:
        at = Finding(
            rule="mapping_not_yaml",
            severity=Severity.REFUSE,
            sentence="The mapping is not readable as YAML, or gives a key twice.",
            what_to_do="Mend the file at this line.",
            file=name,
            row=problem.line,
        )
    raise Refused([at])


def _validated(raw: Any, name: str) -> Mapping:
    try:
        return Mapping.model_validate(raw)
    except ValidationError as error:
        # Only places and kinds are taken over: the input itself is never shown.
        found = [
            Complaint(_path(e["loc"]), _sentence(e))
            for e in error.errors(include_input=False, include_url=False)
        ]
    raise Refused([_finding(name, complaint) for complaint in found])


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _sentence(error: Any) -> str:
    if error["type"] == "value_error":
        # Raised by our own validators, whose messages hold no input.
        return str(error["ctx"]["error"]).capitalize() + "."
    return _SENTENCES.get(error["type"], "The setting is not of the kind that is expected.")


def _finding(name: str, complaint: Complaint) -> Finding:
    return Finding(
        rule="mapping_invalid",
        severity=Severity.REFUSE,
        sentence=complaint.sentence,
        what_to_do="Mend the mapping; docs/mapping.schema.json describes every setting.",
        file=name,
        column=complaint.path or None,
    )
