"""The shapes in which figures walk to the way out: mart frames in, protected tables out.

A protected table carries no figure that may not leave: where a row is withheld its figures are
missing and its ``symbol`` says so. ``cells`` renders a table as every format writes it, so that
CSV, spreadsheet and report cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import pandas as pd

from pipelines.contract.formulas import harmless

WITHHELD = "[c]"
NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"
ROUNDS_TO_NOUGHT = "[low]"
REVISED = "[r]"
PROVISIONAL = "[p]"
# What stands in a cell in place of a figure.
SYMBOLS: Mapping[str, str] = {
    WITHHELD: "withheld: the row holds a count of 1 to 4, or would give one back",
    NOT_AVAILABLE: "not available: the period is not complete for this area",
    NOT_APPLICABLE: "not applicable: a percentage of nobody, or a share that was never reached",
    ROUNDS_TO_NOUGHT: "a figure that rounds to 0 but is not 0",
}
# What stands beside a figure, and says something of it.
MARKS: Mapping[str, str] = {
    REVISED: "revised since the release before",
    PROVISIONAL: "provisional: expected to be revised",
}
LEGEND: Mapping[str, str] = {**SYMBOLS, **MARKS}
# What is nearer to nought than this is nought, however it was worked out.
_NOTHING = 1e-9
# Where disclosure rounds to more than whole numbers, what it rounds to nought leaves as this.
LOW_NUMBER = 0.5

MADE_UP = "MADE-UP"
SYMBOL_COLUMN = "symbol"
MARK_COLUMN = "mark"
NO_MARK = "none"
STATUS_COLUMN = "data_status"

ALL_REPORTING = "all_reporting"
ENGAGED = "engaged"
NOT_ENGAGED = "not_engaged"
SCOTLAND = "scotland"


class Kind(StrEnum):
    """What a released column holds."""

    AREA = "area"
    NAME = "name"
    CODE = "code"
    PERIOD = "period"
    COUNT = "count"  # of children or clocks: protected
    AUTHORITIES = "authorities"  # a number of authorities: not protected
    PERCENT = "percent"
    POINTS = "points"  # a difference of two percentages
    DAYS = "days"  # rounded by the policy: an exact number of days is one child's wait
    TALLY = "tally"  # of a chart's points, or of authorities by what was found of them
    DECIMAL = "decimal"  # another number, one decimal
    PROBABILITY = "probability"  # 0 to 1, three decimals
    CHANGE = "change"  # of a count since the release before: 0, or at least as much as is shown
    MARK = "mark"  # what is said of a row's figures: revised, provisional, or neither
    WORD = "word"  # a judgement or a band that rests on protected counts
    STATUS = "status"

    @property
    def is_figure(self) -> bool:
        """Return whether the column is withheld with its row."""
        return self.is_whole or self.is_decimal or self in (Kind.WORD, Kind.MARK)

    @property
    def is_whole(self) -> bool:
        """Return whether the column's figures are whole numbers."""
        return self in (Kind.COUNT, Kind.CHANGE, Kind.DAYS, Kind.TALLY)

    @property
    def is_decimal(self) -> bool:
        """Return whether the column's figures have decimals."""
        return self.decimals > 0

    @property
    def decimals(self) -> int:
        """Return how many decimals the column's figures have."""
        if self is Kind.PROBABILITY:
            return 3
        return 1 if self in (Kind.PERCENT, Kind.POINTS, Kind.DECIMAL) else 0


@dataclass(frozen=True)
class ReleaseColumn:
    """One column that may leave: its name in files, its heading for people, what it means."""

    name: str
    heading: str
    kind: Kind
    meaning: str
    unit: str
    source: str


# The columns of a kind that says nothing of it, and yet tell rows apart.
_KEYS = (
    "table",
    "aim",
    "variant",
    "local_aim_id",
    "measure",
    "estimator",
    "comparison",
    "when",
    "period",
)


@dataclass(frozen=True)
class TableShape:
    """One table of a release: its columns in order and what it is about."""

    name: str
    title: str
    about: str
    grain: str
    columns: tuple[ReleaseColumn, ...]

    @property
    def figures(self) -> tuple[ReleaseColumn, ...]:
        """Return the columns that are withheld with their row."""
        return tuple(c for c in self.columns if c.kind.is_figure)

    @property
    def counts(self) -> tuple[str, ...]:
        """Return the names of the protected counts."""
        return tuple(c.name for c in self.columns if c.kind is Kind.COUNT)

    @property
    def periods(self) -> tuple[str, ...]:
        """Return the names of the columns that say of which day, quarter or year a row is."""
        return tuple(c.name for c in self.columns if c.kind is Kind.PERIOD)

    @property
    def key(self) -> list[str]:
        """Return the columns that tell a table's rows apart."""
        return [
            c.name for c in self.columns if c.kind in (Kind.AREA, Kind.PERIOD) or c.name in _KEYS
        ]


