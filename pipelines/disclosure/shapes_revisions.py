"""The table of revisions, and the column of marks that stands beside figures."""

from __future__ import annotations

from pipelines.contract import published
from pipelines.contract.release_tables import MARK_COLUMN, Kind, ReleaseColumn, TableShape
from pipelines.disclosure import columns as c
from pipelines.disclosure.columns import of_source

_BUILD = "core.build"

MARK = ReleaseColumn(
    name=MARK_COLUMN,
    heading="Mark",
    kind=Kind.MARK,
    meaning="[r] a figure of the row is another than in the release before; [p] the data of an "
    "authority of the group do not reach the period yet, so that the row is expected to be "
    "revised; none: neither.",
    unit="marks",
    source=_BUILD,
)

REVISIONS = TableShape(
    name=published.REVISIONS,
    title="Counts that are not what they were in the release before",
    about="Each count that both releases show and that has changed, and what they were made of.",
    grain="table, area, aim, period, measure",
    columns=(
        c.AREA,
        c.AREA_NAME,
        of_source(_BUILD, "table", "Table", Kind.CODE, "Table that holds the count.", "code"),
        of_source(
            _BUILD,
            "aim",
            "Aim",
            Kind.CODE,
            "Number of the PACE aim; none where the table is about no one of them.",
            "number, 1 to 4",
        ),
        of_source(
            _BUILD,
            "period",
            "Period",
            Kind.PERIOD,
            "First day of the quarter, the year, or the day, as the table has it.",
            "period",
        ),
        of_source(_BUILD, "measure", "Column", Kind.CODE, "Column that holds the count.", "code"),
        of_source(
            _BUILD, "before", "Before", Kind.COUNT, "The count in the release before.", "count"
        ),
        of_source(_BUILD, "now", "Now", Kind.COUNT, "The count in this release.", "count"),
        of_source(
            _BUILD,
            "change",
            "Change",
            Kind.CHANGE,
            "Now less before: never 1 to 4 either way, for such a count is withheld.",
            "count",
        ),
        of_source(
            _BUILD,
            "reason",
            "What differs in what the releases were made of",
            Kind.CODE,
            "New submissions, other programme records, changed rules, another disclosure policy.",
            "text",
        ),
        c.STATUS,
    ),
)
