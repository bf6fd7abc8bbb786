"""What an organisation without a key says by a link to its mailbox: who may have one sent, and how it is published."""

from datetime import datetime, timedelta

from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.publishing.policy import acting, named, owning
from api.publishing.publish import Act, own_bytes, publish
from api.record.graph import standing_as
from api.record.reader import RecordReader, RecordWriter
from api.schemas.declarations import Declaration
from api.schemas.organisations import Organisation
from api.schemas.record import RecordThing, Tombstone
from api.text.phrases import phrase
from api.workbench import audit, declaring, inputs, working_copies
from db.clock import now, today
from db.models.access import Actor
from db.publications import Voice

LASTS = timedelta(days=180)
MOST = 3  # mails to one organisation about one declaration; and as many that it asks for itself


class NotWantedError(Exception):
    """A link asks for nothing: it is `unknown`, or `over` by its day or because nothing is declared any more."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def asking(record: RecordReader, principal: Principal, declaration: str) -> Declaration:
    """The declaration about which somebody asks others.

    Raises 404 where nothing is declared under this id, 403 naming who may ask, 409 where declarations are off.
    """
    own = standing_as(record, declaration, Declaration)
    if own is None:
        raise Problem("not-found", f"There is no declaration '{declaration}' here.")
    record.load_named_by([own])
    grants = owning(record, own)
    if acting(principal, grants) is None:
        raise Problem("not-yours", phrase("refusal.only_these", who=named(grants)))
    declaring.may_be_said(own, record)
    return own


def declared_to(
    record: RecordReader, declaration: str, organisation: str, asked_at: datetime
) -> tuple[Declaration, Organisation]:
    """What a link that was sent at some time is about, and whose it is. Raises `NotWantedError` where that is over."""
    record.load([declaration, organisation])
    own, theirs = standing_as(record, declaration, Declaration), standing_as(record, organisation, Organisation)
    if own is None or theirs is None or asked_at + LASTS < now():
        raise NotWantedError("over")
    record.load_named_by([own])
    return own, theirs


def testimony(
    record: RecordWriter, declaration: Declaration, by: str, before: str | None, facts: Json, *, is_own: bool
) -> RecordThing:
    """What an organisation says of a declaration today, checked: in place of what it said before, or under a new id.

    `is_own`: the mailbox is its own; else the testimony says who supplied it. Raises 409 where the record does not take
    it.
    """
    whole = {
        **facts,
        **({} if is_own else {"address_from": declaration.by}),
        "type": "testimony",
        "id": before or inputs.new_id(record, declaration.id),
        "about": declaration.id,
        "by": by,
        "date": {"value": today().isoformat()},
    }
    thing = inputs.valid("testimony", whole)
    record.load_named_by([thing])
    working_copies.check(record, thing)
    return thing


def publish_by_link(
    record: RecordWriter, mailbox: str, by: str, thing: RecordThing | Tombstone, address: str, request: str
) -> None:
    """Publish what an organisation says by a link to its mailbox, in its own voice; or take that back."""
    session = record.session
    actor = Actor(kind="key", mailbox=mailbox)
    session.add(actor)
    session.flush()
    principal, voice = Principal(actor.id, frozenset(), actor.holder, address, request), Voice(by, "for_itself")
    publish(record, [Act(thing, voice, voice)])
    gone = isinstance(thing, Tombstone)
    after = None if gone else own_bytes(thing)
    action = "withdraw" if gone else "publish"
    audit.note(session, principal, action, "testimony", thing.id, organisation=by, after=after)
