"""Reminding: what is due goes to the mailboxes of the posts, each step of the ladder once."""

import hashlib
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import NamedTuple

from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.orm import Session

from api.core.mail import Outcome
from api.record.graph import Graph
from api.record.things import url
from api.reminders.due import NEVER, Due, due
from api.reminders.mails import WORDS, MailItem, ReminderMail, language_of_mail, reminder_mail
from api.reminders.steps import ONLY_TOLD, Addressee, addressees, reach, step_due
from api.retention import purges
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.settings import settings
from api.status.due_items import DueItem
from api.status.gathering import facts_of
from api.status.holds import hold_on
from api.status.status import status
from api.text.languages import said
from api.workbench.mail_languages import languages_of_mail
from db.clock import now
from db.doubt import believe
from db.models.reminders import NO_MAILBOX, AnswerToken, Reminder
from db.queries import moments
from db.queries.access import away, is_of_this_term, terms_began
from db.queries.entries import Theirs
from db.queries.versions import parts
from db.session import begin_write, reading, writing

ANSWERABLE_FOR = timedelta(days=60)
_GIVEN_UP = timedelta(hours=1)  # whoever claimed it and said no more was stopped meanwhile
_ANSWERING = ("post", "deputy", "reporting")

Thing = tuple[str, str, date]


class Wanted(NamedTuple):
    """One step about one thing, to one mailbox."""

    item: DueItem
    step: str
    to: Addressee


@dataclass
class Report:
    """What a run did. `unreachable` are things that are due and that no mailbox can be told of."""

    outcomes: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    unreachable: list[DueItem] = field(default_factory=list)


