"""Working copies, and what is public of what has none, in the order in which they changed, the latest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, Select, Text, cast, exists, func, or_, select, true, type_coerce, union_all
from sqlalchemy.orm import Session

from db.models.index import Link, Version
from db.models.record import Publication
from db.models.workbench import WorkingCopy
from db.queries.moments import holds_at
from db.queries.pages import Place, cut

_PROXIES = (
    "members",
    "project",
)  # in these capacities an organisation is named for somebody who has a key of their own


class Changed(NamedTuple):
    """A thing that is worked on, or could be, and when it last changed."""

    thing: str
    changed_at: datetime


@dataclass(frozen=True)
class Owned:
    """How things of a type say whose they are."""

    named: Collection[str]  # the fields that name an owner
    part_of: str = ""  # the field that names what they are part of: they are theirs who keep that
    members: bool = False  # members alone say them
    stated: bool = False  # whoever says them may speak for what they are about
    sided: bool = False  # somebody may answer for an organisation whose project they keep


@dataclass(frozen=True)
class Theirs:
    """What may be somebody's to see: no less than `api/publishing/policy.py` says, and little more.

    They cover some things, which belong to some organisations. `convened` are the assemblies whose members speak here
    themselves. `owned` is what the registry of kinds says of each type.
    """

    covers: Collection[str]
    organisations: Collection[str]
    convened: Select[str]
    owned: Mapping[str, Owned]

    def drafted(self, session: Session) -> ColumnElement[bool]:
        """That a working copy may be theirs."""
        mine, containers = sorted(self.covers), sorted({*self.covers} - {*self.organisations})
        proxied = WorkingCopy.organisation.in_(sorted(self.organisations))
        return or_(
            WorkingCopy.thing.in_(mine),
            WorkingCopy.organisation.in_(mine),
            WorkingCopy.spoken_by.in_(mine),
            WorkingCopy.about.in_(containers),
            *(_says(session, *path).in_(mine) for path in _OWNERS),
            *(
                (WorkingCopy.type == type_) & _says(session, one.part_of).in_(self._kept(one))
                for type_, one in self.owned.items()
                if one.part_of
            ),
            _says(session, "assembly").in_(self._kept()) & _says(session, "project").not_in(_STANDING),
            proxied & _says(session, "said_by", "capacity").in_(_PROXIES),
            proxied & WorkingCopy.type.in_(sorted(type_ for type_, one in self.owned.items() if one.sided)),
        )

    def public(self, type_: str) -> ColumnElement[bool]:
        """That what stands of a type may be theirs: it is what they cover, says that it is theirs, or is part of what
        that keeps.
        """
        mine, one = sorted(self.covers), self.owned[type_]
        found = [Version.thing.in_(mine), _names(mine, _as_linked(one.named))]
        if one.stated:  # who speaks for a project or for members; an organisation is only told
            found.append(_names(sorted({*self.covers} - {*self.organisations}), ["about"]))
        if one.sided:
            found.append(_names(sorted(self.organisations), _as_linked(one.named)))
        if one.part_of:
            found.append(_names(self._kept(one), _as_linked([one.part_of])))
        if one.part_of == "project":  # of one that stands no more it is left to whoever keeps the assembly
            orphaned = ~_names(_STANDING, ["project"])
            found.append(orphaned & _names(self._kept(), _as_linked(["assembly"])))
        return or_(*found)

    def _kept(self, part: Owned | None = None) -> Select[str]:
        """What their organisations keep or lead, of which things of a type may be part."""
        kept = things_naming(self.covers, _KEPT)
        return kept.where(Version.thing.not_in(self.convened)) if part is not None and part.members else kept


_STANDING = select(Version.thing).where(Version.to_sequence.is_(None), Version.state == "standing")
_KEPT = ("keeper", "commissioned_by", "lead")
# Where a thing says whose it is, that no column of its working copy has.
_OWNERS = (("said_by", "post"), ("keeper",), ("keeper", "organisation"), ("project",), ("assembly",))


def _says(session: Session, *path: str) -> ColumnElement[str]:
    """A text within the body of a working copy; null where it has none there."""
    if session.get_bind().dialect.name == "sqlite":
        body: ColumnElement[Any] = type_coerce(cast(WorkingCopy.body, Text), JSON)
    else:
        body = cast(func.convert_from(WorkingCopy.body, "UTF8"), JSON)
    found: ColumnElement[str] = body[path].as_string()
    return found


def things_naming(ids: Collection[str], relations: Collection[str] | None = None) -> Select[str]:
    """The things that name one of these as they stand, by one of these relations or by any."""
    found = select(Version.thing).join(Link, Link.sequence == Version.sequence)
    found = found.where(Version.to_sequence.is_(None), Link.target.in_(sorted(ids)))
    return found if relations is None else found.where(Link.relation.in_(sorted(relations)))


def _as_linked(fields: Collection[str]) -> set[str]:
    """The relations of the links of these fields: what is about a part of an assembly is `in_assembly`."""
    return {*fields, *(["in_assembly"] if "assembly" in fields else [])}


def _names(ids: Collection[str] | Select[str], relations: Collection[str]) -> ColumnElement[bool]:
    links = select(Link.sequence).where(Link.target.in_(ids), Link.relation.in_(sorted(relations)))
    return Version.sequence.in_(links)


def drafted(*conditions: ColumnElement[bool], states: Collection[str] = ()) -> Select[str, datetime]:
    """The working copies of which all of this holds, in one of these states, or in any."""
    found = select(WorkingCopy.thing, WorkingCopy.changed_at).where(*conditions)
    return found.where(WorkingCopy.state.in_(sorted(states))) if states else found


def untouched(
    sequence: int, type_: str, about: str | None, relations: Collection[str], theirs: ColumnElement[bool]
) -> Select[str, datetime]:
    """What stands of a type and nobody here has changed; where it says what `about`, what names that."""
    return (
        select(Version.thing, Publication.published_at)
        .join(Publication, Publication.sequence == Version.sequence)
        .where(holds_at(Version.sequence, Version.to_sequence, sequence))
        .where(Version.type == type_, Version.state == "standing", theirs)
        .where(~exists().where(WorkingCopy.thing == Version.thing))
        .where(true() if about is None else _names([about], relations))
    )


def latest(
    session: Session, selects: Collection[Select[str, datetime]], after: Place | None, limit: int
) -> list[Changed]:
    """The latest changed of these, or the first after a place."""
    found = union_all(*selects).subquery()
    thing, changed_at = found.c
    rows = session.execute(cut(select(thing, changed_at), [(changed_at, True), (thing, False)], after, limit))
    return [Changed._make(row) for row in rows]
