"""Mails: what was sent to whom, so that nobody is told twice; and the links that answer reminders."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime, coded

# In place of a mailbox that was taken away, before the number of the row: each stays different from all others.
NO_MAILBOX = "no mailbox "


class Reminder(Base):
    """One step of the ladder, about one thing that is due, to one mailbox.

    It is claimed, and that committed, before anything is sent. Only what certainly failed is tried again. Where the
    mailbox was taken away, the step counts as sent to all.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        Index("uq_reminders_once", "about", "kind", "due", "step", "recipient", unique=True),
        Index("ix_reminders_recipient", "recipient", "tried_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    about: Mapped[str] = mapped_column(Plain)
    kind: Mapped[str] = mapped_column(Plain, info=coded("due_kind"))
    due: Mapped[date] = mapped_column()
    step: Mapped[str] = mapped_column(Plain, info=coded("reminder_step"))
    recipient: Mapped[str] = mapped_column(Plain)  # a team mailbox in lower case, never a person's
    state: Mapped[str] = mapped_column(Plain, info=coded("reminder_state"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)  # when it was first claimed
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when it was last claimed


class AnswerToken(Base):
    """What one numbered item of a mail may be answered as: once, until it ends.

    The mail has two secrets, and each lets its bearer do one thing: that of its link opens the page and speaks as the
    post, that of its reply address, which mail servers log and others get a copy of, makes drafts.
    """

    __tablename__ = "answer_tokens"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        Index("ix_answer_tokens_expires_at", "expires_at"),
        Index("ix_answer_tokens_reply_hash", "reply_hash"),
        Index("ix_answer_tokens_draft", "draft"),
    )

    secret_hash: Mapped[str] = mapped_column(Plain, primary_key=True)  # of the secret in the link
    reply_hash: Mapped[str | None] = mapped_column(Plain)  # of that in the reply address, where the mail has one
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recipient: Mapped[str] = mapped_column(Plain)  # as in `reminders`
    post: Mapped[str] = mapped_column(Plain)
    about: Mapped[str] = mapped_column(Plain)
    kind: Mapped[str] = mapped_column(Plain, info=coded("due_kind"))
    due: Mapped[date] = mapped_column()
    minted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    draft: Mapped[str | None] = mapped_column(Plain)  # what was said; it answers nothing until it is released
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReleaseMail(Base):
    """What somebody is told by mail of a release: that a submission waits for theirs, what became of their own, or what
    was decided about an occasion that they run.

    That one waits (`waits`, submitted at `at`) is told each mailbox of those who may release it. That it is out or came
    back (`out`, `back`) is noted, for whoever submitted it, in the transaction in which that happens; to which mailbox
    it goes is known when it is claimed. What an engagement decides about another organisation's (`decided`, about
    `about`) is noted for that one's mailbox as it becomes public. It is claimed, and that committed, before anything is
    sent; only what certainly failed is tried again.
    """

    __tablename__ = "release_mails"
    __table_args__ = (
        CheckConstraint("(state IS NULL) = (tried_at IS NULL)", name="tried"),
        Index("uq_release_mails_once", "thing", "about", "news", "at", "recipient", unique=True),
        Index("ix_release_mails_state", "state"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    thing: Mapped[str] = mapped_column(Plain)
    about: Mapped[str] = mapped_column(Plain, default="")  # of a decision: the occasion that it is about
    news: Mapped[str] = mapped_column(Plain, info=coded("release_news"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    writer: Mapped[int | None] = mapped_column(BigInteger)  # who submitted it; of what waits its working copy says who
    recipient: Mapped[str] = mapped_column(Plain, default="")  # in lower case; empty until it is claimed
    state: Mapped[str | None] = mapped_column(Plain, info=coded("reminder_state"))
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WitnessMail(Base):
    """Where the record ended as a witness was last told: a mailbox that the settings name.

    It is claimed, and that committed, before anything is sent. Only what certainly failed is tried again the same day.
    """

    __tablename__ = "witness_mails"
    __table_args__ = (CheckConstraint("sequence >= 0", name="sequence"),)

    recipient: Mapped[str] = mapped_column(Plain, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)  # 0 where nothing was sent yet
    hash: Mapped[str] = mapped_column(Plain)
    state: Mapped[str] = mapped_column(Plain, info=coded("reminder_state"))
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MailLanguages(Base):
    """The languages in which a mailbox is written to, once they were chosen for it."""

    __tablename__ = "mail_languages"

    mailbox: Mapped[str] = mapped_column(Plain, primary_key=True)  # in lower case
    languages: Mapped[str] = mapped_column(Plain)  # with a space between
