"""Whose statement an update or a reply is, worked out from who asks: a post, a project, members, an organisation."""

from datetime import date

from pydantic import BaseModel

from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.policy import concerned, named
from api.record.graph import Graph, standing_as
from api.record.reader import RecordReader
from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.kinds import BY_TYPE
from api.schemas.names import names
from api.schemas.record import RecordThing
from api.status.due_items import in_force
from api.text.phrases import phrase
from db.clock import today
from db.vocabulary import Grant, Role

# Those who may speak for what they answer for; a political lead speaks elsewhere.
_SPEAKING = ("accountable", "responsible", "deputy", "reporting")
# Who reports on a thing of each type, which is how updates are made.
_REPORTING = {
    "recommendation": (Role.officer,),
    "project": (Role.officer, Role.keeper, Role.editor),
    "assembly": (Role.editor,),
}


def updater(
    record: RecordReader, principal: Principal, about: str, wanted: str | None, type_: str | None = None
) -> dict[str, dict[str, str]]:
    """Who says an update about a recommendation, project or assembly, and who enters it.

    A post that answers for it today; else the people who run a project; else the organisation whose project or
    assembly it is. `wanted` names one of several posts. Raises 404 where nothing is published there, 403 naming the
    roles that may, or who answers.
    """
    if type_ is not None:
        principal.may(*_REPORTING[type_])
    graph = record.around([about])
    if about not in graph.nodes or type_ not in {None, graph.nodes[about].type}:
        raise Problem("not-found", f"No {type_ or 'thing'} '{about}' is published here.")
    principal.may(*_REPORTING[graph.nodes[about].type])
    answering = posts_answering(graph, about, today())
    speakers = [_speaker(one.organisation, one.post) for one in answering if wanted in {None, one.post}]
    for speaker in speakers:
        if principal.is_admin or Grant(Role.officer, speaker["post"]) in principal.grants:
            return _said(principal, speaker)
    others = _others(graph.nodes[about].facts)
    for grant, speaker in others:
        if wanted is None and (principal.is_admin or grant in principal.grants):
            return _said(principal, speaker)
    posts = [Grant(Role.officer, id_) for id_ in sorted({one.post for one in answering if one.post})]
    who = named([*posts, *(grant for grant, _ in others)])
    raise Problem("not-yours", phrase("refusal.who_answers", about=about, who=who))


def entered(principal: Principal, speaker: dict[str, str]) -> dict[str, str]:
    """Who enters what a speaker says: themselves, or an administrator for their organisation."""
    return {"organisation": speaker["organisation"], "capacity": "administrator"} if principal.is_admin else speaker


def posts_answering(graph: Graph, about: str, day: date) -> list[Accountability]:
    """Who answers on a day and may speak, the most accountable first."""
    found = [graph.own(node.id, Accountability) for node in graph.about(about, "accountability")]
    standing = [one for one in found if one.post is not None and one.role in _SPEAKING and in_force(one, day)]
    return sorted(standing, key=lambda one: (_SPEAKING.index(one.role), one.id))


def replier(record: RecordReader, principal: Principal, about: str, wanted: str | None) -> dict[str, dict[str, str]]:
    """Who replies to a statement: whoever it is about. Raises 404 and 403 as `updater` does."""
    principal.may(Role.officer, Role.editor, Role.keeper, Role.convenor)
    statement = record(about)
    if statement is None:
        raise Problem("not-found", f"Nothing to reply to is published as '{about}'.")
    addressed = _addressed(record, statement)
    posts = {id_: org for id_, org in addressed.items() if org is not None and wanted in {None, id_}}
    for post, organisation in posts.items():
        if Grant(Role.officer, post) in principal.grants or (principal.is_admin and wanted == post):
            return {"said_by": _speaker(organisation, post)}
    for id_ in [id_ for id_, org in addressed.items() if org is None and wanted is None]:
        named = record(id_)
        if named is None:
            continue
        if named.type == "project" and (principal.is_admin or Grant(Role.keeper, id_) in principal.grants):
            return {"said_by": {"organisation": named.lead, "capacity": "project"}}
        if named.type == "assembly" and Grant(Role.convenor, id_) in principal.grants:
            return {"said_by": {"organisation": named.host, "capacity": "members"}}
        if named.type == "organisation" and (principal.is_admin or Grant(Role.editor, id_) in principal.grants):
            return {"said_by": _speaker(id_)}
    who = ", ".join(sorted(addressed)) or phrase("refusal.nobody_on_record")
    raise Problem("not-yours", phrase("refusal.whom_it_is_about", about=about, who=who))


