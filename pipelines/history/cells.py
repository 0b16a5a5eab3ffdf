"""Figures of the marts in two builds: rows by grain, and the cells that differ in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.contract.vocabulary import WarehouseTable
from pipelines.history.two_builds import TwoBuilds

# What a row is of and how far its build knew: the causes and the two builds say it already.
_NOT_COMPARED = ("submission_id", "vintage")
AREA_COLUMNS = ("area", "authority_code")


@dataclass(frozen=True)
class CellRow:
    """One row of a mart whose figures differ: its grain, and each figure before and after."""

    mart: str
    area: str
    grain: Mapping[str, str]
    cells: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class MartChange:
    """How many rows of a mart began, went or differ, for one area."""

    mart: str
    area: str
    reason: str
    added: int
    removed: int
    changed: int


def mart_changes(
    two: TwoBuilds, marts: Mapping[str, WarehouseTable], reasons: Mapping[str, str]
) -> list[MartChange]:
    """Return the changes of every mart of both builds by area.

    ``reasons``: why figures of an area may have moved; '' stands for every group of authorities.
    """
    shapes = {shape.name: shape for shape in _comparable(two, marts)}
    found = []
    for name in two.tables("marts"):
        query = _counted(shapes[name]) if name in shapes else _only_in_one(two, name)
        for area, *counts in two.rows(query):
            why = reasons.get(str(area), reasons[""])
            found.append(MartChange(name, str(area), why, *counts))  # type: ignore[arg-type]
    return found


def changed_cells(
    two: TwoBuilds, marts: Mapping[str, WarehouseTable], areas: Sequence[str], limit: int
) -> list[CellRow]:
    """Return rows of the marts whose figures differ, of some areas and in their order.

    At most ``limit`` of a mart; a row that only one build has differs from nothing (None).
    """
    found: list[CellRow] = []
    for shape in _comparable(two, marts):
        found += _cell_rows(two, shape, areas, limit)
    return found


@dataclass(frozen=True)
class _Shape:
    name: str
    grain: tuple[str, ...]
    figures: tuple[str, ...]

    @property
    def area(self) -> str:
        """Return the column that names the area; the first of the grain where there is none."""
        return next((c for c in AREA_COLUMNS if c in self.grain), self.grain[0])

    @property
    def paired(self) -> str:
        """Return the join of both builds' rows on the grain, as `from` takes it."""
        keys = " and ".join(f'a."{c}" is not distinct from b."{c}"' for c in self.grain)
        return f'a.marts."{self.name}" as a full join b.marts."{self.name}" as b on {keys}'

    @property
    def differs(self) -> str:
        """Return the condition that some figure differs between the two."""
        return " or ".join(f'a."{c}" is distinct from b."{c}"' for c in self.figures) or "false"

    def there(self, side: str) -> str:
        """Return the condition that a side has the row: some column of the grain is filled."""
        return " or ".join(f'{side}."{c}" is not null' for c in self.grain)


def _comparable(two: TwoBuilds, marts: Mapping[str, WarehouseTable]) -> Iterator[_Shape]:
    for name in two.tables("marts"):
        columns = [c for c in two.columns("marts", name) if c not in _NOT_COMPARED]
        grain = tuple(c for c in marts[name].grain if c in columns) if name in marts else ()
        if grain and _is_unique(two, name, grain):
            yield _Shape(name, grain, tuple(c for c in columns if c not in grain))


def _is_unique(two: TwoBuilds, name: str, grain: tuple[str, ...]) -> bool:
    keys = ", ".join(f'"{c}"' for c in grain)
    twice = " union all ".join(
        f'(select 1 from {side}.marts."{name}" group by {keys} having count(*) > 1 limit 1)'  # noqa: S608
        for side in ("a", "b")
    )
    return not two.rows(twice)


def _counted(shape: _Shape) -> str:
    in_a, in_b = shape.there("a"), shape.there("b")
    return f"""
        with compared as (
            select
                coalesce(b."{shape.area}", a."{shape.area}") as area,
                not ({in_a}) as is_added,
                not ({in_b}) as is_removed,
                ({in_a}) and ({in_b}) and ({shape.differs}) as is_changed
            from {shape.paired}
        )
        select area, count_if(is_added), count_if(is_removed), count_if(is_changed)
        from compared
        where is_added or is_removed or is_changed
        group by area
        order by area
    """  # noqa: S608


def _only_in_one(two: TwoBuilds, name: str) -> str:
    """Count rows that are in one build only, of a mart whose grain the contract leaves to us."""
    columns = [c for c in two.columns("marts", name) if c not in _NOT_COMPARED]
    area = next((f'"{c}"' for c in AREA_COLUMNS if c in columns), "''")
    listed = ", ".join(f'"{c}"' for c in columns)
    sides = [f'select {listed} from {side}.marts."{name}"' for side in ("a", "b")]  # noqa: S608
    return f"""
        with only_in_one as (
            select *, false as is_later from ({sides[0]} except all {sides[1]}) as gone
            union all
            select *, true from ({sides[1]} except all {sides[0]}) as come
        )
        select {area} as area, count_if(is_later), count_if(not is_later), 0
        from only_in_one
        group by 1
        order by 1
    """  # noqa: S608


def _cell_rows(
    two: TwoBuilds, shape: _Shape, areas: Sequence[str], limit: int
) -> Iterator[CellRow]:
    if not shape.figures:
        return
    keys = {c: f'coalesce(b."{c}", a."{c}")' for c in shape.grain}
    area = f"cast({keys[shape.area]} as varchar)"
    grain_texts = ", ".join(f"cast({key} as varchar)" for key in keys.values())
    pairs = ", ".join(f'a."{c}", b."{c}"' for c in shape.figures)
    query = f"""
        select {area}, {grain_texts}, {pairs}
        from {shape.paired}
        where ({shape.differs}) and list_contains($areas, {area})
        order by list_position($areas, {area}), {", ".join(keys.values())}
        limit {limit}
    """  # noqa: S608
    for of_area, *rest in two.connection.execute(query, {"areas": list(areas)}).fetchall():
        grain, values = rest[: len(shape.grain)], rest[len(shape.grain) :]
        before_after = zip(shape.figures, values[::2], values[1::2], strict=True)
        yield CellRow(
            shape.name,
            str(of_area),
            dict(zip(shape.grain, grain, strict=True)),
            {name: (before, after) for name, before, after in before_after if before != after},
        )
