"""Protect, attack, withhold what the attack leans on, and so on until it recovers nothing.

The rules of ``closure`` withhold what can be seen to be needed; the attack is the proof, and finds
what only several tables, or several releases, give back together. The same frames, names, policy
and earlier releases give the same tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from pipelines.contract.certificate import AttackResult, Certificate, table_digests
from pipelines.contract.published import Published
from pipelines.contract.release_tables import MartFrames, Protected, ProtectedTable
from pipelines.disclosure.attack import Attack, Attacked
from pipelines.disclosure.comings_and_goings import ComingsAndGoings
from pipelines.disclosure.decisions import decide_all
from pipelines.disclosure.equations import as_shown, lines_of_release
from pipelines.disclosure.ledger import Ledger
from pipelines.disclosure.moved_rows import moved_rows
from pipelines.disclosure.moved_times import moved_times
from pipelines.disclosure.policy import Policy, default_policy
from pipelines.disclosure.protect import protect, protected_tables
from pipelines.disclosure.vetoes import Row, Vetoes
from pipelines.disclosure.world import world_of

_ROUNDS = 40
# What no equation of the attack holds: docs/release.md says what is done about each instead.
NOT_IN_EQUATIONS = (
    "waiting_times: quantiles, asked of each row beside the days that are known; the counts behind "
    "a row are in, as if it showed them",
    "improvement: the pooled difference of the programme, which is not linear",
    "programme_effect: not linear; no row that moved by the weight of a few children",
    "programme_summary: charts that have shifted, of three authorities or more",
    "run_chart, funnel: made of shown rows alone, so they add nothing",
    "case_mix: not linear, of shown authorities none of whose categories is small; no row moved by "
    "categories alone",
    "local_aims: as parts of the aims' own tables, for they count occurrences, not clocks",
    "data_quality: bands of rows, no counts of children",
    "who came or went between two days, by stocks and cohorts: each rest that adds up, none of few",
)


@dataclass(frozen=True)
class Earlier:
    """A published release: its id, its ledger as kept, the rows withheld after its attack.

    ``published``: as readers have it.
    """

    release_id: str
    ledger: Ledger
    withheld_after_attack: frozenset[Row] = frozenset()
    published: Published | None = None


@dataclass(frozen=True)
class Certified:
    """Tables that may leave once two people have signed, and the proof."""

    protected: Protected
    certificate: Certificate
    ledger: Ledger
    withheld_after_attack: frozenset[Row]

    @property
    def result(self) -> AttackResult:
        """Return what the last attack found."""
        return self.certificate.attack


def certify(
    frames: MartFrames,
    named: frozenset[str] | set[str],
    earlier: Sequence[Earlier] = (),
    policy: Policy | None = None,
) -> Certified:
    """Return protected tables on which the attack was run, beside all ``earlier`` releases.

    Where the attack still finds something after all rounds, the certificate says so and nothing
    may leave. ``ValueError`` where groups are not the sums of their members.
    """
    rules = policy or default_policy()
    gate = _Gate(frames, frozenset(named), earlier, rules)
    # What an attack once withheld may be shown again where the attack lets it: a count that moved
    # by a few comes back once it has moved by enough. From where the last release ended only if
    # that leads nowhere.
    found = gate.certified(Vetoes())
    if found.result.passed or not earlier:
        return found
    return gate.certified(Vetoes(earlier[-1].withheld_after_attack))


class _Gate:
    """The tables of one build, protected and attacked beside all earlier releases."""

    def __init__(
        self,
        frames: MartFrames,
        named: frozenset[str],
        earlier: Sequence[Earlier],
        policy: Policy,
    ) -> None:
        self._frames, self._named, self._earlier, self._policy = frames, named, earlier, policy
        self._attack = Attack([e.ledger for e in earlier], policy)
        world = world_of(frames)
        decided = decide_all(frames, world, world.mask(named), policy)
        self._lines = lines_of_release(frames, decided, world, policy)
        members = {g: list(compress(world.codes, inside)) for g, inside in world.members.items()}
        self._flows = ComingsAndGoings([e.ledger for e in earlier], members, policy)

    def certified(self, vetoes: Vetoes) -> Certified:
        """Return the tables once the attack finds nothing more to withhold."""
        seen = [e.published for e in self._earlier if e.published]
        attacked: Attacked | None = None
        for _ in range(_ROUNDS):
            tables = protected_tables(self._frames, self._named, self._policy, vetoes, seen)
            ledger = as_shown(self._lines, tables)
            beside = vetoes.and_also(self._beside_others(tables, ledger))
            if beside.rows != vetoes.rows:
                vetoes = beside
                continue
            attacked = self._attack.once_more(ledger)
            if _more(vetoes, attacked).rows == vetoes.rows:
                # The proof: every question is asked of what is to leave.
                attacked = self._attack.on(ledger)
            if _more(vetoes, attacked).rows == vetoes.rows:
                break
            vetoes = _more(vetoes, attacked)
        if attacked is None:
            told = f"{_ROUNDS} rounds withheld rows beside other days and releases, and more would"
            raise RuntimeError(f"the tables were not attacked: {told}")
        protected = protect(self._frames, self._named, self._policy, vetoes, seen)
        certificate = _certificate(protected, attacked, self._earlier, self._policy)
        return Certified(protected, certificate, ledger, vetoes.rows)

    def _beside_others(self, tables: Sequence[ProtectedTable], ledger: Ledger) -> Iterator[Row]:
        """Yield the rows that say something of a few beside another day, or another release."""
        earlier = [e.ledger for e in self._earlier]
        told = [(e.ledger, e.published) for e in self._earlier]
        yield from moved_rows(ledger, earlier)
        yield from moved_times(tables, ledger, told, self._policy)
        yield from self._flows.rows(ledger)


def _more(vetoes: Vetoes, attacked: Attacked) -> Vetoes:
    return vetoes.and_also(f.withhold for f in attacked.findings if f.withhold)


def _certificate(
    protected: Protected, attacked: Attacked, earlier: Sequence[Earlier], policy: Policy
) -> Certificate:
    return Certificate(
        policy=policy.as_dict(),
        tables=table_digests(protected.tables),
        earlier_releases=tuple(e.release_id for e in earlier),
        attack=attacked.result,
        not_in_equations=NOT_IN_EQUATIONS,
    )
