"""``releases/index.json`` and ``index.html``: what is published, superseded, withdrawn, and why."""

from __future__ import annotations

import json

from pipelines.contract.release_tables import MADE_UP
from pipelines.contract.released import State, Step, published_in_order, steps
from pipelines.release.page_parts import render
from pipelines.release.texts import TITLE
from pipelines.settings import Home

_SAID = {
    State.PUBLISHED: "stands",
    State.SUPERSEDED: "superseded: read the newer one",
    State.WITHDRAWN: "withdrawn: do not use its figures",
}


def write_index(home: Home) -> None:
    """Write both files anew from the steps that were taken."""
    last = {step.release_id: step for step in steps(home)}
    first = {s.release_id: s.on for s in steps(home) if s.state is State.PUBLISHED}
    rows = [(first[r], last[r]) for r in reversed(published_in_order(home))]
    told = [
        {"release_id": s.release_id, "published_on": on, "state": s.state, "because": s.because}
        for on, s in rows
    ]
    home.releases.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"title": TITLE, "releases": told}, indent=2, ensure_ascii=False) + "\n"
    (home.releases / "index.json").write_text(text, encoding="utf-8")
    made_up = any(step.release_id.startswith(MADE_UP) for _, step in rows)
    page = render("index.html.j2", title=f"{TITLE}: releases", rows=_rows(rows), made_up=made_up)
    (home.releases / "index.html").write_bytes(page)


def _rows(rows: list[tuple[str, Step]]) -> list[tuple[str, str, str]]:
    return [(s.release_id, on, _words(s)) for on, s in rows]


def _words(step: Step) -> str:
    said = _SAID.get(step.state, step.state.value)
    return f"{said} ({step.because})" if step.because else said
