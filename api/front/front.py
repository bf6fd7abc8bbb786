"""The outermost of the application: whoever reads what is public is answered here, from what is kept where that holds.

An answer hangs on its address, the record and the day; on nobody who asks. So one that was made is given again while
the record ends where the snapshot ended from which it was made, and the day lasts.
"""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import structlog
from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.caching import cache_control
from api.core.headers import takes_gzip
from api.core.limits import Quota, TooMany, told
from api.core.measures import NO_ROUTE
from api.core.problems import Problem
from api.core.request_ids import request_id
from api.core.urls import is_file, is_public
from api.front import direct
from api.front.addresses import Addresses, Parameters, Query, public_scope
from api.front.answers import UNCHANGED, Answer, Headers, answer_of, is_cacheable, sent
from api.front.kept import Edition, Key
from api.front.making import Making
from api.front.messages import Messages
from api.front.watch import Watch
from api.http.clients import client_host, network
from api.http.composed import is_composed
from api.settings import settings
from db.clock import now
from db.doubt import lies_ahead
from db.queries import moments
from db.queries.moments import Head
from db.session import WRITTEN, reading

_READS = frozenset({"GET", "HEAD"})
_NEVER = b"no-store"
_COUNTED = timedelta(minutes=1)  # after which the log is told how many answers were given that were kept

log = structlog.get_logger("assembly_tracker")


class Found(NamedTuple):
    """An answer, whether it was made for this request, and what whoever asks has left where they were counted."""

    answer: Answer
    made: bool = False
    left: Quota | None = None


