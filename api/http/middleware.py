"""What every answer gets, whatever route made it: HEAD, Allow, a request id, CORS, and a log line."""

import asyncio
import time
from contextlib import suppress
from urllib.parse import quote

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core import urls
from api.core.headers import BODILESS, NO_SNIFFING, OPEN
from api.core.limits import Quota, TooMany, told
from api.core.measures import NO_ROUTE, answered
from api.core.problems import KINDS, Problem
from api.core.request_ids import request_id
from api.core.urls import ADMIN
from api.http.clients import client_host, network
from api.http.negotiation import refusal
from api.http.routing_table import RoutingTable
from api.settings import settings

BODY_PAUSE = 20.0  # seconds in which something of a body must come
BODY_IN_ALL = 300.0  # seconds in which all of it must come
BODY_UNREAD = 1.0  # seconds in which what is left of it must come when it was answered before it was read

log = structlog.get_logger("assembly_tracker")


class RequestIds:
    """Gives each request an id, logs how it ended, and turns what nobody expected into a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        own = request_id(given.encode("latin-1")).decode()
        scope.setdefault("state", {})["request_id"] = own
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=own)
        began, status = time.perf_counter(), 0

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update({"X-Request-Id": own, **NO_SNIFFING})
            await send(message)

        try:
            await self.app(scope, receive, with_id)
        except Exception:
            log.exception("failed", method=scope["method"], path=scope["path"])
            if status:
                raise
            response = refusal(Request(scope), Problem("server-error", KINDS["server-error"].meaning))
            await response(scope, receive, with_id)
        finally:
            seconds = time.perf_counter() - began
            work = urls.is_work(scope["path"])
            answered(scope["state"].get("route", NO_ROUTE), scope["method"], status, seconds, work=work)
            log.info("answered", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000, 1))


class Methods:
    """HEAD wherever GET is, and an `Allow` that names every method of the address, not of the first route that fits."""

    def __init__(self, app: ASGIApp, table: RoutingTable) -> None:
        self.app = app
        self.table = table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def adjusted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in {405, 204}:
                MutableHeaders(scope=message)["Allow"] = ", ".join(self._allowed(scope))
            if head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if head:
            scope = {**scope, "method": "GET", "state": {**scope.get("state", {}), BODILESS: True}}
        await self.app(scope, receive, adjusted)

    def _allowed(self, scope: Scope) -> list[str]:
        methods = {method for route in self.table.fitting(scope) for method in route.methods or ()}
        return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


class UnderAPath:
    """Where this instance is under a path of its host, a request may come with it or without: proxies do either.

    A path that begins as one of our own does, such as `/assemblies`, has to be taken away by the proxy: of
    `/assemblies/docs` nobody could tell whether it is one.
    """

    def __init__(self, app: ASGIApp, table: RoutingTable) -> None:
        self.app = app
        self.table = table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self.table.begins(urls.prefix().lstrip("/").partition("/")[0]):
            scope = {**scope, "path": urls.inside(scope["path"]) or scope["path"]}
        await self.app(scope, receive, send)


class Slashes:
    """An address with a slash at its end leads to the same without one, where that is one of ours.

    It leads to a path, never to a host: nothing of ours begins with two slashes.
    """

    def __init__(self, app: ASGIApp, table: RoutingTable) -> None:
        self.app = app
        self.table = table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].rstrip("/") if scope["type"] == "http" else ""
        if path and path != scope["path"] and self.table.fitting({**scope, "path": path}):
            query = scope["query_string"].decode("latin-1")
            location = urls.local(quote(path)) + (f"?{query}" if query else "")
            moved = 301 if scope["method"] == "GET" else 308  # which keeps the method and the body
            await Response(status_code=moved, headers={"Location": location})(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class RateLimits:
    """429 for who asks more of the workbench than one network may, before anything is begun; and in each answer of it
    what is left, of that and of what one account may.

    What is public is counted by the front, before this: it hands on the refusal.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        refused: TooMany | None = state.get("refused")
        if urls.is_work(scope["path"]):
            quotas: list[Quota] = state.setdefault("quotas", [])
            send = _telling(send, quotas)
            try:
                spent = scope["app"].state.limits.network.spend(network(client_host(scope)))
                quotas += [spent] if spent else []
            except TooMany as error:
                quotas.append(error.quota)
                refused = error
        if refused:
            await refusal(Request(scope), refused)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _telling(send: Send, quotas: list[Quota]) -> Send:
    """Says in an answer what is left of these quotas."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(told(quotas))
        await send(message)

    return sending


class Bounds:
    """413 for a body over the limit, before anything reads it whole; 408 for one that does not come; 414 for a query
    over its own. The head of a request is bounded by the server.

    What is answered before its body was read, such as 401, waits for the rest of it, for a second at most: the
    connection is closed where some was not read, and a proxy that is still sending then says 502 instead.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = most_of_body(scope["path"])
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "0")
        over = _over(scope["query_string"], announced, limit)
        if over:
            await refusal(Request(scope), over)(scope, receive, send)
            return
        taken, whole, ends = 0, False, time.monotonic() + BODY_IN_ALL

        async def counted() -> Message:
            nonlocal taken, whole
            if whole:
                return await receive()  # that the client left, whenever that is
            try:
                async with asyncio.timeout(min(BODY_PAUSE, ends - time.monotonic())):
                    message = await receive()
            except TimeoutError:
                whole = True  # as far as anybody waits for it
                raise HTTPException(408) from None
            taken += len(message.get("body", b""))
            whole = not message.get("more_body")
            if taken > limit:
                # The framework turns anything else into a body it could not read.
                raise HTTPException(413, _at_most(limit))
            return message

        async def after_the_body(message: Message) -> None:
            nonlocal taken, whole
            if message["type"] == "http.response.start" and not whole:
                with suppress(TimeoutError):
                    async with asyncio.timeout(BODY_UNREAD):
                        while not whole and taken <= limit:
                            left = await receive()
                            taken += len(left.get("body", b""))
                            whole = not left.get("more_body")
            await send(message)

        comes = "expect" not in headers and (announced != "0" or "transfer-encoding" in headers)
        await self.app(scope, counted, after_the_body if comes else send)


def most_of_body(path: str) -> int:
    """How many bytes the body of a request to an address may have.

    A form of the desk carries a book as text, which is a third longer, or beside another that is to replace it.
    """
    given = settings()
    own = {
        f"{ADMIN}/records": given.max_record,
        f"{ADMIN}/sheet": given.max_sheet,
        f"{urls.DESK}/book": 3 * given.max_sheet,
    }
    return own.get(path, given.max_body)


def _over(query: bytes, announced: str, limit: int) -> Problem | None:
    """What is wrong with a request whose query or announced body has more bytes than it may; None where nothing is."""
    if len(query) > settings().max_query:
        return Problem("address-too-long", f"At most {settings().max_query} bytes may follow the `?` of an address.")
    if announced.isdigit() and int(announced) > limit:
        return Problem("too-large", _at_most(limit))
    return None


def _at_most(limit: int) -> str:
    return f"A body here is at most {limit / 1_000_000:g} MB."


class PublicCors(CORSMiddleware):
    """Any origin may read what is public; the workbench answers no other origin.

    Every public answer says so, whoever asks, so that a cache keeps one copy for all.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD"],
            allow_headers=["*"],
            max_age=86_400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or urls.is_work(scope["path"]):
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(send, OPEN))


def _with_headers(send: Send, headers: dict[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return sending
