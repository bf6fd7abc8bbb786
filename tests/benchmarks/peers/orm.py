"""The same record as an API is usually written: FastAPI, SQLAlchemy's ORM and Pydantic. PEERS names the SQLite file."""

import os
from contextlib import closing
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload, sessionmaker

engine = create_engine(f"sqlite:///{os.environ['PEERS']}", connect_args={"check_same_thread": False})
make_session = sessionmaker(engine)


@event.listens_for(engine, "connect")
def durable(connection, _record):
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 30000")


class Base(DeclarativeBase):
    pass


class Assembly(Base):
    __tablename__ = "assemblies"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Recommendation(Base):
    __tablename__ = "recommendations"
    id: Mapped[str] = mapped_column(primary_key=True)
    assembly_id: Mapped[str] = mapped_column(ForeignKey("assemblies.id"))
    reference: Mapped[str]
    theme: Mapped[str]
    title_en: Mapped[str]
    title_cy: Mapped[str]
    response: Mapped[str]
    progress: Mapped[str]
    assembly: Mapped[Assembly] = relationship()
    responses: Mapped[list["Response"]] = relationship(order_by="Response.date")
    updates: Mapped[list["Update"]] = relationship(order_by="Update.date")


class Response(Base):
    __tablename__ = "responses"
    id: Mapped[str] = mapped_column(primary_key=True)
    recommendation_id: Mapped[str] = mapped_column(ForeignKey("recommendations.id"))
    organisation: Mapped[str]
    response: Mapped[str]
    date: Mapped[str]


class Update(Base):
    __tablename__ = "updates"
    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[str] = mapped_column(ForeignKey("recommendations.id"))
    progress: Mapped[str]
    summary_en: Mapped[str]
    summary_cy: Mapped[str]
    organisation: Mapped[str]
    date: Mapped[str]


class FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AssemblyOut(FromRow):
    id: str
    name: str


class ResponseOut(FromRow):
    organisation: str
    response: str
    date: str


class UpdateOut(FromRow):
    progress: str
    summary_en: str
    summary_cy: str
    organisation: str
    date: str


class StatusOut(FromRow):
    id: str
    reference: str
    theme: str
    title_en: str
    title_cy: str
    response: str
    progress: str
    assembly: AssemblyOut
    answered: ResponseOut | None
    latest: UpdateOut | None


class PageOut(BaseModel):
    items: list[StatusOut]


class UpdateIn(BaseModel):
    progress: str
    summary: str


def session():
    with closing(make_session()) as opened:
        yield opened


Opened = Annotated[Session, Depends(session)]
WHOLE = (
    selectinload(Recommendation.assembly),
    selectinload(Recommendation.responses),
    selectinload(Recommendation.updates),
)
app = FastAPI()


def status(found: Recommendation) -> StatusOut:
    found.answered = found.responses[-1] if found.responses else None
    found.latest = found.updates[-1] if found.updates else None
    return StatusOut.model_validate(found)


@app.get("/recommendations/{id}/status")
def one(id: str, opened: Opened) -> StatusOut:
    found = opened.get(Recommendation, id, options=WHOLE)
    if found is None:
        raise HTTPException(404)
    return status(found)


@app.get("/recommendations")
def page(opened: Opened, after: str = "", progress: str | None = None, response: str | None = None) -> PageOut:
    asked = select(Recommendation).where(Recommendation.id > after).options(*WHOLE)
    if progress:
        asked = asked.where(Recommendation.progress == progress)
    if response:
        asked = asked.where(Recommendation.response == response)
    found = opened.scalars(asked.order_by(Recommendation.id).limit(50))
    return PageOut(items=[status(one) for one in found])


@app.post("/recommendations/{id}/updates", status_code=201)
def say(id: str, body: UpdateIn, opened: Opened) -> UpdateOut:
    found = opened.get(Recommendation, id)
    if found is None:
        raise HTTPException(404)
    found.progress = body.progress
    said = {"summary_en": body.summary, "summary_cy": body.summary, "organisation": "council"}
    update = Update(recommendation_id=id, progress=body.progress, date=date.today().isoformat(), **said)
    opened.add(update)
    opened.commit()
    return UpdateOut.model_validate(update)
