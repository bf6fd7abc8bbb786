"""Engagements from another system as drafts: new ones, and in those that are here what nobody here changed.

What the other system said of each at the last load is in the audit trail: what differs from that in a draft, or in what
is public, somebody here wrote.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.books.ids import named
from api.core.faults import Fault
from api.core.principal import SERVER, Principal
from api.core.problems import Problem
from api.other_systems.found import Found, Read, quoted, seen
from api.other_systems.site_codes import SiteCodes, coded
from api.publishing.publish import own_bytes
from api.record.graph import parsed, standing_as
from api.record.reader import RecordWriter
from api.schemas.engagements import Engagement
from api.schemas.forms import whole
from api.schemas.organisations import Organisation
from api.workbench import audit, inputs, working_copies
from api.workbench.inputs import language_of
from db.models.access import Actor
from db.models.audit import AuditEntry
from db.models.workbench import WorkingCopy

_ACT = "load"
_TEXTS = ("name", "summary", "audience")
_MOST_ALIKE = 1_000  # ids that are tried for engagements of one name
Facts = dict[str, Any]
Parts = dict[tuple[str, ...], Any]


@dataclass
class Loaded:
    """What became of the engagements that were read, by the ids of ours; what was left alone, with why."""

    organisation: str
    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    left: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """In words, how many drafts were made or changed."""
        quiet = " Nothing is public until it is released." if self.made or self.changed else ""
        return (
            f"{self.organisation}: {len(self.made)} new, {len(self.changed)} changed, {self.unchanged} unchanged,"
            f" {len(self.faults)} faults.{quiet}"
        )


def load(
    record: RecordWriter, organisation: str, read: Read, site: SiteCodes, *, language: str = "", anyway: bool = False
) -> Loaded:
    """Make drafts of an organisation's engagements, and bring those that are here up to date. The caller holds the
    write lock.

    Raises 404 where there is no such organisation; 422 with every fault where anything is wrong, by its place, and
    nothing is kept; but with `anyway` what is right is.
    """
    own = standing_as(record, organisation, Organisation)
    if own is None:
        raise Problem("not-found", f"There is no organisation '{organisation}' here.")
    done = Loaded(organisation, faults=list(read.faults))
    here = _Here(record, organisation)
    language = language or language_of(own.model_dump(exclude_none=True), record)
    for found in read.found:
        try:
            with record.session.begin_nested():  # what is refused may have been put into the session before
                _load_one(here, found, site, found.language or language, done, own_codes=read.own_codes)
        except Problem as problem:
            done.faults += _faults(found, problem)
    if done.faults and not anyway:
        first = done.faults[0]
        detail = f"{len(done.faults)} faults; the first: {first.pointer}: {first.detail}"
        raise Problem("invalid-body", detail, errors=done.faults)
    return done


class _Here:
    """What is here already of what other systems said: who loads it, and what each of it said at the last load."""

    def __init__(self, record: RecordWriter, organisation: str) -> None:
        self.record, self.organisation = record, organisation
        acts = select(AuditEntry).where(
            AuditEntry.action == _ACT, AuditEntry.type == "engagement", AuditEntry.organisation == organisation
        )
        entries = record.session.scalars(acts.order_by(AuditEntry.id)).all()
        self.loaded = {entry.thing for entry in entries}
        self.ids = {entry.reason: entry.thing for entry in entries if entry.reason}
        self.said = {entry.thing: entry.after for entry in entries if entry.after}
        self.principal = Principal(_actor(record.session, entries), SERVER.grants, SERVER.holder)

    def id_of(self, found: Found) -> str:
        """The id of an engagement: what it has here, or a new one. Raises 409 where that is used up."""
        known = self.ids.get(_identity(found))
        if known is not None:
            return known
        for id_ in islice(named(self.organisation, found.named), _MOST_ALIKE):
            self.record.expect([id_])
            copy = self.copy(id_)
            free = copy is None and not self.record.types([id_]) and id_ not in self.ids.values()
            if free or (copy is not None and copy.type == "engagement" and _is_of(copy, found)):
                self.ids[_identity(found)] = id_
                return id_
        raise Problem("conflict", f"too many are called {quoted(found.named)}")

    def copy(self, id_: str) -> WorkingCopy | None:
        """The working copy of a thing, or what is public of it as one."""
        return self.record.session.get(WorkingCopy, id_) or working_copies.of_public(self.record, id_)

    def keep(self, found: Found, thing: Engagement) -> None:
        """Remember what the other system says of an engagement, where it says something new."""
        body = own_bytes(thing)
        if self.said.get(thing.id) == body:
            return
        audit.note(
            self.record.session,
            self.principal,
            _ACT,
            "engagement",
            thing.id,
            organisation=self.organisation,
            before=self.said.get(thing.id),
            after=body,
            reason=_identity(found),
        )
        self.said[thing.id] = body


def _actor(session: Session, entries: Sequence[AuditEntry]) -> int:
    """Whoever loaded the last time: nobody’s, as a machine’s key is."""
    if entries:
        return entries[-1].actor
    actor = Actor(kind="key")
    session.add(actor)
    session.flush()
    return actor.id


def _identity(found: Found) -> str:
    return f"{found.scheme} {found.number}"


def _is_of(copy: WorkingCopy, found: Found) -> bool:
    """Whether a working copy says that it is this engagement of the other system."""
    named_ = working_copies.facts_of(copy).identifiers or ()
    return any((one.scheme, one.value) == (found.scheme, found.number) for one in named_)


def _load_one(here: _Here, found: Found, site: SiteCodes, language: str, done: Loaded, *, own_codes: bool) -> None:
    thing = _thing(here, found, site, language, own_codes=own_codes)
    copy = here.copy(thing.id)
    if here.record.types([thing.id]) and working_copies.of_public(here.record, thing.id) is None:
        done.left.append(f"{thing.id}: it was published here and taken back")
    elif copy is not None:
        _bring_up(here, found, copy, thing, done)
    elif thing.id in here.loaded:
        done.left.append(f"{thing.id}: its draft was thrown away here")
    else:
        working_copies.create(here.record, here.principal, thing)
        here.keep(found, thing)
        done.made.append(thing.id)


def _bring_up(here: _Here, found: Found, copy: WorkingCopy, thing: Engagement, done: Loaded) -> None:
    """Change what the other system says anew and nobody here changed."""
    now = _parts(working_copies.facts_of(copy).model_dump(exclude_none=True))
    wanted = _parts(thing.model_dump(exclude_none=True))
    body = here.said.get(copy.thing)
    before = _parts(parsed(copy.type, body).model_dump(exclude_none=True)) if body else {}
    theirs = {part for part in before.keys() | wanted.keys() if before.get(part) != wanted.get(part)}
    differs = {part for part in theirs if now.get(part) != wanted.get(part)}
    ours = {part for part in differs if now.get(part) != before.get(part)}
    for part in sorted(ours):
        done.left.append(f"{copy.thing}: {' '.join(part)}: it was changed here, and differs there")
    if not differs - ours:
        here.keep(found, thing)
        done.unchanged += 1
        return
    if copy.state not in {"draft", "clean"} or copy.spoken_by:
        done.left.append(f"{copy.thing}: it waits here for somebody ({copy.state}), and differs there")
        done.unchanged += 1
        return
    anew = {part: wanted.get(part) for part in differs - ours}
    made = _joined({part: value for part, value in (now | anew).items() if value is not None})
    here.record.load_named_by([thing])
    working_copies.check(here.record, thing)  # what is wrong by itself is no matter of what was changed here
    try:
        with here.record.session.begin_nested():
            working_copies.change(here.record, here.principal, copy, inputs.valid("engagement", made))
    except Problem as problem:
        done.left.append(f"{copy.thing}: what is new there does not go with what was changed here: {problem.detail}")
        done.unchanged += 1
        return
    here.keep(found, thing)
    done.changed.append(copy.thing)


def _thing(here: _Here, found: Found, site: SiteCodes, language: str, *, own_codes: bool) -> Engagement:
    """The engagement that the other system tells of, and nothing that it does not. Raises 409 where it cannot be."""
    form = site.form(found.form, own_codes=own_codes)
    if form is None:
        raise _no_form(found)
    facts = {
        **{name: value for name, value in found.facts.items() if value},
        **coded(found, site, language, own_codes=own_codes),
        "id": here.id_of(found),
        "type": "engagement",
        "form": form,
        "language": language,
        "commissioned_by": here.organisation,
        "identifiers": [{"scheme": found.scheme, "value": found.number}],
    }
    thing = inputs.valid("engagement", whole(Engagement, facts, language))
    assert isinstance(thing, Engagement)  # noqa: S101 - as asked for
    return thing


def _no_form(found: Found) -> Problem:
    """Nobody guesses how people came together: whoever knows the site says it once."""
    if found.form:
        told = f"{quoted(found.form)} does not say how people come together: say which form it is (--map)"
    else:
        told = "it is not said how people come together (its form)"
    return Problem("conflict", told, errors=[Fault("/form", "unknown-form", told)])


def _faults(found: Found, problem: Problem) -> Iterator[Fault]:
    """What the record does not allow, at the places that say it."""
    for fault in problem.errors or [Fault("", problem.name, problem.detail)]:
        name = fault.pointer.strip("/").split("/")[0]
        yield Fault(found.where(name), fault.rule, fault.detail, seen(found.number))


def _parts(facts: Mapping[str, Any]) -> Parts:
    """The fields of an engagement, a text by its languages: those in which somebody translated it are theirs."""
    parts: Parts = {}
    for name, value in facts.items():
        if name in _TEXTS:
            parts |= {(name, tag): words for tag, words in value.items()}
        else:
            parts[name,] = value
    return parts


def _joined(parts: Parts) -> Facts:
    facts: Facts = {}
    for (name, *tag), value in parts.items():
        if tag:
            facts.setdefault(name, {})[tag[0]] = value
        else:
            facts[name] = value
    return facts
