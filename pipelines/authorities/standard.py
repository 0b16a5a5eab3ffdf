"""The standard extract as a mapping of itself, so that there is one way to read files."""

from __future__ import annotations

from pipelines.authorities.cell_rule import CellRule
from pipelines.authorities.mapping import Mapping, Source
from pipelines.authorities.parts import RowsPart
from pipelines.contract.vocabulary import vocabulary


def standard_part(table: str) -> RowsPart:
    """Return the part that takes every column of a table under its own name."""
    columns = {name: CellRule(column=name) for name in vocabulary().tables[table].columns}
    return RowsPart.model_validate({"from": table, "columns": columns})


def standard_mapping(sources: dict[str, Source]) -> Mapping:
    """Return the mapping for an authority that sends these tables as the contract has them."""
    return Mapping(sources=sources, tables={table: (standard_part(table),) for table in sources})
