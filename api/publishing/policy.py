"""Who owns what: the roles that may change each thing, and who may release it. In whose voice: `attribution.py`.

Whose a thing is follows from who speaks in it (`api/schemas/kinds.py`). Everything is worked out from a thing's own
facts and from what it names, as that stands.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.record.reader import RecordReader
from api.schemas.kinds import BY_TYPE, Speaker
from api.settings import accounts_since
from db.queries.access import live_grants
from db.vocabulary import Grant, Role

Lookup = Callable[[str], Any]  # the own facts of a thing that stands, by id; None where none does

PANELS = ("members_panel", "residents_panel")
_OF_PANELS = ("members", "residents_panel")


def speaker_of(thing: Any) -> Speaker:
    """Whose statement a thing is, as its kind has it."""
    says = BY_TYPE[thing.type].says
    return says if isinstance(says, Speaker) else says[thing.by]


def owners(thing: Any, lookup: Lookup) -> Iterator[Grant]:
    """Who may change a thing, the first the most its own; nothing where only an administrator may."""
    return _OWNERS[speaker_of(thing)](thing, lookup)


def _nobody(_thing: Any, _lookup: Lookup) -> Iterator[Grant]:
    """An organisation is set up by administrators alone."""
    return iter(())


def _named(thing: Any, _lookup: Lookup) -> Iterator[Grant]:
    yield Grant(Role.editor, getattr(thing, BY_TYPE[thing.type].speaker))


def _record(thing: Any, _lookup: Lookup) -> Iterator[Grant]:
    yield Grant(Role.convenor, thing.id)


def _members(thing: Any, _lookup: Lookup) -> Iterator[Grant]:
    """What the members asked for is their convenor's."""
    yield Grant(Role.convenor, thing.assembly)


def _commissioner(thing: Any, lookup: Lookup) -> Iterator[Grant]:
    if (assembly := of_type(lookup, thing.assembly, "assembly")) is not None:
        yield Grant(Role.editor, assembly.host)


def _keeper(thing: Any, lookup: Lookup) -> Iterator[Grant]:
    if (assembly := of_type(lookup, thing.assembly, "assembly")) is not None:
        yield Grant(Role.editor, assembly.keeper.organisation)


def _project(thing: Any, lookup: Lookup) -> Iterator[Grant]:
    """A project is its people's, and so is a link of it; of a project that is gone, whoever keeps the record's."""
    project = thing if thing.type == "project" else of_type(lookup, thing.project, "project")
    if project is None:
        yield Grant(Role.keeper, thing.project)
        yield from _keeper(thing, lookup)
    else:
        yield Grant(Role.keeper, project.id)
        yield Grant(Role.editor, project.keeper or project.lead)


def _assessor(thing: Any, lookup: Lookup) -> Iterator[Grant]:
    """A panel's verdict is never typed by anybody else."""
    assessor, assembly = of_type(lookup, thing.by, "organisation"), of_type(lookup, thing.assembly, "assembly")
    if assessor is not None and assessor.kind in PANELS and assembly is not None and _its_panel(assessor, assembly):
        yield Grant(Role.panel, thing.assembly)
    yield Grant(Role.panel, thing.by)
    if thing.assessor not in _OF_PANELS:
        yield Grant(Role.editor, thing.by)


def _its_panel(panel: Any, assembly: Any) -> bool:
    """Whether a panel is of an assembly: its body appointed it, or its id begins with that body's."""
    if panel.appointed_by is not None:
        return bool(panel.appointed_by == assembly.host)
    return bool(panel.id.startswith(f"{assembly.host}-"))


def _stated(thing: Any, lookup: Lookup) -> Iterator[Grant]:
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
}


def concerned(thing: Any, lookup: Lookup, type_: str) -> str:
    """The id of the project or assembly that a statement is about in the end; empty where there is none."""
    seen: set[str] = set()
    while thing is not None and thing.type != type_ and thing.id not in seen:
        seen.add(thing.id)
        named = getattr(thing, "about", None) or getattr(thing, type_, None)
        if named is None:
            return ""
        named_thing = lookup(named)
        if named_thing is None and named == getattr(thing, type_, None):
            return str(named)
        thing = named_thing
    return "" if thing is None or thing.type != type_ else str(thing.id)


def of_type(lookup: Lookup, id_: str, type_: str) -> Any:
    """What stands under an id, where it is of a type: what was not checked yet may name anything, itself too."""
    one = lookup(id_)
    return one if one is not None and one.type == type_ else None


def stand_ins(thing: Any, lookup: Lookup) -> Iterator[Grant]:
    """Who may enter what members asked where they have no convenor: the editor of whoever keeps the record.

    What members say of what became of it is theirs alone: nobody stands in for that.
    """
    speaker = speaker_of(thing)
    if speaker == Speaker.record:
        yield Grant(Role.editor, thing.keeper.organisation)
    elif speaker == Speaker.members:
        yield from _keeper(thing, lookup)


def owning(record: RecordReader, thing: Any) -> list[Grant]:
    """Who may change a thing here, with whoever stands in for a convenor that an assembly does not have.

    What a convenor published stays the members': nobody changes or withdraws it for them.
    """
    grants = list(owners(thing, record))
    convenors = [grant for grant in grants if grant.role == Role.convenor]
    if convenors and not any(record.is_live(grant) for grant in convenors):
        entered = None if thing.type == "assembly" else record.last_entered(thing.id)
        grants += [] if entered == "members" else stand_ins(thing, record)
    return grants


def releasing(record: RecordReader, thing: Any) -> list[Grant]:
    """Who may release a thing or take it back: its owners, and the editors of the organisation that says it."""
    grants = owning(record, thing)
    if speaker_of(thing) == Speaker.stated and thing.said_by.capacity == "for_itself":
        editor = Grant(Role.editor, thing.said_by.organisation)
        grants += [] if editor in grants else [editor]
    return grants


def acting(principal: Principal, grants: Sequence[Grant]) -> Grant | None:
    """The first of these that somebody holds."""
    return next((grant for grant in grants if grant in principal.grants), None)


def named(grants: Sequence[Grant]) -> str:
    """Who these are, in words."""
    return " or ".join(f"the {grant.role.value} of '{grant.covers}'" for grant in grants) or "an administrator"


def live_owners(session: Session, things: Sequence[Any], lookup: Lookup) -> dict[str, str]:
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