class Front:
    """Answers from what is kept, and otherwise from the application, whose answers it finishes: their tags, how long
    they may be kept, gzip, HEAD and 304.

    `parameters`: those that the routes of a path know. `state`: of the application, with its engine and pools.
    """

    def __init__(self, app: ASGIApp, parameters: Parameters, state: State) -> None:
        self._app = app
        self._state = state
        self._addresses = Addresses(parameters)
        self._reads = parameters(direct.ANY) is not None  # whether it has the public side
        self._watch = Watch()
        self._edition: Edition | None = None
        self._given = 0  # answers that were kept, since the log was told
        self._told = now()
        self.given: dict[str, list[int]] = {}  # and in all, by route: whole, and as not changed
        self.read = self.made = 0  # answers that were read as they are kept, and that were made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        messages = Messages(receive)
        try:
            await self._answered(scope, messages.receive, send)
        finally:
            messages.end()

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_file(scope["path"]):
            # It is sent as it is read, and says itself how long it may be kept.
            await self._app(scope, receive, _with_more(send, _ignored(self._query(scope))))
        elif scope["method"] in _READS and is_public(scope["path"]):
            await self._read(scope, receive, send)
        else:
            await self._app(scope, receive, _uncacheable(send))

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked_at = at = now()
        edition = self._edition
        if edition is None or not self._watch.is_fresh(at) or not edition.is_of(self._watch.head, at, settings()):
            edition = await self._edition_at(at)
        headers = dict(scope["headers"])
        id_ = request_id(headers.get(b"x-request-id"))
        answer = edition.kept.get((scope["path"], scope["query_string"])) if edition else None
        made, left = False, None
        if answer is None:
            answer, made, left = await self._found(scope, receive, edition, headers, id_)
            at = now()
        zipped = takes_gzip(headers.get(b"accept-encoding", b""))
        form = answer.ready(zipped=zipped) or await answer.made_ready()
        more = [(b"cache-control", _cache_control(answer, edition, at, asked_at)), (b"x-request-id", id_)]
        if scope["query_string"]:
            more += _ignored(self._query(scope))
        if left:
            more += [(name.lower().encode(), value.encode()) for name, value in told([left]).items()]
        status = await sent(send, answer, form, more, headers.get(b"if-none-match"), bodiless=scope["method"] == "HEAD")
        if not made:
            self._given += 1
            answer.given[status == UNCHANGED] += 1
            if settings().log_kept:
                ms = round((now() - asked_at) / timedelta(milliseconds=1), 1)
                line = {"method": scope["method"], "path": scope["path"], "status": status, "ms": ms}
                log.info("answered", **line, kept=True, request_id=id_.decode())

    @property
    def kept(self) -> tuple[int, int]:
        """How many answers it keeps, and in how many bytes."""
        kept = self._edition.kept if self._edition else None
        return (len(kept), kept.bytes) if kept else (0, 0)

    async def _found(
        self, scope: Scope, receive: Receive, edition: Edition | None, headers: dict[bytes, bytes], id_: bytes
    ) -> "Found":
        """The answer to an address that may be written otherwise than the one it is kept by."""
        key = scope["path"], scope["query_string"]
        plain = not key[1]  # it is written as the one that it is kept by
        if edition and plain and self._reads and (found := await self._found_directly(key, edition)):
            return Found(found)
        query = self._query(scope)
        key = scope["path"], scope["query_string"] if query is None else query.known
        asked = public_scope(scope, headers, key[1], id_)
        if query is None:
            return Found(await self._made(asked, None, None, receive), made=True)
        if edition and not plain and (found := edition.kept.get(key) or await self._found_directly(key, edition)):
            return Found(found)
        left = self._spent(scope, asked, key)
        if edition is None or "refused" in asked["state"]:
            return Found(await self._made(asked, None, None, receive), made=True, left=left)
        answer, made = await self._made_for_all(asked, edition, key, receive)
        return Found(answer, made, left)

    def _query(self, scope: Scope) -> Query | None:
        """What of a query is known; None where no route is for its path, or it is longer than anybody reads."""
        short = len(scope["query_string"]) <= settings().max_query
        return self._addresses.query(scope["path"], scope["query_string"]) if short else None

    def _spent(self, scope: Scope, asked: Scope, key: Key) -> Quota | None:
        """What whoever asks has left after an answer that is worked out for them; None where they are not counted.

        Where they asked too much, what the application is `asked` says so, and it answers nothing else.
        """
        if not is_composed(*key):
            return None
        try:
            left: Quota | None = self._state.limits.composed.spend(network(client_host(scope)))
        except TooMany as error:
            asked["state"]["refused"] = error
            return error.quota
        return left

    async def _found_directly(self, key: Key, edition: Edition) -> Answer | None:
        """The answer to an address for which there is a way around the framework, found once for all who ask for it."""
        finding = edition.finding.get(key) or self._begin_to_find(key, edition)
        return await asyncio.shield(finding) if finding else None

    def _begin_to_find(self, key: Key, edition: Edition) -> asyncio.Future[Answer | None] | None:
        find = direct.finder(*key)
        if find is None:
            return None
        try:
            finding: asyncio.Future[Answer | None] = self._state.pools.readers.short(
                partial(find, self._state.engine, edition)
            )
        except Problem:  # too many wait, which its route says
            return None
        edition.finding[key] = finding
        finding.add_done_callback(partial(self._found_once, key, edition))
        return finding

    def _found_once(self, key: Key, edition: Edition, finding: asyncio.Future[Answer | None]) -> None:
        del edition.finding[key]
        answer = finding.result()
        if answer:
            self.read += 1
            answer.given = self.given.setdefault(direct.route(key[0]), [0, 0])
            self._keep(key, answer, edition.head, edition.begins)

    async def _made_for_all(self, asked: Scope, edition: Edition, key: Key, receive: Receive) -> tuple[Answer, bool]:
        """An answer that is made once for all who ask for it meanwhile; what is not kept is made for each."""
        making = edition.making.get(key)
        if making is None or making.is_given_up:
            making = Making(partial(self._made, asked, edition, key))
            edition.making[key] = making
            making.when_done(partial(_forget, edition, key))
            return await making.awaited(receive), True
        answer = await making.awaited(receive)
        return (answer, False) if answer.is_kept else (await self._made(asked, None, None, receive), True)

    async def _made(self, asked: Scope, edition: Edition | None, key: Key | None, receive: Receive) -> Answer:
        """An answer that the application makes, and that is kept under this key of an edition where that holds."""
        began, written = now(), WRITTEN.last
        messages: list[Message] = []

        async def collected(message: Message) -> None:
            messages.append(message)

        await self._app(asked, receive, collected)
        answer = await answer_of(messages)
        self.made += 1
        answer.given = self.given.setdefault(asked["state"].get("route", NO_ROUTE), [0, 0])
        saw: Head | None = asked["state"].get("saw")
        if saw:
            self._watch.saw(saw, began, written)
        if edition and key and answer.is_kept:
            self._keep(key, answer, saw or edition.head, began)
        return answer

    def _keep(self, key: Key, answer: Answer, head: Head, began: datetime) -> None:
        """Keep an answer from a snapshot that ended so, unless that is not how the record ends, or the day is over."""
        edition = self._edition_of(self._watch.head, now())
        if edition and edition.is_of(head, began, edition.settings):
            edition.kept.put(key, answer)

    async def _edition_at(self, at: datetime) -> Edition | None:
        """What is to be answered from, for somebody who asks at a moment; None where nothing is kept."""
        self._tell(at)
        if not settings().front_bytes:
            return None
        self._watch.every = timedelta(seconds=settings().front_every)
        head = await self._watch.known(self._look, at)
        return self._edition_of(head, now())

    def _edition_of(self, head: Head | None, at: datetime) -> Edition | None:
        """The edition of the record that ends so; none where it ends in the future, as what is said of that changes."""
        if head is None or lies_ahead(head.published_at, at):
            self._edition = None
        elif self._edition is None or not self._edition.is_of(head, at, settings()):
            self._edition = Edition(head, at, settings())
        return self._edition

    async def _look(self) -> Head:
        """Where the record ends, looked up beside the event loop."""

        def looked() -> Head:
            with reading(self._state.engine) as session:
                return moments.head(session)

        head: Head = await self._state.pools.looks.run(looked, asyncio.Event().wait)
        return head

    def _tell(self, at: datetime) -> None:
        """Tell the log how many answers were given that were kept."""
        if self._given and not self._told <= at < self._told + _COUNTED:
            kept = self._edition.kept if self._edition else ()
            log.info("kept_answers", given=self._given, kept=len(kept))
            self._given, self._told = 0, at


def _forget(edition: Edition, key: Key, making: Making) -> None:
    if edition.making.get(key) is making:
        del edition.making[key]


def _cache_control(answer: Answer, edition: Edition | None, at: datetime, asked_at: datetime) -> bytes:
    if not is_cacheable(answer.status):
        return _NEVER
    return edition.cache_control(at) if edition else cache_control(at, asked_at).encode()


def _ignored(query: Query | None) -> Headers:
    """The header that names what was asked and is known to no route, which belongs to no answer that is kept."""
    return [(b"ignored-parameters", query.ignored)] if query and query.ignored else []


def _with_more(send: Send, more: Headers) -> Send:
    """Adds headers to an answer."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sending if more else send


def _uncacheable(send: Send) -> Send:
    """Says of an answer that nobody may keep it."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [one for one in message["headers"] if one[0].lower() != b"cache-control"]
            message = {**message, "headers": [*headers, (b"cache-control", _NEVER)]}
        await send(message)

    return sending
