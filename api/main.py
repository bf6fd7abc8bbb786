"""The application: its routes, what wraps them, and how refusals are answered."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import cast

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.core.limits import limits
from api.core.measures import UNAVAILABLE
from api.core.problems import Problem
from api.core.refusals import from_database, from_http, from_validation
from api.core.workers import CONNECTIONS, worker_pools
from api.front.front import Front
from api.http import middleware, readiness
from api.http.clients import Forwarded
from api.http.contract import committed
from api.http.desk import SignInNeeded, to_sign_in
from api.http.middleware import UnderAPath
from api.http.negotiation import refusal
from api.http.routing_table import RoutingTable
from api.metrics import told
from api.open_data.spooling import spooling
from api.routers.admin import (
    accounts,
    audit,
    clock,
    due,
    erasures,
    gathering,
    handovers,
    holds,
    keys,
    mail_languages,
    mailed_answers,
    of_itself,
    overlaps,
    partner_links,
    people,
    records,
    redactions,
    release_rules,
    releases,
    reminders,
    sessions,
    sheet,
    sign_offs,
    successions,
    things,
    translations,
    updates,
)
from api.routers.desk import DESK
from api.routers.public import (
    badges,
    calendars,
    catalogues,
    changes,
    discovery,
    embed_builder,
    embeds,
    feeds,
    fragments,
    guides,
    head,
    health,
    index,
    list_pages,
    listed,
    oembed,
    open_data,
    open_data_pages,
    openapi,
    pages,
    recommendations,
    record_documents,
    removals,
    search,
    section_31,
    summary,
    vocabulary,
    works,
)
from api.scheduler import running
from api.schemas.kinds import KINDS, LISTED
from api.settings import settings
from api.text.catalogue import messages
from api.text.languages import languages
from api.workbench.clock_words import as_problem
from db.doubt import ClockInDoubt
from db.session import open_engine
from db.timeouts import OF_REQUESTS
from db.unavailable import DatabaseUnavailableError, Why

log = structlog.get_logger("assembly_tracker")
DESCRIPTION = """
What a citizens' assembly asked for, what was answered, what has been done, who answers for it, and who agrees.

Reading needs no key and is open to any origin. Everything was published through one door and stays in an append-only
record: `changes` gives every publication in order, and `as_of` what the record showed on a day that has passed.
Unknown query parameters are ignored, and named in the header `Ignored-Parameters` of what is public; a known one with a
bad value is refused with 400.

Lists, single things and statuses answer only those `fields` that are named, and with `lang` each text in one language.

