"""What routes are given: a session, the moment they read at, and how somebody looks at what is answered.

Every dependency is a coroutine, because a plain function would wait for a thread; what it answers of the database is a
`Later`, which the route's own thread makes.
"""

from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.core import urls
from api.core.faults import Fault
from api.core.problems import Problem
from api.core.routing import Later
from api.embeds.contrast import COLOUR_PATTERN, whole
from api.embeds.notices import too_alike
from api.embeds.options import Chosen
from api.http.copied import copied_for
from api.pages.view import View
from api.schemas.base import Day
from api.settings import settings
from api.text.languages import Language, default
from db.clock import today
from db.queries import moments
from db.queries.moments import Moment


async def _read_session() -> Later[Session]:
    return Later(lambda call: call.read)


async def _write_session() -> Later[Session]:
    return Later(lambda call: call.write, writes=True)


async def _write_engine() -> Later[Engine]:
    return Later(lambda call: call.engine, writes=True)


ReadSession = Annotated[Session, Depends(_read_session)]
# Commits when the route has returned, before anything is sent: a failed commit is never answered with success.
WriteSession = Annotated[Session, Depends(_write_session)]
# For a route that writes in transactions of its own.
WriteEngine = Annotated[Engine, Depends(_write_engine)]


async def asked_language(
    request: Request,
    lang: Annotated[
        Language | None,
        Query(
            description="The language to answer in; without it, the first of this instance. The same is at an address"
            " of each language, without a query: at this one after `/cy` in Welsh. One that says two is refused."
        ),
    ] = None,
) -> Language:
    """The language that an address asks for. Raises a problem where it asks for two."""
    own, _ = urls.parted(request.url.path)
    if own and lang and own != lang:
        fault = Fault("lang", "two-languages", f"this address is in `{own}`: leave `lang` out")
        raise Problem("bad-query", fault.detail, errors=[fault])
    return own or lang or default()


AskedLanguage = Annotated[Language, Depends(asked_language)]


def past(as_of: date) -> date:
    """A day that has passed. Raises a problem otherwise: such a day's end is not known yet."""
    if as_of >= today():
        fault = Fault("as_of", "not-passed", f"{as_of.isoformat()} has not passed (days end at midnight UTC)")
        raise Problem("bad-query", fault.detail, errors=[fault])
    return as_of


async def _moment(
    as_of: Annotated[
        Day | None,
        Query(
            description="Answer what this record showed at the end of that day (UTC), which must have passed;"
            " such as `2026-03-01`.",
        ),
    ] = None,
) -> Later[Moment]:
    if as_of is None:
        return Later(lambda call: moments.current(call.read))
    day = past(as_of)
    return Later(lambda call: moments.at_end_of(call.read, day))


AtMoment = Annotated[Moment, Depends(_moment)]


async def _view(
    request: Request, language: AskedLanguage, as_of: Annotated[str | None, Query(include_in_schema=False)] = None
) -> View:
    own, path = urls.parted(request.url.path)
    asked = bool(own or request.query_params.get("lang"))
    return View(language, settings().base_url, path, asked, as_of or None, copied_for(request))


Viewing = Annotated[View, Depends(_view)]


async def _chosen(
    request: Request,
    heading: Annotated[int, Query(ge=2, le=6, description="The level of the title's heading.")] = 2,
    show: Annotated[Literal["counts", "list"], Query(description="Of an assembly: its counts or its list.")] = "counts",
) -> Chosen:
    return Chosen(heading, show, {}, request.query_params.get("as_of") or None)


Choosing = Annotated[Chosen, Depends(_chosen)]
_Colour = Annotated[str, Query(pattern=f"({COLOUR_PATTERN})|^$")]


async def _coloured(
    language: AskedLanguage, chosen: Choosing, ink: _Colour = "", paper: _Colour = "", accent: _Colour = ""
) -> Chosen:
    given = {name: whole(colour) for name, colour in (("ink", ink), ("paper", paper), ("accent", accent)) if colour}
    faults = too_alike(given, language)
    if faults:
        raise Problem("bad-query", faults[0].detail, errors=faults)
    return chosen._replace(colours=given)


Colouring = Annotated[Chosen, Depends(_coloured)]
