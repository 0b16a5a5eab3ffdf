"""``releases/index.json`` and ``index.html``: what is published, superseded, withdrawn, and why."""

from __future__ import annotations

import json

from pipelines.contract.release_tables import MADE_UP
from pipelines.contract.released import State, Step, published_in_order, steps
from pipelines.release.page_parts import render
from pipelines.release.texts import TITLE, spoken_day
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
    (home.releases / "index.html").write_bytes(index_page(rows))


def index_page(rows: list[tuple[str, Step]]) -> bytes:
    """Return the page of releases, each with the day it was published on and its last step."""
    made_up = any(step.release_id.startswith(MADE_UP) for _, step in rows)
    told = [(s.release_id, spoken_day(on), _words(s)) for on, s in rows]
    return render("index.html.j2", title=f"{TITLE}: releases", rows=told, made_up=made_up)


def _words(step: Step) -> str:
    if step.state is State.SUPERSEDED and step.because:
        # The reason names the release that came after it.
        return f"{step.because}: read that one"
    said = _SAID.get(step.state, step.state.value)
    return f"{said} ({step.because})" if step.because else said
