"""The lines of one release: each count of its tables, shown or not, as a sum of base counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import (
    ENGAGED,
    SCOTLAND,
    MartFrames,
    ProtectedTable,
)
from pipelines.disclosure import grains
from pipelines.disclosure.base_counts import AimCounts, BaseCount, counts_by_aim, terms_of
from pipelines.disclosure.cubes import Flags, Span
from pipelines.disclosure.curve_lines import curve_pieces
from pipelines.disclosure.decisions import Decisions, Part
from pipelines.disclosure.identities import identities_of
from pipelines.disclosure.ledger import (
    FEW_OF_AUTHORITY,
    IDENTITY,
    LINE,
    OF_AUTHORITY,
    TERM,
    Ledger,
    days_since_1970,
    ledger_of,
)
from pipelines.disclosure.other_lines import lines_of_others
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.tables_of_blocks import TABLES, Written
from pipelines.disclosure.vetoes import rows_of
from pipelines.disclosure.windows import (
    Compared,
    Comparison,
    compare,
    latest_of,
    period_rows,
    starts_of,
)
from pipelines.disclosure.world import World

_OUTCOMES = {name: (name,) for name in grains.COHORT_ATOMS}
_COHORT = _OUTCOMES | {"counted_starts": grains.COHORT_ATOMS}
_WAITING = {"waiting": ("waiting",), "overdue": grains.OVERDUE_ATOMS}
_OVER = ("reviewed", "not_reviewed")
# Column of a table → the base counts it sums.
COLUMNS: Mapping[str, Mapping[str, Sequence[str]]] = {
    grains.COHORT.name: _COHORT,
    grains.COHORT_OF_THREE_YEARS.name: _COHORT,
    grains.HOME_COHORT.name: _COHORT,
    grains.WAITING.name: _WAITING,
    grains.HOME_WAITING.name: _WAITING,
    grains.OVERDUE.name: {name: (name,) for name in grains.OVERDUE_ATOMS},
    grains.HOME_STOCK.name: {
        "at_home": ("under_two_years", *_OVER),
        "over_two_years": _OVER,
        "reviewed": ("reviewed",),
    },
    grains.HOME_DECISIONS.name: {
        name: (name,)
        for name in grains.HOME_DECISIONS.atoms
        if name not in ("reviewed_earlier", "latest_review_said_other")
    },
    grains.HOME_FLOW.name: {
        "over_two_years_at_start": ("over_two_years_at_start",),
        "reached_two_years": ("reached_two_years",),
        "left": ("left_after_review", "left_without_review"),
        "over_two_years_at_end": ("over_two_years_at_end",),
        "left_without_review": ("left_without_review",),
        "first_reviewed": ("first_reviewed",),
    },
    grains.HOME_OUTCOMES.name: {
        name: (name,) for name in grains.HOME_OUTCOMES.atoms if name != "not_yet_known"
    },
}
_OTHERWISE = ("not_within", "exited_before_threshold")


def lines_of_release(
    frames: MartFrames, decided: Decisions, world: World, policy: Policy
) -> Ledger:
    """Return the ledger of one release, nothing open yet (``as_shown``)."""
    counted = counts_by_aim(decided, frames, world)
    writers = [
        _Writer(counted[part.aim or 1], part, world, policy)
        for parts in decided.by_table()
        for part in parts
    ]
    pieces = list(chain.from_iterable(w.pieces() for w in writers))
    pieces += [p for aim in counted.values() for p in identities_of(aim)]
    pieces += list(_comparisons(frames, decided, counted, policy))
    pieces += list(curve_pieces(frames, decided, counted, world, policy))
    pieces += list(lines_of_others(frames, counted, world, policy))
    return ledger_of([p[0] for p in pieces], [p[1] for p in pieces])


def as_shown(ledger: Ledger, tables: Sequence[ProtectedTable]) -> Ledger:
    """Return the ledger with those lines open that stand in a row without a symbol."""
    shown = [row for t in tables for row in rows_of(t, only_shown=True)]
    names = pd.MultiIndex.from_frame(ledger.lines[["table", "area", "aim", "period"]])
    is_open = names.isin(shown) | (ledger.lines["table"] == IDENTITY).to_numpy()
    return Ledger(ledger.lines.assign(is_open=is_open), ledger.terms)


Piece = tuple[pd.DataFrame, pd.DataFrame]


class _Writer:
    """Writes the lines of one part, table by table and column by column."""

    def __init__(self, counted: AimCounts, part: Part, world: World, policy: Policy) -> None:
        self._counted, self._part, self._world = counted, part, world
        self._few = range(1, policy.smallest_shown)

    def pieces(self) -> Iterator[Piece]:
        """Yield lines and terms; terms count the lines of their own piece."""
        by_quarter, by_year, of_named = TABLES[self._part.block.name]
        for column, kinds in COLUMNS[self._part.block.name].items():
            yield self._group_quarters(by_quarter, column, kinds)
            if by_year and self._part.block.group_years:
                yield self._group_years(by_year, column, kinds)
            if of_named and self._part.block.areas is grains.Areas.AUTHORITIES:
                yield self._authorities(of_named, column, kinds)
            yield from self._quarters_of_authorities(column, kinds)

    def _quarters_of_authorities(self, column: str, kinds: Sequence[str]) -> Iterator[Piece]:
        """Yield what no table holds: where the data of some end, a flow beside a stock says it."""
        cube, at_ends = self._part.cube, _where_some_end(self._part.cube.included)
        counts = sum((self._base(k).counts for k in kinds), np.zeros_like(at_ends, dtype=np.int64))
        few = np.isin(counts, self._few)
        for table, wanted in ((OF_AUTHORITY, counts > 0), (FEW_OF_AUTHORITY, few)):
            at = np.argwhere(wanted & at_ends).tolist()
            lines = [(cube.authorities[a], str(cube.quarters[q])) for a, q in at]
            cells = [(np.array([a]), np.array([q])) for a, q in at]
            yield self._piece(table, column, kinds, lines, cells)

    def _group_quarters(self, table: Written, column: str, kinds: Sequence[str]) -> Piece:
        part, lines, cells = self._part, [], []
        for group in self._groups():
            inside = part.cube.included & self._world.mask_of(group)[:, None]
            for q in np.flatnonzero(part.leaves[group]):
                cells.append((np.flatnonzero(inside[:, q]), np.array([q])))
                lines.append((group, table.period(part.cube.quarters[int(q)])))
        return self._piece(table.shape.name, column, kinds, lines, cells)

    def _group_years(self, table: Written, column: str, kinds: Sequence[str]) -> Piece:
        of = [(g, self._world.mask_of(g)) for g in self._groups()]
        told: dict[Span, str] = {(y,): table.period(y) for y in self._part.cube.years}
        return self._spans(table, column, kinds, (of, told))

    def _authorities(self, table: Written, column: str, kinds: Sequence[str]) -> Piece:
        codes = self._part.cube.authorities
        of = [(code, np.arange(len(codes)) == a) for a, code in enumerate(codes)]
        told = {span: table.period(span) for span in self._part.spans}
        return self._spans(table, column, kinds, (of, told))

    def _spans(
        self,
        table: Written,
        column: str,
        kinds: Sequence[str],
        of: tuple[Sequence[tuple[str, Flags]], Mapping[Span, str]],
    ) -> Piece:
        """Return the lines of areas by span of years, each with how the table writes the span."""
        cube, lines, cells = self._part.cube, [], []
        for span, period in of[1].items():
            at = cube.quarters_in(span)
            if len(at) < 4 * len(span):
                continue
            at = at[-1:] if self._part.block.year is grains.Year.END else at
            for area, members in of[0]:
                if cube.included[members][:, at].any():
                    cells.append((np.flatnonzero(members), at))
                    lines.append((area, period))
        return self._piece(table.shape.name, column, kinds, lines, cells)

    def _groups(self) -> tuple[str, ...]:
        return tuple(g for g in self._part.groups(self._world) if g != SCOTLAND)

    def _piece(
        self,
        table: str,
        column: str,
        kinds: Sequence[str],
        lines: Sequence[tuple[str, str]],
        cells: Sequence[tuple[np.ndarray, np.ndarray]],
    ) -> Piece:
        values = [
            sum(int(self._base(k).counts[np.ix_(a, q)].sum()) for k in kinds) for a, q in cells
        ]
        told = pd.DataFrame(
            {
                "table": table,
                "area": [area for area, _ in lines],
                "aim": str(self._counted.aim),
                "period": [period for _, period in lines],
                "column": column,
                "value": values,
                "is_open": False,
            }
        )
        return told, _terms(self._counted, kinds, cells, self._part.cube.included)

    def _base(self, kind: str) -> BaseCount:
        return self._counted.kinds[kind]


def _where_some_end(included: Flags) -> Flags:
    """Return (authority, quarter): the two quarters at either end of data that others go beyond."""
    goes_on = np.asarray(included.any(axis=0), dtype=bool)[None, :] & ~included
    beside = np.zeros_like(included)
    for step in (1, 2):
        beside[:, :-step] |= goes_on[:, step:]
        beside[:, step:] |= goes_on[:, :-step]
    return np.asarray(beside & included)


def _terms(
    counted: AimCounts,
    kinds: Sequence[str],
    cells: Sequence[tuple[np.ndarray, np.ndarray]],
    included: Flags,
) -> pd.DataFrame:
    """Return the terms of lines given by their authorities and quarters, by position."""
    line, who, quarter = [], [], []
    for i, (authorities, at) in enumerate(cells):
        a, q = np.nonzero(included[np.ix_(authorities, at)])
        line.append(np.full(len(a), i))
        who.append(authorities[a])
        quarter.append(at[q])
    if not line:
        return pd.DataFrame(columns=TERM)
    lines, whose, at = (np.concatenate(x) for x in (line, who, quarter))
    return pd.concat(
        [terms_of(counted, k, lines, whose, counted.kinds[k].quarters[at]) for k in kinds]
    )


def _comparisons(
    frames: MartFrames,
    decided: Decisions,
    counted: Mapping[int, AimCounts],
    policy: Policy,
) -> Iterator[Piece]:
    """Yield the lines of ``improvement``: windows of an authority's starts, and their sums."""
    for part in decided.cohorts if len(frames.improvement) else ():
        if part.aim in (None, 1) or not len(part.cube.quarters):
            continue
        aim = part.aim or 0
        rows = period_rows(frames.improvement, aim, policy.improvement_period)
        starts = starts_of(frames.starts, aim)
        compared = compare(rows, starts, latest_of(frames.mature, aim), part.cube)
        yield from _windows(compared, counted[aim], part)


