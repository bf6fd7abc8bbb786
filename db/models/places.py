"""The places that an instance was told of: which lies in which, and which came after which."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain


class Place(Base):
    """A place, by its scheme and code (`gss:E05013662`)."""

    __tablename__ = "places"

    code: Mapped[str] = mapped_column(Plain, primary_key=True)
    name: Mapped[str] = mapped_column(Plain)
    year: Mapped[int | None] = mapped_column()


class PlaceParent(Base):
    """That a place lies in another."""

    __tablename__ = "place_parents"

    place: Mapped[str] = mapped_column(Plain, primary_key=True)
    parent: Mapped[str] = mapped_column(Plain, primary_key=True)


class PlacePredecessor(Base):
    """That a place came after another, in whole or in part."""

    __tablename__ = "place_predecessors"

    place: Mapped[str] = mapped_column(Plain, primary_key=True)
    predecessor: Mapped[str] = mapped_column(Plain, primary_key=True)


class PlacesLoaded(Base):
    """The one row that says how often places were loaded, so that nobody goes on answering from what was before."""

    __tablename__ = "places_loaded"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    times: Mapped[int] = mapped_column()
