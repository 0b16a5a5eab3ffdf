"""The words of a release that more than one format uses."""

from __future__ import annotations

import calendar

from pipelines.contract.release_tables import SYMBOLS, Protected

TITLE = "Permanence and Care Excellence (PACE): how soon children reach a permanent home"
SUBJECT = "Timeliness of the four PACE aims in Scotland"
AUTHOR = "PACE evaluation team"
LANGUAGE = "en-GB"
KEYWORDS = "looked after children; permanence; Scotland; official statistics; draft"

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

MADE_UP_SENTENCE = (
    "MADE-UP data: every figure and every authority here is invented for demonstration. "
    "Nothing in it describes a real child, authority or result."
)
DRAFT_SENTENCE = "This is a draft. It has not been signed off for publication."

NOTES = (
    (
        "Two shares",
        "Two shares are always shown together. Percent of all starts counts everybody whose "
        "outcome at the time limit is known. Percent of those still waiting leaves out those who "
        "left before the limit. Leaving early is itself something that changes, so 'faster' is "
        "only said where both shares agree.",
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
        "Children at home",
        "The stock of children at home counts those who are there on the day. Those whose order "
        "ended have left it, whether or not they were reviewed.",
    ),
)


def status_sentence(protected: Protected) -> str:
    """Return what a reader must know first about the data."""
    return MADE_UP_SENTENCE if protected.is_made_up else DRAFT_SENTENCE


def titled(protected: Protected, title: str) -> str:
    """Return a title that says MADE-UP where the data are."""
    return f"MADE-UP DATA: {title}" if protected.is_made_up else title


def symbol_lines() -> list[str]:
    """Return one line per symbol, as people read it."""
    return [f"{symbol} {meaning}." for symbol, meaning in SYMBOLS.items()]


def coverage_sentence(protected: Protected) -> str:
    """Return how many authorities stand behind the figures."""
    of = protected.authorities
    return (
        f"{of['reporting']} of {of['listed']} authorities have data in force up to "
        f"{spoken_day(protected.day)} at the latest; {of['named']} of them are named."
    )


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
