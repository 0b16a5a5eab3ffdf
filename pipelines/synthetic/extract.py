"""The standard extract as rows: what a life looks like to an extract cut at a day.

A row is a tuple of cells in contract order; a cell is text, ``None`` (empty), or a day as an
ordinal, which the shapes write in their own form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from pipelines.contract.vocabulary import vocabulary
from pipelines.synthetic.days import month
from pipelines.synthetic.histories.life import Episode, Life

Cell: TypeAlias = str | int | None
Row: TypeAlias = tuple[Cell, ...]
Rows: TypeAlias = dict[str, list[Row]]

TABLES: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(table.columns) for name, table in vocabulary().tables.items()
}


def _end(end: int, as_at: int) -> int | None:
    return end if end <= as_at else None


def cut(
    life: Life,
    child_id: str,
    as_at: int,
    carer_id: Callable[[int], str],
) -> Rows:
    """Return the rows of one child as known on a day: what began by then, open where it lasts."""
    legal = life.legal_statuses
    return {
        "children": [_child_row(life, child_id)],
        "episodes": [_episode_row(e, child_id, as_at) for e in life.episodes if e.start <= as_at],
        "legal_statuses": [
            (child_id, s.reason, s.start, _end(s.end, as_at)) for s in legal if s.start <= as_at
        ],
        "placements": [
            (
                child_id,
                p.type,
                p.start,
                _end(p.end, as_at),
                None if p.carer is None else carer_id(p.carer),
            )
            for p in life.placements
            if p.start <= as_at
        ],
        "milestones": _milestone_rows(life, child_id, as_at),
    }


def _child_row(life: Life, child_id: str) -> Row:
    t = life.traits
    return (
        child_id,
        month(t.birth_month),
        t.sex,
        t.ethnic_group,
        t.disability,
        t.linkage_id,
    )


def _milestone_rows(life: Life, child_id: str, as_at: int) -> list[Row]:
    return list(dict.fromkeys((child_id, *event) for event in life.events if event.on <= as_at))


def _episode_row(episode: Episode, child_id: str, as_at: int) -> Row:
    if episode.end > as_at:
        return (child_id, episode.start, None, None)
    return (child_id, episode.start, episode.end, episode.destination)


def transferred(life: Life, on: int) -> bool:
    """End a life in this authority on a day, for another to go on with; say whether it could."""
    current = [e for e in life.episodes if e.start < on < e.end]
    if not current or on >= life.eighteenth:
        return False
    (episode,) = current
    life.episodes = [e for e in life.episodes if e.end < on]
    life.episodes.append(episode._replace(end=on, destination="transferred"))
    life.legal_statuses = [
        s._replace(end=min(s.end, on)) for s in life.legal_statuses if s.start < on
    ]
    life.placements = [p._replace(end=min(p.end, on)) for p in life.placements if p.start < on]
    life.events = [e for e in life.events if e.on <= on]
    return True
