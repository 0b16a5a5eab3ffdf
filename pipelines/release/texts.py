"""The words of a release that more than one format uses."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping

import pandas as pd

from pipelines.contract.release_tables import LEGEND, Protected

TITLE = "Permanence and Care Excellence (PACE): how soon children reach a permanent home"
SUBJECT = "Timeliness of the four PACE aims in Scotland"
AUTHOR = "PACE evaluation team"
SOURCE = "PACE evaluation warehouse: what authorities sent, as named in manifest.json"
LANGUAGE = "en-GB"
KEYWORDS = "looked after children; permanence; Scotland; official statistics"

AIMS = {
    1: "Review the plan of every child looked after at home for over two years",
    2: "Recommend permanence within 26 weeks of a child becoming looked after away from home",
    3: "Decide within 14 weeks of the recommendation",
    4: "Lodge the application with the court within 16 weeks of the decision",
}
AIM_SHORT = {
    1: "Aim 1: review at home",
    2: "Aim 2: recommendation",
    3: "Aim 3: agency decision",
    4: "Aim 4: application to court",
}
AIM_LIMITS = {
    1: "reviewed within one year of reaching two years at home (our limit: none is published)",
    2: "recommended within 26 weeks (182 days) of becoming looked after away from home",
    3: "decided within 14 weeks (98 days) of the recommendation",
    4: "lodged within 16 weeks (112 days) of the decision",
}

AIM_SHARE = {
    1: "reviewed within one year of reaching two years at home",
    2: "recommended for permanence within 26 weeks",
    3: "decided within 14 weeks",
    4: "lodged with the court within 16 weeks",
}
# Why a comparison does not leave, as far as it may be said.
FEW_OR_MOVED = "too few children stand behind it, or it moved by a few since an earlier release"
# Milestones and routes as people say them (contract sections 2 and 4).
MILESTONE_WORDS = {
    "looked_after_started": "becoming looked after",
    "away_started": "becoming looked after away from home",
    "home_started": "becoming looked after at home",
    "home_two_years": "reaching two years at home",
    "home_plan_review": "review of the plan at home",
    "kinship_screened": "kinship screening",
    "permanence_recommended": "permanence recommendation",
    "permanence_ratified": "ratified recommendation",
    "adm_decision": "decision by the agency decision maker",
    "application_lodged": "application lodged with the court",
    "court_first_hearing": "first hearing in court",
    "court_decision": "decision of the court",
    "permanence_placed": "permanent placement",
}
_YEARS = re.compile(r"[12]\d{3}/[12]\d{3}")
_ORDERS = frozenset(
    f"permanence_order_{kind}" for kind in ("kinship", "foster", "residential", "adoption")
)
STATUS_WORDS = {
    "achieved": "achieved",
    "missed": "missed",
    "on_track": "on track",
    "behind": "behind",
    "too_few": "too few to say",
    "not_yet_measurable": "nobody yet",
}

_CELL_WORDS = STATUS_WORDS | {
    "no_clear_difference": "no clear difference",
    "cannot_tell": "cannot tell",
    # Of the programme's effect.
    "imputation": "imputation (as planned)",
    "callaway_santanna": "Callaway and Sant'Anna",
    "sun_abraham": "Sun and Abraham (a check)",
    "two_way_fixed_effects": "two-way fixed effects (a warning)",
    "not_yet_engaged": "that had not joined yet",
    "never_engaged": "that never joined",
    "overall": "all half-years since",
    # Of a comparison before and now.
    "baseline": "before joining",
    "latest": "the latest year",
    # Of a run chart.
    "on_median": "on the median",
}
_HALF_YEARS = re.compile(r"(?P<side>before|since)_(?P<count>\d+)")

MADE_UP_SENTENCE = (
    "MADE-UP data: every figure and every authority here is invented for demonstration. "
    "Nothing in it describes a real child, authority or result."
)
# The bytes of a published release are those of its draft: what tells them apart lies beside them.
SIGNED_SENTENCE = (
    "This release is signed off where certificate.json lies beside it. Without one it is a draft, "
    "not for publication."
)

# Of a table without rows: it has no file either, for headings alone would not say MADE-UP.
NOTHING_TO_SHOW = (
    "nothing of it can be shown in this release, as no period of it is complete or nobody whom it "
    "is about is in it"
)

NOTES = (
    (
        "Two shares",
        "Two shares are always shown together. The percentage of all starts counts everybody whose "
        "outcome at the time limit is known. The percentage of those still waiting leaves out "
        "those who left before the limit. Leaving early is itself something that changes, so "
        "'faster' is only said where both shares agree.",
    ),
    (
        "Complete periods",
        "A quarter of starts is shown once its last day, the time limit and six weeks for "
        "recording have all passed.",
    ),
    (
        "Small numbers",
        "A row that holds a count of 1 to 4 is withheld whole, with everything computed from it. "
        "So are rows from which such a count could be worked out with the other tables of this "
        "release. A withheld row marked [c] is neither nought nor missing.",
    ),
    (
        "Zero",
        "0 is a true nought: nobody. It is never used for a withheld or missing figure.",
    ),
    (
        "Groups",
        "All reporting authorities are those whose data are in force. Scotland is shown only where "
        "every authority reports. Authorities in the programme count as such whenever they joined.",
    ),
    (
        "Named authorities",
        "An authority is named only where it has agreed to it. The figures of the others are in "
        "the groups.",
    ),
    (
        "Intervals",
        "Intervals are 95% confidence intervals by Wilson's method. They say how far a share could "
        "be from the one shown by chance alone.",
    ),
    (
        "Before and since the programme",
        "Each authority is compared with itself: waits whose time limit passed in the year before "
        "it joined (up to three years where the year held fewer than 20), and waits that started "
        "in the latest four complete quarters. Higher and lower are said only where the 95% "
        "interval leaves out no difference. A change since joining is not proof "
        "that the programme caused it.",
    ),
    (
        "Waiting times",
        "The day by which a quarter, half or three quarters of all who started had reached the "
        "milestone, in steps of four weeks: by this day, and not yet four weeks before. An exact "
        "day is one child's wait. Those who left count as not reaching it.",
    ),
    (
        "Waiting curves",
        "Of the starts counted, the share that had reached the milestone so many weeks after they "
        "started to wait, and the share that had left. A curve goes on to twice the time limit, as "
        "far as every authority of the year was followed and at least 10 waited. Where 1 to 4 "
        "moved between two days a day is left out, so that the step is longer.",
    ),
    (
        "Funnels and the kind of children",
        "Small authorities differ more by chance: the limits say within what range 95% and 99.8% "
        "of authorities of a size would lie, by chance alone and if they differ as much as they "
        "do. A share drawn towards the whole is the fairer guess where starts are few. The "
        "standardised percentage allows for the age of the children at the start, their legal "
        "basis and whether they had been looked after before. No authority is ranked.",
    ),
    (
        "Local aims",
        "What an authority set out to do itself, counted over the latest year for which the days "
        "allowed have passed. The sentence is built from the aim's definition.",
    ),
    (
        "Children at home",
        "The stock of children at home counts those who are there on the day. Those whose order "
        "ended have left it, whether or not they were reviewed. A group counts in each row the "
        "authorities whose data reach so far. So how many are at home for over two years at the "
        "end of a quarter and at the start of the next, which is the same night, can differ where "
        "the data of an authority end between: 'Authorities included' says of how many they are.",
    ),
)


def milestone_words(code: str) -> str:
    """Return a milestone as people say it."""
    return MILESTONE_WORDS.get(code, code.replace("_", " "))


def local_aim_sentence(row: pd.Series | Mapping[str, object]) -> str:
    """Return what a local aim sets out to do, from its definition: its own text may not leave."""
    routes = "" if row["routes"] == "any" else f" ({_routes(str(row['routes']))})"
    ages = "" if row["ages"] == "any" else f", children aged {row['ages']}"
    return (
        f"From {milestone_words(str(row['start_milestone']))}{routes}{ages} to "
        f"{milestone_words(str(row['stop_milestone']))} within {row['within_days']} days"
    )


def _routes(codes: str) -> str:
    every = codes.split("|")
    rest = [code for code in every if code not in _ORDERS]
    if len(every) - len(rest) == len(_ORDERS):
        return " or ".join(["any permanence order", *(_spaced(code) for code in rest)])
    return " or ".join(_spaced(code) for code in every)


def _spaced(code: str) -> str:
    return code.replace("_", " ")


def spoken_cell(text: str) -> str:
    """Return a cell's code or years in words, and any other cell as it is."""
    if _YEARS.fullmatch(text):
        return text.replace("/", " to ")
    half_years = _HALF_YEARS.fullmatch(text)
    if half_years:
        side, count = half_years["side"], int(half_years["count"])
        return f"{count} half-year{'' if count == 1 else 's'} {side} joining"
    return _CELL_WORDS.get(text, text)


