"""Who owns what: the roles that may change each thing, and who may release it. In whose voice: `attribution.py`.

Whose a thing is follows from who speaks in it (`api/schemas/kinds.py`). Everything is worked out from a thing's own
facts and from what it names, as that stands.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.record.graph import Lookup, standing_as
from api.record.reader import RecordReader
from api.schemas.assemblies import Assembly
from api.schemas.declarations import Declaration
from api.schemas.engagements import Engagement
from api.schemas.kinds import BY_TYPE, KINDS, Kind, Speaker
from api.schemas.organisations import Organisation
from api.schemas.projects import Contribution, Project
from api.schemas.protocols import OfAssembly
from api.schemas.record import RecordThing
from api.schemas.replies import Reply
from api.schemas.testimonies import Testimony
from api.schemas.updates import Speaker as Said
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict
from api.settings import accounts_since
from api.text.phrases import Phrase, either, phrase
from db.queries.access import live_grants
from db.queries.working import Owned
from db.vocabulary import Grant, Role

PANELS = ("members_panel", "residents_panel")
_OF_PANELS = ("members", "residents_panel")


def speaker_of(thing: RecordThing) -> Speaker:
    """Whose statement a thing is, as its kind has it."""
    says = BY_TYPE[thing.type].says
    return says if isinstance(says, Speaker) else says[getattr(thing, "by", "")]


def stated_by(thing: RecordThing) -> Said | None:
    """Who says a thing that says so itself; None where its kind says who does."""
    kind = BY_TYPE[thing.type]
    found: Said | None = getattr(thing, kind.speaker) if kind.says == Speaker.stated else None
    return found


def owners(thing: RecordThing, lookup: Lookup) -> Iterator[Grant]:
    """Who may change a thing, the first the most its own; nothing where only an administrator may."""
    return _OWNERS[speaker_of(thing)](thing, lookup)


def _nobody(_thing: RecordThing, _lookup: Lookup) -> Iterator[Grant]:
    """An organisation is set up by administrators alone."""
    return iter(())


def _named(thing: RecordThing, _lookup: Lookup) -> Iterator[Grant]:
    yield Grant(Role.editor, getattr(thing, BY_TYPE[thing.type].speaker))


def _record(thing: Assembly | Engagement, _lookup: Lookup) -> Iterator[Grant]:
    """An assembly is its convenor's; an engagement its organisation's, or of whoever compiles it."""
    yield Grant(Role.convenor, thing.id) if isinstance(thing, Assembly) else Grant(Role.editor, thing.kept_by)


def _members(thing: OfAssembly, _lookup: Lookup) -> Iterator[Grant]:
    """What the members asked for is their convenor's."""
    yield Grant(Role.convenor, thing.assembly)


def _commissioner(thing: OfAssembly, lookup: Lookup) -> Iterator[Grant]:
    if (assembly := standing_as(lookup, thing.assembly, Assembly)) is not None:
        yield Grant(Role.editor, assembly.host)


def _keeper(thing: OfAssembly, lookup: Lookup) -> Iterator[Grant]:
    if (assembly := standing_as(lookup, thing.assembly, Assembly)) is not None:
        yield Grant(Role.editor, assembly.keeper.organisation)


def _project(thing: Project | Contribution, lookup: Lookup) -> Iterator[Grant]:
    """A project is its people's, and so is a link of it; of a project that is gone, whoever keeps the record's."""
    if thing.type == "project":
        yield from _its_people(thing)
    elif (project := standing_as(lookup, thing.project, Project)) is not None:
        yield from _its_people(project)
    else:
        yield Grant(Role.keeper, thing.project)
        yield from _keeper(thing, lookup)


def _its_people(project: Project) -> Iterator[Grant]:
    yield Grant(Role.keeper, project.id)
    yield Grant(Role.editor, project.keeper or project.lead)


def _assessor(thing: Verdict, lookup: Lookup) -> Iterator[Grant]:
    """A panel's verdict is never typed by anybody else."""
    assessor, assembly = standing_as(lookup, thing.by, Organisation), standing_as(lookup, thing.assembly, Assembly)
    if assessor is not None and assessor.kind in PANELS and assembly is not None and its_panel(assessor, assembly):
        yield Grant(Role.panel, thing.assembly)
    yield Grant(Role.panel, thing.by)
    if thing.assessor not in _OF_PANELS:
        yield Grant(Role.editor, thing.by)


def its_panel(panel: Organisation, assembly: Assembly) -> bool:
    """Whether a panel is of an assembly: its body appointed it, or its id begins with that body's."""
    if panel.appointed_by is not None:
        return panel.appointed_by == assembly.host
    return panel.id.startswith(f"{assembly.host}-")


def _stated(thing: Update | Reply, lookup: Lookup) -> Iterator[Grant]:
    """What a post says is its officer's; of a project, its keeper's; of the members, their convenor's."""
    speaker = thing.said_by
    project = concerned(thing, lookup, "project") if speaker.capacity == "project" else ""
    if project:
        yield Grant(Role.keeper, project)
    elif speaker.capacity == "members":
        yield Grant(Role.convenor, concerned(thing, lookup, "assembly"))
    elif speaker.post is not None:
        yield Grant(Role.officer, speaker.post)
    else:
        yield Grant(Role.editor, speaker.organisation)


def _side(thing: Declaration | Testimony, lookup: Lookup) -> Iterator[Grant]:
    """Each side answers for itself: a panel, a community's project by its keeper, else the organisation's editor."""
    if (project := project_of_side(thing, lookup)) is not None:
        yield Grant(Role.keeper, project.id)
    own = standing_as(lookup, thing.by, Organisation)
    panel = isinstance(thing, Testimony) and own is not None and own.kind in PANELS
    yield Grant(Role.panel if panel else Role.editor, thing.by)


