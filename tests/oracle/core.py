"""One child from rows to `care_episode`, `milestone_event` and `aim_clock`."""

from __future__ import annotations

from .episode_walk import EpisodeWalk
from .milestones import derived, milestone_rows
from .model import CareSpell, ChildResult, Clock, History
from .plan_clocks import aim_3_clocks, aim_4_clocks
from .rules_of_time import away_spells, home_spells, merge_episodes, settings
from .spell_clocks import aim_1_clocks, aim_2_clocks


def evaluate_child(history: History) -> ChildResult:
    episodes = merge_episodes(history.episodes, history.legal, history.as_at)
    at_home: list[CareSpell] = []
    away: list[CareSpell] = []
    plan_clocks: list[Clock] = []
    for episode in episodes:
        # Rule 2: a short-break episode "has no derived milestone, spell or clock"
        if episode.short_break:
            continue
        setting = settings(episode, history.placements, history.legal, history.as_at)
        homes = home_spells(episode, setting, history.legal, history.as_at)
        at_home += homes
        away += away_spells(episode, setting, homes)
        walk = EpisodeWalk(history, episode, episodes)
        plan_clocks += [*aim_3_clocks(walk), *aim_4_clocks(walk)]
    return ChildResult(
        history=history,
        episodes=episodes,
        home_spells=at_home,
        away_spells=away,
        milestones=milestone_rows(history, derived(episodes, at_home, away)),
        clocks=[*aim_1_clocks(history, at_home), *aim_2_clocks(history, away), *plan_clocks],
    )
