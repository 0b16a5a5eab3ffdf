"""From the warehouse to a draft that a person may look at.

Belongs here: ``release_draft`` and its blocking checks.
Does not: what may leave (``pipelines.disclosure``) and how it is written (``pipelines.release``).
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.orchestration.owners import OFFICIALS, RELEASE
from pipelines.orchestration.resources import HomeResource


@dg.asset(group_name=RELEASE, owners=OFFICIALS, deps=["warehouse"], description="x")
def release_draft(place: HomeResource) -> None:
    """x."""
