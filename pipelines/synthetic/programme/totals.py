"""Official figures of the made-up Scotland: what each authority is said to have published.

Counted from the lives as they were lived, not from the extracts, so that coverage has something to
find: one authority in eight published another number than it sends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pipelines.synthetic.authorities import AUTHORITIES
from pipelines.synthetic.chance import stream
from pipelines.synthetic.days import day, iso
from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.programme.tables import Value, write_programme

CENSUS_DAYS: Final = tuple(day(year, 7, 31) for year in range(2010, 2021))
MEASURES: Final = ("looked_after_children", "looked_after_at_home")
SOURCE: Final = "Made-up annual return"


class Census:
    """Counts the children looked after on each census day."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, int], int] = {
            (m, on): 0 for m in MEASURES for on in CENSUS_DAYS
        }

    def count(self, life: Life) -> None:
        """Count one child on the days it was looked after; short breaks are not counted."""
        if life.legal_statuses and life.legal_statuses[0].reason == "short_break":
            return
        for episode in life.episodes:
            for on in CENSUS_DAYS:
                if episode.start <= on < episode.end:
                    self.counts["looked_after_children", on] += 1
                    self.counts["looked_after_at_home", on] += _at_home(life, on)


def _at_home(life: Life, on: int) -> int:
    return int(any(p.type == "home_parents" and p.start <= on < p.end for p in life.placements))


def write_totals(
    folder: Path, seed: int, censuses: Mapping[str, Census], per_weight: float
) -> None:
    """Write ``published_totals.csv``; who never sends has published totals all the same."""
    write_programme(folder, "published_totals", _totals(seed, censuses, per_weight))


def _totals(
    seed: int, censuses: Mapping[str, Census], per_weight: float
) -> Iterator[tuple[Value, ...]]:
    country: dict[tuple[str, int], int] = {}
    for authority in AUTHORITIES:
        rng = stream(seed, "programme", "totals", authority.code)
        differs = 1.0 + (rng.uniform(-0.08, 0.08) if rng.random() < 0.125 else 0.0)
        for measure in MEASURES:
            for on in CENSUS_DAYS:
                census = censuses.get(authority.code)
                share = 0.2 if measure == MEASURES[0] else 0.05
                counted = (
                    census.counts[measure, on] if census else per_weight * authority.weight * share
                )
                value = round(counted * differs)
                country[measure, on] = country.get((measure, on), 0) + value
                yield (authority.code, iso(on), measure, value, SOURCE)
    for (measure, on), value in country.items():
        yield ("scotland", iso(on), measure, value, SOURCE)