def secret_hash(secret: str) -> str:
    """Secrets of mails are random and long, so that a plain hash keeps them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def remind(
    engine: Engine, send: Callable[[EmailMessage], Outcome], stopped: Callable[[], bool] = lambda: False
) -> Report:
    """Send every reminder that is due, one mail to a mailbox, until `stopped`. Several processes may do so at once.

    Raises ClockInDoubt: by a wrong clock, everybody would be reminded of everything.
    """
    report = Report()
    with writing(engine) as session:
        believe(session, begin_write(session))
        _give_up(session, report)
        _forget_tokens(session)
    with reading(engine) as session:
        found, planned = plan(session, report)
    for mailbox, wanted in planned.items():
        if stopped():
            break
        _remind(engine, found, mailbox, wanted, send, report)
    return report


def plan(session: Session, report: Report) -> tuple[Due, dict[str, list[Wanted]]]:
    """What is to be sent today, by mailbox; to a mailbox that got a mail today, nothing more. While a post is away its
    deputy is written to at once.

    What was said to whoever had a post before was not said to whoever has it now, and their links ended: a step comes
    once in each term of office.
    """
    moment = moments.current(session)
    day = moment.day
    # Whoever answers for an item of another's record reads of it at their desk, and is sent nothing by its keeper.
    found = due(session, moment, Theirs(), (NEVER, reach(day)), wanted=lambda item: item.keeps)
    began = terms_began(session)
    mailboxes = {id_: post.contact for id_, post in found.graph.of_kind(Post).items() if post.contact}
    absent = away(session, day)
    there = {id_: mailbox for id_, mailbox in mailboxes.items() if id_ not in absent}
    reached, told = _told(session, {item.about for item in found.items})
    today = _written_to(session, day)
    planned: dict[str, list[Wanted]] = defaultdict(list)
    for item in found.items:
        step = None if item.heard else step_due(item.due, day, reached[_thing(item)])
        if step is None or (item.kind == "build_on" and step not in ONLY_TOLD):
            continue
        to = addressees(item, step, there, found.owned) or addressees(item, step, mailboxes, found.owned)
        if not to:
            report.unreachable.append(item)
        for one in to:
            mailbox = one.mailbox.lower()
            keys = ((*_thing(item), step, whose) for whose in (mailbox, NO_MAILBOX))
            heard = any(is_of_this_term(told[key], one.post, began) for key in keys if key in told)
            if mailbox not in today and not heard:
                planned[mailbox].append(Wanted(item, step, one))
    return found, planned


def _told(
    session: Session, about: Collection[str]
) -> tuple[Mapping[Thing, dict[str, date]], Mapping[tuple[str, str, date, str, str], datetime]]:
    """Since when each step about these things was tried, and when what is not to be sent again was."""
    reached: dict[Thing, dict[str, date]] = defaultdict(dict)
    told: dict[tuple[str, str, date, str, str], datetime] = {}
    for row in _about(session, about):
        steps = reached[row.about, row.kind, row.due]
        steps[row.step] = min(row.at.date(), steps.get(row.step, date.max))
        if row.state != "failed":
            whose = NO_MAILBOX if row.recipient.startswith(NO_MAILBOX) else row.recipient
            key = (row.about, row.kind, row.due, row.step, whose)
            told[key] = max(row.tried_at, told.get(key, row.tried_at))
    return reached, told


def _about(session: Session, things: Collection[str], *where: ColumnElement[bool]) -> list[Reminder]:
    """The reminders about these things, of which this holds."""
    found = select(Reminder).where(*where)
    return [row for part in parts(things) for row in session.scalars(found.where(Reminder.about.in_(part)))]


def _written_to(session: Session, day: date) -> set[str]:
    """The mailboxes that got a mail on this day."""
    since = datetime.combine(day, time(), UTC)
    tried = Reminder.tried_at.between(since, since + timedelta(days=1, microseconds=-1))
    return set(session.scalars(select(Reminder.recipient).where(tried, Reminder.state != "failed")))


def _remind(
    engine: Engine,
    found: Due,
    mailbox: str,
    wanted: Collection[Wanted],
    send: Callable[[EmailMessage], Outcome],
    report: Report,
) -> None:
    # In lower case: some mail servers fold the part before the @.
    secret, reply_secret = secrets.token_hex(16), secrets.token_hex(16)
    with writing(engine) as session:
        begin_write(session)
        began = terms_began(session, {one.to.post for one in wanted})
        claimed = _claim(session, mailbox, wanted, began)
        _mint(session, secret, reply_secret, [one for one, _ in claimed])
        mails = _written(session, found, [one for one, _ in claimed], secret, reply_secret, began) if claimed else []
    if not mails:
        return
    outcome = send(reminder_mail(*mails))
    with writing(engine) as session:
        begin_write(session)
        ids = [id_ for _, id_ in claimed]
        session.execute(update(Reminder).where(Reminder.id.in_(ids)).values(state=outcome.state))
        if outcome.state == "failed":
            session.execute(delete(AnswerToken).where(AnswerToken.secret_hash == secret_hash(secret)))
    report.outcomes[outcome.state] += 1
    if outcome.state != "sent":
        report.troubles.append(f"{mailbox}: {outcome.state}: {outcome.why}")


def _claim(
    session: Session, mailbox: str, wanted: Collection[Wanted], began: Mapping[str, datetime]
) -> list[tuple[Wanted, int]]:
    """Those of the steps that nobody claimed, with the number of each claim. The caller holds the write lock."""
    known = (Reminder.recipient == mailbox) | Reminder.recipient.startswith(NO_MAILBOX)
    rows = _about(session, {one.item.about for one in wanted}, known)
    held = {(row.about, row.kind, row.due, row.step): row for row in rows}
    claimed = []
    for one in wanted:
        row = held.get((*_thing(one.item), one.step))
        if row is None:
            about, kind, day = _thing(one.item)
            row = Reminder(about=about, kind=kind, due=day, step=one.step, recipient=mailbox, at=now())
            held[about, kind, day, one.step] = row
            session.add(row)
        elif row.state != "failed" and is_of_this_term(row.tried_at, one.to.post, began):
            continue  # another process was quicker, or another post with the same mailbox answers for it too
        row.state, row.tried_at = "claimed", now()
        claimed.append((one, row))
    session.flush()
    return [(one, row.id) for one, row in claimed]


def _mint(session: Session, secret: str, reply_secret: str, wanted: Iterable[Wanted]) -> None:
    """What each numbered item of the mail may be answered as. A political lead speaks elsewhere."""
    session.add_all(
        AnswerToken(
            secret_hash=secret_hash(secret),
            reply_hash=secret_hash(reply_secret),
            number=number,
            recipient=one.to.mailbox.lower(),
            post=one.to.post,
            about=one.item.about,
            kind=one.item.kind,
            due=one.item.due,
            minted_at=now(),
            expires_at=now() + ANSWERABLE_FOR,
        )
        for number, one in enumerate(wanted, 1)
        if one.to.role in _ANSWERING
    )


def _written(
    session: Session,
    found: Due,
    wanted: list[Wanted],
    secret: str,
    reply_secret: str,
    began: Mapping[str, datetime],
) -> list[ReminderMail]:
    """What the mail says, in each of the languages of its mailbox."""
    graph, to = found.graph, wanted[0].to
    organisation = graph.own(wanted[0].item.organisation, Organisation)
    own = language_of_mail(organisation.language)
    chosen_settings = settings()
    answers = any(one.to.role in _ANSWERING for one in wanted)
    box, at, host = chosen_settings.mail_reply_to.rpartition("@")
    page = f"{chosen_settings.base_url}/v1/admin/answers/{secret}"
    return [
        ReminderMail(
            sender=chosen_settings.mail_from,
            recipient=to.mailbox,
            post=named(graph, to.post, language),
            organisation=named(graph, organisation.id, language),
            language=language,
            items=tuple(_item(graph, one, language) for one in wanted),
            answer_url=(page if language == own else f"{page}?lang={language}") if answers else None,
            reply_to=f"{box}+{reply_secret}{at}{host}" if answers and box else None,
            base_url=chosen_settings.base_url,
            at=now(),
            term=max((began[one.to.post] for one in wanted if one.to.post in began), default=None),
            held_until=held_until(graph, (one.item.organisation for one in wanted)),
        )
        for language in languages_of_mail(session, to.mailbox, own, *WORDS)
    ]


def _item(graph: Graph, one: Wanted, language: str) -> MailItem:
    item, node = one.item, graph.nodes[one.item.about]
    own = node.facts if node.facts.type == "recommendation" else None
    sentence = status(facts_of(graph, item.about), graph.moment.day).sentence if own else None
    return MailItem(
        about=item.about,
        kind=item.kind,
        due=item.due,
        late=item.days < 0,
        step=one.step,
        role=one.to.role,
        title=named(graph, item.about, language),
        where=named(graph, own.assembly, language) if own else "",
        post=named(graph, item.post, language) if item.post else None,
        sentence=said(sentence, language).text if sentence else None,
        says=tuple(said(one, language).text for one in item.says),
        url=url(graph, node),
    )


def named(graph: Graph, id_: str, language: str) -> str:
    """What a thing is called, in a language."""
    facts = graph.nodes[id_].facts
    texts = getattr(facts, "name", None) or getattr(facts, "title", None) or {language: id_}
    return said(texts, language, facts.language).text


def held_until(graph: Graph, organisations: Iterable[str]) -> date | None:
    """The last day of the holds before elections that stand over these organisations now."""
    holds = [hold_on(graph.own(id_, Organisation), graph.moment.day) for id_ in organisations]
    return max((hold.ends.last for hold in holds if hold is not None), default=None)


def _thing(item: DueItem) -> Thing:
    return item.about, item.kind, item.due


def _give_up(session: Session, report: Report) -> None:
    """What was claimed and never settled may have been sent: it is not sent again, and is reported once."""
    stale = session.scalars(
        update(Reminder)
        .where(Reminder.state == "claimed", Reminder.tried_at < now() - _GIVEN_UP)
        .values(state="unknown")
        .returning(Reminder.recipient)
    ).all()
    report.troubles += [f"{mailbox}: unknown: stopped while it was sent" for mailbox in sorted(set(stale))]


def _forget_tokens(session: Session) -> None:
    ended = delete(AnswerToken).where(AnswerToken.expires_at < now()).returning(AnswerToken.number)
    if session.execute(ended).all():
        purges.note(session, "forget")