def project_of_side(thing: Declaration | Testimony, lookup: Lookup) -> Project | None:
    """The community's project that a side answers about as its own; None where it answers about anything else."""
    project = standing_as(lookup, concerned(thing, lookup, "project"), Project)
    own = project is not None and project.kind == "community_project" and project.lead == thing.by
    return project if own else None


# Each takes the models of the kinds that the registry gives it, which no type can say.
_OWNERS: dict[Speaker, Callable[[Any, Lookup], Iterator[Grant]]] = {
    Speaker.itself: _nobody,
    Speaker.named: _named,
    Speaker.assessor: _assessor,
    Speaker.stated: _stated,
    Speaker.members: _members,
    Speaker.commissioner: _commissioner,
    Speaker.record: _record,
    Speaker.keeper: _keeper,
    Speaker.project: _project,
    Speaker.side: _side,
}


def _owned(kind: Kind) -> Owned:
    """By which of its fields queries find whose a thing of a kind is: those that the rules above read."""
    speakers = {kind.says} if isinstance(kind.says, Speaker) else set(kind.says.values())
    part_of = kind.container if speakers & _OF_A_WHOLE else ""
    own = {
        Speaker.itself: (),
        Speaker.assessor: (kind.speaker, "assembly"),
        Speaker.record: ("keeper",) if kind.makers else ("keeper", kind.parent),
        Speaker.project: ("keeper", "lead"),
    }
    named = (part_of,) if part_of else own.get(min(speakers), (kind.speaker,))
    sided = Speaker.side in speakers
    return Owned(named, part_of, members=speakers == {Speaker.members}, stated=Speaker.stated in speakers, sided=sided)


# What these say is theirs who keep what it is part of.
_OF_A_WHOLE = {Speaker.members, Speaker.commissioner, Speaker.keeper, Speaker.project}
OWNED = {kind.thing: _owned(kind) for kind in KINDS}


def concerned(thing: RecordThing | None, lookup: Lookup, type_: str) -> str:
    """The id of the project or assembly that a statement is about in the end; empty where there is none."""
    seen: set[str] = set()
    while thing is not None and thing.type != type_ and thing.id not in seen:
        seen.add(thing.id)
        named: str | None = getattr(thing, "about", None) or getattr(thing, type_, None)
        if named is None:
            return ""
        named_thing = lookup(named)
        if named_thing is None and named == getattr(thing, type_, None):
            return named
        thing = named_thing
    return "" if thing is None or thing.type != type_ else thing.id


def stand_ins(thing: RecordThing, lookup: Lookup) -> Iterator[Grant]:
    """Who may enter what members asked where they have no convenor: the editor of whoever keeps the record.

    What members say of what became of it is theirs alone: nobody stands in for that.
    """
    if thing.type == "assembly":
        yield Grant(Role.editor, thing.keeper.organisation)
    elif speaker_of(thing) == Speaker.members:
        yield from _OWNERS[Speaker.keeper](thing, lookup)


def owning(record: RecordReader, thing: RecordThing) -> list[Grant]:
    """Who may change a thing here, with whoever stands in for a convenor that an assembly does not have.

    What a convenor published stays the members': nobody changes or withdraws it for them.
    """
    grants = list(owners(thing, record))
    convenors = [grant for grant in grants if grant.role == Role.convenor]
    if convenors and not any(record.is_live(grant) for grant in convenors):
        entered = None if thing.type == "assembly" else record.last_entered(thing.id)
        grants += [] if entered == "members" else stand_ins(thing, record)
    return grants


def releasing(record: RecordReader, thing: RecordThing) -> list[Grant]:
    """Who may release a thing or take it back: its owners, the editors of the organisation that says it, and the posts
    that its rule names.
    """
    grants = owning(record, thing)
    said_by = stated_by(thing)
    if said_by is not None and said_by.capacity == "for_itself":
        editor = Grant(Role.editor, said_by.organisation)
        grants += [] if editor in grants else [editor]
    editing = [grant.covers for grant in grants if grant.role == Role.editor]
    grants += [one for id_ in editing for one in named_releasers(record, id_) if one not in grants]
    return grants


def named_releasers(record: RecordReader, organisation: str) -> list[Grant]:
    """Whom the rule of an organisation names to release, where a second person does; nobody where it names none."""
    posts = record.release_rule(organisation).posts if is_gated(record, organisation) else ()
    return [Grant(Role.officer, post) for post in posts]


def is_gated(lookup: Lookup, organisation: str) -> bool:
    """Whether a second person releases what an organisation publishes."""
    return getattr(lookup(organisation), "release", None) == "second_person"


def acting(principal: Principal, grants: Sequence[Grant]) -> Grant | None:
    """The first of these that somebody holds."""
    return next((grant for grant in grants if grant in principal.grants), None)


def named(grants: Sequence[Grant]) -> Phrase:
    """Who these are, in words."""
    each = [phrase(f"refusal.role_{grant.role.value}", covers=grant.covers) for grant in grants]
    return either(each) if each else phrase("refusal.role_admin")


def live_owners(session: Session, things: Sequence[RecordThing], lookup: Lookup) -> dict[str, str]:
    """The things among these whose owner holds a live key or account here, with the name of the role."""
    live = live_grants(session, accounts_since())
    owned: dict[str, str] = {}
    for thing in things if live else ():
        grants = list(owners(thing, lookup))
        if not live & set(grants):
            grants = list(stand_ins(thing, lookup))
        held = [grant for grant in grants if grant in live]
        if held:
            owned[thing.id] = f"{held[0].role.value} of '{held[0].covers}'"
    return owned
