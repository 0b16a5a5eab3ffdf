"""What the mapping says a source column is: a pseudonym, or sent under an agreement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.authorities.cell_rule import CellRule
from pipelines.authorities.mapping import Mapping
from pipelines.authorities.parts import StepsPart, TablePart
from pipelines.contract.vocabulary import vocabulary


@dataclass(frozen=True)
class Roles:
    """The columns of one source: ``pseudonyms`` fill an id of the contract, ``months`` the month
    of birth, ``coded`` and ``dates`` columns of those types; ``allowed`` may identify: they are
    dropped or degraded under an agreement.
    """

    pseudonyms: frozenset[str]
    months: frozenset[str]
    coded: frozenset[str]
    dates: frozenset[str]
    allowed: frozenset[str]


def roles_of(mapping: Mapping, source: str) -> Roles:
    """Return what the columns of a source are used for."""
    used = set(_uses(mapping, source))
    allowed = {each["column"] for each in mapping.identifiers() if each["source"] == source}
    by_type = {
        t: frozenset(c for c, kind in used if kind == t)
        for t in ("pseudonym", "month", "code", "date")
    }
    return Roles(
        by_type["pseudonym"], by_type["month"], by_type["code"], by_type["date"], frozenset(allowed)
    )


def _uses(mapping: Mapping, source: str) -> Iterator[tuple[str, str]]:
    """Yield each column of a source with the type of a contract column that it fills."""
    for table, _number, part in mapping.parts():
        columns = vocabulary().tables[table].columns
        if part.from_ == source:
            # What tells steps and rows apart is a label, like a code.
            yield from ((rule.column, "code") for rule in part.skip_rows_where)
            yield from [(part.step, "code")] if isinstance(part, StepsPart) else []
        for _place, rules in part.layouts():
            for name, rule in rules.items():
                for where, column in _origins(part, rule):
                    if where == source and name in columns:
                        yield column, columns[name].type


def _origins(part: TablePart, rule: CellRule) -> Iterator[tuple[str, str]]:
    names = part.combine[rule.column].columns if rule.column in part.combine else (rule.column,)
    fetched = {
        name: (join.with_, column) for join in part.join for name, column in join.fetch.items()
    }
    for name in names:
        if name is not None:
            yield fetched.get(name, (part.from_, name))
