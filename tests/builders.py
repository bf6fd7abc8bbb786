"""Builders of valid things for a fictional council, and the door they are published through.

Each function makes one thing; what a test cares about it names. `put` publishes things in one moment, as everything is
published; `clock` sets the time it happens at.
"""

import itertools
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from api.core.principal import ADMIN, Principal
from api.core.problems import Problem
from api.privacy.erasures import erase
from api.publishing.publish import Act, publish
from api.record.graph import Node, tombstone_names
from api.record.reader import begin
from api.schemas.record import THING_SCHEMAS, Tombstone
from api.workbench import clock as clocks
from db.clock import now
from db.publications import Voice
from db.session import begin_write, writing
from tests.clock import travel

COUNCIL = "westmere"
MEMBERS = "westmere-members"
GROUP = "westmere-wheels"
POST = "westmere-head-of-streets"
ASSEMBLY = "westmere-air-2024"
PROJECT = "westmere-wheels-repair-cafe"

ADMINISTRATOR = Principal(0, frozenset({ADMIN}))

_letters = itertools.product("bcdfghjklmnpqrstvwxz", repeat=6)


def clock(moment: str) -> AbstractContextManager[None]:
    """Stops the clock at a moment in UTC: `2024-03-01` (noon) or `2024-03-01T23:59:30`."""
    text = moment if "T" in moment else f"{moment}T12:00:00"
    return travel(datetime.fromisoformat(text).replace(tzinfo=UTC), tick=False)


def item(number: int) -> str:
    """The id of a recommendation of the assembly."""
    return f"{ASSEMBLY}-{number}"


def _thing(type_: str, facts: dict[str, Any], more: dict[str, Any]) -> Any:
    """A bare date is a day; what is given as None is left out."""
    whole = {key: value for key, value in (facts | more).items() if value is not None}
    for key in ("date", "begins", "ends", "due", "decide_by", "next_update_due", "reported", "results_promised"):
        if isinstance(whole.get(key), str):
            whole[key] = {"value": whole[key]}
    return THING_SCHEMAS[type_].model_validate({"type": type_, **whole})


def _english(text: str | dict[str, str]) -> dict[str, str]:
    return {"en": text} if isinstance(text, str) else text


def _child(parent: str) -> str:
    return f"{parent}-{''.join(next(_letters))}"


def organisation(id_: str = COUNCIL, name: str | dict[str, str] = "Westmere Council", **more: Any) -> Any:
    return _thing("organisation", {"id": id_, "kind": "council", "name": _english(name), "language": "en"}, more)


def post(id_: str = POST, name: str | dict[str, str] = "Head of Streets", **more: Any) -> Any:
    return _thing("post", {"id": id_, "organisation": COUNCIL, "kind": "officer", "name": _english(name)}, more)


def hold(begins: str, ends: str, name: str = "Local elections", **more: Any) -> dict[str, Any]:
    """A hold of an organisation: `organisation(holds=[hold(…)])`."""
    return {"begins": {"value": begins}, "ends": {"value": ends}, "occasion": {"en": name}, **more}


def assembly(id_: str = ASSEMBLY, **more: Any) -> Any:
    """Kept by the council itself, which is therefore always looking."""
    facts = {
        "id": id_,
        "form": "assembly",
        "name": {"en": "Westmere assembly on air"},
        "commissioned_by": COUNCIL,
        "keeper": {"organisation": COUNCIL, "capacity": "answering_body"},
    }
    return _thing("assembly", facts, more)


def engagement(slug: str, /, **more: Any) -> Any:
    """A survey of the council's, by the end of its id."""
    facts = {"id": f"{COUNCIL}-{slug}", "form": "survey", "name": {"en": slug.capitalize()}, "commissioned_by": COUNCIL}
    return _thing("engagement", facts | {"language": "en"}, more)


def declaration(by: str = COUNCIL, about: str = PROJECT, /, level: str = "co_production", **more: Any) -> Any:
    facts = {"id": _child(about), "about": about, "by": by, "level": level}
    return _thing("declaration", facts, more)


def side(by: str, of: str, /, date: str = "2027-05-01", **more: Any) -> Any:
    """The testimony of one side about a declaration; its answers are given."""
    return _thing("testimony", {"id": _child(of), "about": of, "by": by, "date": date}, more)


def promise(what: str, due: str | None = None, by: str = COUNCIL, **more: Any) -> dict[str, Any]:
    return {"by": by, "what": what, **({"due": {"value": due}} if due else {}), **more}


def recommendation(number: int = 1, title: str | dict[str, str] = "Open five streets to walking", **more: Any) -> Any:
    of = more.get("assembly", ASSEMBLY)
    facts = {
        "id": f"{of}-{number}",
        "assembly": of,
        "reference": str(number),
        "position": number,
        "kind": "recommendation",
        "standing": "adopted",
        "title": _english(title),
        "title_basis": {"basis": "paraphrase"},
    }
    return _thing("recommendation", facts, more)


def response(name: str, code: str, on: str, **more: Any) -> Any:
    """To the whole assembly, unless `recommendations` or `theme` says otherwise."""
    of = more.get("assembly", ASSEMBLY)
    reasons = None if code == "accepted" else {"en": "The budget decides."}
    facts = {"id": f"{of}-{name}", "assembly": of, "by": COUNCIL, "response": code, "date": on, "reasons": reasons}
    return _thing("response", facts, more)


