"""Small builders of facts for the tests: a base case, and things that differ from it in what is named."""

from collections.abc import Sequence
from typing import Any

from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.organisations import Hold, Organisation
from api.schemas.projects import Contribution, Project
from api.schemas.recommendations import Recommendation
from api.schemas.replies import Reply
from api.schemas.responses import Response
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict
from api.status.facts import Facts, Stated

COUNCIL = "anytown-council"
PAPER = "anytown-echo"
PARTY = "anytown-party"
MEMBERS = "anytown-members"
PANEL = "anytown-residents-panel"
CAMPAIGN = "anytown-cyclists"
RIVERS = "rivers-agency"
SCRUTINY = "anytown-scrutiny"
AUDIT = "anytown-audit"
COMPILER = "open-record"
ASSEMBLY = "anytown-council-streets"
ITEM = "anytown-council-streets-3"

_NAMES = {
    COUNCIL: ("council", {"en": "Anytown Council", "cy": "Cyngor Anytown"}),
    PAPER: ("business", {"en": "The Anytown Echo"}),
    PARTY: ("party", {"en": "The Anytown Party"}),
    MEMBERS: ("members_panel", {"en": "Anytown members"}),
    PANEL: ("residents_panel", {"en": "Anytown panel"}),
    CAMPAIGN: ("charity", {"en": "Anytown Cyclists"}),
    RIVERS: ("public_body", {"en": "The Rivers Agency", "cy": "Asiantaeth yr Afonydd"}),
    COMPILER: ("charity", {"en": "Open Record"}),
    SCRUTINY: ("scrutiny", {"en": "Anytown scrutiny"}),
    AUDIT: ("audit", {"en": "Anytown audit"}),
}


def when(value: str, *, inferred: bool = False) -> dict[str, Any]:
    return {"value": value, "inferred": True} if inferred else {"value": value}


def organisation(id_: str, kind: str, name: dict[str, str], language: str = "en") -> Organisation:
    return Organisation.model_validate(
        {"type": "organisation", "id": id_, "kind": kind, "name": name, "language": language}
    )


ORGANISATIONS = {id_: organisation(id_, kind, name) for id_, (kind, name) in _NAMES.items()}


def hold(begins: str, ends: str) -> Hold:
    occasion = {"en": f"Elections, {ends}", "cy": f"Etholiadau, {ends}"}
    return Hold.model_validate({"begins": when(begins), "ends": when(ends), "occasion": occasion})


def holding(**holds: Hold) -> dict[str, Organisation]:
    """Every organisation, some with a hold; `anytown_council=` stands for its id."""
    held = {name.replace("_", "-"): [hold] for name, hold in holds.items()}
    return {id_: one.model_copy(update={"holds": held.get(id_)}) for id_, one in ORGANISATIONS.items()}


def ended(id_: str, on: str | None, *successors: str) -> dict[str, Organisation]:
    """Every organisation, of which one ceased to be, where `on` says when, and others took over from it."""
    after = [{"organisation": one} for one in successors]
    body = (
        ORGANISATIONS[id_].model_dump(exclude_none=True) | {"successors": after} | ({"ended": when(on)} if on else {})
    )
    return ORGANISATIONS | {id_: Organisation.model_validate(body)}


def promise(what: str = "answer_whole", by: str = COUNCIL, **more: Any) -> dict[str, Any]:
    dates = {key: when(value) for key, value in more.items() if key in ("due", "made", "checked_to")}
    return {"by": by, "what": what, **more, **dates}


def dropped(on: str, standing: str = "dropped", by: str = COUNCIL) -> dict[str, Any]:
    return {"by": by, "standing": standing, "date": when(on)}


def kept(on: str, by: str = COUNCIL) -> dict[str, Any]:
    """That a source shows a promise to have been kept."""
    return dropped(on, "kept", by) | {"source": {"address": "https://anytown.example/minutes/9"}}


