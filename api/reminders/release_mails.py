"""Mails about releases: that something waits for somebody's; to whoever submitted it that it is out or came back; and
to whoever runs an occasion what was decided about it.

A mailbox gets one mail for all that happened within a quarter of an hour.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import NamedTuple

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from api.core import urls
from api.core.codelists import codes_of
from api.core.mail import Outcome
from api.pages.plain import one_line
from api.record.reader import RecordReader, begin, read_now
from api.record.things import url
from api.reminders.letters import Letter, message_of, text_of
from api.reminders.mails import language_of_mail
from api.reminders.reminders import Report, named
from api.schemas.kinds import BY_TYPE
from api.schemas.organisations import Organisation
from api.settings import settings
from api.text.languages import said
from api.text.localizer import localizer
from api.workbench import decided
from api.workbench.mail_languages import languages_of_mail
from api.workbench.releasers import Told, told_of_outcome, told_of_waiting
from api.workbench.working_copies import facts_of, is_exempt
from db.clock import now
from db.doubt import believe
from db.models.reminders import NO_MAILBOX, ReleaseMail
from db.models.workbench import WorkingCopy
from db.queries.versions import parts
from db.session import begin_write, reading, writing

DESK = "/desk"  # where what waits is read and released
_TOGETHER = timedelta(minutes=15)
_AGAIN = timedelta(hours=1)
_NEWS = ("waits", "back", "decided", "out")  # in the order in which a mail has them


class Item(NamedTuple):
    """One thing a mailbox is to be told: of what, of whose organisation, which news since when, and as which post.

    What was decided is about an occasion of that organisation's; all other news is about nothing.
    """

    thing: str
    organisation: str
    news: str
    at: datetime
    to: Told
    row: int | None  # the number of the row where it was noted before
    about: str = ""


Box = tuple[str, str]  # a mailbox, and the organisation it is written to for


def tell_of_releases(
    engine: Engine, send: Callable[[EmailMessage], Outcome], stopped: Callable[[], bool] = lambda: False
) -> Report:
    """Send what is to be told, one mail to a mailbox, until `stopped`. Several processes may do so at once.

    Raises ClockInDoubt.
    """
    report = Report()
    with writing(engine) as session:
        believe(session, begin_write(session))
        _give_up(session, report)
    with reading(engine) as session:
        boxes = planned(read_now(session))
    for box, items in boxes.items():
        if stopped():
            break
        _tell(engine, box, items, send, report)
    return report


def planned(record: RecordReader) -> dict[Box, list[Item]]:
    """What is to be told now, by mailbox: what is a quarter of an hour old, with all that is newer."""
    found: dict[Box, list[Item]] = defaultdict(list)
    for item in [*_waiting(record), *_outcomes(record), *_decided(record)]:
        found[item.to.mailbox.lower(), item.organisation].append(item)
    return {box: items for box, items in found.items() if min(item.at for item in items) <= now() - _TOGETHER}


def _waiting(record: RecordReader) -> list[Item]:
    submitted = select(WorkingCopy).where(WorkingCopy.state == "submitted")
    copies = record.session.scalars(submitted.order_by(WorkingCopy.submitted_at, WorkingCopy.thing)).all()
    rows = select(ReleaseMail).where(ReleaseMail.news == "waits")
    before = {
        (row.thing, row.at, NO_MAILBOX if row.recipient.startswith(NO_MAILBOX) else row.recipient): row
        for part in parts({copy.thing for copy in copies})
        for row in record.session.scalars(rows.where(ReleaseMail.thing.in_(part)))
    }
    return [
        Item(copy.thing, copy.organisation, "waits", copy.submitted_at, to, row.id if row else None)
        for copy in copies
        if copy.submitted_at is not None and (copy.thing, copy.submitted_at, NO_MAILBOX) not in before
        for to in told_of_waiting(record, copy)
        for row in [before.get((copy.thing, copy.submitted_at, to.mailbox.lower()))]
        if row is None or _is_to_be_tried(row)
    ]


def _outcomes(record: RecordReader) -> list[Item]:
    """What became of submissions, as long as it is news: of what came back and was changed meanwhile it is none."""
    return [
        Item(copy.thing, copy.organisation, row.news, row.at, to, row.id)
        for row in _noted(record.session, "back", "out")
        for copy in [record.session.get(WorkingCopy, row.thing)]
        if copy is not None and row.writer is not None and (row.news == "out" or copy.note)
        for to in told_of_outcome(record, copy, row.writer)
    ]


def _decided(record: RecordReader) -> list[Item]:
    """What was decided about somebody's occasion, as long as it stands and the mailbox is theirs."""
    return [
        Item(row.thing, runs, row.news, row.at, to, row.id, row.about)
        for row in _noted(record.session, "decided")
        for found in [decided.standing_decision(record, row.thing, row.about)]
        if found is not None
        for runs, to in [(decided.runs_it(record, row.about), decided.told_of(record, found[0], row.about))]
        if runs is not None and to is not None and to.mailbox.lower() == row.recipient
    ]


