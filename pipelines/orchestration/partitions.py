"""One partition per authority of the home that is being looked at."""

from __future__ import annotations

import dagster as dg

from pipelines.contract.authorities import authorities_of
from pipelines.settings import Home

AUTHORITIES = authorities_of(Home.from_environment())
AUTHORITY_PARTITIONS = dg.StaticPartitionsDefinition(AUTHORITIES.codes)
