"""Signing off: a post outside the line of the one that spoke checks an update, and says so itself.

Whoever said it asks; the post that was asked signs off, or refuses with a note. What a line manager, or a second
person, does with an update is releasing it, which is something else.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, case, select, true
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.publishing.policy import acting, named, releasing
from api.record.graph import Lookup, standing_as
from api.record.reader import RecordReader, RecordWriter
from api.schemas.forms import whole
from api.schemas.posts import Post
from api.schemas.updates import Update
from api.text.localizer import in_each
from api.text.phrases import joined, phrase
from api.workbench import audit, inputs, working_copies
from api.workbench.working_copies import know_owners, published_update
from api.workbench.worklist import theirs_of
from db.clock import now, today
from db.models.workbench import SignOffRequest, WorkingCopy
from db.queries.pages import Place, cut, filled
from db.queries.working import things_naming
from db.vocabulary import Grant, Role


def ask(record: RecordWriter, principal: Principal, update: str, post: str) -> SignOffRequest:
    """Ask a post to check a public update, as whoever said it.

    Raises 404 and 403 as releasing it does, 409 where the post is in the line of the one that spoke, or was asked.
    """
    principal.may(Role.officer, Role.editor)
    session = record.session
    said = published_update(record, update)
    grants = releasing(record, said)
    if acting(principal, grants) is None:
        raise Problem("not-yours", phrase("refusal.who_said", update=update, who=named(grants)))
    _outside_line(record, said, post)
    request = session.get(SignOffRequest, (update, post))
    if request is not None and request.answered_at is None:
        raise Problem("conflict", phrase("refusal.asked_already", post=post))
    if request is None:
        request = SignOffRequest(thing=update, post=post)
        session.add(request)
    request.asked_at, request.asked_by = now(), principal.actor
    request.answered_at = request.answered_by = None
    request.note = ""
    audit.note(
        session, principal, "ask_sign_off", "update", update, organisation=said.said_by.organisation, reason=post
    )
    session.flush()
    return request


def sign_off(
    record: RecordWriter, principal: Principal, update: str, post: str | None, summary: dict[str, str] | str | None
) -> WorkingCopy:
    """A draft that signs an update off, as a post that was asked to. Raises 404, 403 and 409 as `ask` does."""
    principal.may(Role.officer)
    session = record.session
    said = published_update(record, update)
    request = _asked_of(session, principal, said, post)
    own = session.get(WorkingCopy, update)
    if own is not None and principal.actor in {own.created_by, own.changed_by, own.released_by}:
        raise Problem("not-yours", phrase("refusal.signs_off_own"))
    checker = _outside_line(record, said, request.post)
    speaker = {"organisation": checker.organisation, "post": request.post, "capacity": "for_itself"}
    facts = {
        "type": "update",
        "id": inputs.new_id(record, said.about),
        "about": said.about,
        "kind": "sign_off",
        "signs_off": update,
        "summary": summary or in_each("said.signed_off"),
        "date": today().isoformat(),
        "said_by": speaker,
        "entered_by": speaker,
    }
    language = inputs.language_of(facts, record)
    copy = working_copies.create(record, principal, inputs.valid("update", whole(Update, facts, language)))
    _answer(session, principal, request, "")
    return copy


def refuse(record: RecordWriter, principal: Principal, update: str, post: str | None, note: str) -> SignOffRequest:
    """Do not sign an update off, with a note that whoever asked reads. Nothing public changes."""
    principal.may(Role.officer)
    session = record.session
    said = published_update(record, update)
    request = _asked_of(session, principal, said, post)
    _answer(session, principal, request, note)
    organisation = said.said_by.organisation
    audit.note(session, principal, "refuse_sign_off", "update", update, organisation=organisation, reason=note)
    return request


def requests(record: RecordReader, principal: Principal, after: Place | None, limit: int) -> list[SignOffRequest]:
    """What somebody was asked to sign off, open first, and what they asked others; the latest first."""
    principal.may(Role.officer, Role.editor)
    found = select(SignOffRequest).where(_may_concern(record, principal))

    def read(start: Place | None, many: int) -> Sequence[SignOffRequest]:
        return record.session.scalars(cut(found, _ORDER, start, many)).all()

    def kept(rows: Sequence[SignOffRequest]) -> list[SignOffRequest]:
        graph = record.load(row.thing for row in rows)
        know_owners(record, [graph.nodes[row.thing].facts for row in rows if row.thing in graph.nodes])
        return [row for row in rows if _concerns(record, principal, row)]

    return filled(read, kept, place, after, limit)


_ANSWERED = case((SignOffRequest.answered_at.is_(None), 0), else_=1)
_ORDER = (
    (_ANSWERED, False),
    (SignOffRequest.asked_at, True),
    (SignOffRequest.thing, False),
    (SignOffRequest.post, False),
)


def place(request: SignOffRequest) -> list[object]:
    """Where a request stands among all of them."""
    return [int(request.answered_at is not None), request.asked_at, request.thing, request.post]


def _may_concern(record: RecordReader, principal: Principal) -> ColumnElement[bool]:
    """That a request may be somebody's: no less than `_concerns` says, and little more."""
    if principal.is_admin:
        return true()
    theirs = theirs_of(record, principal)
    said = things_naming({*theirs.covers, *theirs.organisations})
    return SignOffRequest.post.in_(sorted(principal.covered(Role.officer))) | SignOffRequest.thing.in_(said)