def project(id_: str = PROJECT, name: str = "Repair café", **more: Any) -> Any:
    facts = {"id": id_, "kind": "community_project", "name": _english(name), "lead": GROUP, "stage": "running"}
    return _thing("project", facts, more)


def contribution(to: str | None = None, project_id: str = PROJECT, **more: Any) -> Any:
    """To one recommendation, or to the whole assembly."""
    facts = {
        "id": _child(project_id),
        "project": project_id,
        "assembly": ASSEMBLY,
        "recommendation": to,
        "kind": "partly_delivers",
        "made_by": "project",
        "ground": "explicit",
    }
    return _thing("contribution", facts, more)


def accountability(about: str, post_id: str | None = POST, **more: Any) -> Any:
    facts = {
        "id": _child(about),
        "about": about,
        "organisation": COUNCIL,
        "post": post_id,
        "role": "accountable",
        "ground": "explicit",
    }
    return _thing("accountability", facts, more)


def speaker(organisation_id: str = COUNCIL, **more: Any) -> dict[str, Any]:
    return {"organisation": organisation_id, "capacity": "for_itself", **more}


def update(
    about: str, progress: str | None, on: str, summary: str = "Two of the five streets are open.", **more: Any
) -> Any:
    facts = {
        "id": _child(about),
        "about": about,
        "kind": "news",
        "progress": progress,
        "summary": _english(summary),
        "said_by": speaker(),
        "entered_by": speaker(),
        "date": on,
    }
    return _thing("update", facts, more)


def due(on: str, set_by: str = "responder") -> dict[str, Any]:
    return {"date": {"value": on}, "set_by": set_by}


def verdict(name: str, code: str, on: str, **more: Any) -> Any:
    facts = {
        "id": f"{ASSEMBLY}-{name}",
        "assembly": ASSEMBLY,
        "of": "delivery",
        "by": MEMBERS,
        "assessor": "members",
        "verdict": code,
        "date": on,
    }
    return _thing("verdict", facts, more)


def reply(about: str, on: str, text: str = "We see it otherwise.", **more: Any) -> Any:
    facts = {"id": _child(about), "about": about, "said_by": speaker(GROUP), "text": _english(text), "date": on}
    return _thing("reply", facts, more)


def tally(name: str, on: str, **more: Any) -> Any:
    counts = [{"label": {"en": "Done"}, "count": 3}, {"label": {"en": "Not done"}, "count": 2}]
    facts = {"id": f"{ASSEMBLY}-{name}", "assembly": ASSEMBLY, "by": COUNCIL, "counted": {"en": "Actions"}}
    return _thing("tally", facts | {"counts": counts, "date": on}, more)


def lineage(name: str, came_from: list[str], became: list[str], **more: Any) -> Any:
    facts = {"id": f"{ASSEMBLY}-{name}", "assembly": ASSEMBLY, "kind": "rewording", "came_from": came_from}
    return _thing("lineage", facts | {"became": became, "by": "members", "members": "agreed"}, more)


def changed(thing: Any, **differs: Any) -> Any:
    """The same thing with some facts changed; None takes one away."""
    return _thing(thing.type, thing.model_dump(exclude_none=True), differs)


def withdrawal(thing: Any, reason: str | dict[str, str] = "It was not so.", by: str = COUNCIL) -> Tombstone:
    named = tombstone_names(Node(thing.type, thing.id, 0, now(), thing, b""))
    return Tombstone(
        type="tombstone",
        of=thing.type,
        id=thing.id,
        nature="withdrawal",
        by=by,
        reason=_english(reason),
        **({"names": named} if named else {}),
    )


def put(engine: Engine, *things: Any, nature: str = "news") -> list[int]:
    """Publish things in one moment, as the council enters them; returns the sequence of each."""
    voice = Voice(COUNCIL, "for_itself")
    with writing(engine) as session:
        try:
            rows = publish(begin(session), [Act(thing, voice, voice, nature=nature) for thing in things])
        except Problem as problem:
            raise ValueError([vars(fault) for fault in problem.errors]) from problem
        return [row.sequence for row in rows]


def gone(engine: Engine, sequence: int, ground: str = "personal_data") -> int:
    """Erase the body of a publication; returns the sequence of the erasure."""
    with writing(engine) as session:
        return erase(session, begin_write(session), ADMINISTRATOR, sequence, ground, COUNCIL).sequence


def go_on(engine: Engine) -> None:
    """An administrator says that the clock in doubt is right."""
    with writing(engine) as session:
        clocks.go_on(session, begin_write(session), ADMINISTRATOR)


def groundwork(*, made: int | None = 5, promises: Sequence[dict[str, Any]] = ()) -> list[Any]:
    """The council, the members, a community group, a post and an assembly with nothing in it yet."""
    return [
        organisation(),
        organisation(MEMBERS, "Westmere members", kind="members_panel"),
        organisation(GROUP, "Westmere Wheels", kind="community_group"),
        post(),
        assembly(recommendations_made=made, promises=list(promises) or None),
    ]
