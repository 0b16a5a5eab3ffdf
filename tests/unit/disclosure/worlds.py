"""Made-up mart frames whose margins add up, by seed: what the warehouse would hand to disclosure.

Flows and stocks of Aim 1 obey their identities (start + reached - left = end; who waits = over two
years without a review), because an attacker would use them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import MartFrames

GROUPS = ("all_reporting", "engaged", "not_engaged")
VARIANTS = {1: "within_one_year", 2: "national", 3: "national", 4: "national"}


@dataclass(frozen=True)
class Scale:
    """How big a made-up world is: expected starts a quarter per authority, and how they spread."""

    authorities: int = 7
    quarters: int = 9
    first: str = "2017Q1"
    starts: float = 6.0
    named: float = 0.8
    immature: int = 1
    silent: int = 0
    lagging: int = 0


def frames_of(seed: int, scale: Scale | None = None) -> MartFrames:
    """Return the frames of a made-up world."""
    return _World(np.random.default_rng(seed), scale or Scale()).frames()


class _World:
    def __init__(self, dice: np.random.Generator, scale: Scale) -> None:
        self.dice, self.scale = dice, scale
        self.codes = [f"X99{i:06d}" for i in range(1, scale.authorities + 1)]
        self.engaged = dice.random(scale.authorities) < 0.6
        self.quarters = pd.period_range(scale.first, periods=scale.quarters, freq="Q")
        self.size = dice.gamma(1.5, 1 / 1.5, scale.authorities) * scale.starts
        late = np.arange(scale.authorities) < scale.lagging
        self.held = np.where(late, scale.quarters - 2, scale.quarters)
        self.reporting = np.arange(scale.authorities) < scale.authorities - scale.silent

    def frames(self) -> MartFrames:
        stock, flow, waits_1, cohort_1 = self._home()
        cohorts = [cohort_1, *(self._cohort(aim) for aim in (2, 3, 4))]
        waits = [waits_1, *(self._waiting(aim) for aim in (2, 3, 4))]
        named = self.dice.random(self.scale.authorities) < self.scale.named
        return MartFrames(
            aim_timeliness=self._grouped_cohorts(pd.concat(cohorts)),
            waiting_now=self._grouped(pd.concat(waits), ["aim", "quarter_end"]),
            home_orders=stock,
            home_reviews=self._grouped(flow, ["quarter"]),
            authorities=self._authorities(),
            mature=self._mature(),
            build={"data_status": "MADE-UP", "build_id": "0123456789abcdef", "as_known_at": ""},
            named=frozenset(c for c, n in zip(self.codes, named, strict=True) if n),
        )

    def _authorities(self) -> pd.DataFrame:
        last = [self._last(held - 1) for held in self.held]
        return pd.DataFrame(
            {
                "authority_code": self.codes,
                "name": [f"Invented {c[-2:]}" for c in self.codes],
                "slug": [f"invented-{c[-2:]}" for c in self.codes],
                "submission_id": [f"s{c}" if r else None for c, r in self._pairs()],
                "as_at": [
                    day if r else None for day, (_, r) in zip(last, self._pairs(), strict=True)
                ],
                "is_engaged": self.engaged,
            }
        )

    def _mature(self) -> pd.DataFrame:
        latest = self.held - 1 - self.scale.immature
        return pd.DataFrame(
            {"authority_code": self.codes[a], "aim": aim, "latest_quarter": self._first(latest[a])}
            for a in np.flatnonzero(self.reporting)
            for aim in VARIANTS
            if latest[a] >= 0
        )

    def _pairs(self) -> zip[tuple[str, bool]]:
        return zip(self.codes, self.reporting, strict=True)

    def _rows(self) -> list[tuple[int, int]]:
        return [(a, q) for a in np.flatnonzero(self.reporting) for q in range(self.held[a])]

    def _cohort(self, aim: int) -> pd.DataFrame:
        rows = []
        for a, q in self._rows():
            starts = self.dice.poisson(self.size[a] * {2: 1.5, 3: 0.8, 4: 0.4}[aim])
            within, late, out = self.dice.multinomial(starts, [0.45, 0.35, 0.2])
            rows.append(self._cohort_row(a, q, aim, within, late, out, self.dice.poisson(0.3)))
        return pd.DataFrame(rows)

    def _cohort_row(
        self, a: int, q: int, aim: int, within: int, late: int, out: int, moved: int
    ) -> dict[str, object]:
        return {
            "area": self.codes[a],
            "aim": aim,
            "variant": VARIANTS[aim],
            "cohort_quarter": self._first(q),
            "within": within,
            "not_within": late,
            "exited_before_threshold": out,
            "not_yet_mature": moved,
            "is_mature": q < self.held[a] - self.scale.immature,
        }

    def _first(self, q: int) -> date:
        return self.quarters[q].start_time.date()

    def _last(self, q: int) -> date:
        return self.quarters[q].end_time.date()

    def _waiting(self, aim: int) -> pd.DataFrame:
        rows = [
            self._waiting_row(a, q, aim, self.dice.poisson(self.size[a])) for a, q in self._rows()
        ]
        return pd.DataFrame(rows)

    def _waiting_row(self, a: int, q: int, aim: int, open_: int) -> dict[str, object]:
        waiting, once, twice = self.dice.multinomial(open_, [0.5, 0.3, 0.2])
        return {
            "area": self.codes[a],
            "aim": aim,
            "quarter_end": self._last(q),
            "waiting": waiting,
            "overdue": once + twice,
            "overdue_twice": twice,
        }

    def _home(self) -> tuple[pd.DataFrame, ...]:
        stock, flow, waits, cohort = [], [], [], []
        for a in np.flatnonzero(self.reporting):
            reviewed, waiting = self.dice.poisson(self.size[a] * 2, 2)
            for q in range(self.held[a]):
                step = self._home_step(a, reviewed, waiting)
                flow.append({"area": self.codes[a], "quarter": self._first(q), **step})
                reviewed += step["first_reviewed"] - (step["left"] - step["left_without_review"])
                waiting = step["over_two_years_at_end"] - reviewed
                adults = min(waiting, self.dice.poisson(0.1))
                stock.append(self._stock_row(a, q, reviewed, waiting))
                waits.append(self._waiting_row(a, q, 1, waiting - adults))
                moved = min(step["reached_two_years"], self.dice.poisson(0.2))
                split = self.dice.multinomial(step["reached_two_years"] - moved, [0.5, 0.3, 0.2])
                cohort.append(self._cohort_row(a, q, 1, *split, moved))
        return tuple(pd.DataFrame(rows) for rows in (stock, flow, waits, cohort))

    def _home_step(self, a: int, reviewed: int, waiting: int) -> dict[str, int]:
        reached = int(self.dice.poisson(self.size[a]))
        silent = int(self.dice.binomial(waiting + reached, 0.15))
        first = int(self.dice.binomial(waiting + reached - silent, 0.4))
        heard = int(self.dice.binomial(reviewed + first, 0.3))
        start = int(reviewed + waiting)
        away, ended, stayed, _ = self.dice.multinomial(first, [0.2, 0.3, 0.4, 0.1])
        return {
            "over_two_years_at_start": start,
            "reached_two_years": reached,
            "left": silent + heard,
            "over_two_years_at_end": start + reached - silent - heard,
            "left_without_review": silent,
            "first_reviewed": first,
            "accommodated_within_90_days": int(away),
            "order_ended_within_90_days": int(ended),
            "order_continued": int(stayed),
        }

    def _stock_row(self, a: int, q: int, reviewed: int, waiting: int) -> dict[str, object]:
        ends, goes_on, away, _ = self.dice.multinomial(reviewed, [0.4, 0.4, 0.1, 0.1])
        over = reviewed + waiting
        return {
            "authority_code": self.codes[a],
            "census_quarter": self._last(q),
            "at_home": over + self.dice.poisson(self.size[a] * 3),
            "over_two_years": over,
            "reviewed": reviewed,
            "reviewed_last_12_months": self.dice.binomial(reviewed, 0.6),
            "latest_review_said_ends": ends,
            "latest_review_said_continues": goes_on,
            "latest_review_said_accommodate": away,
        }

    def _members(self, group: str) -> set[str]:
        keep = self.engaged == (group == "engaged")
        own = np.ones_like(keep) if group in ("all_reporting", "scotland") else keep
        return {c for c, k in zip(self.codes, own, strict=True) if k}

    def _grouped(self, frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """Return the rows of authorities (all-zero ones absent) and of the three groups."""
        values = [c for c in frame.columns if c not in ("area", *keys)]
        parts = [frame]
        for group in self._groups():
            inside = frame[frame["area"].isin(self._members(group))]
            parts.append(inside.groupby(keys, as_index=False)[values].sum().assign(area=group))
        out = pd.concat(parts, ignore_index=True)
        return out[(out[values] != 0).any(axis=1)].reset_index(drop=True)

    def _groups(self) -> tuple[str, ...]:
        return GROUPS if self.reporting.sum() < self.scale.authorities else (*GROUPS, "scotland")

    def _grouped_cohorts(self, frame: pd.DataFrame) -> pd.DataFrame:
        keys = ["aim", "variant", "cohort_quarter"]
        values = ["within", "not_within", "exited_before_threshold", "not_yet_mature"]
        parts = [frame.assign(authorities_included=frame["is_mature"].astype(int))]
        for group in self._groups():
            inside = frame[frame["area"].isin(self._members(group))]
            counts = inside[inside["is_mature"]].groupby(keys, as_index=False)[values].sum()
            parts.append(counts.assign(area=group, is_mature=True))
        out = pd.concat(parts, ignore_index=True).assign(age_band="all", not_recorded=0)
        return out[(out[values] != 0).any(axis=1)].reset_index(drop=True)
