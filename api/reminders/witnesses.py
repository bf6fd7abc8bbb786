"""Witnesses: mailboxes elsewhere that are sent where the record ends, so that nobody can rewrite it unseen."""

import hashlib
from collections.abc import Callable
from email.message import EmailMessage
from typing import NamedTuple

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.core import urls
from api.core.mail import Outcome
from api.reminders.letters import Letter, message_of, text_of
from api.reminders.reminders import Report
from api.settings import settings
from api.text.languages import default
from api.text.localizer import localizer
from api.workbench.mail_languages import languages_of_mail
from db.clock import now, today
from db.doubt import believe
from db.models.record import RecordHead
from db.models.reminders import WitnessMail
from db.queries import publications
from db.queries.publications import End
from db.session import begin_write, writing

_GUIDE = "/docs/reading-the-api#checking-that-nothing-was-rewritten"


class Told(NamedTuple):
    """What a witness was told last: where the record ended then. Sequence 0 where that is nothing yet."""

    sequence: int
    hash: str


class News(NamedTuple):
    """What a witness is told: where the record ends, what they were told before, and whether that is `gone` from it."""

    mailbox: str
    head: End
    before: Told
    gone: bool
    languages: tuple[str, ...]


def witnessed(
    engine: Engine, send: Callable[[EmailMessage], Outcome], stopped: Callable[[], bool] = lambda: False
) -> Report:
    """Send each witness where the record ends, until `stopped`: once a day, and only where it moved since they were
    told. Several processes may do so at once. Raises ClockInDoubt.
    """
    report = Report()
    for mailbox in settings().witness_mailboxes:
        if stopped():
            break
        news = _claimed(engine, mailbox)
        if news is None:
            continue
        outcome = send(_letter(news))
        with writing(engine) as session:
            begin_write(session)
            row = session.get_one(WitnessMail, mailbox)
            row.state = outcome.state
            if outcome.state != "failed":
                row.sequence, row.hash = news.head.sequence, news.head.hash
        report.outcomes[outcome.state] += 1
        if outcome.state != "sent":
            report.troubles.append(f"{mailbox}: {outcome.state}: {outcome.why}")
        if news.gone:
            report.troubles.append(f"{mailbox}: publication {news.before.sequence} has not the hash it was told of")
    return report


def to_be_told(session: Session, mailbox: str) -> News | None:
    """What a witness is to be told today; None where nothing moved, or where they were written to today."""
    ends = session.scalars(select(RecordHead)).one()
    head = End(ends.sequence, ends.hash, ends.published_at)
    row = session.get(WitnessMail, mailbox)
    before = Told(row.sequence, row.hash) if row else Told(0, "")
    written_to = row is not None and row.state != "failed" and row.tried_at.date() == today()
    if written_to or before == head[:2]:
        return None
    then = publications.end(session, before.sequence)
    gone = before.sequence > 0 and (then is None or then.hash != before.hash)
    return News(mailbox, head, before, gone, languages_of_mail(session, mailbox, default(), "witness", "date"))


def _claimed(engine: Engine, mailbox: str) -> News | None:
    """What is to be told, once nobody else tells it."""
    with writing(engine) as session:
        believe(session, begin_write(session))
        news = to_be_told(session, mailbox)
        if news is not None:
            claim = WitnessMail(recipient=mailbox, **news.before._asdict(), state="claimed", tried_at=now())
            session.merge(claim)
    return news


def _letter(news: News) -> EmailMessage:
    head, given = news.head, {"number": news.head.sequence, "address": settings().base_url}
    return message_of(
        Letter(
            sender=settings().mail_from,
            recipient=news.mailbox,
            subjects=[localizer(language).t("witness.subject", **given) for language in news.languages],
            texts={language: _text(news, language) for language in news.languages},
            name=hashlib.sha256(f"{news.mailbox} {head.sequence} {head.hash}".encode()).hexdigest()[:40],
            base_url=settings().base_url,
            at=now(),
        )
    )


def _text(news: News, language: str) -> str:
    says, head, before = localizer(language), news.head, news.before
    more = head.sequence - before.sequence
    return text_of(
        "witness.txt",
        t=says.words("witness"),
        language=language,
        head=head,
        before=before,
        gone=news.gone,
        since=says.plural("witness.since", more) if before.sequence else says.t("witness.first"),
        address=f"{urls.public(urls.spoken('/head', language))}?sequence={head.sequence}&hash={head.hash}",
        guide=urls.public(urls.spoken(_GUIDE, language)),
        base_url=settings().base_url,
        contact=settings().contact,
    )