def _windows(compared: Compared, counted: AimCounts, part: Part) -> Iterator[Piece]:
    of = {part.cube.authorities[a]: {a: c} for a, c in compared.comparisons.items()}
    is_sum = compared.group is not None and not compared.doubtful
    areas = of | ({ENGAGED: compared.comparisons} if is_sum else {})
    for w, which in enumerate(("baseline", "current")):
        yield _window(compared, counted, areas, (w, f"{which}_within", ("within",)))
        every = ("within", *_OTHERWISE)
        yield _window(compared, counted, areas, (w, f"{which}_of", every))


def _window(
    compared: Compared,
    counted: AimCounts,
    areas: Mapping[str, Mapping[int, Comparison]],
    asked: tuple[int, str, Sequence[str]],
) -> Piece:
    """Return one column of ``improvement``: of each area, the starts in its members' windows."""
    w, column, kinds = asked
    cuts = days_since_1970(compared.timeline.cuts)
    atoms = [0] if len(kinds) == 1 else [0, 1]
    lines, terms = [], []
    for area, own in areas.items():
        row = ("improvement", area, str(counted.aim), "")
        value = sum(int(c.counts()[w, atoms].sum()) for c in own.values())
        lines.append((*row, column, value, False))
        terms += [
            (len(lines) - 1, f"{counted.aim} {kind}", *stretch, 1)
            for a, comparison in own.items()
            for start, end in (comparison.windows[w],)
            for kind in kinds
            for stretch in counted.stretches(a, kind, (int(cuts[start]), int(cuts[end])))
        ]
    return pd.DataFrame(lines, columns=LINE), pd.DataFrame(terms, columns=TERM)
