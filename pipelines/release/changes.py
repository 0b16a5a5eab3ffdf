"""What changed since before the programme: sentences, a chart and a table per aim."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.contract.release_tables import ENGAGED, Protected
from pipelines.release import texts
from pipelines.release.drawings import Interval, difference_chart
from pipelines.release.page_parts import Figure, figure, html_table, listed, number, rows_of

TABLE = "improvement"
WITHHELD = "withheld"
VERDICT_WORDS = {
    "higher": "higher",
    "lower": "lower",
    "no_clear_difference": "no clear difference",
    "cannot_tell": "cannot tell",
    WITHHELD: "withheld",
}
HEADINGS = {
    "area_name": "Authority",
    "baseline_percent": "Before, %",
    "current_percent": "Latest, %",
    "difference": "Difference, points",
    "ci_low": "95% interval from",
    "ci_high": "95% interval to",
    "verdict": "In words",
}


@dataclass(frozen=True)
class Verdicts:
    """Named authorities of one aim by verdict, in order of their names."""

    aim: int
    names: dict[str, list[str]]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many authorities each verdict has."""
        return {verdict: len(names) for verdict, names in self.names.items()}

    @property
    def all(self) -> int:
        """Return how many authorities are compared."""
        return sum(self.counts.values())


def verdicts(protected: Protected, aim: int) -> Verdicts:
    """Return the named authorities by verdict; a withheld row's verdict is withheld too."""
    rows = _named_rows(protected, aim)
    found = [WITHHELD if pd.isna(v) else str(v) for v in rows["verdict"]]
    names = {
        verdict: [n for n, v in zip(rows["area_name"], found, strict=True) if v == verdict]
        for verdict in VERDICT_WORDS
    }
    return Verdicts(aim, names)


def _named_rows(protected: Protected, aim: int) -> pd.DataFrame:
    rows = rows_of(protected.table(TABLE), aim=aim)
    return rows[rows["area"] != ENGAGED].sort_values("area_name")


@dataclass(frozen=True)
class Overview:
    """Authorities by name with a verdict in words per aim: name, path of the page, words."""

    caption: str
    headings: list[str]
    rows: list[tuple[str, str, list[str]]]


def overview(protected: Protected) -> Overview:
    """Return the verdicts of all named authorities in the programme, in order of their names."""
    told = {aim: _words_by_name(verdicts(protected, aim)) for aim in (2, 3, 4)}
    paths = {a.name: f"authorities/{a.slug}.html" for a in protected.named}
    rows = [
        (name, paths[name], [told[aim].get(name, "no comparison") for aim in told])
        for name in sorted({name for words in told.values() for name in words} & set(paths))
    ]
    headings = ["Authority", *(texts.AIM_SHORT[aim] for aim in told)]
    return Overview("Each authority beside its own past, in order of names", headings, rows)


def _words_by_name(told: Verdicts) -> dict[str, str]:
    return {n: VERDICT_WORDS[v] for v, names in told.names.items() for n in names}


@dataclass(frozen=True)
class Change:
    """One aim's part of the section."""

    aim: int
    title: str
    sentences: list[str]
    figure: Figure | None


def changes(protected: Protected) -> list[Change]:
    """Return what changed, Aims 2 to 4."""
    return [_change(protected, aim) for aim in (2, 3, 4)]


def _change(protected: Protected, aim: int) -> Change:
    rows = _named_rows(protected, aim)
    told = verdicts(protected, aim)
    sentences = [group_sentence(protected, aim), verdict_sentence(told)]
    return Change(aim, texts.AIMS[aim], [s for s in sentences if s], _figure(protected, aim, rows))


def group_sentence(protected: Protected, aim: int) -> str:
    """Return in one sentence what changed over the programme as a whole."""
    rows = rows_of(protected.table(TABLE), ENGAGED, aim)
    shown = rows[rows["symbol"] == ""]
    if not len(shown):
        return f"For the programme as a whole the comparison is withheld: {texts.FEW_OR_MOVED}."
    row = shown.iloc[0]
    share = f"the share {texts.AIM_SHARE[aim]}"
    return f"Across the authorities in the programme, {share} {_moved(row)} {_interval(row)}."


def _moved(row: pd.Series) -> str:
    verdict, points = str(row["verdict"]), number(row, "difference")
    size = f"{abs(points or 0):.1f} percentage points"
    if verdict == "cannot_tell" or points is None:
        return "cannot be compared reliably with the time before each joined"
    if verdict == "no_clear_difference":
        return "is not clearly different from the time before each joined"
    return f"is {size} {verdict} than in the time before each joined"


def _interval(row: pd.Series) -> str:
    low, high = number(row, "ci_low"), number(row, "ci_high")
    if low is None or high is None:
        return ""
    return f"(95% interval {low:+.1f} to {high:+.1f} points)"


def verdict_sentence(told: Verdicts) -> str:
    """Return how many named authorities are higher, lower and so on, and which."""
    if not told.all:
        return "No authority in the programme is named."
    counts = [f"{n} {VERDICT_WORDS[v]}" for v, n in told.counts.items() if n or v == "higher"]
    clear = [
        f"{VERDICT_WORDS[v].capitalize()}: {listed(told.names[v])}."
        for v in ("higher", "lower")
        if told.names[v]
    ]
    whose = f"Of {told.all} named authorities in the programme"
    return f"{whose}: {listed(counts)}. {' '.join(clear)}".strip()


def _figure(protected: Protected, aim: int, rows: pd.DataFrame) -> Figure | None:
    shown = rows[rows["symbol"] == ""]
    if not shown["difference"].notna().any():
        # Withheld, or of nobody: the sentence above says so, an axis without a point says less.
        return None
    table = protected.table(TABLE)
    caption = f"Aim {aim}: named authorities in the order of their names"
    title = f"Aim {aim}: difference between the latest year and before joining, percentage points"
    return figure(
        title,
        lambda width: difference_chart(intervals(shown), width),
        _words(shown, len(rows)),
        html_table(table, rows, caption, HEADINGS),
    )


def intervals(shown: pd.DataFrame, label: str = "area_name") -> list[Interval]:
    """Return the shown rows as a chart takes them."""
    return [
        Interval(
            str(row[label]),
            number(row, "difference"),
            number(row, "ci_low"),
            number(row, "ci_high"),
            VERDICT_WORDS[str(row["verdict"])],
        )
        for _, row in shown.iterrows()
    ]


def _words(shown: pd.DataFrame, of: int) -> str:
    told = [
        f"{row['area_name']} {row['difference']:+.0f} ({VERDICT_WORDS[str(row['verdict'])]})"
        for _, row in shown.iterrows()
        if pd.notna(row["difference"])
    ]
    return (
        f"Differences in percentage points with 95% intervals, {len(shown)} of {of} authorities "
        f"shown: {'; '.join(told)}."
    )