What is for people and takes `lang` has an address in each language too, without a query: `/cy/feeds/all.atom` in Welsh,
`/en/feeds/all.atom` in English. Without either it is in the first language of the instance; no `Accept-Language` is
read. What stands under `/v1` has one address, and is in all languages at once where `lang` does not say in which.
"""
TAGS = [
    *(
        {"name": kind.plural.capitalize(), "description": f"{kind.lists[0].upper()}{kind.lists[1:]}."}
        for kind in LISTED
    ),
    {"name": "Works", "description": "What works, and who says so."},
    {"name": "Search", "description": "What has some words, whatever sort of thing it is."},
    {"name": "Changes", "description": "Every publication in order, and where they end."},
    {"name": "Embedding", "description": "How to show it in other pages; `/docs/embeds` has everything about that."},
    {"name": "Feeds", "description": "What is new, to subscribe to: Atom and JSON Feed, and calendars of what is due."},
    {"name": "Open data", "description": "The record as files; `/open-data` says which there are."},
    {"name": "Vocabulary", "description": "What every code means."},
    {"name": "Operations", "description": "Whether the service runs."},
    {"name": "Workbench", "description": "Where officers and editors work. Needs a key."},
    *({"name": f"Workbench: {kind.plural}", "description": f"Work on {kind.plural}."} for kind in KINDS),
]


PUBLIC = (
    *(index, listed, record_documents, section_31, recommendations, summary, works, search, changes, removals),
    *(head, vocabulary, pages, list_pages, guides, discovery),
    *(embeds, fragments, badges, oembed, embed_builder),
    *(feeds, calendars, catalogues, open_data_pages, open_data),
)
WORKBENCH = (
    *(
        updates,
        things,
        handovers,
        sign_offs,
        successions,
        releases,
        translations,
        release_rules,
        sheet,
        holds,
        of_itself,
        partner_links,
        gathering,
        records,
        erasures,
        redactions,
    ),
    *(people, keys, accounts, sessions, clock, audit, reminders, due, mail_languages, mailed_answers, overlaps),
)


class Application(FastAPI):
    """The framework's application with the front before it, so that what is kept costs nothing that it does."""

    front: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.front is None:
            self.state.front = Front(self.behind_the_front, self.table.parameters, self.state)
            self.front = UnderAPath(self.state.front, self.table)
        await self.front(scope, receive, send)

    async def behind_the_front(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as its routes do: nothing is kept or counted, and nothing that was kept is given again."""
        await super().__call__(scope, receive, send)

    @property
    def table(self) -> RoutingTable:
        """Its routes."""
        return cast(RoutingTable, self.router)


def create_app(
    *,
    public: bool = True,
    admin: bool = True,
    is_my_turn: Callable[[], bool] = lambda: True,
    spool: Path | None = None,
) -> Application:
    """The application, with its public routes, its workbench, or both; what is due it does where `is_my_turn`, and its
    spool is in a folder that it may share with others.
    """
    app = Application(
        title="Assembly Tracker",
        version="1.0.0",
        summary="What became of a citizens' assembly.",
        description=DESCRIPTION,
        license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
        openapi_tags=TAGS,
        openapi_url=None,  # `api/routers/public/openapi.py` serves it, with the address of this instance
        docs_url=None,
        redoc_url=None,
    )
    app.state.works = admin
    app.state.is_my_turn = is_my_turn
    app.state.spool_folder = spool
    app.state.pools = worker_pools()
    app.state.limits = limits()
    app.openapi = partial(committed, app)  # type: ignore[method-assign]
    parts = (health, openapi, *(PUBLIC if public else ()), *(WORKBENCH if admin else ()))
    routers = [*(part.router for part in parts), *(DESK if admin else ())]
    table = RoutingTable([route for router in routers for route in router.routes], lifespan=_lifespan)
    app.router = table
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(ClockInDoubt, _clock_in_doubt)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DatabaseUnavailableError, _unavailable)
    app.add_middleware(middleware.Slashes, table=table)
    app.add_middleware(middleware.RateLimits)
    app.add_middleware(middleware.Bounds)
    app.add_middleware(middleware.Methods, table=table)
    app.add_middleware(middleware.RequestIds)
    app.add_middleware(middleware.PublicCors)  # around it all, so that what went wrong can be read from any origin too
    app.add_middleware(Forwarded)
    return app


def serving_engine() -> Engine:
    """The engine of a server: a connection for each thread that may need one, and bounds on how long it waits."""
    return open_engine(settings().database_url, pool_size=CONNECTIONS, max_overflow=0, timeouts=OF_REQUESTS)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    if not hasattr(app.state, "engine"):
        app.state.engine = serving_engine()
    for language in languages():
        messages(language)  # one that cannot be read ends the start, and no request
    state = app.state
    with (
        running(state.engine, settings().tick, state.is_my_turn) if state.works else nullcontext(),
        told(state),
        spooling(state.engine, state.spool_folder) as state.spool,
    ):
        yield
    app.state.engine.dispose()


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - as registered
    return refusal(request, error)


async def _sign_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInNeeded)  # noqa: S101 - as registered
    return to_sign_in(request, error)


async def _clock_in_doubt(request: Request, error: Exception) -> Response:
    assert isinstance(error, ClockInDoubt)  # noqa: S101 - as registered
    return refusal(request, as_problem(error))


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as registered
    return refusal(request, from_validation(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as registered
    return refusal(request, from_http(error))


async def _unavailable(request: Request, error: Exception) -> Response:
    assert isinstance(error, DatabaseUnavailableError)  # noqa: S101 - as registered
    log.warning("database_unavailable", why=error.why, uncertain=error.uncertain)
    UNAVAILABLE.labels(error.why).inc()
    if error.why not in {Why.locked, Why.slow}:
        readiness.doubt(request.app.state)
    return refusal(request, from_database(error, reads=request.method in {"GET", "HEAD"}))
