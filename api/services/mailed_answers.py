"""Answers through a reminder: whoever reads the mailbox it was sent to says something as its post, once for each thing.

The secret of its link is a key to that, and goes the ordinary way: a second person releases, and a hold lets it wait.
The secret of its reply address is another, and makes drafts only. Both end with the term of office they were sent in.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.principal import Principal
from api.problems import Problem
from api.readers.mail import Reply, is_still_true
from api.rules.checks import Fault
from api.services import audit, copies, drafts, release
from api.services.copies import look_from
from api.services.reminders import secret_hash
from api.services.verbs import STILL_TRUE
from db.clock import now
from db.models.access import Actor
from db.models.record import RecordHead
from db.models.reminders import AnswerToken
from db.models.workbench import WorkingCopy
from db.queries.access import is_of_this_term, terms_began
from db.vocabulary import Grant, Role


class LinkEndedError(Exception):
    """The secret of a mail answers nothing: `unknown`, `expired`, `used`, `handed_over` with the term of office it was
    sent in, or `moved` to another mailbox meanwhile.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Saying:
    """What is said: that nothing is new, or what changed; a code and a day where known.

    Texts are in this language, or in the organisation's where none is named.
    """

    still_true: bool = False
    language: str = ""
    summary: str = ""
    progress: str = ""
    works: str = ""
    next_update_due: str = ""


def opened(session: Session, sequence: int, secret: str) -> list[AnswerToken]:
    """What may be answered with the secret of a link, by number, answered or not. Raises `LinkEndedError`."""
    return _open(session, sequence, AnswerToken.secret_hash == secret_hash(secret))


def open_links(session: Session, posts: Collection[str]) -> dict[str, set[str]]:
    """The links by which something can still be said as each of these posts, told apart by the hash of their secret."""
    began, found = terms_began(session, posts), defaultdict(set)
    waiting = (AnswerToken.expires_at > now()) & AnswerToken.used_at.is_(None)
    for one in session.scalars(select(AnswerToken).where(AnswerToken.post.in_(sorted(posts)), waiting)):
        if is_of_this_term(one.minted_at, one.post, began):
            found[one.post].add(one.secret_hash)
    return found


def answer(
    session: Session, head: RecordHead, secret: str, saying: dict[int, Saying], *, address: str = "", request: str = ""
) -> list[WorkingCopy]:
    """Say something by a link about numbered things of its mail, released as far as a post may: all or nothing.

    Raises `LinkEndedError`, also where one of them was answered before, and the problems of any other update. The
    caller holds the write lock, so that however often a link is pressed it answers once.
    """
    tokens = opened(session, head.sequence, secret)
    return _say(session, head, tokens, saying, publish=True, address=address, request=request)


def take(session: Session, head: RecordHead, reply: Reply) -> list[WorkingCopy]:
    """Keep what a reply says as drafts, which somebody with a key releases. Raises what `answer` does."""
    said, tokens = reply.said, _open(session, head.sequence, AnswerToken.reply_hash == secret_hash(reply.secret))
    if 0 in said:
        if len(tokens) > 1:
            raise Problem("conflict", f"The reminder names {len(tokens)} things: say which you answer, by its number.")
        said = {tokens[0].number: said[0]}
    saying = {
        number: Saying(still_true=True) if is_still_true(text) else Saying(summary=" ".join(text.split()))
        for number, text in said.items()
    }
    return _say(session, head, tokens, saying, publish=False)


def unanswered(tokens: Sequence[AnswerToken]) -> list[AnswerToken]:
    """Those that may still be answered. Raises `LinkEndedError` where none may."""
    found = [one for one in tokens if one.used_at is None]
    if not found:
        raise LinkEndedError("used")
    return found


def _open(session: Session, sequence: int, whose: ColumnElement[bool]) -> list[AnswerToken]:
    """Those of the tokens of a mail that may be answered, by number, answered or not. Raises `LinkEndedError`."""
    tokens = session.scalars(select(AnswerToken).where(whose).order_by(AnswerToken.number)).all()
    if not tokens:
        raise LinkEndedError("unknown")
    if tokens[0].expires_at <= now():
        raise LinkEndedError("expired")
    began = terms_began(session, {one.post for one in tokens})
    of_this_term = [one for one in tokens if is_of_this_term(one.minted_at, one.post, began)]
    if not of_this_term:
        raise LinkEndedError("handed_over")
    look = look_from(session, sequence)
    kept = [one for one in of_this_term if _is_theirs(look(one.post), one) and look(one.about) is not None]
    if not kept:
        raise LinkEndedError("moved")
    return kept


def _say(
    session: Session,
    head: RecordHead,
    opened_: Sequence[AnswerToken],
    saying: dict[int, Saying],
    *,
    publish: bool,
    address: str = "",
    request: str = "",
) -> list[WorkingCopy]:
    tokens = {one.number: one for one in opened_}
    if not saying.keys() <= tokens.keys():
        raise LinkEndedError("unknown")
    if any(tokens[number].used_at for number in saying):
        raise LinkEndedError("used")
    made = []
    for number, said in saying.items():
        token = tokens[number]
        by = _acting(session, token, address, request)
        thing = drafts.drafted(session, head.sequence, by, "update", _facts(token, said))
        copy = copies.create(session, head, by, thing)
        if publish:
            release.release(session, head, by, [copy], release.Asked())
        told = f"Through number {number} of the reminder of what is due on {token.due}."
        audit.note(session, by, "answer_mail", copy.type, copy.thing, organisation=copy.organisation, reason=told)
        token.used_at = now()
        made.append(copy)
    return made


def _is_theirs(post: Any, token: AnswerToken) -> bool:
    """Whether the mailbox is still the post's: an answer from one that was given up, or taken over, is nobody's."""
    return post is not None and post.type == "post" and (post.contact or "").lower() == token.recipient


def _acting(session: Session, token: AnswerToken, address: str, request: str) -> Principal:
    """A mailbox as somebody who acts: it has no key, so nothing counts as held by it, and it can act only here."""
    actor = Actor(kind="key", mailbox=token.recipient)
    session.add(actor)
    session.flush()
    return Principal(actor.id, frozenset({Grant(Role.officer, token.post)}), actor.holder, address, request)


def _facts(token: AnswerToken, said: Saying) -> dict[str, Any]:
    if said.still_true and token.kind == "answer":
        detail = "an answer is due, and none has been given: say in a sentence where it stands"
        raise Problem("conflict", detail, errors=[Fault("/summary", "answer-due", detail)])
    facts: dict[str, Any] = {"about": token.about}
    if said.still_true:
        facts |= {"kind": "confirmation", "summary": STILL_TRUE}
    else:
        facts |= {"kind": "news" if said.progress else "fact", "summary": _text(said, said.summary)}
    more = {"progress": said.progress, "works": said.works, "next_update_due": said.next_update_due}
    facts |= {name: value for name, value in more.items() if value}
    return facts | ({"works": _text(said, said.works)} if said.works else {})


def _text(said: Saying, text: str) -> str | dict[str, str]:
    return {said.language: text} if said.language else text