def assembly(
    promises: Sequence[dict[str, Any]] = (), checked_to: str | None = None, *, compiled: bool = False, **more: Any
) -> Assembly:
    """Kept by the council itself, unless compiled: then by others, who looked up to `checked_to`."""
    keeper: dict[str, Any] = {"organisation": COUNCIL, "capacity": "answering_body"}
    if compiled or checked_to:
        keeper = {"organisation": COMPILER, "capacity": "compiler"}
        if checked_to:
            keeper["checked_to"] = when(checked_to)
    return Assembly.model_validate(
        {
            "type": "assembly",
            "id": ASSEMBLY,
            "form": "assembly",
            "name": {"en": "Anytown assembly on streets"},
            "commissioned_by": COUNCIL,
            "keeper": keeper | ({"looked_for": more.pop("looked_for")} if "looked_for" in more else {}),
            "promises": list(promises),
            **more,
        }
    )


def item(id_: str = ITEM, **more: Any) -> Recommendation:
    return Recommendation.model_validate(
        {
            "type": "recommendation",
            "id": id_,
            "assembly": ASSEMBLY,
            "reference": "3",
            "position": 3,
            "kind": "recommendation",
            "standing": "adopted",
            "theme": "Streets",
            "title": {"en": "Open five streets to walking"},
            "title_basis": {"basis": "verbatim"},
            **more,
        }
    )


def response(code: str, on: str, sequence: int = 10, *, to: str = "item", **more: Any) -> Stated[Response]:
    """An answer to the item, to its theme or to the whole (`to`)."""
    target = {"item": {"recommendations": [ITEM]}, "theme": {"theme": "Streets"}, "package": {}}[to]
    dates = {key: when(value) for key, value in more.items() if key in ("due", "decide_by")}
    body = {
        "type": "response",
        "id": f"{ASSEMBLY}-answer-{sequence}",
        "assembly": ASSEMBLY,
        "by": COUNCIL,
        "response": code,
        "date": when(on),
        **target,
        **more,
        **dates,
    }
    return Stated(Response.model_validate(body), sequence)


def update(code: str | None, on: str, sequence: int = 20, **more: Any) -> Stated[Update]:
    """News by the council, unless `by` or `kind` says otherwise; `id_` and `corrects` are short."""
    by, entered_by = more.pop("by", COUNCIL), more.pop("entered_by", None)
    if "corrects" in more:
        more["corrects"] = f"{ITEM}-{more['corrects']}"
    if "next_update_due" in more:
        more["next_update_due"] = when(more["next_update_due"])
    if "summary" in more and isinstance(more["summary"], str):
        more["summary"] = {"en": more["summary"]}
    body = {
        "type": "update",
        "id": f"{ITEM}-{more.pop('id_', f'update-{sequence}')}",
        "about": ITEM,
        "kind": "news",
        "summary": {"en": "Two of the five streets are open.", "cy": "Mae dwy o’r pum stryd ar agor."},
        "said_by": {"organisation": by, "capacity": "for_itself"} | more.pop("speaker", {}),
        "entered_by": {"organisation": entered_by or by, "capacity": "for_itself"},
        "date": when(on, inferred=more.pop("inferred", False)),
        **more,
    }
    return Stated(Update.model_validate(body | ({"progress": code} if code else {})), sequence)


def due(on: str, set_by: str = "responder", promised: str | None = None) -> dict[str, Any]:
    return {"date": when(on), "set_by": set_by} | ({"promised": {"en": promised}} if promised else {})


MINUTE = [{"address": "https://anytown.example/minutes/7"}]
_ASSESSORS = {
    "members": MEMBERS,
    "residents_panel": PANEL,
    "press": PAPER,
    "campaigners": CAMPAIGN,
    "scrutiny": SCRUTINY,
    "audit": AUDIT,
}