def status_sentence(protected: Protected) -> str:
    """Return what a reader must know first about the data."""
    return MADE_UP_SENTENCE if protected.is_made_up else SIGNED_SENTENCE


def titled(protected: Protected, title: str) -> str:
    """Return a title that says MADE-UP where the data are."""
    return f"MADE-UP DATA: {title}" if protected.is_made_up else title


def symbol_lines() -> list[str]:
    """Return one line per symbol and mark, as people read it."""
    return [f"{symbol} {meaning}." for symbol, meaning in LEGEND.items()]


def legend_notes() -> list[tuple[str, str]]:
    """Return every symbol and mark with what it means, for notes."""
    return [(symbol, f"{meaning[0].upper()}{meaning[1:]}.") for symbol, meaning in LEGEND.items()]


def coverage_sentence(protected: Protected) -> str:
    """Return how many authorities stand behind the figures."""
    of = protected.authorities
    return (
        f"{of['reporting']} of {of['listed']} authorities have data in force up to "
        f"{spoken_day(protected.day)} at the latest; {of['named']} of them are named."
    )


def without_rows_sentence(protected: Protected) -> str:
    """Return which tables have no file and no sheet, and why; '' where all have."""
    titles = "; ".join(t.shape.title for t in protected.without_rows)
    return f"Left out without a file or a sheet, as they have no row: {titles}." if titles else ""


_MONTHS = tuple(calendar.month_name)[1:]


def spoken_day(iso: str) -> str:
    """Return an ISO date as people say it: 31 July 2019."""
    year, month, day = iso.split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def spoken_quarter(iso: str) -> str:
    """Return a quarter, given any of its days: July to September 2018."""
    year, month, _ = iso.split("-")
    first = 3 * ((int(month) - 1) // 3)
    return f"{_MONTHS[first]} to {_MONTHS[first + 2]} {year}"