def _noted(session: Session, *news: str) -> list[ReleaseMail]:
    """What was noted of such news and is to be tried now, the earliest first."""
    open_ = ReleaseMail.state.is_(None) | (ReleaseMail.state == "failed")
    rows = select(ReleaseMail).where(ReleaseMail.news.in_(news), open_).order_by(ReleaseMail.id)
    return [row for row in session.scalars(rows).all() if _is_to_be_tried(row)]


def _is_to_be_tried(row: ReleaseMail) -> bool:
    """Whether it was not tried yet, or certainly was not sent an hour ago or more."""
    return row.tried_at is None or (row.state == "failed" and row.tried_at <= now() - _AGAIN)


def _tell(
    engine: Engine, box: Box, items: Sequence[Item], send: Callable[[EmailMessage], Outcome], report: Report
) -> None:
    with writing(engine) as session:
        record = begin(session)
        claimed = _claim(record, box[0], items)
        mail = _letter(record, box[1], [item for item, _ in claimed]) if claimed else None
    if mail is None:
        return
    outcome = send(mail)
    with writing(engine) as session:
        begin_write(session)
        ids = [id_ for _, id_ in claimed]
        session.execute(update(ReleaseMail).where(ReleaseMail.id.in_(ids)).values(state=outcome.state))
    report.outcomes[outcome.state] += 1
    if outcome.state != "sent":
        report.troubles.append(f"{box[0]}: {outcome.state}: {outcome.why}")


def _claim(record: RecordReader, mailbox: str, items: Iterable[Item]) -> list[tuple[Item, int]]:
    """What is still to be told, and was not by another process, with the number of each claim. Holds the write lock."""
    session, claimed = record.session, []
    for item in items:
        told = (ReleaseMail.thing == item.thing) & (ReleaseMail.news == item.news) & (ReleaseMail.at == item.at)
        whose = ReleaseMail.id == item.row if item.row is not None else ReleaseMail.recipient == mailbox
        row = session.scalars(select(ReleaseMail).where(told, whose)).one_or_none()
        if _is_no_news(record, item) or (row is not None and not _is_to_be_tried(row)):
            continue
        row = row or ReleaseMail(thing=item.thing, news=item.news, at=item.at)
        row.recipient, row.state, row.tried_at = mailbox, "claimed", now()
        session.add(row)
        session.flush()
        claimed.append((item, row.id))
    return claimed


def _is_no_news(record: RecordReader, item: Item) -> bool:
    """Whether what was to be told is so no more."""
    if item.news == "decided":
        return decided.standing_decision(record, item.thing, item.about) is None
    copy = record.session.get(WorkingCopy, item.thing)
    return copy is None or (item.news == "waits" and copy.submitted_at != item.at)


def _give_up(session: Session, report: Report) -> None:
    """What was claimed and never settled may have been sent: it is not sent again, and is reported once."""
    stale = (ReleaseMail.state == "claimed") & (ReleaseMail.tried_at < now() - _AGAIN)
    given = session.scalars(update(ReleaseMail).where(stale).values(state="unknown").returning(ReleaseMail.recipient))
    report.troubles += [f"{mailbox}: unknown: stopped while it was sent" for mailbox in sorted(set(given))]


