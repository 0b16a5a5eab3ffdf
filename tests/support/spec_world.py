"""Turn the given tables of spec cases into the inputs of a build."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from pipelines.contract.vocabulary import vocabulary
from tests.support.inputs import BuildInputs
from tests.support.spec_files import Case, SpecFile, SpecTable

AS_AT = re.compile(r"\bAs at (\d{4}-\d{2}-\d{2})")
BORN = re.compile(r"\bBorn (\d{4}-\d{2})\b")
CARER = re.compile(r"carer (\w+)$")
CHILDREN = re.compile(r"(\d+) to (\d+)$")
CHANGE_IDEA = "change idea"
COMPLETE = re.compile(r"`(\w+)` recorded completely from (\d{4}-\d{2}-\d{2})")
SILENT = "The authority has sent nothing."
DEFAULT_AS_AT, DEFAULT_BIRTH_MONTH = date(2020, 12, 31), date(2012, 6, 1)

# Which column a word in the last column of a life is, by what the row is.
DETAILS = {
    "permanence_recommended": ("route",),
    "permanence_ratified": ("route",),
    "panel": ("outcome", "route"),
    "adm_decision": ("outcome", "route"),
    "application_lodged": ("applicant", "application_type"),
    "court_decision": ("outcome", "application_type"),
    "home_plan_review": ("outcome",),
}


@dataclass
class SpecWorld:
    """The inputs of one build, and which authority each case is about."""

    inputs: BuildInputs = field(default_factory=BuildInputs)
    codes: dict[str, str] = field(default_factory=dict)  # authority's name -> code
    authority_of: dict[str, str] = field(default_factory=dict)  # case's name -> authority's name
    submissions: dict[str, str] = field(default_factory=dict)  # code -> submission_id

    def authority(self, name: str, as_at: date | None) -> str:
        """Return the code of an authority, adding it when it is new."""
        if name not in self.codes:
            code = self.codes[name] = f"X99{len(self.codes) + 1:06d}"
            submission_id = self.inputs.authority(code, name, as_at=as_at)
            if submission_id:
                self.submissions[code] = submission_id
        return self.codes[name]

    def recording(self, code: str, text: str) -> None:
        """Add what the text says about how long milestones have been recorded completely."""
        for milestone, since in COMPLETE.findall(text):
            self.inputs.add(
                "programme_recording",
                authority_code=code,
                milestone=milestone,
                complete_from=date.fromisoformat(since),
                covers_home_routes="yes",
            )

    def programme(self, code: str, case: Case) -> None:
        """Add what the programme recorded about an authority."""
        for file, records in case.programme.items():
            columns = vocabulary().programme_files[file].columns
            for record in records:
                values = {c: _typed(text, columns[c].type) for c, text in record.items()}
                self.inputs.add(f"programme_{file}", authority_code=code, **values)

    def change_ideas(self, code: str, case: Case) -> None:
        """Add the change ideas that a case says its authority tried."""
        for record in (r for table in _of_ideas(case) for r in table.records):
            self.inputs.add(
                "programme_change_ideas",
                authority_code=code,
                change_idea_id=record[CHANGE_IDEA],
                aim=int(record["aim"]),
                title=record["title"],
                tested_from=_day(record["tested from"]),
                adopted_on=_day(record["adopted on"]),
            )

    def child(
        self, code: str, key: str, birth_month: date | None, sex: str = "not_known"
    ) -> dict[str, str]:
        """Add a child and return what its rows begin with."""
        owner = {
            "authority_code": code,
            "submission_id": self.submissions[code],
            "child_key": key,
        }
        self.inputs.add(
            "children",
            **owner,
            birth_month=birth_month,
            sex=sex,
            ethnic_group="not_known",
            disability="not_known",
        )
        return owner

    def life(self, owner: dict[str, str], rows: Iterable[dict[str, str]]) -> None:
        """Add the rows of a child's life."""
        for row in rows:
            self._row(owner, row)

    def _row(self, owner: dict[str, str], row: dict[str, str]) -> None:
        what, words = row["what"], [w for w in re.split(r",\s*", row["detail"]) if w]
        lists = vocabulary().code_lists
        start = date.fromisoformat(row["from"])
        spell = owner | {
            "start_date": start,
            "end_date": _day(row["until"]),
        }
        if what == "episode":
            self.inputs.add("episodes", **spell, **_details(words, ("destination",), row))
        elif what in lists["legal_reason"]:
            self.inputs.add("legal_statuses", **spell, legal_reason=what)
        elif what in lists["placement_type"]:
            carer = CARER.match(row["detail"])
            carer_key = carer[1] if carer else None
            self.inputs.add("placements", **spell, placement_type=what, carer_key=carer_key)
        elif what in lists["milestone"]:
            known = _details(words, (*DETAILS.get(what, ()), "agency"), row)
            route = known.pop("route", "not_known")
            event: dict[str, str | date] = {"milestone": what, "event_date": start, "route": route}
            self.inputs.add("milestones", **owner, **event, **known)
        else:
            raise ValueError(f"{what} is neither an episode nor a code: {row}")


