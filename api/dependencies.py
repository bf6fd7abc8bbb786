"""What routes are given: a reading session, the moment they read at, and who is asking."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.languages import Language, preferred
from api.problems import Problem
from api.renderers.contrast import COLOUR_PATTERN, whole
from api.renderers.embed_codes import Chosen
from api.renderers.embed_notes import too_alike
from api.renderers.view import View
from api.rules.checks import Fault
from api.schemas.base import Day
from api.settings import settings
from db.clock import today
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
    if as_of >= today():
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


def _chosen(
    request: Request,
    heading: Annotated[int, Query(ge=2, le=6, description="The level of the title's heading.")] = 2,
    show: Annotated[Literal["counts", "list"], Query(description="Of an assembly: its counts or its list.")] = "counts",
) -> Chosen:
    return Chosen(heading, show, {}, request.query_params.get("as_of") or None)


Choosing = Annotated[Chosen, Depends(_chosen)]
_Colour = Annotated[str, Query(pattern=f"({COLOUR_PATTERN})|^$")]


def _coloured(
    language: AskedLanguage, chosen: Choosing, ink: _Colour = "", paper: _Colour = "", accent: _Colour = ""
) -> Chosen:
    given = {name: whole(colour) for name, colour in (("ink", ink), ("paper", paper), ("accent", accent)) if colour}
    faults = too_alike(given, language)
    if faults:
        raise Problem("bad-query", faults[0].detail, errors=faults)
    return chosen._replace(colours=given)


Colouring = Annotated[Chosen, Depends(_coloured)]
