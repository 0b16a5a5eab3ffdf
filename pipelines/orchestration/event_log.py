"""Dagster's event log as one SQLite file that is opened once.

Belongs here: how the log of runs is stored. Does not: what is logged.

The default makes a database for every run and an engine for every event; at a run per authority
that took a third of the time of a small home's whole walk.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import sqlalchemy as db
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS


class OneFileEventLog(ConsolidatedSqliteEventLogStorage):
    """One file for all runs. Several processes may write it: SQLite's write-ahead log queues them.

    Not flushed to the disk at every event: after a power cut the last events may be missing from
    the web pages; what was taken in, built and drafted does not depend on them.
    """

    @cached_property
    def _engine(self) -> db.Engine:
        engine = db.create_engine(
            self._conn_string, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
        )
        db.event.listen(engine, "connect", _flush_seldom)
        return engine

    @contextmanager
    def _connect(self) -> Iterator[db.Connection]:
        with self._engine.begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close the file, with whatever else the storage holds open."""
        self._engine.dispose()
        super().dispose()  # type: ignore[no-untyped-call]


def _flush_seldom(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")
