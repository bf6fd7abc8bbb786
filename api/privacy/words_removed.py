"""Redacting what is published: named words of a text go everywhere, and the thing stays.

Each body that held the words is taken out as an erasure takes one out; a redaction, which names it, says what is left
of it. So the thing keeps its id, its place in lists and counts, and what it was on every past day, without the words.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.faults import Fault, fault
from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.privacy.erasures import take_out
from api.publishing.attribution import entered_by, voice_of
from api.publishing.policy import acting, named, owners
from api.publishing.publish import own_bytes
from api.record.reader import RecordReader, RecordWriter
from api.schemas.record import THING_SCHEMAS, RecordThing, Tombstone
from api.schemas.workbench import Passage, WordsRemovalCreate
from api.text.languages import default
from api.text.phrases import phrase
from api.text.removed import marker
from api.workbench import audit
from db import publications
from db.clock import today
from db.models.record import Body, Publication, RecordHead
from db.publications import Voice, canonical, next_moment
from db.vocabulary import Grant

# What somebody promised; nobody takes that back from what they owe. Of a response that is all of it.
_PROMISES = frozenset({"promised", "promises"})


def may_remove_words(record: RecordReader, thing: RecordThing, fields: Sequence[str]) -> list[Grant]:
    """Who removes words from these fields of a thing, besides an administrator: whoever it is the own of.

    Of what was promised or answered nobody does, so that none redacts what they owe. Nobody stands in for a convenor.
    Nothing waits here for a second person, nor in a hold: it adds no word, and everybody sees that it was done.
    """
    if thing.type == "response" or _PROMISES.intersection(fields):
        return []
    return list(owners(thing, record))


@dataclass(frozen=True)
class Judged:
    """What removing words would do: who does it, and of each body that has them what is left."""

    entered: Voice
    taken: Sequence[tuple[Publication, bytes, bytes]]  # the publication, its body, and the rest of that


def judged(record: RecordReader, principal: Principal, asked: WordsRemovalCreate) -> Judged:
    """What removing these words would do.

    Raises 404 where nothing was ever published under the id, 403 naming who may where it is not theirs, and 409 where a
    passage is nowhere in what is public of it, or what is left cannot stand.
    """
    thing = may_begin(record, principal, asked.thing, [one.field for one in asked.passages])
    entered = _entering(record, principal, thing, asked)
    found = _bodies(record.session, asked.thing)
    if missing := [*_missing(asked.passages, [body for _, body in found])]:
        raise Problem("conflict", missing[0].detail, errors=missing)
    left = [(row, body, _without(body, asked.passages)) for row, body in found]
    return Judged(entered, [(row, body, _checked(row, rest)) for row, body, rest in left if rest != body])


def may_begin(record: RecordReader, principal: Principal, id_: str, fields: Sequence[str] = ()) -> RecordThing | None:
    """What stands of a thing that somebody may remove words from; None where nothing does. Raises 404 and 403."""
    if id_ not in record.types([id_]):
        raise Problem("not-found", phrase("refusal.nothing_published", thing=id_))
    thing = record(id_)
    record.load_named_by([thing] if thing is not None else [])
    grants = may_remove_words(record, thing, fields) if thing is not None else []
    if not principal.is_admin and acting(principal, grants) is None:
        key = "refusal.words_removed_by" if grants else "refusal.words_removed_by_admin"
        raise Problem("not-yours", phrase(key, thing=id_, who=named(grants)))
    return thing


def remove_words(record: RecordWriter, principal: Principal, asked: WordsRemovalCreate) -> list[Publication]:
    """Take these words out of every body of a thing that has them; returns the redactions. The caller holds the lock.

    Raises as `judged` does.
    """
    found = judged(record, principal, asked)
    session, head, at = record.session, record.head, next_moment(record.session, record.head)
    redactions = [_redaction(session, head, at, row, found.entered, asked.ground, rest) for row, _, rest in found.taken]
    take_out(session, [row for row, _, _ in found.taken], [body for _, body, _ in found.taken], redactions)
    _note(session, principal, redactions[0])
    return redactions


def passages_with(session: Session, thing: str, words: Sequence[str]) -> list[Passage]:
    """Every passage in which some words stand, in any version of a thing, whatever the field; of words that stand
    nowhere one that is not there.
    """
    bodies = [json.loads(body) for _, body in _bodies(session, thing)]
    found = {(field, one) for one in words for facts in bodies for field, value in facts.items() if _has(value, one)}
    nowhere = {("text", one) for one in words} - {("text", one) for _, one in found}
    return [Passage(field=field, words=one) for field, one in sorted(found | nowhere)]


def _has(value: object, words: str) -> bool:
    if isinstance(value, str):
        return words in value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(_has(one, words) for one in inner)


def redact_as(
    session: Session, head: RecordHead, principal: Principal, row: Publication, redaction: Publication, left: bytes
) -> None:
    """Let the body of a publication be what a redaction in another copy of this record left of it."""
    body = session.scalars(select(Body.body).where(Body.sequence == row.sequence)).one()
    entered, ground = Voice(redaction.entered_by, redaction.entered_capacity), redaction.ground or ""
    done = _redaction(session, head, next_moment(session, head), row, entered, ground, left)
    take_out(session, [row], [body], [done])
    _note(session, principal, done)


def _redaction(
    session: Session, head: RecordHead, at: datetime, row: Publication, entered: Voice, ground: str, left: bytes
) -> Publication:
    """Append the redaction that says what is left of the body of a publication, in the voice of whoever said that."""
    return publications.append(
        session,
        head,
        at,
        type=row.type,
        thing=row.thing,
        nature="redaction",
        said_by=Voice(row.said_by, row.said_capacity),
        entered_by=entered,
        format=row.format,
        body=left,
        ground=ground,
        erases=row.sequence,
    )


def _note(session: Session, principal: Principal, done: Publication) -> None:
    by, why = done.entered_by, done.ground or ""
    audit.note(session, principal, "remove_words", done.type, done.thing, organisation=by, reason=why)


def _entering(
    record: RecordReader, principal: Principal, thing: RecordThing | None, asked: WordsRemovalCreate
) -> Voice:
    """Who removes the words, as the record says it. Raises 409 where an administrator names nobody who decided it."""
    grants = may_remove_words(record, thing, [one.field for one in asked.passages]) if thing is not None else []
    grant = acting(principal, grants)
    if thing is not None and grant is not None:
        return entered_by(grant, voice_of(thing, record))
    if asked.by is None:
        raise refused("/by", "by-missing", "fault.who_decided_removal")
    if record.types([asked.by]).get(asked.by) != "organisation":
        raise refused("/by", "unknown-id", "fault.no_organisation_here", id=asked.by)
    return Voice(asked.by, "administrator")


def _bodies(session: Session, thing: str) -> list[tuple[Publication, bytes]]:
    """What is public of a thing in all its versions, what was said on taking it back too."""
    asked = select(Publication, Body.body).join(Body, Body.sequence == Publication.sequence)
    rows = session.execute(asked.where(Publication.thing == thing, Publication.nature != "erasure"))
    return sorted(((row, body) for row, body in rows), key=lambda one: one[0].sequence)


def _without(body: bytes, passages: Sequence[Passage]) -> bytes:
    """A body with the marker in place of each passage."""
    facts = json.loads(body)
    original = facts.get("language") or default()
    for passage in passages:
        if passage.field in facts:
            facts[passage.field] = _replaced(facts[passage.field], passage, original, passage.language is None)
    return canonical(facts)


def _replaced(value: object, passage: Passage, language: str, wanted: bool) -> object:
    """A value with the marker in place of the words, where it is in the language asked for (`wanted`)."""
    if isinstance(value, str):
        return value.replace(passage.words, marker(language, today())) if wanted else value
    if isinstance(value, list):
        return [_replaced(one, passage, language, wanted) for one in value]
    if isinstance(value, Mapping):
        tongues = _is_text(value)
        return {
            name: _replaced(
                one, passage, name if tongues else language, wanted or (tongues and name == passage.language)
            )
            for name, one in value.items()
        }
    return value


def _is_text(value: Mapping[str, object]) -> bool:
    """Whether a value is a text by language tag: nothing else that things hold has texts alone under such names."""
    return all(isinstance(one, str) and 2 <= len(name.partition("-")[0]) <= 3 for name, one in value.items())  # noqa: PLR2004


def _missing(passages: Sequence[Passage], bodies: Sequence[bytes]) -> Iterator[Fault]:
    for number, passage in enumerate(passages):
        if all(_without(body, [passage]) == body for body in bodies):
            yield fault(f"/passages/{number}/words", "words-not-there", "fault.words_not_there", field=passage.field)


def _checked(row: Publication, left: bytes) -> bytes:
    """What is left of a body, which is judged by its shape alone: it stood. Raises 409 where it cannot be told so."""
    facts = json.loads(left)
    try:
        model = Tombstone if facts["type"] == "tombstone" else THING_SCHEMAS[row.type]
        if own_bytes(model.model_validate(facts)) == left:
            return left
    except ValidationError as error:
        where = "/".join(str(part) for part in error.errors()[0]["loc"])
        raise refused("/passages", "words-needed", "fault.words_needed", field=where) from None
    raise refused("/passages", "words-needed", "fault.words_needed", field=row.type)
