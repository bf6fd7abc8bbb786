"""Attribution: whose statement each thing is, and who may publish it as that. The one answer to both.

A voice is published only by a grant of that voice, judged when it is published. What somebody who has no grant here
said is *reported*: by the keeper of a compiled record, with a source (`loading.py` of the
workbench). An administrator has no voice:
they register what only describes, and the record says that they did.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeVar

from api.core.faults import Fault, fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.policy import acting, named, owning, project_of_side, releasing, speaker_of
from api.record.graph import Lookup, standing_as
from api.record.reader import RecordReader
from api.schemas.assemblies import Assembly
from api.schemas.base import Thing
from api.schemas.declarations import Declaration
from api.schemas.engagements import Engagement
from api.schemas.kinds import BY_TYPE, KINDS, Speaker
from api.schemas.organisations import Organisation
from api.schemas.projects import Contribution, Project
from api.schemas.protocols import OfAssembly
from api.schemas.record import RecordItem, RecordThing, Tombstone, Whole
from api.schemas.replies import Reply
from api.schemas.testimonies import Testimony
from api.schemas.updates import Update
from api.text.phrases import phrase
from db.publications import Voice
from db.vocabulary import Grant, Role

T = TypeVar("T", bound=Thing)

# What an administrator may register, because it only describes; what somebody says is never among it.
REGISTERED = tuple(kind.thing for kind in KINDS if not kind.statement)


def voice_of(thing: RecordThing, lookup: Lookup) -> Voice:
    """Whose statement a thing is, by its own facts. Raises 409 where what it belongs to does not stand."""
    return _VOICES[speaker_of(thing)](thing, lookup)


def _itself(thing: Organisation, _lookup: Lookup) -> Voice:
    return Voice(thing.id, "for_itself")


def _named(thing: RecordThing, _lookup: Lookup) -> Voice:
    return Voice(getattr(thing, BY_TYPE[thing.type].speaker), "for_itself")


def _stated(thing: Update | Reply, _lookup: Lookup) -> Voice:
    return Voice(thing.said_by.organisation, thing.said_by.capacity)


def _members(thing: OfAssembly, lookup: Lookup) -> Voice:
    return Voice(_standing(lookup, thing.assembly, Assembly).host, "members")


def _commissioner(thing: OfAssembly, lookup: Lookup) -> Voice:
    return Voice(_standing(lookup, thing.assembly, Assembly).host, "for_itself")


def _record(thing: Assembly | Engagement, _lookup: Lookup) -> Voice:
    return Voice(thing.kept_by, "for_itself" if thing.kept_by == thing.host else "keeper")


def _keeper(thing: OfAssembly, lookup: Lookup) -> Voice:
    return _record(_standing(lookup, thing.assembly, Assembly), lookup)


def _project(thing: Project | Contribution, lookup: Lookup) -> Voice:
    """A link whose project was taken back is left for whoever keeps the record to describe."""
    if thing.type == "project":
        return _of_project(thing)
    project = standing_as(lookup, thing.project, Project)
    return _keeper(thing, lookup) if project is None else _of_project(project)


def _side(thing: Declaration | Testimony, lookup: Lookup) -> Voice:
    """A community's project answers for itself; all others as the organisation that they are."""
    return Voice(thing.by, "for_itself" if project_of_side(thing, lookup) is None else "project")


# Each takes the models of the kinds that the registry gives it, which no type can say.
_VOICES: dict[Speaker, Callable[[Any, Lookup], Voice]] = {
    Speaker.itself: _itself,
    Speaker.named: _named,
    Speaker.assessor: _named,
    Speaker.stated: _stated,
    Speaker.members: _members,
    Speaker.commissioner: _commissioner,
    Speaker.record: _record,
    Speaker.keeper: _keeper,
    Speaker.project: _project,
    Speaker.side: _side,
}


