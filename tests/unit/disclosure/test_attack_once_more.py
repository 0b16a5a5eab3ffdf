"""What nobody could say before more was withheld is not asked again: nobody can say it since."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import certify, default_policy
from pipelines.disclosure.attack import Attack, Attacked
from pipelines.disclosure.decisions import decide_all
from pipelines.disclosure.equations import as_shown, lines_of_release
from pipelines.disclosure.ledger import Ledger
from pipelines.disclosure.protect import protected_tables
from pipelines.disclosure.vetoes import Vetoes
from pipelines.disclosure.world import world_of
from tests.support.resubmitted import all_sent_anew, resubmitted
from tests.unit.disclosure.worlds import Scale, frames_of

SCALE = Scale(authorities=5, quarters=6, starts=14.0, named=0.9)


def about(attacked: Attacked) -> set[tuple[object, ...]]:
    return {(f.about, f.column, f.is_difference, f.is_exact) for f in attacked.findings}


class Second:
    """The second release of a made-up world, in which every authority sent anew."""

    def __init__(self) -> None:
        frames = frames_of(5, SCALE)
        self.before = [certify(frames, frames.named).ledger.known_to_readers()]
        again = resubmitted(frames, np.random.default_rng(5), authorities=2)
        self.frames: MartFrames = all_sent_anew(again, 2)
        world = world_of(self.frames)
        decided = decide_all(self.frames, world, world.mask(frames.named), default_policy())
        self.lines = lines_of_release(self.frames, decided, world, default_policy())

    def shown(self, vetoes: Vetoes) -> Ledger:
        named = self.frames.named
        tables = protected_tables(self.frames, named, default_policy(), vetoes)
        return as_shown(self.lines, tables)

    def attack(self) -> Attack:
        return Attack(self.before, default_policy())


@pytest.fixture(scope="module")
def second() -> Second:
    return Second()


def test_with_more_withheld_it_finds_what_a_new_attack_finds(second: Second) -> None:
    attack, vetoes, rounds = second.attack(), Vetoes(), 0
    while True:
        ledger = second.shown(vetoes)
        found, anew = attack.once_more(ledger), second.attack().on(ledger)
        assert about(found) == about(anew)
        more = vetoes.and_also(f.withhold for f in found.findings if f.withhold)
        if more.rows == vetoes.rows:
            break
        vetoes, rounds = more, rounds + 1
    assert rounds >= 1


def test_where_something_opened_all_is_asked(second: Second) -> None:
    """Everything withheld first: nothing can be said. Then as the rules of one release show it."""
    attack = second.attack()
    shown = second.shown(Vetoes())
    assert not attack.once_more(as_shown(second.lines, [])).findings
    assert about(attack.once_more(shown)) == about(second.attack().on(shown)) != set()


def test_the_proof_asks_everything_again(second: Second) -> None:
    attack, shown = second.attack(), second.shown(Vetoes())
    first = attack.once_more(shown)
    wanted = Vetoes().and_also(f.withhold for f in first.findings if f.withhold)
    fewer = second.shown(wanted)
    attack.once_more(fewer)
    whole = attack.on(fewer)
    assert whole.result == second.attack().on(fewer).result
