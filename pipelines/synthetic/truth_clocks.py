"""The clocks the story meant, as an extract complete to a day can show them.

Nothing here reads a row that is sent. A story says what each wait waits for and everything that
would end it (:mod:`pipelines.synthetic.histories.meant`); this module leaves out what happened
after the day or is not on record, and takes what comes first. The planted faults change nothing
here: all but a repaired code are added rows (:mod:`pipelines.synthetic.faults`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipelines.synthetic.days import add_months
from pipelines.synthetic.histories.life import Episode, Life
from pipelines.synthetic.histories.meant import Ending, Stay, Waiting

RETURN_COUNTS_AFTER: Final = 28
"""A stay at home is a return once it has lasted so many days; until then it may be a visit."""

VARIANTS: Final[dict[int, dict[str, int | None]]] = {
    1: {"within_90_days": 90, "within_one_year": 365},
    2: {"national": 182, "six_calendar_months": None},
    3: {"national": 98, "all_away_routes": 98},
    4: {"national": 112, "six_weeks": 42},
}
STOP_MILESTONES: Final = {
    1: "home_plan_review",
    2: "permanence_recommended",
    3: "adm_decision",
    4: "application_lodged",
}
EXIT_ORDER: Final = (
    None,
    "plan_changed_home",
    "plan_changed_route",
    "lodged_by_other",
    "stop_not_recorded",
    "home_spell_ended",
    "returned_home",
    "left_care",
    "aged_18",
)


class Clock(NamedTuple):
    """One clock as an extract shows it (days as ordinals), and how the wait truly ended."""

    aim: int
    variant: str
    clock_start: int
    clock_stop: int | None
    exit_date: int | None
    exit_reason: str | None
    exclusion_reason: str | None
    censored_on: int
    threshold_date: int
    status: str
    route: str | None
    not_approved_on: int | None
    truly_ended_on: int | None
    truly_ended_by: str | None


class _Shown(NamedTuple):
    """How long a wait is seen, and what by-date exits end it."""

    until: int
    by_date: tuple[Ending, ...]
    open_until: int
    truly: tuple[Ending, ...] = ()
    """What by date ends it after all, whatever can be seen by then."""
    lived_until: int = 0


@dataclass(frozen=True)
class View:
    """What an extract can show: complete to a day, of milestones said to be complete since."""

    as_at: int
    complete_from: Mapping[str, int]

    def clocks(self, life: Life) -> Iterator[tuple[Clock, Waiting]]:
        """Yield a child's clocks, every variant, each with the wait it shows."""
        for episode in life.episodes:
            if episode.start > self.as_at:
                continue
            for stay in episode.stays:
                if stay.start <= min(self.as_at, episode.end - 1):
                    yield from self._of_stay(life, episode, stay)
            for waiting in episode.waits:
                if waiting.start <= min(self.as_at, episode.end):
                    yield from self._of_plan(life, episode, waiting)

    def _last(self, episode: Episode) -> int:
        """Return the first day after those on which an episode is seen."""
        return min(episode.end, self.as_at + 1)

    def _leaving(self, episode: Episode, reason: str) -> _Shown:
        """Return what is seen of a wait that lasts as long as care does."""
        end = episode.end
        if episode.destination == "transferred":
            until = min(end, self.as_at)
            return _Shown(until, (), until, (), end)
        left = (Ending(end, reason, True),)
        if end > self.as_at:
            return _Shown(self.as_at, (), self.as_at, left, end)
        return _Shown(end, left, self.as_at, left, end)

    def _of_stay(self, life: Life, episode: Episode, stay: Stay) -> Iterator[tuple[Clock, Waiting]]:
        if stay.at_home:
            yield from self._of_home(life, episode, stay)
            return
        home_for = self._last(episode) - stay.end
        if home_for >= RETURN_COUNTS_AFTER:
            home = (Ending(stay.end, "returned_home", True),)
            shown = _Shown(stay.end, home, self.as_at, home, episode.end)
        else:
            shown = self._leaving(episode, "left_care")
        yield from self._each(life, stay.waiting, shown)

    def _of_home(self, life: Life, episode: Episode, stay: Stay) -> Iterator[tuple[Clock, Waiting]]:
        last = self._last(episode)
        until = min(stay.end, last)
        unseen = [b for b in stay.breaks if b.start < until <= b.end]
        if unseen or stay.end < last:
            # What has not ended by the last day seen looks like the end of the stay.
            ended = unseen[0].start if unseen else stay.end
            by_date = (Ending(ended, "home_spell_ended", True),)
            shown = _Shown(ended, by_date, self.as_at, by_date, episode.end)
            last_day = ended - 1
        else:
            shown, last_day = self._leaving(episode, "home_spell_ended"), last - 1
        if stay.waiting.start <= last_day:
            yield from self._each(life, stay.waiting, shown)
        if unseen and unseen[0].away:
            on = unseen[0].start
            visit = Waiting(2, on, excluded=life.planned_shortly_before(on))
            yield from self._each(life, visit, self._leaving(episode, "left_care"))

    def _of_plan(
        self, life: Life, episode: Episode, waiting: Waiting
    ) -> Iterator[tuple[Clock, Waiting]]:
        shown = self._leaving(episode, "left_care")
        yield from self._each(life, waiting, shown)
        ratified = waiting.ratified_on
        if ratified is not None and ratified <= min(shown.until, life.eighteenth):
            yield self._clock(life, waiting, shown, "ratified", 98, start=ratified), waiting

    def _each(self, life: Life, waiting: Waiting, shown: _Shown) -> Iterator[tuple[Clock, Waiting]]:
        for variant, days in VARIANTS[waiting.aim].items():
            yield self._clock(life, waiting, shown, variant, days, waiting.start), waiting

    def _clock(
        self,
        life: Life,
        waiting: Waiting,
        shown: _Shown,
        variant: str,
        days: int | None,
        start: int,
    ) -> Clock:
        excluded = self._excluded(life, waiting, variant, start)
        seen = [e for e in waiting.endings if e.held and e.on <= shown.until]
        born_18 = Ending(life.eighteenth, "aged_18", True)
        exits = [*shown.by_date, *([born_18] if born_18.on <= shown.open_until else [])]
        ending = None if excluded else _first([*seen, *exits])
        threshold = add_months(start, 6) if days is None else start + days
        is_open = ending is None and not excluded
        censored_on = shown.open_until if is_open else self.as_at
        stop = ending.on if ending and ending.reason is None else None
        exit_ = ending if ending and ending.reason else None
        said_no = waiting.said_no_on
        known_no = said_no is not None and start <= said_no <= shown.until
        all_ends = [*waiting.endings, *shown.truly, born_18]
        truly = _first([e for e in all_ends if e.on <= shown.lived_until])
        return Clock(
            aim=waiting.aim,
            variant=variant,
            clock_start=start,
            clock_stop=stop,
            exit_date=exit_.on if exit_ else None,
            exit_reason=exit_.reason if exit_ else None,
            exclusion_reason=excluded,
            censored_on=censored_on,
            threshold_date=threshold,
            status=_status(excluded, stop, exit_, threshold, censored_on),
            route=waiting.route,
            not_approved_on=said_no if known_no else None,
            truly_ended_on=truly.on if truly else None,
            truly_ended_by=(truly.reason or "stopped") if truly else None,
        )

    def _excluded(self, life: Life, waiting: Waiting, variant: str, start: int) -> str | None:
        if start >= life.eighteenth:
            return "aged_18_before_start"
        if start < self.complete_from.get(STOP_MILESTONES[waiting.aim], 0):
            return "not_recorded_then"
        return None if variant == "all_away_routes" else waiting.excluded


def _first(endings: list[Ending]) -> Ending | None:
    return min(endings, key=lambda e: (e.on, EXIT_ORDER.index(e.reason)), default=None)


def _status(
    excluded: str | None, stop: int | None, exit_: Ending | None, threshold: int, censored_on: int
) -> str:
    if excluded:
        return "excluded"
    if stop is not None:
        return "met" if stop <= threshold else "late"
    if exit_ is not None:
        return "exited"
    return "waiting" if threshold > censored_on else "overdue"
