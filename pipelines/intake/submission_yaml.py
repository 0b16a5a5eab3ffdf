"""The optional ``submission.yaml`` beside the files: read, and checked against what is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipelines.authorities.date_format import parser_of
from pipelines.authorities.mapping import Mapping
from pipelines.authorities.strict_yaml import YamlProblem, read_yaml
from pipelines.contract.authorities import Authority
from pipelines.contract.findings import Finding, Refused, Severity
from pipelines.contract.identifiers.prose import words_for_people_in
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.source_table import SourceFile, shown_name

NAME = "submission.yaml"


def _iso_day(value: Any) -> Any:
    """Read an ISO day; what is none stays as it is, and fails as not being a date."""
    # YAML itself reads an unquoted ISO date; a date-time or another form is none.
    return parser_of("iso")(value) if isinstance(value, str) else value


# A thousand files with their digests; the reader of YAML is slow.
_MOST_BYTES = 200_000

Day = Annotated[date, BeforeValidator(_iso_day), Field(strict=True)]


class Declared(BaseModel):
    """What the sender declares about a submission."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    authority: str | None = None
    as_at: Day | None = None
    received_on: Day | None = None
    source_system: str | None = None
    pseudonym_key_id: str | None = None
    absent: tuple[str, ...] = ()
    files: dict[str, str] = Field(default_factory=dict)


def read_declared(file: SourceFile | None) -> Declared:
    """Return what is declared (nothing, without the file); raise Refused for a faulty one."""
    if file is None:
        return Declared()
    if file.size > _MOST_BYTES:
        raise Refused([_fault("too_large", "The file is larger than a declaration can be.")])
    try:
        declared = Declared.model_validate(read_yaml(file.data) or {})
    except YamlProblem as problem:
        found = [_fault("declaration_unreadable", "The file is not readable YAML.", problem.line)]
    except ValidationError as error:
        found = [
            _unknown_or_bad(str(e["loc"][0]) if e["loc"] else "", e["type"])
            for e in error.errors(include_input=False, include_url=False, include_context=False)
        ]
    else:
        found = list(_identifiers_in(declared))
        if not found:
            return declared
    raise Refused(found)


def _identifiers_in(declared: Declared) -> Iterator[Finding]:
    """Yield the lines that are kept as they are sent, and hold what identifies people."""
    for key in ("source_system", "pseudonym_key_id"):
        words = words_for_people_in(getattr(declared, key) or "")
        if words:
            yield _fault("identifier_values", f"The value holds {' and '.join(words)}.", key=key)


def _unknown_or_bad(key: str, kind: str) -> Finding:
    if kind == "extra_forbidden":
        return _fault("declaration_unknown", "A line has a name the contract does not know.")
    return _fault("declaration_unreadable", "The value is not of its kind.", key=key)


def _fault(rule: str, sentence: str, row: int | None = None, key: str | None = None) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.REFUSE,
        sentence=sentence,
        what_to_do="Mend submission.yaml, or send without it.",
        file=NAME,
        row=row,
        column=key,
    )


def mismatches(
    declared: Declared,
    authority: Authority | None,
    as_at: date | None,
    files: Sequence[SourceFile],
    mapping: Mapping | None,
) -> list[Finding]:
    """Return where the declaration contradicts the folder, the files or the mapping."""
    return [
        *_of_folder(declared, authority, as_at),
        *_of_files(declared, files),
        *_of_mapping(declared, mapping),
        *_of_absent(declared),
    ]


def _of_folder(
    declared: Declared, authority: Authority | None, as_at: date | None
) -> Iterator[Finding]:
    names = (authority.code, authority.slug) if authority else ()
    if declared.authority is not None and declared.authority not in names:
        yield _fault(
            "wrong_authority", "It names another authority than the folder.", key="authority"
        )
    if declared.as_at is not None and as_at is not None and declared.as_at != as_at:
        yield _fault("wrong_as_at", "It names another day than the folder.", key="as_at")


def _of_files(declared: Declared, files: Sequence[SourceFile]) -> Iterator[Finding]:
    hashes = {file.name: file.sha256 for file in files}
    for name, sha256 in declared.files.items():
        if name not in hashes:
            yield _fault("declared_file_absent", "A declared file is not there.", key="files")
        elif hashes[name] != sha256.lower():
            yield Finding(
                rule="hash_differs",
                severity=Severity.REFUSE,
                sentence="The file is not the one that was declared: its SHA-256 differs.",
                what_to_do="Send the file again; it may have been cut short or changed on the way.",
                file=shown_name(name),
            )


def _of_mapping(declared: Declared, mapping: Mapping | None) -> Iterator[Finding]:
    for key in ("source_system", "pseudonym_key_id"):
        ours, theirs = getattr(mapping, key, None), getattr(declared, key)
        if ours is not None and theirs is not None and ours != theirs:
            yield _fault("wrong_source", "It says otherwise than the mapping.", key=key)


def _of_absent(declared: Declared) -> Iterator[Finding]:
    for name in declared.absent:
        table = vocabulary().tables.get(name)
        if table is None or table.required:
            yield _fault(
                "wrong_absent", "A table declared absent is required or unknown.", key="absent"
            )
