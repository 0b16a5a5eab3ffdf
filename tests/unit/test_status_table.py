"""`pace status` on a terminal of 80 letters, the width where none is known."""

from __future__ import annotations

import io

from rich.console import Console

from pipelines.commands.status import Facts, _table

_ROW: Facts = {
    "authority_code": "X99000008",
    "name": "Eilean Sorbhan",
    "in_force_as_at": "2020-07-31",
    "days_late": 112,
    "rows_received": 17074,
    "rows_quarantined": 4,
    "last_folder": "2020-10-31-b",
    "last_outcome": "accepted with repairs",
    "decided": None,
    "feedback_collected": "not yet",
}


def _printed(*rows: Facts) -> str:
    out = io.StringIO()
    Console(file=out, width=80, soft_wrap=True).print(_table(rows))
    return out.getvalue()


def test_nothing_is_cut_in_80_letters() -> None:
    told = _printed(_ROW)
    assert "…" not in told
    for whole in ("X99000008", "Eilean Sorbhan", "2020-07-31", "112", "17074"):
        assert whole in told
    assert max(map(len, told.splitlines())) <= 80


def test_a_column_that_says_nothing_of_anybody_is_left_out() -> None:
    assert "decided" not in _printed(_ROW)
    assert "collected" not in _printed(_ROW)
    fetched = _printed(_ROW, _ROW | {"feedback_collected": "2020-11-20"})
    assert "2020-11-20" in fetched
    assert "…" not in fetched
    assert "Eilean Sorbhan" in fetched
    never = _ROW | {"in_force_as_at": None, "last_folder": None, "last_outcome": "never sent"}
    assert "never sent" in _printed(never)
