"""What an authority writes down of what happened: not everything, not from the beginning."""

from __future__ import annotations

from random import Random
from typing import Final

from pipelines.synthetic.extract import Recorder
from pipelines.synthetic.histories.life import Event
from pipelines.synthetic.practice import Practice

RECORDED_BEFORE_COMPLETE: Final = 0.45


def recorder(practice: Practice, rng: Random) -> Recorder:
    """Return what says of an event whether this authority's system holds it.

    Before recording is complete, a bit less than half is held: a whole child's worth at a time.
    """
    keeps_early = rng.random() < RECORDED_BEFORE_COMPLETE
    since = practice.complete_from

    def recorded(event: Event) -> Event | None:
        if not keeps_early and event.on < since.get(event.milestone, 0):
            return None
        return event if practice.records_agencies else event._replace(agency=None)

    return recorded