def is_members(thing: RecordThing) -> bool:
    """Whether it is what the members of an assembly asked for, or made of their own words."""
    return speaker_of(thing) == Speaker.members


def is_statement(thing: RecordThing) -> bool:
    """Whether somebody says it, rather than it describing somebody."""
    return BY_TYPE[thing.type].statement and speaker_of(thing) != Speaker.keeper


def _of_project(project: Project) -> Voice:
    """A community's project speaks for itself; one that another organisation keeps is described by that."""
    if project.keeper is not None and project.keeper != project.lead:
        return Voice(project.keeper, "keeper")
    return Voice(project.lead, "project" if project.kind == "community_project" else "for_itself")


def _standing(lookup: Lookup, id_: str, kind: type[T]) -> T:
    found = standing_as(lookup, id_, kind)
    if found is None:
        raise Problem("conflict", phrase("refusal.stands_no_more", id=id_))
    return found


def said_by(thing: RecordThing, lookup: Lookup, grant: Grant | None) -> Voice:
    """As whose statement a thing is published by somebody who acts by this grant; by none for an administrator."""
    voice = voice_of(thing, lookup)
    if grant is None:
        return Voice(voice.organisation, "administrator")
    if grant.role == Role.convenor and thing.type == "assembly":
        return Voice(thing.host, "members")
    if grant.role == Role.keeper and speaker_of(thing) == Speaker.project:
        project = thing if thing.type == "project" else _standing(lookup, getattr(thing, "project", ""), Project)
        return Voice(project.lead, "project")
    if grant.role == Role.editor and voice.capacity == "project":
        return Voice(voice.organisation, "for_itself")  # whatever sort of project it calls its own
    return voice


def voice_in(own: Whole, thing: RecordItem, lookup: Lookup) -> Voice:
    """Whose statement a thing of the document of an assembly or an engagement is.

    What somebody says is theirs; so are a community's own project and the links it made. What only describes is said
    by whoever keeps the record, unless they describe themselves.
    """
    keeper = own.kept_by
    if isinstance(thing, Tombstone):
        return Voice(thing.by or keeper, "for_itself")
    voice = voice_of(thing, lookup)
    theirs = voice.capacity == "project" and getattr(thing, "made_by", "project") == "project"
    return voice if is_statement(thing) or theirs or voice.organisation == keeper else Voice(keeper, "keeper")


def is_borne_out(thing: RecordThing, voice: Voice, lookup: Lookup, keepers: Collection[str]) -> bool:
    """Whether what stands as somebody's is theirs by today's rule, however it came here.

    What only describes may also be said by whoever keeps a record (`keepers`), or be registered by an administrator.
    """
    own = voice_of(thing, lookup)
    if is_statement(thing):
        return voice == own
    if voice.capacity in {"for_itself", "administrator"} and voice.organisation in _quoted_in(thing):
        return True  # it was asked to add to it
    by_grants = (said_by(thing, lookup, Grant(role, "")) for role in (Role.convenor, Role.keeper, Role.editor))
    return voice in {own, *by_grants, Voice(own.organisation, "administrator")} or (
        voice.capacity == "keeper" and voice.organisation in keepers
    )


def entered_by(grant: Grant | None, said: Voice) -> Voice:
    """For whom somebody who acts by this grant enters what `said` says; an administrator acts by none."""
    if grant is None:
        return Voice(said.organisation, "administrator")
    if grant.role == Role.convenor:
        return Voice(said.organisation, "members")
    if grant.role == Role.keeper:
        return Voice(said.organisation, "project")
    if grant.role == Role.editor and said.capacity == "members":
        return Voice(grant.covers, "keeper")
    return said


def speakers(record: RecordReader, thing: RecordThing) -> list[Grant]:
    """Who may publish a thing as what it would be.

    Whoever may release it as it stands; but where a change would move it to another voice, only that voice: nobody
    puts what they wrote into somebody else's mouth by naming them as its keeper.
    """
    moved = _moved_to(thing, record)
    return releasing(record, thing) if moved is None else [Grant(Role.editor, moved.organisation)]