@dataclass(frozen=True)
class ProtectedTable:
    """A table as it may leave: the shape's columns and ``symbol``, '' where the row is shown."""

    shape: TableShape
    frame: pd.DataFrame

    @property
    def shown(self) -> pd.DataFrame:
        """Return the rows whose figures are shown."""
        return self.frame[self.frame[SYMBOL_COLUMN] == ""]

    @property
    def withheld_rows(self) -> int:
        """Return how many rows are withheld."""
        return int((self.frame[SYMBOL_COLUMN] == WITHHELD).sum())

    @property
    def row_counts(self) -> dict[str, int]:
        """Return the number of rows: all, shown, withheld, not available."""
        return {
            "rows": len(self.frame),
            "shown": len(self.shown),
            "withheld": self.withheld_rows,
            "not_available": int((self.frame[SYMBOL_COLUMN] == NOT_AVAILABLE).sum()),
        }

    def cells(self) -> pd.DataFrame:
        """Return the table as text, cell for cell as every format shows it."""
        return self._cells

    @cached_property
    def _cells(self) -> pd.DataFrame:
        out = {c.name: self._column(c) for c in self.shape.columns}
        return pd.DataFrame(out, index=self.frame.index, dtype=object)

    def _column(self, column: ReleaseColumn) -> list[str]:
        values = self.frame[column.name].tolist()
        if not column.kind.is_figure:
            return [harmless(str(v)) for v in values]
        symbols = self.frame[SYMBOL_COLUMN].tolist()
        pairs = zip(values, symbols, strict=True)
        return [symbol or _figure(value, column.kind) for value, symbol in pairs]


def _figure(value: float | int | str, kind: Kind) -> str:
    if pd.isna(value):
        return NOT_APPLICABLE
    if kind in (Kind.WORD, Kind.MARK):
        return harmless(str(value))
    number = abs(float(value))
    if number > _NOTHING and round(number, kind.decimals if kind.is_decimal else 0) == 0:
        return ROUNDS_TO_NOUGHT
    if not kind.is_decimal:
        return str(int(value))
    # Adding 0.0 makes a nought of minus nought.
    return f"{round(float(value), kind.decimals) + 0.0:.{kind.decimals}f}"


@dataclass(frozen=True)
class MartFrames:
    """What disclosure reads from a warehouse (contract section 5, and ``core``).

    ``authorities``: ``authority_code``, ``name``, ``slug``, ``submission_id`` and ``as_at`` (both
    missing where no submission is in force), ``is_engaged``. ``build``: the row of ``core.build``.
    ``starts``: counted clocks of Aims 2 to 4 by day of start (``authority_code``, ``aim``,
    ``clock_start``, ``threshold_days``, ``within``, ``otherwise``): never released, but the time
    that windows of different authorities cut out can be judged by nothing coarser.
    ``waits``: the same clocks and Aim 1's by ``authority_code``, ``aim``, ``cohort_quarter`` (first
    day), ``threshold_days`` and ``days`` from the start to the stop, the exit or the end of what is
    known: ``clocks``, and of them ``reached`` (stopped) and ``left`` (exited).
    ``mature``: by ``authority_code`` and ``aim`` the first day of the ``latest_quarter`` whose
    cohort is mature, with clocks or not. ``local_aims``: ``local_aim_progress`` beside the aims'
    definitions. ``quality``: rows received and kept of each submission in force, and how it came.
    ``case_mix``: starts of each authority, ``aim`` and ``period`` by what was so before them.
    ``chart_series``, ``chart_rebase``: what a chart of a group must know beside its points, and the
    decisions that move its centre. ``change_ideas``: by ``measure`` and ``quarter`` how many
    ``ideas`` began to be tested.
    """

    aim_timeliness: pd.DataFrame
    waiting_now: pd.DataFrame
    home_orders: pd.DataFrame
    home_reviews: pd.DataFrame
    authorities: pd.DataFrame
    build: Mapping[str, str]
    named: frozenset[str] = frozenset()
    improvement: pd.DataFrame = field(default_factory=pd.DataFrame)
    waiting_times: pd.DataFrame = field(default_factory=pd.DataFrame)
    local_aims: pd.DataFrame = field(default_factory=pd.DataFrame)
    case_mix: pd.DataFrame = field(default_factory=pd.DataFrame)
    coverage: pd.DataFrame = field(default_factory=pd.DataFrame)
    quality: pd.DataFrame = field(default_factory=pd.DataFrame)
    starts: pd.DataFrame = field(default_factory=pd.DataFrame)
    waits: pd.DataFrame = field(default_factory=pd.DataFrame)
    mature: pd.DataFrame = field(default_factory=pd.DataFrame)
    chart_series: pd.DataFrame = field(default_factory=pd.DataFrame)
    chart_rebase: pd.DataFrame = field(default_factory=pd.DataFrame)
    change_ideas: pd.DataFrame = field(default_factory=pd.DataFrame)
    programme_summary: pd.DataFrame = field(default_factory=pd.DataFrame)
    programme_effect: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class NamedAuthority:
    """An authority that may be named and has a submission in force."""

    code: str
    name: str
    slug: str
    data_to: str
    is_engaged: bool


@dataclass(frozen=True)
class Flag:
    """Something a person should look at before a release is signed; never a withheld value."""

    table: str
    area: str
    aim: str
    period: str
    sentence: str


@dataclass(frozen=True)
class Protected:
    """Everything that may leave one build, and on what terms."""

    tables: tuple[ProtectedTable, ...]
    data_status: str
    day: str
    build: Mapping[str, str]
    submissions: tuple[str, ...]
    policy: Mapping[str, str | int | float | bool]
    authorities: Mapping[str, int]
    flags: tuple[Flag, ...] = field(default=())
    release_before: str = ""
    named: tuple[NamedAuthority, ...] = field(default=())

    @property
    def is_made_up(self) -> bool:
        """Return whether the data are invented."""
        return self.data_status == MADE_UP

    @property
    def written(self) -> tuple[ProtectedTable, ...]:
        """Return the tables with rows: those that have a file and a sheet."""
        return tuple(t for t in self.tables if len(t.frame))

    @property
    def without_rows(self) -> tuple[ProtectedTable, ...]:
        """Return the tables of which nothing can be shown, not even that it is withheld."""
        return tuple(t for t in self.tables if not len(t.frame))

    def table(self, name: str) -> ProtectedTable:
        """Return a table by name."""
        return next(t for t in self.tables if t.shape.name == name)