def posts_replying(record: RecordReader, principal: Principal, about: str) -> list[str]:
    """The posts as which somebody may reply to a statement, the first the one that does where none is named."""
    statement = record(about)
    addressed = _addressed(record, statement) if statement is not None else {}
    theirs = principal.covered(Role.officer)
    return [id_ for id_, organisation in addressed.items() if organisation is not None and id_ in theirs]


def _addressed(record: RecordReader, statement: RecordThing) -> dict[str, str | None]:
    """Whom a statement is about: posts with their organisation, and organisations, projects and assemblies.

    A statement about a recommendation is about everybody who answers for it, and its members; one about a project is
    about whoever leads it or has a part in it. Nobody replies to themselves.
    """
    found: dict[str, str | None] = {}
    hosts = [statement.id, *_subjects(statement)]
    record.load(hosts)
    graph = record.naming(hosts, [("accountability", "about")])
    for host in hosts:
        found |= {one.post: one.organisation for one in posts_answering(graph, host, today()) if one.post}
        found |= {graph.own(node.id, Accountability).organisation: None for node in graph.about(host, "accountability")}
        facts = record(host)
        if facts is not None and host != statement.id:
            found |= dict.fromkeys(_acting_in(facts))
        if facts is not None and facts.type in {"project", "organisation"}:
            found[facts.id] = None
    found |= dict.fromkeys(_acting_in(statement, but=BY_TYPE[statement.type].speaker))
    assembly = standing_as(record, concerned(statement, record, "assembly"), Assembly)
    if assembly is not None:
        found |= {assembly.id: None, assembly.host: None}
    return found


def _subjects(statement: RecordThing) -> list[str]:
    """What a statement is about, and what that belongs to."""
    kind = BY_TYPE[statement.type]
    return [id_ for field in (*kind.hosts, *kind.shown_on) for id_ in _ids(statement, field)]


def _acting_in(thing: RecordThing, *, but: str = "") -> list[str]:
    """The organisations and projects that speak or act in a thing."""
    kind = BY_TYPE[thing.type]
    fields = [field for field in (kind.speaker, *kind.agents) if field not in {"", but}]
    return [id_ for field in fields for id_ in _ids(thing, field)]


def _ids(thing: RecordThing, field: str) -> list[str]:
    value = getattr(thing, field, None)
    if isinstance(value, list) and any(isinstance(one, BaseModel) for one in value):
        return [one.id for one in names(thing) if one.relation == field]
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, str)]


def _others(thing: RecordThing) -> list[tuple[Grant, dict[str, str]]]:
    """Who else may report on a thing that no post of theirs answers for."""
    if thing.type == "project":
        organisation = thing.keeper or thing.lead
        return [
            (Grant(Role.keeper, thing.id), {"organisation": thing.lead, "capacity": "project"}),
            (Grant(Role.editor, organisation), _speaker(organisation)),
        ]
    if thing.type == "assembly":
        promised = [promise.by for promise in thing.promises or ()]
        return [(Grant(Role.editor, id_), _speaker(id_)) for id_ in dict.fromkeys([thing.host, *promised])]
    return []


def _speaker(organisation: str, post: str | None = None) -> dict[str, str]:
    return {"organisation": organisation, **({"post": post} if post else {}), "capacity": "for_itself"}


def _said(principal: Principal, speaker: dict[str, str]) -> dict[str, dict[str, str]]:
    return {"said_by": speaker, "entered_by": entered(principal, speaker)}
