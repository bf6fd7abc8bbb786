"""The desk in a browser: who is signed in, the links by which people sign in, and forms that outlived a session."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime
from db.models.access import BIG_ID


class DeskSession(Base):
    """Somebody signed in to the desk, in one browser. Only the hash of what its cookie holds is kept."""

    __tablename__ = "desk_sessions"
    __table_args__ = (UniqueConstraint("secret_hash"), Index("ix_desk_sessions_actor", "actor"))

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(Plain)
    actor: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"))
    language: Mapped[str] = mapped_column(Plain)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInLink(Base):
    """A link that signs in an account, sent to its mailbox with a code that does the same; both are kept as hashes."""

    __tablename__ = "sign_in_links"
    __table_args__ = (
        CheckConstraint("uses_left >= 0 AND tries_left >= 0", name="left"),
        Index("ix_sign_in_links_account", "account", "minted_at"),
    )

    secret_hash: Mapped[str] = mapped_column(Plain, primary_key=True)
    account: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    code_hash: Mapped[str] = mapped_column(Plain)
    minted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uses_left: Mapped[int] = mapped_column()  # one; more only of the demonstration's
    tries_left: Mapped[int] = mapped_column()  # at the code


class KeptForm(Base):
    """What somebody typed into a form that they sent when their session had ended, until they are back."""

    __tablename__ = "kept_forms"

    actor: Mapped[int] = mapped_column(BigInteger, ForeignKey("actors.id"), primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(Plain, primary_key=True)  # of the page that shows the form again
    fields: Mapped[bytes] = mapped_column(LargeBinary)  # names and values as JSON
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