def sign_off(
    signed: Stated[Update], sequence: int | None = None, post: str = "anytown-council-director"
) -> Stated[Update]:
    """That another post signs an update off, published after it unless `sequence` says otherwise."""
    more = {"kind": "sign_off", "signs_off": signed.facts.id, "speaker": {"post": post}}
    return update(None, signed.facts.date.value, sequence or signed.sequence + 1, **more)


def verdict(code: str, on: str, assessor: str = "members", sequence: int = 30, **more: Any) -> Stated[Verdict]:
    body = {
        "type": "verdict",
        "id": f"{ASSEMBLY}-verdict-{sequence}",
        "assembly": ASSEMBLY,
        "recommendation": ITEM,
        "of": "delivery",
        "by": _ASSESSORS.get(assessor, RIVERS),
        "assessor": assessor,
        "verdict": code,
        "date": when(on),
        **more,
    }
    return Stated(Verdict.model_validate(body), sequence)


def marks(**counts: int) -> list[dict[str, Any]]:
    return [{"label": {"en": code}, "verdict": code, "count": count} for code, count in counts.items()]


def plan(
    ends: str | None, kind: str = "delivers", number: int = 1, ground: str = "explicit", **link: Any
) -> tuple[Contribution, Project]:
    """A plan of the council's, linked to the whole assembly unless `link` says otherwise."""
    id_ = f"anytown-council-plan-{number}"
    project = {
        "type": "project",
        "id": id_,
        "kind": "plan",
        "name": {"en": "Streets plan"},
        "lead": link.pop("lead", COUNCIL),
        "stage": "running",
    } | ({"successor": link.pop("successor")} if "successor" in link else {})
    contribution = {
        "type": "contribution",
        "id": f"{id_}-abcdef",
        "project": id_,
        "assembly": ASSEMBLY,
        "kind": kind,
        "made_by": "source",
        "ground": ground,
        **link,
    }
    ending = {"ends": when(ends)} if ends else {}
    return Contribution.model_validate(contribution), Project.model_validate(project | ending)


def project(number: int = 1, kind: str = "council_action", **more: Any) -> Project:
    body = {
        "type": "project",
        "id": f"anytown-council-project-{number}",
        "kind": kind,
        "name": {"en": "Play streets"},
        "lead": COUNCIL,
        "stage": "running",
    }
    return Project.model_validate(body | more)


def linked(made_by: str = "source", ground: str = "explicit", **more: Any) -> tuple[Contribution, Project]:
    """A project linked to the item by somebody."""
    one = project(**more)
    body = {
        "type": "contribution",
        "id": f"{one.id}-abcdef",
        "project": one.id,
        "assembly": ASSEMBLY,
        "recommendation": ITEM,
        "kind": "related",
        "made_by": made_by,
        "ground": ground,
    }
    return Contribution.model_validate(body), one


def reply(answered: str | None = None, by: str = COUNCIL, sequence: int = 40, about: str = ITEM) -> Stated[Reply]:
    body = {
        "type": "reply",
        "id": f"{about}-repyxz",
        "about": about,
        "said_by": {"organisation": by, "capacity": "for_itself"},
        "text": {"en": "We answered this in our report."},
        "date": when("2026-03"),
    }
    return Stated(Reply.model_validate(body | ({"answered": when(answered)} if answered else {})), sequence)


def answers_for(organisation_id: str, role: str = "responsible") -> Accountability:
    return Accountability.model_validate(
        {
            "type": "accountability",
            "id": f"{ITEM}-zyxwvu",
            "about": ITEM,
            "organisation": organisation_id,
            "role": role,
            "ground": "explicit",
        }
    )


def facts(**differs: Any) -> Facts:
    """The base case: an adopted item of five, kept by the council, nothing promised, answered or said."""
    base: dict[str, Any] = {
        "recommendation": item(),
        "assembly": assembly(),
        "counted": 5,
        "organisations": ORGANISATIONS,
    }
    return Facts(**(base | differs))
