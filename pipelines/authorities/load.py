"""Load and validate an authority's mapping file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.authorities.mapping import Mapping
from pipelines.authorities.meaning import Complaint, complaints
from pipelines.authorities.strict_yaml import YamlProblem, read_yaml
from pipelines.authorities.template import laid_over, settings_bytes, template_bytes
from pipelines.contract.authorities import Authority
from pipelines.contract.findings import Finding, Refused, Severity

STANDARD = "standard"

_SENTENCES = {
    "missing": "A setting that is needed is missing.",
    "extra_forbidden": "A setting of this name is not known.",
    "literal_error": "The setting has none of the values it may have.",
    "union_tag_invalid": "The kind of a part is rows, columns or steps.",
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
    """Return a short id of a mapping and its template; ``standard`` where there is no mapping."""
    return STANDARD if data is None else "m" + hashlib.sha256(settings_bytes(data)).hexdigest()[:12]


def load_mapping(path: Path) -> Mapping:
    """Return the mapping in a file; raise Refused with a located finding for each fault."""
    return parse_mapping(path.read_bytes(), path.name)


def parse_mapping(data: bytes, name: str) -> Mapping:
    """Return the mapping in these bytes; raise Refused with a located finding for each fault."""
    mapping = _validated(_with_template(_read(data, name), name), name)
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


def _with_template(raw: Any, name: str) -> Any:
    if not isinstance(raw, dict) or raw.get("template") is None:
        return raw
    base = template_bytes(raw["template"])
    if base is None:
        said = Complaint("template", "The package has no template of this name.")
        raise Refused([_finding(name, said)])
    return laid_over(read_yaml(base), raw)


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
    # Below a part's number, the kind that pydantic tried is no key of the file.
    is_part = location[:1] == ("tables",) and len(location) > 3
    shown = [part for at, part in enumerate(location) if not (is_part and at == 3)]
    return ".".join(str(part) for part in shown)


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
