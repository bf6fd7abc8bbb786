"""Routes whose work is one call on one worker thread, and what is made for them there.

A route is written as a plain function. What it is given of the database (`api.dependencies`) does not exist until its
turn has come: a dependency answers a `Later`, and the worker makes the value from it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import cached_property, wraps
from inspect import iscoroutinefunction
from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.datastructures import State

from api.core.json_text import read_json
from api.core.workers import WorkerPools
from db.queries.moments import Head, seen
from db.session import reading, writing

T = TypeVar("T")
_request: ContextVar[Request] = ContextVar("request")


@contextmanager
def reading_of(state: State) -> Iterator[Session]:
    """A session that reads one snapshot: one of its own, or the one that the application was given for all it does."""
    given: Session | None = getattr(state, "snapshot", None)
    if given is not None:
        yield given
        return
    with reading(state.engine) as session:
        yield session


class Call(ExitStack):
    """The work of one request with the database: what it opens is closed, or committed, at its end."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self.saw: Head | None = None  # where the record ends in what was read, if anything was

    @property
    def engine(self) -> Engine:
        """The engine of the application."""
        found: Engine = self._state.engine
        return found

    @cached_property
    def read(self) -> Session:
        """A session that reads one snapshot: the same one for whoever asks in this call."""
        session = self.enter_context(reading_of(self._state))
        self.saw = seen(session)
        return session

    @cached_property
    def write(self) -> Session:
        """A session for one write, which is committed when the route has returned."""
        return self.enter_context(writing(self.engine))


class Later(Generic[T]):
    """What is made of a call, once, when its turn has come.

    `first`: before any session is opened, as it may open one of its own. `writes`: among those who wait for the write
    lock.
    """

    def __init__(self, make: Callable[[Call], T], *, first: bool = False, writes: bool = False) -> None:
        self._make = make
        self._made: list[T] = []
        self.first = first
        self.writes = writes

    def made(self, call: Call) -> T:
        """The value, made at the first time of asking."""
        if not self._made:
            self._made.append(self._make(call))
        return self._made[0]


class JsonRequest(Request):
    """A request whose JSON is read as every upload's is."""

    async def json(self) -> Any:
        """The JSON of the body. Raises `JSONDecodeError`, which the framework hands on as a refusal."""
        return read_json(await self.body())


class WorkRoute(APIRoute):
    """A route whose function runs as one call on a worker thread."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint if iscoroutinefunction(endpoint) else _worked(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            request = JsonRequest(request.scope, request.receive)
            request.state.route = self.path_format
            _request.set(request)
            try:
                return await handler(request)
            except RequestValidationError:
                await _known(request)
                raise

        return handle


class Router(APIRouter):
    """A router of such routes, whose operations are called as their functions are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=WorkRoute, generate_unique_id_function=lambda route: route.name, **options)


async def _known(request: Request) -> None:
    """Raises the refusal of whoever may not ask at all: they are not told what is wrong with what they ask."""
    principal: Later[Any] | None = getattr(request.state, "principal", None)
    if principal is not None:
        await in_one_call(request, principal.made, whole=False)


async def until_left(request: Request) -> None:
    """Ends when whoever made the request, whose body was read, is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def in_one_call(request: Request, work: Callable[[Call], T], *, writes: bool = False, whole: bool = True) -> T:
    """What `work` returns or raises, done on a worker thread when its turn has come.

    Of a request that is not `whole`, because its body is still to be read, nobody looks whether the client left: the
    body would be taken for it.
    """

    def worked() -> T:
        with Call(request.app.state) as call:
            done = work(call)
            request.state.saw = call.saw
            return done

    pools: WorkerPools = request.app.state.pools
    pool = pools.writers if writes else pools.readers
    return await pool.run(worked, (lambda: until_left(request)) if whole else asyncio.Event().wait)


def _worked(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(endpoint)
    async def called(**given: Any) -> Any:
        laters = {name: one for name, one in given.items() if isinstance(one, Later)}
        ordered = sorted(laters, key=lambda name: not laters[name].first)

        def work(call: Call) -> Any:
            made = {name: laters[name].made(call) for name in ordered}
            return endpoint(**given | made)

        return await in_one_call(_request.get(), work, writes=any(one.writes for one in laters.values()))

    return called