def _concerns(record: RecordReader, principal: Principal, request: SignOffRequest) -> bool:
    if principal.is_admin or Grant(Role.officer, request.post) in principal.grants:
        return True
    said = record(request.thing)
    return said is not None and acting(principal, releasing(record, said)) is not None


def _asked_of(session: Session, principal: Principal, said: Update, post: str | None) -> SignOffRequest:
    """The open request to one of somebody's posts. Raises 403 naming who may ask, or was asked."""
    rows = session.scalars(
        select(SignOffRequest)
        .where(SignOffRequest.thing == said.id, SignOffRequest.answered_at.is_(None))
        .order_by(SignOffRequest.post)
    ).all()
    for row in rows:
        if post in {None, row.post} and Grant(Role.officer, row.post) in principal.grants:
            return row
    asked = joined(", ", [named([Grant(Role.officer, row.post)]) for row in rows] or [phrase("refusal.nobody")])
    speaker = said.said_by.post or said.said_by.organisation
    raise Problem("not-yours", phrase("refusal.who_was_asked", speaker=speaker, who=asked))


def _answer(session: Session, principal: Principal, request: SignOffRequest, note: str) -> None:
    request.answered_at, request.answered_by, request.note = now(), principal.actor, note
    session.flush()


def _outside_line(lookup: Lookup, said: Update, post: str) -> Post:
    """The post, which may check what another said. Raises 409 where it is in its line, or nobody can see that it is
    not.
    """
    checked, checker = (standing_as(lookup, id_, Post) for id_ in (said.said_by.post or "", post))
    if checker is None:
        rule, key = "unknown-id", "fault.no_such_post"
    elif checked is None:
        rule, key = "no-post", "fault.no_post_said"
    elif checker.id == checked.id or checker.id in _above(lookup, checked) or checked.id in _above(lookup, checker):
        rule, key = "in-line", "fault.in_line"
    elif checked.reports_to is None and checker.reports_to is None:
        rule, key = "line-unknown", "fault.line_unknown"
    else:
        return checker
    raise refused("/post", rule, key, post=post, id=said.id, checked=checked.id if checked else "")


def _above(lookup: Lookup, post: Post | None) -> Iterator[str]:
    """The posts above one, as far as the record says."""
    while post is not None and post.reports_to is not None:
        yield post.reports_to
        post = standing_as(lookup, post.reports_to, Post)
