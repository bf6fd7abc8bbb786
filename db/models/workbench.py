"""The workbench: working copies, and requests that are safe to repeat. The public side reads neither."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime, coded


class WorkingCopy(Base):
    """A thing as it is being worked on, apart from what is public of it.

    `submitted` waits for a second person, `scheduled` was released and waits for its time or for the end of a hold.
    Either may be of the facts in `body`, or of taking back what is public, for the reason in `withdrawal`.
    """

    __tablename__ = "working_copies"
    __table_args__ = (
        CheckConstraint("state <> 'submitted' OR submitted_at IS NOT NULL", name="submitted"),
        CheckConstraint(
            "state <> 'scheduled' OR (released_at IS NOT NULL AND publish_at IS NOT NULL)", name="scheduled"
        ),
        CheckConstraint("(submitted_at IS NULL) = (submitted_by IS NULL)", name="submitted_by"),
        CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released_by"),
        CheckConstraint("revision > 0", name="revision"),
        Index("ix_working_copies_about", "about"),
        Index("ix_working_copies_type", "type", "organisation"),
        Index("ix_working_copies_state", "state", "organisation"),
    )

    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
    type: Mapped[str] = mapped_column(Plain, info=coded("thing_type"))
    about: Mapped[str] = mapped_column(Plain)
    organisation: Mapped[str] = mapped_column(Plain)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(Plain, info=coded("working_state"))
    revision: Mapped[int] = mapped_column(BigInteger)
    entered_by: Mapped[str] = mapped_column(Plain)  # the organisation for which it was last changed
    entered_capacity: Mapped[str] = mapped_column(Plain)
    spoken_by: Mapped[str] = mapped_column(
        Plain, default=""
    )  # who speaks on what somebody else owns, such as a promise
    note: Mapped[str] = mapped_column(Plain, default="")  # why it came back
    withdrawal: Mapped[bytes | None] = mapped_column(LargeBinary)
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hold_reason: Mapped[str] = mapped_column(Plain, default="")  # why it may pass a hold
    nature: Mapped[str] = mapped_column(
        Plain, default="", server_default=""
    )  # what its writer says it is; empty for what its fields propose
    exempt_until: Mapped[date | None] = mapped_column()  # the last day on which it is exempt from publication
    exempt_posts: Mapped[str] = mapped_column(Plain, default="", server_default="")  # those that see it until then
    exempt_ground: Mapped[str] = mapped_column(Plain, default="", server_default="")  # in words; seen as the draft is
    by_writer: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # its writer released it, as nobody else could
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("actors.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("actors.id"))


class Translation(Base):
    """The text of a working copy with a translator: into which language, and the link by which it comes back.

    What becomes of it then is what whoever sent it asked for.
    """

    __tablename__ = "translations"
    __table_args__ = (UniqueConstraint("secret_hash"),)

    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
    language: Mapped[str] = mapped_column(Plain, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(Plain)
    recipient: Mapped[str] = mapped_column(Plain)  # a team mailbox in lower case, never a person's
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"))
    submit: Mapped[bool] = mapped_column()  # for somebody else's release, though nobody has to
    back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PartnerLink(Base):
    """A link by which somebody without a key answers for a partner about one declaration, as often as they like.

    Whoever declares is told neither that they declined nor what they write, nor that a partner asked for a link itself.
    """

    __tablename__ = "partner_links"
    __table_args__ = (UniqueConstraint("secret_hash"),)

    declaration: Mapped[str] = mapped_column(Plain, primary_key=True)
    partner: Mapped[str] = mapped_column(Plain, primary_key=True)
    asked_for: Mapped[bool] = mapped_column(primary_key=True)  # by the partner; else whoever declared had it sent
    secret_hash: Mapped[str] = mapped_column(Plain)
    recipient: Mapped[str] = mapped_column(Plain)  # a mailbox of the partner in lower case
    is_own: Mapped[bool] = mapped_column()  # whether the mailbox was the partner's own
    times: Mapped[int] = mapped_column()  # how often it was written to
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    testimony: Mapped[str | None] = mapped_column(Plain)  # what was answered by it


class SignOffRequest(Base):
    """A post that was asked to sign off a public update, and what came of it: the note is why it refused."""

    __tablename__ = "sign_off_requests"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered"),
        Index("ix_sign_off_requests_post", "post", "answered_at"),
    )

    thing: Mapped[str] = mapped_column(Plain, primary_key=True)
    post: Mapped[str] = mapped_column(Plain, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("actors.id"))
    note: Mapped[str] = mapped_column(Plain, default="")


class IdempotentRequest(Base):
    """A POST that carried an `Idempotency-Key`: what it asked, and which things it made."""

    __tablename__ = "idempotent_requests"
    __table_args__ = (Index("ix_idempotent_requests_created_at", "created_at"),)

    actor: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"), primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(Plain, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Plain)
    thing: Mapped[str] = mapped_column(Plain)  # or several ids, with a space between
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
