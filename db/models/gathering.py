"""What people who took part, and belong to no group, answer about a declaration on numbered sheets."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain, UtcDateTime, coded


class SheetLink(Base):
    """A link by which a facilitator prints the sheets from one number to another, and enters what comes back of any."""

    __tablename__ = "sheet_links"
    __table_args__ = (
        CheckConstraint("first > 0 AND first <= last", name="numbers"),
        Index("ix_sheet_links_declaration", "declaration", "facilitator"),
    )

    secret_hash: Mapped[str] = mapped_column(Plain, primary_key=True)
    declaration: Mapped[str] = mapped_column(Plain)
    facilitator: Mapped[str] = mapped_column(Plain)
    recipient: Mapped[str] = mapped_column(Plain)  # a mailbox of the facilitator in lower case
    is_own: Mapped[bool] = mapped_column()  # whether the facilitator published the mailbox itself
    first: Mapped[int] = mapped_column()
    last: Mapped[int] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Sheet(Base):
    """A sheet that was given out, and what somebody answered on it, nobody knows who. The paper alone has its code."""

    __tablename__ = "sheets"
    __table_args__ = (
        UniqueConstraint("code_hash"),
        CheckConstraint("(entered_at IS NULL) = (answers IS NULL)", name="entered"),
        CheckConstraint("(entered_at IS NULL) = (answers_as IS NULL)", name="answers_as"),
    )

    declaration: Mapped[str] = mapped_column(Plain, primary_key=True)
    facilitator: Mapped[str] = mapped_column(Plain, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(Plain)
    answers_as: Mapped[str | None] = mapped_column(Plain, info=coded("answers_as"))
    answers: Mapped[str | None] = mapped_column(Plain)  # codes by what was asked, as JSON
    by_code: Mapped[bool] = mapped_column(default=False, server_default=false())  # by the person, not the facilitator
    replaced: Mapped[int] = mapped_column(default=0, server_default="0")  # how often it was put right
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_told: Mapped[bool] = mapped_column(default=False, server_default=false())  # whether what is public counts it


class Gathering(Base):
    """What a facilitator published of the sheets of one declaration, and of how many."""

    __tablename__ = "gatherings"

    declaration: Mapped[str] = mapped_column(Plain, primary_key=True)
    facilitator: Mapped[str] = mapped_column(Plain, primary_key=True)
    testimony: Mapped[str] = mapped_column(Plain)
    came_back: Mapped[int] = mapped_column()
