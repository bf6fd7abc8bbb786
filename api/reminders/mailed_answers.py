"""Answers through a reminder: whoever reads the mailbox it was sent to says something as its post, once for each thing.

The secret of its link is a key to that, and goes the ordinary way: a second person releases, and a hold lets it wait.
The secret of its reply address is another, and makes drafts only: one for each thing, which a later reply replaces
until somebody with a key changes it, and which spends nothing until it is released. Both end with the term of office
they were sent in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.core.faults import Fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.record.reader import RecordReader, RecordWriter
from api.reminders.own_mail import due_phrases, own_phrases, words_of
from api.reminders.reminders import secret_hash
from api.reminders.reply import NotAReplyError, Reply, is_still_true
from api.schemas.record import RecordThing
from api.status.owing import is_past_its_day
from api.text.localizer import in_each
from api.workbench import audit, inputs, release, working_copies
from api.workbench.preview import Compared, compared
from db.clock import now
from db.models.access import Actor
from db.models.reminders import AnswerToken
from db.models.workbench import WorkingCopy
from db.queries.access import is_mailbox, is_of_this_term, terms_began
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
    """What is said: that nothing is new, or what a reply drafted, at this revision; or what changed; a code and a day
    where known. Of what is late, by when it will be done now, and why not before.

    Texts are in this language, or in the organisation's where none is named.
    """

    still_true: bool = False
    draft: str = ""
    language: str = ""
    summary: str = ""
    progress: str = ""
    works: str = ""
    build_on: str = ""
    build_on_date: str = ""
    next_update_due: str = ""
    due: str = ""
    reason: str = ""
    why: str = ""
    who: str = ""  # pressed, as they say themselves: a mailbox may be several people's. It is kept inside


def opened(record: RecordReader, secret: str) -> list[AnswerToken]:
    """What may be answered with the secret of a link, by number, answered or not. Raises `LinkEndedError`."""
    return _open(record, AnswerToken.secret_hash == secret_hash(secret))


def answer(
    record: RecordWriter, secret: str, saying: dict[int, Saying], *, address: str = "", request: str = ""
) -> list[WorkingCopy]:
    """Say something by a link about numbered things of its mail, released as far as a post may: all or nothing.

    Raises `LinkEndedError`, also where one of them was answered before, and the problems of any other update. The
    caller holds the write lock, so that however often a link is pressed it answers once.
    """
    tokens = opened(record, secret)
    return _say(record, tokens, saying, publish=True, address=address, request=request)


def looked(record: RecordWriter, secret: str, number: int, saying: Saying) -> Compared:
    """What residents would read if that were said. All of it is to be rolled back, and the reader is of no more use.

    Raises what `answer` does.
    """
    token = next((one for one in opened(record, secret) if one.number == number and one.used_at is None), None)
    if token is None:
        raise LinkEndedError("used")
    by = _acting(record.session, token, "", "")
    return compared(record, _drafted(record, by, token, saying))


def take(record: RecordWriter, reply: Reply) -> list[WorkingCopy]:
    """Keep what a reply says as drafts, which somebody releases by the link or with a key.

    Raises what `answer` does, and `NotAReplyError` where it is not surely an answer to what the mail asked.
    """
    tokens = replied(record, reply.secret)
    said = _assigned([one.number for one in tokens], reply.said)
    texts = {one.number: _own_words(one, record(one.about), said[one.number]) for one in tokens if one.number in said}
    for one in tokens:
        if one.number in texts and is_still_true(texts[one.number]) and _is_past_its_day(record, one):
            raise NotAReplyError("past_its_day", number=one.number)
    saying = {
        number: Saying(still_true=True) if is_still_true(text) else Saying(summary=" ".join(text.split()))
        for number, text in texts.items()
    }
    return _say(record, tokens, saying, publish=False)


def replied(record: RecordReader, secret: str) -> list[AnswerToken]:
    """What a reply to this address may answer, by number, answered or not. Raises `LinkEndedError`, where none may."""
    tokens = _open(record, AnswerToken.reply_hash == secret_hash(secret))
    unanswered(tokens)
    return tokens


def draft_of(session: Session, token: AnswerToken) -> WorkingCopy | None:
    """The draft that a reply made of a numbered thing, while nobody else has changed or released it."""
    copy = session.get(WorkingCopy, token.draft) if token.draft else None
    if copy is None or copy.state != "draft" or working_copies.is_exempt(copy):
        return None
    return copy if is_mailbox(session, copy.changed_by) else None


def unanswered(tokens: Sequence[AnswerToken]) -> list[AnswerToken]:
    """Those that may still be answered. Raises `LinkEndedError` where none may."""
    found = [one for one in tokens if one.used_at is None]
    if not found:
        raise LinkEndedError("used")
    return found


def _assigned(numbers: Sequence[int], said: dict[int, str]) -> dict[int, str]:
    """What is said of each thing: where there is but one, all of it. Raises `NotAReplyError`."""
    named = ", ".join(map(str, numbers))
    if unknown := sorted(said.keys() - {0, *numbers}):
        raise NotAReplyError("unknown_number", unknown=", ".join(map(str, unknown)), numbers=named)
    if 0 not in said:
        return said
    if len(numbers) > 1:
        raise NotAReplyError("which" if len(said) == 1 else "above", numbers=named)
    return {numbers[0]: "\n".join(text for _, text in sorted(said.items()))}


def _own_words(token: AnswerToken, about: RecordThing | None, text: str) -> str:
    """What is said, without the title of the thing above it. Raises `NotAReplyError` where it is what we wrote."""
    first, _, rest = text.partition("\n")
    titles = {words_of(title) for title in (getattr(about, "title", None) or {}).values()}
    if words_of(first) in titles:
        if not words_of(rest) or any(phrase in words_of(rest) for phrase in due_phrases(token.due)):
            raise NotAReplyError("repeats")
        text = rest
    if any(phrase in words_of(text) for phrase in own_phrases()):
        raise NotAReplyError("repeats")
    return text


def _open(record: RecordReader, whose: ColumnElement[bool]) -> list[AnswerToken]:
    """Those of the tokens of a mail that may be answered, by number, answered or not. Raises `LinkEndedError`."""
    session = record.session
    tokens = session.scalars(select(AnswerToken).where(whose).order_by(AnswerToken.number)).all()
    if not tokens:
        raise LinkEndedError("unknown")
    if tokens[0].expires_at <= now():
        raise LinkEndedError("expired")
    began = terms_began(session, {one.post for one in tokens})
    of_this_term = [one for one in tokens if is_of_this_term(one.minted_at, one.post, began)]
    if not of_this_term:
        raise LinkEndedError("handed_over")
    record.load(id_ for one in of_this_term for id_ in (one.post, one.about))
    kept = [one for one in of_this_term if _is_theirs(record(one.post), one) and record(one.about) is not None]
    if not kept:
        raise LinkEndedError("moved")
    return kept


def _say(
    record: RecordWriter,
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
        by = _acting(record.session, token, address, request)
        copy = _drafted(record, by, token, said)
        for one in opened_:
            if one.about == token.about and one.used_at is None:
                one.draft = copy.thing  # whose release spends it, and what else is due of the same
        if publish:
            release.release(record, by, [copy], release.Asked())
        who = f" Whoever did gives their name as {said.who}." if said.who else ""
        told = f"Through number {number} of the reminder of what is due on {token.due}.{who}"
        audit.note(
            record.session, by, "answer_mail", copy.type, copy.thing, organisation=copy.organisation, reason=told
        )
        made.append(copy)
    return made


def _drafted(record: RecordWriter, principal: Principal, token: AnswerToken, said: Saying) -> WorkingCopy:
    """What is said, in the draft of an earlier reply where there is one. Raises 409 where that changed meanwhile."""
    copy = draft_of(record.session, token)
    if said.draft:
        if copy is None or str(copy.revision) != said.draft:
            raise Problem("conflict", "What a reply drafted has changed meanwhile: look at it again.")
        return copy
    if said.still_true and not (said.due and said.reason) and _is_past_its_day(record, token):
        detail = "it is past its day: say by when it will be done now, and why it is late"
        raise Problem("conflict", detail, errors=[Fault("/due", "past-its-day", detail)])
    thing = inputs.drafted(record, principal, "update", _facts(token, said))
    if copy is None:
        return working_copies.create(record, principal, thing)
    thing = thing.model_copy(update={"id": copy.thing})
    if thing != working_copies.facts_of(copy):  # a mail server that hears nothing hands the same mail over again
        working_copies.change(record, principal, copy, thing)
    return copy


def _is_past_its_day(record: RecordReader, token: AnswerToken) -> bool:
    graph = record.around({token.about})
    return is_past_its_day(graph, graph.nodes[token.about])


def _is_theirs(post: RecordThing | None, token: AnswerToken) -> bool:
    """Whether the mailbox is still the post's: an answer from one that was given up, or taken over, is nobody's."""
    return post is not None and post.type == "post" and (post.contact or "").lower() == token.recipient


def _acting(session: Session, token: AnswerToken, address: str, request: str) -> Principal:
    """A mailbox as somebody who acts: it has no key, so nothing counts as held by it, and it can act only here."""
    actor = Actor(kind="key", mailbox=token.recipient)
    session.add(actor)
    session.flush()
    return Principal(actor.id, frozenset({Grant(Role.officer, token.post)}), actor.holder, address, request)


def _facts(token: AnswerToken, said: Saying) -> dict[str, object]:
    if said.still_true and token.kind == "answer":
        detail = "an answer is due, and none has been given: say in a sentence where it stands"
        raise Problem("conflict", detail, errors=[Fault("/summary", "answer-due", detail)])
    facts: dict[str, object] = {"about": token.about}
    if said.due:
        facts |= _moved(said)
        facts |= {"kind": "news"} if said.progress else {}
        facts |= {"summary": _text(said, said.summary)} if said.summary else {}
    elif said.still_true:
        facts |= {"kind": "confirmation", "summary": in_each("said.still_true")}
    else:
        facts |= {"kind": "news" if said.progress else "fact", "summary": _text(said, said.summary)}
    more = {"progress": said.progress, "works": said.works, "next_update_due": said.next_update_due}
    facts |= {name: value for name, value in more.items() if value}
    facts |= {"works": _text(said, said.works)} if said.works else {}
    return facts | ({"build_on": [_built_on(said)]} if said.build_on else {})


def _built_on(said: Saying) -> dict[str, object]:
    """What they would build on it, with its day where they gave one."""
    day = {"date": {"value": said.build_on_date}} if said.build_on_date else {}
    return {"text": _text(said, said.build_on), **day}


def _moved(said: Saying) -> dict[str, object]:
    """That the date is another one now, and why."""
    why = {"text": _text(said, said.why)} if said.why else {}
    return {
        "kind": "fact",
        "summary": in_each("said.moved"),
        "due": {"date": {"value": said.due}, "set_by": "responder"},
        "delays": [{"reason": said.reason, **why}],
    }


def _text(said: Saying, text: str) -> str | dict[str, str]:
    return {said.language: text} if said.language else text
