"""A text is sent for translation: its publication waits until it is back, by a link to the translators' mailbox.

The link shows the text that was sent and nothing else; opening it changes nothing, and it ends with what it was for.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.record.graph import standing_as
from api.record.reader import RecordReader, RecordWriter
from api.schemas.posts import Post
from api.settings import accounts_since
from api.sign_in.auth import secret_hash
from api.text.phrases import phrase
from api.workbench import audit, inputs, release, translation_rules, working_copies
from api.workbench.translation_rules import Lacking
from api.workbench.working_copies import touch
from db.clock import now
from db.models.access import Actor
from db.models.workbench import Translation, WorkingCopy
from db.publications import canonical
from db.queries.access import live_grants


@dataclass(frozen=True)
class Sent:
    """A text on its way to whoever translates it, with the secret of the link, which is kept nowhere."""

    thing: str
    language: str  # into which
    recipient: str
    secret: str


@dataclass(frozen=True)
class Wanted:
    """What a link asks for: the texts of one working copy, and into which language."""

    copy: WorkingCopy
    language: str
    texts: Sequence[Lacking]
    sent: Translation


class NotWantedError(Exception):
    """A link asks for nothing: `unknown`, `back` already, or the text was taken back or `changed` since."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def send(record: RecordWriter, principal: Principal, copy: WorkingCopy, *, submit: bool = False) -> list[Sent]:
    """Send a draft for translation; once it is back it is released as far as its writer may, or submitted.

    Raises 403 where somebody may not change it, 409 where it is no draft, or where nothing is to be translated.
    """
    session = record.session
    working_copies.may_change(record, principal, copy)
    rule = translation_rules.rule_of(record, copy.organisation)
    lacking = translation_rules.lacking(record, copy)
    post = standing_as(record, rule.post, Post) if rule is not None else None
    if copy.state not in {"draft", "translating"}:
        raise Problem("conflict", phrase("refusal.send_back_first", how=phrase(f"refusal.is_{copy.state}")))
    if not lacking:
        raise Problem("conflict", phrase("refusal.in_every_language"))
    if post is None or not post.contact:
        raise Problem("conflict", phrase("refusal.translator_without_mailbox"))
    session.execute(delete(Translation).where(Translation.thing == copy.thing))
    recipient = post.contact.lower()
    sent = [
        Sent(copy.thing, language, recipient, secrets.token_hex(24))
        for language in dict.fromkeys(one.language for one in lacking)
    ]
    session.add_all(
        Translation(
            thing=one.thing,
            language=one.language,
            secret_hash=secret_hash(one.secret),
            recipient=recipient,
            asked_at=now(),
            asked_by=principal.actor,
            submit=submit,
            back_at=None,
        )
        for one in sent
    )
    touch(session, copy, "translating")
    audit.note(session, principal, "send_for_translation", copy.type, copy.thing, organisation=copy.organisation)
    return sent


def wanted(record: RecordReader, secret: str) -> Wanted:
    """What a link asks for. Raises `NotWantedError`."""
    session = record.session
    sent = session.scalars(select(Translation).where(Translation.secret_hash == secret_hash(secret))).one_or_none()
    if sent is None:
        raise NotWantedError("unknown")
    if sent.back_at is not None:
        raise NotWantedError("back")
    copy = session.get(WorkingCopy, sent.thing)
    if copy is None or copy.state != "translating":
        raise NotWantedError("changed")
    texts = [one for one in translation_rules.lacking(record, copy) if one.language == sent.language]
    return Wanted(copy, sent.language, texts, sent)


def give_back(record: RecordWriter, secret: str, texts: Mapping[str, str], address: str, request: str) -> WorkingCopy:
    """Take a translation, by the pointers of its texts, and let what it is of go on once it is in every language.

    Raises `NotWantedError`, and 409 where the record does not take it.
    """
    asked = wanted(record, secret)
    session, copy = record.session, asked.copy
    facts = json.loads(copy.body)
    for one in asked.texts:
        _place(facts, one.at)[asked.language] = texts[one.pointer]
    thing = inputs.valid(copy.type, facts)
    record.load_named_by([thing])
    working_copies.check(record, thing)
    actor = Actor(kind="key", mailbox=asked.sent.recipient)
    session.add(actor)
    session.flush()
    before, copy.body = copy.body, canonical(thing.model_dump(exclude_none=True))
    copy.changed_at = now()
    asked.sent.back_at = now()
    by = Principal(actor.id, frozenset(), actor.holder, address, request)
    audit.note(
        session,
        by,
        "translate",
        copy.type,
        copy.thing,
        organisation=copy.organisation,
        before=before,
        after=copy.body,
    )
    session.flush()
    if not translation_rules.lacking(record, copy):
        _go_on(record, copy, asked.sent)
    return copy


def _go_on(record: RecordWriter, copy: WorkingCopy, sent: Translation) -> None:
    """As whoever sent it asked, and may now; else it is a draft of theirs again, with why."""
    session = record.session
    touch(session, copy, "draft")
    grants = live_grants(session, accounts_since(), actor=sent.asked_by)
    writer = Principal(sent.asked_by, frozenset(grants))
    try:
        with session.begin_nested():
            release.release(record, writer, [copy], release.Asked(submit=sent.submit))
    except Problem as problem:
        session.refresh(copy)
        copy.note = problem.errors[0].detail if problem.errors else problem.detail


def _place(facts: Json, at: Sequence[str | int]) -> dict[str, str]:
    found: Any = facts
    for step in at:
        found = found[step]
    texts: dict[str, str] = found
    return texts


def of(session: Session, thing: str) -> list[Translation]:
    """Where the text of a working copy is being translated, by language."""
    found = select(Translation).where(Translation.thing == thing).order_by(Translation.language)
    return list(session.scalars(found))
