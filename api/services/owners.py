"""Who owns what: the roles that may change each thing, and who may release it. In whose voice: `attribution.py`.

The table of who may. Everything is worked out from a thing's own facts and from what it names, as that stands.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.principal import Principal
from api.settings import accounts_since
from db.queries.access import live_grants
from db.queries.publications import last_entered
from db.vocabulary import Grant, Role

Look = Callable[[str], Any]  # the own facts of a thing that stands, by id; None where none does

# The roles that may own a thing of each type; only an administrator an organisation.
ROLES: dict[str, tuple[Role, ...]] = {
    "organisation": (),
    "post": (Role.editor,),
    "assembly": (Role.convenor, Role.editor),
    "recommendation": (Role.convenor, Role.editor),
    "lineage": (Role.convenor, Role.editor),
    "response": (Role.editor,),
    "project": (Role.keeper, Role.editor),
    "contribution": (Role.keeper, Role.editor),
    "accountability": (Role.editor,),
    "update": (Role.officer, Role.keeper, Role.editor),
    "verdict": (Role.panel, Role.editor),
    "reply": (Role.officer, Role.editor, Role.keeper, Role.convenor),
    "tally": (Role.editor,),
}
# Who makes one: a convenor's assembly, and a keeper's project, are there already.
MAKERS = ROLES | {"assembly": (Role.editor,), "project": (Role.editor,)}
PANELS = ("members_panel", "residents_panel")
_OF_PANELS = ("members", "residents_panel")


def owners(thing: Any, look: Look) -> Iterator[Grant]:
    """Who may change a thing, the first the most its own; nothing where only an administrator may."""
    kind = thing.type
    if kind in {"post", "accountability"}:
        yield Grant(Role.editor, thing.organisation)
    elif kind in {"response", "tally"}:
        yield Grant(Role.editor, thing.by)
    elif kind == "project":
        yield Grant(Role.keeper, thing.id)
        yield Grant(Role.editor, thing.keeper or thing.lead)
    elif kind == "contribution":
        yield from _contribution(thing, look)
    elif kind == "verdict":
        yield from _verdict(thing, look)
    elif kind in {"update", "reply"}:
        yield from _statement(thing, look)
    else:
        yield from _of_assembly(thing, look)


def _contribution(thing: Any, look: Look) -> Iterator[Grant]:
    """A link is its project's; of one that was taken back, it is left to whoever keeps the record."""
    if (project := _found(look, thing.project, "project")) is not None:
        yield from owners(project, look)
        return
    yield Grant(Role.keeper, thing.project)
    if (assembly := _found(look, thing.assembly, "assembly")) is not None:
        yield Grant(Role.editor, assembly.keeper.organisation)


def _of_assembly(thing: Any, look: Look) -> Iterator[Grant]:
    """What the members asked for is their convenor's; what a council or a keeper made of it is theirs."""
    if thing.type == "assembly":
        yield Grant(Role.convenor, thing.id)
    elif thing.type == "recommendation" or (thing.type == "lineage" and thing.by in {"members", "both"}):
        yield Grant(Role.convenor, thing.assembly)
    elif thing.type == "lineage" and (assembly := _found(look, thing.assembly, "assembly")) is not None:
        yield Grant(Role.editor, assembly.commissioned_by if thing.by == "council" else assembly.keeper.organisation)


def _verdict(thing: Any, look: Look) -> Iterator[Grant]:
    """A panel's verdict is never typed by anybody else."""
    assessor = _found(look, thing.by, "organisation")
    assembly = _found(look, thing.assembly, "assembly")
    if assessor is not None and assessor.kind in PANELS and assembly is not None and _its_panel(assessor, assembly):
        yield Grant(Role.panel, thing.assembly)
    yield Grant(Role.panel, thing.by)
    if thing.assessor not in _OF_PANELS:
        yield Grant(Role.editor, thing.by)


def _its_panel(panel: Any, assembly: Any) -> bool:
    """Whether a panel is of an assembly: its body appointed it, or its id begins with that body's."""
    if panel.appointed_by is not None:
        return bool(panel.appointed_by == assembly.commissioned_by)
    return bool(panel.id.startswith(f"{assembly.commissioned_by}-"))