def _typed(text: str, type_: str) -> str | int | float | date | None:
    """Return a cell of a programme record as its column is kept; routes are joined by `or`."""
    if not text:
        return None
    kinds: dict[str, Callable[[str], str | int | float | date]] = {
        "date": date.fromisoformat,
        "integer": int,
        "number": float,
        "routes": lambda routes: routes.replace(" or ", "|"),
    }
    return kinds[type_](text) if type_ in kinds else text


def _details(words: list[str], columns: tuple[str, ...], row: dict[str, str]) -> dict[str, str]:
    """Sort the words of a row's last column into its columns; every word must fit one."""
    lists = vocabulary().code_lists
    found: dict[str, str] = {}
    for word in words:
        fitting = [c for c in columns if word in lists[c] and c not in found]
        if not fitting:
            raise ValueError(f"{word} does not belong in {row}")
        found[fitting[0]] = word
    return found


def world_of_cases(cases: Iterable[Case]) -> SpecWorld:
    """Return one world in which every case is a child (or a few) of its own.

    Cases that ask about marts or about recording have an authority to themselves; the others share
    one per `as_at`. One authority has sent nothing.
    """
    world = SpecWorld()
    for case in cases:
        as_at = None if SILENT in case.text else _date(AS_AT, case.text) or DEFAULT_AS_AT
        alone = bool(COMPLETE.search(case.text)) or any(t.label[0] == "`" for t in case.expected)
        name = case.name if alone else f"as at {as_at}"
        code = world.authority(name, as_at)
        world.authority_of[case.name] = name
        world.recording(code, case.text)
        world.programme(code, case)
        world.change_ideas(code, case)
        for key, rows in lives_of(case).items():
            world.life(world.child(code, key, _birth_month(case.text)), rows)
    world.authority("has sent nothing", None)
    return world


def lives_of(case: Case) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each child of a case by its key: the case's name, and its own if any."""
    lives: dict[str, list[dict[str, str]]] = {}
    for record in (r for t in case.given if t not in _of_ideas(case) for r in t.records):
        for name in _names(record.get("child", "")):
            key = f"{case.name} · {name}" if name else case.name
            lives.setdefault(key, []).append(record)
    return lives


def _names(child: str) -> list[str]:
    """Return the children a cell speaks of: `1 to 19` are nineteen, each with that row."""
    many = CHILDREN.match(child)
    return [str(n) for n in range(int(many[1]), int(many[2]) + 1)] if many else [child]


def _of_ideas(case: Case) -> list[SpecTable]:
    return [table for table in case.given if table.header[:1] == (CHANGE_IDEA,)]


def world_of_file(file: SpecFile) -> SpecWorld:
    """Return the world that the cases of one file share, as its opening tables give it."""
    world = SpecWorld()
    for table in file.preamble.tables:
        for record in table.records:
            if table.header[0] == "authority":
                _add_authority(world, record)
            else:
                _add_children(world, record)
    return world


def _add_authority(world: SpecWorld, record: dict[str, str]) -> None:
    as_at = record["as at"]
    code = world.authority(record["authority"], date.fromisoformat(as_at) if as_at else None)
    if record.get("engaged on"):
        engaged_on, ended_on = (_day(record.get(c, "")) for c in ("engaged on", "ended on"))
        world.inputs.add(
            "programme_engagement",
            authority_code=code,
            engaged_on=engaged_on,
            ended_on=ended_on,
            delivery="full",
        )


def _add_children(world: SpecWorld, record: dict[str, str]) -> None:
    """Add as many children as `children` says, each looked after away from home from that day."""
    code, born = world.codes[record["of"]], _birth_month(f"Born {record['born']}")
    lived = {"what": "episode", "from": record["from"], "until": record["until"], "detail": ""}
    rows = [lived]
    if record["recommended"]:
        rows.append(
            {
                "what": "permanence_recommended",
                "from": record["recommended"],
                "until": "",
                "detail": "permanence_order_foster",
            }
        )
    for number in range(int(record["children"])):
        key = " · ".join([*record.values(), str(number + 1)])
        world.life(world.child(code, key, born, record.get("sex", "not_known")), rows)


def _birth_month(text: str) -> date | None:
    if re.search(r"\bBorn not known|\bBirth month not known", text):
        return None
    born = BORN.search(text)
    return date.fromisoformat(f"{born[1]}-01") if born else DEFAULT_BIRTH_MONTH


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _date(pattern: re.Pattern[str], text: str) -> date | None:
    found = pattern.search(text)
    return date.fromisoformat(found[1]) if found else None
