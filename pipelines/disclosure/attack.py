"""The attack: everything that is shown, in this release and all before it, against what is not.

Four questions, aim by aim. Can a withheld count be worked out, or nearly? Can one that an earlier
release withheld? Is a shown count, less shown parts of it, 1 to 4? And can anybody say that a count
changed by 1 to 4 from one release to the next?
What an earlier release alone gives away cannot be called back: it is counted, and not a failure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from pipelines.contract.certificate import AttackResult
from pipelines.disclosure.few_left import Left, left_of_changes, left_of_wholes, pairs_of
from pipelines.disclosure.ledger import (
    IDENTITY,
    OF_AUTHORITY,
    Ledger,
    as_matrix,
    joined,
    of_aim,
)
from pipelines.disclosure.linear import Ints, Range, Solver
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.rests import changed_rests
from pipelines.disclosure.vetoes import Row
from pipelines.disclosure.waiting_lines import COUNTED, LEFT, REACHED

# The same figures as the stock's of another day, or the cohorts': they are attacked there.
_SAID_ELSEWHERE = ("over_two_years_at_start", "over_two_years_at_end", REACHED, LEFT, COUNTED)
# A day of a curve is said by the days around it: attacked are the small steps between them.
_CURVES, _STEPS = "waiting_curves_groups_by_year", " steps "
# Other tables rest on these: they are withheld last.
_LAST = ("home_orders_groups_by_quarter", "home_orders_authorities_by_year")

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Question:
    """What is asked: of a count (its line), a change (its two lines), or a rest (its atoms).

    A change of which the newer count is shown is another question than where it is withheld.
    """

    of: str
    about: tuple[int, ...]
    is_shown: bool = False


@dataclass(frozen=True)
class Finding:
    """Something an attacker could say: about which row, and which row is to be withheld for it."""

    about: Row
    column: str
    is_exact: bool
    is_difference: bool
    withhold: Row | None


@dataclass(frozen=True)
class Attacked:
    """What the attack found, and how much it looked at."""

    result: AttackResult
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Answer:
    """What was found of one aim; ``safe``: the questions to which nothing can be said."""

    is_open: Flags
    attacked: Attacked
    safe: frozenset[Question]
    is_whole: bool


class Attack:
    """The attack on one release beside all earlier ones.

    ``earlier``: ledgers of published releases as kept (values of open lines only).
    """

    def __init__(self, earlier: Sequence[Ledger], policy: Policy) -> None:
        self._earlier, self._policy = earlier, policy
        self._last: dict[str, _Answer] = {}

    def on(self, now: Ledger) -> Attacked:
        """Return what can be worked out; ``RuntimeError`` where what is shown contradicts."""
        return self._all(now, is_whole=True)

    def once_more(self, now: Ledger) -> Attacked:
        """Return what can be worked out after rows were withheld: what was safe is not asked again.

        With less shown less can be said, so that what nobody could say is still safe. Where
        anything of an aim opened since, everything of it is asked.
        """
        return self._all(now, is_whole=False)

    def _all(self, now: Ledger, *, is_whole: bool) -> Attacked:
        aims = sorted(set(now.lines["aim"]))
        answers = [self._answer(of_aim(now, aim), aim, is_whole=is_whole) for aim in aims]
        found = tuple(f for a in answers for f in a.findings)
        return Attacked(_sum([a.result for a in answers]), found)

    def _answer(self, now: Ledger, aim: str, *, is_whole: bool) -> Attacked:
        is_open, last = now.lines["is_open"].to_numpy(dtype=bool), self._last.get(aim)
        is_asked = last is not None and np.array_equal(is_open, last.is_open)
        if last is None or not is_asked or (is_whole and not last.is_whole):
            has_less = last is not None and not (is_open & ~last.is_open).any()
            safe = last.safe if last and has_less and not is_whole else frozenset()
            ledgers = [now, *(of_aim(ledger, aim) for ledger in self._earlier)]
            release = np.repeat(np.arange(len(ledgers)), [len(x.lines) for x in ledgers])
            attacker = _Attacker(joined(ledgers), release, self._policy, safe)
            found = tuple(attacker.findings())
            attacked = Attacked(attacker.result(), found)
            last = _Answer(is_open, attacked, frozenset(attacker.safe), not safe)
            self._last[aim] = last
        return last.attacked


def _sum(results: Sequence[AttackResult]) -> AttackResult:
    names = AttackResult.__dataclass_fields__
    return AttackResult(**{n: sum(getattr(r, n) for r in results) for n in names})


class _Attacker:
    """One aim: the lines of this release first (of ``release`` 0), then those of earlier ones.

    ``safe``: questions that are not asked; after ``findings`` also those that found nothing.
    """

    def __init__(
        self, union: Ledger, release: Ints, policy: Policy, safe: frozenset[Question]
    ) -> None:
        self.safe = set(safe)
        mine = int((release == 0).sum())
        self._lines, self._mine, self._policy = union.lines, mine, policy
        own = as_matrix(union)
        self._pairs = pairs_of(union.lines, mine)
        self._left = list(left_of_wholes(union.lines, own, mine))
        self._left_of_changes = list(left_of_changes(union, release, self._pairs))
        self._rests, self._of_rests = changed_rests(union.lines, own, release)
        changes = _changes(own, self._pairs)
        moved = np.flatnonzero(np.diff(changes.indptr) > 0)
        self._same = np.delete(self._pairs, moved, axis=0)
        self._pairs = self._pairs[moved]
        everything = csr_array(vstack([own, changes[moved], self._of_rests]))
        known = np.flatnonzero(self._lines["is_open"].to_numpy(dtype=bool))
        values = self._lines["value"].to_numpy(dtype=np.float64, na_value=0).astype(np.int64)
        self._values = values
        self._solver = Solver(everything, known, values[known])
        self._seen = dict.fromkeys(("cells", "recovered", "narrow", "already_out"), 0)
        self._differences = 0
        self._small = 0

    def findings(self) -> Iterator[Finding]:
        """Yield what can be said: of withheld counts, and of changes since an earlier release."""
        for line in self._withheld():
            self._seen["cells"] += 1
            question = Question("count", (line,))
            if question in self.safe:
                continue
            found = self._solver.range(line, self._policy.least_possible_values)
            if self._is_wide(found):
                self.safe.add(question)
            else:
                exact = found.possible <= 1
                yield from self._told(line, line, is_exact=exact, is_difference=False)
        yield from self._few_left()
        for question, line, about in self._changed():
            self._differences += 1
            if question in self.safe:
                continue
            if self._is_small_change(line, question):
                yield from self._told(line, about, is_exact=True, is_difference=True)
            else:
                self.safe.add(question)

    def _few_left(self) -> Iterator[Finding]:
        """Yield where shown wholes less shown parts are a few, or moved by a few."""
        for left in self._left:
            self._seen["cells"] += 1
            if 0 < left.value < self._policy.smallest_shown:
                self._seen["narrow"] += 1
                self._seen["recovered"] += 1
                yield self._left_by(left, is_difference=False)
        for left in self._left_of_changes:
            self._differences += 1
            if 0 < abs(left.value) < self._policy.smallest_shown:
                self._small += 1
                yield self._left_by(left, is_difference=True)

    def _left_by(self, left: Left, *, is_difference: bool) -> Finding:
        line = min(left.mine, key=self._price)
        column, row = str(self._lines.at[line, "column"]), self._row(line)
        return Finding(row, column, is_exact=True, is_difference=is_difference, withhold=row)

    def _changed(self) -> Iterator[tuple[Question, int, int]]:
        """Yield each change and each changed rest: the question, its line, the line it is about."""
        is_open = self._lines["is_open"].to_numpy(dtype=bool)
        first = len(self._lines)
        for at, (now, before) in enumerate(self._pairs.tolist()):
            yield Question("change", (now, before), bool(is_open[now])), first + at, now
        first += len(self._pairs)
        for at, about in enumerate(self._rests.tolist()):
            start, end = self._of_rests.indptr[at : at + 2]
            atoms, signs = self._of_rests.indices[start:end], self._of_rests.data[start:end]
            summed = (*atoms.tolist(), *signs.tolist())
            yield Question("rest", summed), first + at, about

    def result(self) -> AttackResult:
        """Return the counts of what was looked at and found."""
        return AttackResult(
            **self._seen,
            differences=self._differences,
            small_differences=self._small,
            unknowns=self._solver.unknowns,
            equations=len(self._solver.known),
        )

    def _is_wide(self, found: Range) -> bool:
        # A shown nought says that there is nobody: there is no child to be found behind it.
        return found.possible >= self._policy.least_possible_values or found.high < 0.5

    def _withheld(self) -> list[int]:
        """Return the withheld counts of this release that are not 0, and of earlier ones."""
        lines = self._lines
        hidden = ~lines["is_open"].to_numpy(dtype=bool)
        hidden &= ~lines["table"].isin([IDENTITY, OF_AUTHORITY]).to_numpy()
        hidden &= ~lines["column"].isin(_SAID_ELSEWHERE).to_numpy()
        is_curve = (lines["table"] == _CURVES).to_numpy()
        hidden &= ~is_curve | lines["period"].str.contains(_STEPS, regex=False).to_numpy()
        nobody = np.arange(len(lines)) < self._mine
        nobody &= self._values == 0
        again = np.zeros(len(lines), dtype=bool)
        again[self._same[:, 1]] = True
        return [int(i) for i in np.flatnonzero(hidden & ~nobody & ~again)]

    def _is_small_change(self, line: int, question: Question) -> bool:
        if question.of == "change":
            now, before = question.about
            if self._lines.at[now, "is_open"] and self._lines.at[before, "is_open"]:
                change = abs(int(self._values[now]) - int(self._values[before]))
                return 0 < change < self._policy.smallest_shown
        return self._is_said_to_be_few(line)

    def _is_said_to_be_few(self, line: int) -> bool:
        found = self._solver.range(line, 2)
        few = range(1, self._policy.smallest_shown)
        may_be = any(found.low - 0.5 < sign * n < found.high + 0.5 for n in few for sign in (1, -1))
        return found.possible <= 1 and may_be

    def _told(
        self, target: int, about: int, *, is_exact: bool, is_difference: bool
    ) -> Iterator[Finding]:
        withhold = self._to_withhold(target, about if is_difference else None)
        if withhold is None:
            self._seen["already_out"] += 1
            return
        if is_difference:
            self._small += 1
        else:
            self._seen["narrow"] += 1
            self._seen["recovered"] += int(is_exact)
        column = str(self._lines.at[about, "column"])
        yield Finding(self._row(about), column, is_exact, is_difference, self._row(withhold))

    def _to_withhold(self, target: int, changed: int | None) -> int | None:
        """Return the smallest shown line of this release without which less can be said."""
        if changed is not None and self._lines.at[changed, "is_open"]:
            return changed
        leaning = [int(i) for i in self._solver.leaning_on(target)]
        mine = [i for i in leaning if i < self._mine and self._lines.at[i, "table"] != IDENTITY]
        if not mine:
            return None
        return min(mine, key=self._price)

    def _price(self, line: int) -> tuple[int, int, Row]:
        """Return what it costs to withhold a line's row: a day of a curve, then few children."""
        row = self._row(line)
        order = 0 if row[0] == _CURVES else 2 if row[0] in _LAST else 1
        return order, int(self._values[line]), row

    def _row(self, line: int) -> Row:
        row = self._lines.iloc[line]
        return str(row["table"]), str(row["area"]), str(row["aim"]), str(row["period"])


def _changes(own: csr_array, pairs: Ints) -> csr_array:
    """Return what a count is now less what it was, in atoms; a count that is the same is empty."""
    if not len(pairs):
        return csr_array((0, own.shape[1]), dtype=np.int64)
    changes = csr_array(own[pairs[:, 0]] - own[pairs[:, 1]])
    changes.eliminate_zeros()
    return changes