def _moved_to(thing: RecordThing, lookup: Lookup) -> Voice | None:
    """The voice that a change would move a thing to; None where it stays in its own, or is new."""
    before, voice = lookup(thing.id), voice_of(thing, lookup)
    return None if before is None or voice_of(before, lookup) == voice else voice


def authority(record: RecordReader, principal: Principal, thing: RecordThing) -> Grant | None:
    """The grant by which somebody publishes a thing, or takes it back, in its voice; None for an administrator who
    registers it.

    Raises 403 naming whose voice it is, and 409 for what it says of its own origin that this grant does not bear out.
    """
    grants = speakers(record, thing)
    grant = acting(principal, grants)
    if grant is None and not (principal.is_admin and _registers(record, thing)):
        if (moved := _moved_to(thing, record)) is not None:
            gaps = {"thing": thing.id, "by": moved.organisation, "who": named(grants)}
            raise Problem("not-yours", phrase("refusal.would_be_said_by", **gaps))
        key = f"refusal.released_by{'_no_admin' if principal.is_admin else ''}"
        raise Problem("not-yours", phrase(key, thing=thing.id, who=named(grants)))
    faults = [*_quoted(record, principal, thing), *_made_by(grant, thing, record)]
    if faults:
        raise Problem("conflict", f"{faults[0].pointer}: {faults[0].detail}", errors=faults)
    return grant


def _registers(record: RecordReader, thing: RecordThing) -> bool:
    """Whether an administrator may register it: it only describes, and is no community's that speaks here itself."""
    if thing.type not in REGISTERED:
        return False
    own = [grant for grant in owning(record, thing) if grant.role == Role.keeper]
    return not any(record.is_live(grant) for grant in own)


def _quoted(record: RecordReader, principal: Principal, thing: RecordThing) -> Iterator[Fault]:
    """What a thing would newly put into the mouth of an organisation that does not publish it.

    Each side says itself who leads a project, and what it makes of a promise. One that has nobody here may be quoted
    with a source.
    """
    before = record(thing.id)
    known = [one for _, _, one, _ in _quotations(before)] if before is not None else []
    own = voice_of(thing, record).organisation
    for pointer, organisation, one, source in _quotations(thing):
        grant = Grant(Role.editor, organisation)
        if one in known or organisation == own or grant in principal.grants:
            continue
        if record.is_live(grant):
            yield fault(
                pointer, "not-its-voice", "fault.for_them_to_say", organisation=organisation, who=named([grant])
            )
        elif not source:
            yield fault(pointer, "source-missing", "fault.reported_source", organisation=organisation)


def _quoted_in(thing: RecordThing) -> set[str]:
    return {organisation for _, organisation, _, _ in _quotations(thing)}


def _quotations(thing: RecordThing) -> Iterator[tuple[str, str, object, object]]:
    """What a thing says that another organisation says: where, who, what, and by what source."""
    for number, one in enumerate(getattr(thing, "led_by", None) or ()):
        yield f"/led_by/{number}/said_by", one.said_by, one, thing.sources
    for number, promise in enumerate(getattr(thing, "promises", None) or ()):
        for at, one in enumerate(promise.later or ()):
            yield f"/promises/{number}/later/{at}/by", one.by, (number, one), one.source


def _made_by(grant: Grant | None, thing: RecordThing, lookup: Lookup) -> Iterator[Fault]:
    """A project's people do not say that a council made a link, nor an administrator that anybody did."""
    if thing.type != "contribution":
        return
    theirs = voice_of(thing, lookup).capacity == "project" or (grant is not None and grant.role == Role.keeper)
    refused = {"council", "project"} if grant is None else {"council", "keeper"} if theirs else set()
    if thing.made_by in refused:
        yield fault("/made_by", "not-its-voice", "fault.not_its_voice", made_by=thing.made_by)