def _statement(thing: Any, look: Look) -> Iterator[Grant]:
    """What a post says is its officer's; of a project, its keeper's; of the members, their convenor's."""
    speaker = thing.said_by
    project = concerned(thing, look, "project") if speaker.capacity == "project" else ""
    if project:
        yield Grant(Role.keeper, project)
    elif speaker.capacity == "members":
        yield Grant(Role.convenor, concerned(thing, look, "assembly"))
    elif speaker.post is not None:
        yield Grant(Role.officer, speaker.post)
    else:
        yield Grant(Role.editor, speaker.organisation)


def concerned(thing: Any, look: Look, type_: str) -> str:
    """The id of the project or assembly that a statement is about in the end; empty where there is none."""
    seen: set[str] = set()
    while thing is not None and thing.type != type_ and thing.id not in seen:
        seen.add(thing.id)
        named = getattr(thing, "about", None) or getattr(thing, type_, None)
        if named is None:
            return ""
        found = look(named)
        if found is None and named == getattr(thing, type_, None):
            return str(named)
        thing = found
    return "" if thing is None or thing.type != type_ else str(thing.id)


def _found(look: Look, id_: str, type_: str) -> Any:
    """What stands under an id, where it is of a type: what was not checked yet may name anything, itself too."""
    found = look(id_)
    return found if found is not None and found.type == type_ else None


def stand_ins(thing: Any, look: Look) -> Iterator[Grant]:
    """Who may enter what members asked where they have no convenor: the editor of whoever keeps the record.

    What members say of what became of it is theirs alone: nobody stands in for that.
    """
    if thing.type == "assembly":
        yield Grant(Role.editor, thing.keeper.organisation)
    elif thing.type in {"recommendation", "lineage"} and any(
        grant.role == Role.convenor for grant in owners(thing, look)
    ):
        assembly = _found(look, thing.assembly, "assembly")
        if assembly is not None:
            yield Grant(Role.editor, assembly.keeper.organisation)


def owning(session: Session, thing: Any, look: Look) -> list[Grant]:
    """Who may change a thing here, with whoever stands in for a convenor that an assembly does not have.

    What a convenor published stays the members': nobody changes or withdraws it for them.
    """
    found = list(owners(thing, look))
    convenors = [grant for grant in found if grant.role == Role.convenor]
    if convenors and not any(is_live(session, grant) for grant in convenors):
        entered = None if thing.type == "assembly" else last_entered(session, thing.id)
        found += [] if entered == "members" else stand_ins(thing, look)
    return found


def releasing(session: Session, thing: Any, look: Look) -> list[Grant]:
    """Who may release a thing or take it back: its owners, and the editors of the organisation that says it."""
    found = owning(session, thing, look)
    if thing.type in {"update", "reply"} and thing.said_by.capacity == "for_itself":
        editor = Grant(Role.editor, thing.said_by.organisation)
        found += [] if editor in found else [editor]
    return found


def acting(by: Principal, grants: Sequence[Grant]) -> Grant | None:
    """The first of these that somebody holds."""
    return next((grant for grant in grants if grant in by.grants), None)


def named(grants: Sequence[Grant]) -> str:
    """Who these are, in words."""
    return " or ".join(f"the {grant.role.value} of '{grant.covers}'" for grant in grants) or "an administrator"


def is_live(session: Session, grant: Grant) -> bool:
    """Whether somebody here holds it now: with a key that is good, or an account that is used and not disabled."""
    return grant in live_grants(session, accounts_since(), [grant.covers])


def live_owners(session: Session, things: Sequence[Any], look: Look) -> dict[str, str]:
    """The things among these whose owner holds a live key or account here, with the name of the role."""
    live = live_grants(session, accounts_since())
    found: dict[str, str] = {}
    for thing in things if live else ():
        grants = list(owners(thing, look))
        if not live & set(grants):
            grants = list(stand_ins(thing, look))
        held = [grant for grant in grants if grant in live]
        if held:
            found[thing.id] = f"{held[0].role.value} of '{held[0].covers}'"
    return found
