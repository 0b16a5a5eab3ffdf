"""What the national page says of charts and effects: sentences that bear reading aloud."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from pipelines.contract.release_tables import Protected, ProtectedTable
from pipelines.disclosure import protect
from pipelines.release import DraftSummary
from pipelines.release.chart_drawings import (
    EventPoint,
    RunPoint,
    event_study,
    run_chart,
)
from pipelines.release.evaluation import (
    effect_sentence,
    effects,
    run_chart_figures,
    run_chart_words,
    summary_sentences,
)
from pipelines.release.funnel_drawings import (
    FunnelPoint,
    Panel,
    Standardised,
    funnels,
    standardised_chart,
)
from pipelines.release.funnels import comparison
from pipelines.release.spoken import both_shares_agree, sentence
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale

EFFECT, IMPROVEMENT = "programme_effect", "improvement"


def _with(protected: Protected, **frames: pd.DataFrame) -> Protected:
    """Return the tables with the frames of some of them exchanged."""
    tables = tuple(
        ProtectedTable(t.shape, frames[t.shape.name]) if t.shape.name in frames else t
        for t in protected.tables
    )
    return replace(protected, tables=tables)


def _told(
    protected: Protected,
    *,
    verdict: str = "higher",
    effect: tuple[float, float] = (2.0, 16.0),
    detectable: float = 9.0,
    symbol: str = "",
) -> str:
    """Return the sentence of Aim 3 for a verdict and an interval of the effect."""
    compared = protected.table(IMPROVEMENT).frame.copy()
    ours = (compared["area"] == "engaged") & (compared["aim"].astype(int) == 3)
    compared.loc[ours, "verdict"] = verdict
    compared.loc[ours, ["baseline_percent", "current_percent"]] = [20.0, 47.0]
    compared.loc[ours, "symbol"] = symbol
    rows = protected.table(EFFECT).frame.copy()
    ours = (rows["aim"] == 3) & (rows["estimator"] == "imputation") & (rows["when"] == "overall")
    low, high = effect
    rows.loc[ours, ["estimate", "ci_low", "ci_high"]] = [(low + high) / 2, low, high]
    rows.loc[ours, "smallest_detectable"] = detectable
    rows.loc[ours, "symbol"] = symbol
    return sentence(_with(protected, improvement=compared, programme_effect=rows), 3)


def test_a_clear_effect_is_said_with_its_range_and_that_nobody_was_drawn_by_lot(
    protected: Protected,
) -> None:
    told = _told(protected)
    assert told.startswith("More children in the programme's authorities get a decision")
    assert "47 in every 100, up from 20" in told
    assert "9 more in every 100 reach it in time (somewhere between 2 and 16)" in told
    assert "chose themselves when to join" in told


def test_a_harmful_effect_is_said_as_plainly(protected: Protected) -> None:
    told = _told(protected, verdict="lower", effect=(-16.0, -2.0))
    assert told.startswith("Fewer children")
    assert "9 fewer in every 100" in told
    assert "between 2 and 16" in told


@pytest.mark.parametrize("detectable", [10.1, 30.0])
def test_no_effect_is_never_said_where_one_of_ten_points_would_not_be_seen(
    protected: Protected, detectable: float
) -> None:
    told = _told(protected, effect=(-5.0, 16.0), detectable=detectable)
    assert "whether the programme made the difference cannot be told" in told
    assert "anything from 5 fewer to 16 more in every 100" in told


@pytest.mark.parametrize(
    ("effect", "words"),
    [((-0.3, 42.0), "from none to 42 more"), ((-3.7, 126.0), "from 4 fewer to 100 more")],
)
def test_a_range_is_told_in_children_of_a_hundred(
    protected: Protected, effect: tuple[float, float], words: str
) -> None:
    assert words in _told(protected, effect=effect, detectable=60.0)


def test_where_it_would_have_been_seen_that_is_said(protected: Protected) -> None:
    told = _told(protected, effect=(-3.0, 4.0), detectable=6.0)
    assert "no clear difference is seen, and one of 6 in every 100 would mostly have been" in told


@pytest.mark.parametrize(("verdict", "symbol"), [("cannot_tell", ""), ("higher", "[c]")])
def test_what_cannot_be_told_is_not_told(protected: Protected, verdict: str, symbol: str) -> None:
    told = _told(protected, verdict=verdict, symbol=symbol)
    assert told.startswith("Whether more children in the programme's authorities get a decision")
    assert "cannot be told" in told
    assert "47" not in told


def test_every_aim_has_one_sentence_and_none_says_no_effect(protected: Protected) -> None:
    for aim in (1, 2, 3, 4):
        told = sentence(protected, aim)
        assert told.count(".") == 1
        assert told.endswith(".")
        assert "no effect" not in told.lower()
        assert "faster" not in told


def _quarters(shares: list[tuple[int, int, int]]) -> pd.DataFrame:
    """Return quarters of the programme: within, not within, left before."""
    every = pd.period_range("2014Q1", periods=len(shares), freq="Q")
    days = [str(p.start_time.date()) for p in every]
    frame = pd.DataFrame(shares, columns=["within", "not_within", "exited_before_threshold"])
    return frame.assign(
        area="engaged", aim=3, cohort_quarter=days, counted_starts=frame.sum(axis=1), symbol=""
    )


def _charted(quarters: pd.DataFrame, baseline: int, kind: str) -> pd.DataFrame:
    share = 100.0 * quarters["within"] / quarters["counted_starts"]
    flags = ["yes" if i < baseline else "no" for i in range(len(quarters))]
    return pd.DataFrame(
        {"area": "engaged", "aim": "3", "quarter": quarters["cohort_quarter"]}
    ).assign(percent=share, baseline_kind=kind, in_baseline=flags)


@pytest.mark.parametrize(
    ("later", "kind", "agree"),
    [
        ((60, 30, 10), "before_engagement", True),
        # Fewer leave before the limit, as many wait past it: only one share has risen.
        ((60, 80, 0), "before_engagement", False),
        ((60, 30, 10), "series_start", False),
    ],
)
def test_sooner_is_said_only_where_both_shares_agree(
    protected: Protected, later: tuple[int, int, int], kind: str, *, agree: bool
) -> None:
    quarters = _quarters([(20, 27, 53)] * 8 + [later] * 4)
    tables = {
        "aim_timeliness_groups_by_quarter": quarters,
        "run_chart_groups_by_quarter": _charted(quarters, 8, kind),
    }
    assert both_shares_agree(_with(protected, **tables), 3) is agree


def _chart_rows(values: list[float], shifted: set[int]) -> pd.DataFrame:
    every = pd.period_range("2015Q1", periods=len(values), freq="Q")
    quarters = [str(p.start_time.date()) for p in every]
    return pd.DataFrame(
        {
            "quarter": quarters,
            "percent": values,
            "median": 30.0,
            "side": ["above" if v > 30 else "below" if v < 30 else "on_median" for v in values],
            "in_baseline": ["yes" if i < 8 else "no" for i in range(len(values))],
            "baseline_kind": "before_engagement",
            "shift_signal": ["yes" if i in shifted else "no" for i in range(len(values))],
            "favourable": ["yes" if i in shifted else "none" for i in range(len(values))],
            "false_alarm_probability": 0.25,
            "fit_for_run_chart": "yes",
            "quarters_not_shown": 3,
            "caution": "none",
        }
    )


def test_a_chart_says_since_when() -> None:
    values = [29.0, 31, 28, 33, 27, 32, 31, 29, 28, 35, 36, 37, 30, 38, 39, 41]
    told = run_chart_words(_chart_rows(values, {9, 10, 11, 13, 14, 15}))
    assert "16 of 19 quarters shown" in told
    assert "for the better began in April to June 2017 and still stands" in told
    assert "probability of 0.25" in told
    calm = run_chart_words(_chart_rows(values[:9], set()))
    assert "No shift" in calm


def test_an_unfit_chart_says_so_first() -> None:
    rows = _chart_rows([30.0] * 9, set()).assign(fit_for_run_chart="no")
    assert run_chart_words(rows).startswith("Not fit to be read")


def test_shifted_charts_are_told_beside_chance(protected: Protected) -> None:
    told = summary_sentences(protected)
    assert len(told) == 4
    assert all("chance alone" in s or "no authority's chart" in s for s in told)


def test_an_effect_that_is_withheld_is_not_told(protected: Protected) -> None:
    rows = protected.table(EFFECT).frame
    hidden = rows.assign(symbol="[c]")
    assert "cannot be told" in effect_sentence(hidden)


def _point(at: int, value: float | None, **said: bool) -> RunPoint:
    flags = {"shift": False, "trend": False, "joined": False, "ideas": False} | said
    return RunPoint(at, value, None if value is None else 30.0, 1, at < 8060, **flags)


def test_signals_have_shapes_of_their_own_and_gaps_break_the_line() -> None:
    points = [
        _point(8056, 20.0),
        _point(8057, 25.0),
        _point(8058, None, joined=True),
        _point(8059, 31.0, trend=True),
        _point(8060, 40.0, shift=True, ideas=True),
    ]
    drawn = run_chart(points, 920)
    joined = re.findall(r"<path ", drawn)
    assert len(joined) == 2, "two pairs of neighbours are joined, over the gap nothing"
    assert drawn.count("<circle") == 2 + 1  # one in the key
    assert drawn.count("<polygon") == 3 + 3  # a diamond, a square, a mark of ideas; and the key
    assert "first joined" in drawn
    narrow = run_chart(points, 340)
    assert 'width="340"' in narrow


@pytest.mark.parametrize("end", [3.0, 19.9, 42.0, 59.8, 69.9, 100.0, 130.0, 437.0])
@pytest.mark.parametrize("side", [1, -1])
def test_the_longest_interval_ends_before_the_last_tick(end: float, side: int) -> None:
    low, high = sorted((0.0, side * end))
    drawn = event_study([EventPoint(h, 0.0, low, high, 4) for h in (0, 1)], 920)
    ys = [float(y) for y in re.findall(r'<line x1="46.0" y1="([\d.]+)"', drawn)]
    bars = re.findall(
        r'y1="([\d.]+)" x2="[\d.]+" y2="([\d.]+)" stroke="#[0-9A-F]+" stroke-width="3"', drawn
    )
    ends = [float(y) for bar in bars for y in bar]
    assert len(bars) == 2
    assert min(ys) < min(ends)
    assert max(ends) < max(ys)
    assert min(abs(y - (min(ys) + max(ys)) / 2) for y in ys) < 0.2, "nought has a line"


def test_a_drawing_stays_within_its_frame() -> None:
    events = [EventPoint(h, 5.0 * h, 5.0 * h - 300, 5.0 * h + 300, 4) for h in range(-6, 9)]
    limits = {
        (kind, end, tail): 50.0 + (1 if end == "high" else -1) * (30 if tail == "95" else 40)
        for kind in ("overdispersed", "exact")
        for end in ("low", "high")
        for tail in ("95", "998")
    }
    units = [FunnelPoint(f"Invented {i}", 10 * i, 50, 51, limits, i == 3) for i in (1, 2, 3)]
    panels = [Panel(title, 50.0, tuple(units)) for title in ("Before joining", "The latest year")]
    shares = [Standardised(f"Invented {i}", 50.0, 0.0, 100.0, 50.0) for i in (1, 2, 3)]
    for width in (920, 340):
        for drawn in (
            event_study(events, width),
            funnels(panels, width),
            standardised_chart(shares, 40.0, width),
        ):
            height = float(re.search(r'height="(\d+)"', drawn)[1])
            for x in re.findall(r' (?:x1|x2|cx|x)="([-\d.]+)"', drawn):
                assert 0 <= float(x) <= width
            for y in re.findall(r' (?:y1|y2|cy|y)="([-\d.]+)"', drawn):
                assert 0 <= float(y) <= height
    assert funnels(panels, 920).count("Invented 3") == 2
    assert "Invented 1<" not in funnels(panels, 920)


def test_an_authority_without_a_start_is_in_the_funnels_table_and_not_in_its_picture(
    protected: Protected,
) -> None:
    rows = protected.table("funnel_of_authorities").frame.copy()
    own = rows[rows["aim"].astype(int) == 2].index
    filled = {c.name: 50.0 for c in protected.table("funnel_of_authorities").shape.figures}
    words = {"position": "within", "symbol": ""}
    many = pd.concat([rows.loc[own[:1]].assign(**filled | words)] * 6, ignore_index=True)
    figures = [c for c in filled if c != "position"]
    many.loc[0, figures] = pd.NA
    many.loc[0, ["denominator", "observed"]] = 0
    both = pd.concat([many.assign(period=p) for p in ("baseline", "latest")], ignore_index=True)
    found = comparison(_with(protected, funnel_of_authorities=both), 2)
    assert found is not None
    assert len(found.funnel.table.rows) == 12
    assert found.funnel.alternative.startswith("Before joining: 5 of 6 authorities shown")


@pytest.mark.parametrize("seed", range(1, 9))
def test_worlds_of_all_sizes_can_be_told(seed: int) -> None:
    size = Scale(authorities=2 + seed, quarters=3 + 2 * seed, starts=1.0 + 2 * seed, named=0.9)
    frames = programme_frames(seed, size)
    told = protect(frames, frames.named)
    for aim in (1, 2, 3, 4):
        assert sentence(told, aim).endswith(".")
        run_chart_figures(told, aim)
        comparison(told, aim)
    effects(told)
    summary_sentences(told)


def test_the_page_holds_the_sentences_and_the_pictures(draft: DraftSummary) -> None:
    page = (draft.folder / "report.html").read_text("utf-8")
    assert 'id="said"' in page
    assert 'id="effect"' in page
    assert page.count("run chart by quarter") >= 1
    assert "<script" not in page