def _letter(record: RecordReader, organisation: str, items: Sequence[Item]) -> EmailMessage:
    """One mail with all of it, in the languages of its mailbox: that of the organisation first."""
    own, to = _standing(record, organisation), items[0].to
    first = language_of_mail(own.language)
    languages = languages_of_mail(record.session, to.mailbox, first, "release_mail", "date")
    known = "\n".join([to.mailbox, *(f"{one.thing}{one.about} {one.news} {one.at.isoformat()}" for one in items)])
    return message_of(
        Letter(
            sender=settings().mail_from,
            recipient=to.mailbox,
            subjects=[_subject(own, items, language) for language in languages],
            texts={language: _text(record, own, items, language) for language in languages},
            name=hashlib.sha256(known.encode()).hexdigest()[:40],
            base_url=settings().base_url,
            at=now(),
            organisation=said(own.name, languages[0], own.language).text,
        )
    )


def _standing(record: RecordReader, organisation: str) -> Organisation:
    """An organisation that stands."""
    return record.load([organisation]).own(organisation, Organisation)


def _subject(own: Organisation, items: Sequence[Item], language: str) -> str:
    """What is asked first; else what came back; else what is out."""
    news = min((item.news for item in items), key=_NEWS.index)
    many = sum(item.news == news for item in items)
    name = said(own.name, language, own.language).text
    return localizer(language).plural(f"release_mail.subject_{news}", many, organisation=name)


def _text(record: RecordReader, own: Organisation, items: Sequence[Item], language: str) -> str:
    to = items[0].to
    record.load([to.post])
    tell = {one: _decision if one == "decided" else _item for one in _NEWS}
    return text_of(
        "release.txt",
        t=localizer(language).words("release_mail"),
        language=language,
        news={one: [tell[one](record, item, language) for item in items if item.news == one] for one in _NEWS},
        post=one_line(named(record.graph, to.post, language)) if to.post else "",
        organisation=one_line(said(own.name, language, own.language).text),
        desk=urls.public(DESK),
    )


def _item(record: RecordReader, item: Item, language: str) -> dict[str, object]:
    """What a mail says of one thing, in its own words as far as it has any."""
    copy = record.session.get_one(WorkingCopy, item.thing)
    if is_exempt(copy):
        nothing = dict.fromkeys(("kind", "title", "words", "note", "url"), "")
        return {**nothing, "exempt": copy.exempt_until, "day": item.at.date(), "withdrawal": False}
    facts = facts_of(copy)
    record.load([copy.thing, copy.about])
    own = next((texts for field in ("title", "name") if (texts := getattr(facts, field, None))), None)
    title = said(own, language).text if own else named(record.graph, copy.about, language) if copy.about else ""
    words = next(
        (texts for field in BY_TYPE[copy.type].texts if isinstance(texts := getattr(facts, field, None), dict)), None
    )
    node = record.node(copy.thing)
    return {
        "exempt": None,
        "kind": localizer(language).text(codes_of("thing_type")[copy.type].label).text,
        "title": one_line(title, 300),
        "words": one_line(said(words, language).text, 300) if words and not own else "",
        "note": one_line(copy.note, 500),
        "day": item.at.date(),
        "withdrawal": copy.withdrawal is not None,
        "url": url(record.graph, node) if node is not None else "",
    }


def _decision(record: RecordReader, item: Item, language: str) -> dict[str, object]:
    """What a mail says of a decision: who decided what about which occasion, why, and where to read and answer it."""
    found = decided.standing_decision(record, item.thing, item.about)
    assert found is not None  # noqa: S101 - it was claimed as one that stands
    own, one = found
    record.load([own.host, item.about])
    choice = localizer(language).text(codes_of("overlap_choice")[one.choice].label).text
    return {
        "words": "",
        "title": one_line(said(own.name, language, own.language).text, 300),
        "organisation": one_line(named(record.graph, own.host, language)),
        "other": one_line(named(record.graph, item.about, language), 300),
        "choice": choice,
        "reason": one_line(said(one.reason, language, own.language).text, 500),
        "url": urls.page("engagement", own.id),
        "reply": urls.public(f"{DESK}/things/replies/new?about={own.id}"),
    }
