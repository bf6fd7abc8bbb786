"""What routes are given: a reading session, the moment they read at, and who is asking."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.languages import Language, preferred
from api.problems import Problem
from api.renderers.view import View
from api.rules.checks import Fault
from api.schemas.base import Day
from api.settings import settings
from db.queries import moments
from db.queries.moments import Moment
from db.session import reading, writing


def engine(request: Request) -> Engine:
    """The engine of this application."""
    found: Engine = request.app.state.engine
    return found


def _read_session(request: Request) -> Iterator[Session]:
    with reading(engine(request)) as session:
        yield session


def _write_session(request: Request) -> Iterator[Session]:
    with writing(engine(request)) as session:
        yield session


ReadSession = Annotated[Session, Depends(_read_session, scope="function")]
# Ends, and so commits, after the answer is made and before it is sent: a failed commit is never answered with success.
WriteSession = Annotated[Session, Depends(_write_session, scope="function")]


def _language(
    request: Request,
    lang: Annotated[
        Language | None,
        Query(description="The language to answer in. Without it `Accept-Language` decides, and then English."),
    ] = None,
) -> Language:
    return lang or preferred(request.headers.get("accept-language", ""))


AskedLanguage = Annotated[Language, Depends(_language)]


def past(as_of: date) -> date:
    """A day that has passed. Raises a problem otherwise: such a day's end is not known yet."""
    if as_of >= moments.today():
        fault = Fault("as_of", "not-passed", f"{as_of.isoformat()} has not passed (days end at midnight UTC)")
        raise Problem("bad-query", fault.detail, errors=[fault])
    return as_of


def _moment(
    session: ReadSession,
    as_of: Annotated[
        Day | None,
        Query(
            description="Answer what this record showed at the end of that day (UTC), which must have passed;"
            " such as `2026-03-01`.",
        ),
    ] = None,
) -> Moment:
    return moments.current(session) if as_of is None else moments.at_end_of(session, past(as_of))


AtMoment = Annotated[Moment, Depends(_moment)]


def _view(request: Request, language: AskedLanguage) -> View:
    given = request.query_params
    kept = {name: given[name] for name in ("lang", "as_of") if given.get(name)}
    return View(language, settings().base_url, request.url.path, kept)


Viewing = Annotated[View, Depends(_view)]
