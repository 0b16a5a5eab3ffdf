"""For each aim one sentence that can be read aloud, and no more than the figures bear.

Rules: what moved is said only where its interval leaves out no difference; "sooner" only where both
shares agree; of the programme only what the planned estimate says; "no effect" never, as an effect
too small to be seen is not one that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, Protected
from pipelines.evaluation.proportions import newcombe
from pipelines.release import texts
from pipelines.release.data_beside import in_a_sentence
from pipelines.release.evaluation import EFFECT, RUN_CHARTS, primary
from pipelines.release.page_parts import rows_of
from pipelines.release.series import QUARTERS, home

MAY_SAY_NONE_UP_TO = 10.0
RECENT = 4
_REACH = {
    2: "have permanence recommended within 26 weeks",
    3: "get a decision within 14 weeks",
    4: "have their application lodged with the court within 16 weeks",
}
_CANNOT = "whether the programme made the difference cannot be told"


@dataclass(frozen=True)
class Spoken:
    """An aim, its name, and the sentence."""

    aim: int
    title: str
    sentence: str


def spoken(protected: Protected) -> list[Spoken]:
    """Return the sentence of every aim."""
    return [Spoken(aim, texts.AIM_SHORT[aim], sentence(protected, aim)) for aim in (1, 2, 3, 4)]


def sentence(protected: Protected, aim: int) -> str:
    """Return one sentence: what changed since joining, and what can be said of the programme."""
    before = _at_home(protected) if aim == 1 else _since_joining(protected, aim)
    return f"{before}; {_programme(protected, aim)}{in_a_sentence(protected)}."


def _since_joining(protected: Protected, aim: int) -> str:
    rows = rows_of(protected.table("improvement"), ENGAGED, aim)
    shown = rows[rows["symbol"] == ""]
    what = f"children in the programme's authorities {_REACH[aim]}"
    if not len(shown) or shown.iloc[0]["verdict"] == "cannot_tell":
        return f"Whether more {what} than before they joined cannot be told"
    row = shown.iloc[0]
    now, was = f"{row['current_percent']:.0f}", f"{row['baseline_percent']:.0f}"
    if row["verdict"] == "no_clear_difference":
        return f"No clear change is seen: {now} in every 100 {what}, {was} before they joined"
    rose = row["verdict"] == "higher"
    sooner = ", and sooner" if rose and both_shares_agree(protected, aim) else ""
    more, from_ = ("More", "up from") if rose else ("Fewer", "down from")
    return f"{more} {what}{sooner}: {now} in every 100, {from_} {was} before they joined"


def _at_home(protected: Protected) -> str:
    stock = home(protected).shown
    if not len(stock) or pd.isna(stock.iloc[-1]["percent_reviewed"]):
        return "How many plans of children at home for over two years are reviewed cannot be told"
    newest = stock.iloc[-1]
    return (
        f"On {texts.spoken_day(str(newest['census_quarter']))}, of every 100 children at home for "
        f"over two years, the plans of {newest['percent_reviewed']:.0f} had been reviewed"
        f"{_against_median(protected)}"
    )


def _against_median(protected: Protected) -> str:
    """Return what the newest quarter is beside the median from before the programme."""
    for area in (ENGAGED, ALL_REPORTING):
        rows = rows_of(protected.table(RUN_CHARTS), area, 1).sort_values("quarter")
        shown = rows[rows["percent"].notna()]
        if not len(shown) or shown.iloc[-1]["baseline_kind"] != "before_engagement":
            continue
        last = shown.iloc[-1]
        if last["shift_signal"] == "yes" and last["fit_for_run_chart"] == "yes":
            way = "more" if last["side"] == "above" else "fewer"
            return f", {way} than was usual before the programme ({last['median']:.0f})"
        break
    return ", and whether that has changed since before the programme cannot be told"


def _programme(protected: Protected, aim: int) -> str:
    """Return what the planned estimate says of the programme itself."""
    row = primary(rows_of(protected.table(EFFECT), aim=aim))
    if row is None:
        return _CANNOT
    low, high, size = float(row["ci_low"]), float(row["ci_high"]), abs(float(row["estimate"]))
    if low > 0 or high < 0:
        way = "more" if low > 0 else "fewer"
        ends = sorted((abs(low), abs(high)))
        return (
            f"held against authorities that had not joined, {size:.0f} {way} in every 100 reach it "
            f"in time (somewhere between {ends[0]:.0f} and {ends[1]:.0f}), though authorities "
            "chose themselves when to join"
        )
    seen = float(row["smallest_detectable"])
    if seen <= MAY_SAY_NONE_UP_TO:
        return (
            "held against authorities that had not joined no clear difference is seen, and one of "
            f"{seen:.0f} in every 100 would mostly have been"
        )
    return f"{_CANNOT}: it may be anything from {_children(low)} to {_children(high)} in every 100"


def _children(points: float) -> str:
    """Return points as children of a hundred: an interval may reach past all of them."""
    count = min(100, round(abs(points)))
    if count == 0:
        return "none"
    return f"{count} {'more' if points > 0 else 'fewer'}"


def both_shares_agree(protected: Protected, aim: int) -> bool:
    """Return whether both shares of the programme's latest quarters lie above its baseline's.

    Baseline: the quarters before the first joined that the run chart's median comes from; latest:
    the newest four shown after it. Newcombe's interval must leave out no difference, twice.
    """
    rows = rows_of(protected.table(RUN_CHARTS), ENGAGED, aim).sort_values("quarter")
    shown = rows[rows["percent"].notna()]
    if not len(shown) or shown.iloc[-1]["baseline_kind"] != "before_engagement":
        return False
    base = shown[shown["in_baseline"] == "yes"]["quarter"]
    latest = shown[shown["quarter"] > base.max()]["quarter"].tail(RECENT)
    counts = rows_of(protected.table(QUARTERS), ENGAGED, aim)
    was, now = (counts[counts["cohort_quarter"].isin(days)] for days in (base, latest))
    return len(latest) == RECENT and all(
        _higher(now, was, of) for of in (["within", "not_within"], ["counted_starts"])
    )


def _higher(now: pd.DataFrame, was: pd.DataFrame, of: list[str]) -> bool:
    sums = [(int(f["within"].sum()), int(f[of].to_numpy(dtype=int).sum())) for f in (now, was)]
    low = newcombe(*sums[0], *sums[1]).low
    return low is not None and low > 0
