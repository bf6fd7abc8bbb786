"""A provider that is slow, or never answers: whom it keeps waiting, what it is asked meanwhile, and for how long."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Condition, Event, Thread
from typing import Any

import httpx2
import pytest
import uvicorn
from sqlalchemy import Engine
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.testing import capture_logs

from api.core import shared_loop
from api.core.problems import Problem
from api.sign_in import discovery
from api.sign_in.oidc import SignedIn, signed_in
from db.clock import now
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of
from tests.coroutines import run
from tests.signing_in.held_provider import DISCOVERY, INTROSPECTION, KEYS, HeldProvider, held_provider
from tests.signing_in.provider import AUDIENCE, TRACKER

LONG = 20.0  # seconds after which a test has failed
SIGNED_IN = 403  # by an officer who asks for what only an administrator may
WORK = "/v1/admin/records"


@pytest.fixture
def database() -> str:
    return "sqlite"  # what is seen here is the same on either


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldProvider]:
    """A provider that is waited for as long as a test takes."""
    monkeypatch.setattr(discovery, "TIMEOUT", 10 * LONG)
    with held_provider() as provider:
        yield provider


@pytest.fixture
def named(configure: Callable[[Any], None]) -> Callable[..., None]:
    def name(*providers: HeldProvider, **more: Any) -> None:
        configure(
            [{"issuer": one.issuer, "audience": AUDIENCE, "organisations": ["anytown"], **more} for one in providers]
        )

    return name


class Site:
    """The application as it is served, on one event loop, to people who ask from threads of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._arrived = 0
        self._changed = Condition()
        self._people = ThreadPoolExecutor(100)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._changed:
            self._arrived += 1
            self._changed.notify_all()
        await self._app(scope, receive, send)

    def work(self, token: str) -> Future[int]:
        """The status that somebody with a token will get."""
        return self._people.submit(lambda: self.http.post(WORK, headers=bearer(token)).status_code)

    def until_arrived(self, requests: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._arrived >= requests, timeout=LONG)

    @contextmanager
    def running(self) -> Iterator[None]:
        server = uvicorn.Server(uvicorn.Config(self, lifespan="off", ws="none", log_config=None))
        with socket.create_server(("127.0.0.1", 0), backlog=200) as listening, self._people:
            thread = Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            limits = httpx2.Limits(max_connections=None)
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            with httpx2.Client(base_url=address, timeout=2 * LONG, limits=limits) as self.http:
                yield
            server.should_exit = True
            thread.join()


@pytest.fixture
def site(client: TestClient, slow: HeldProvider) -> Iterator[Site]:
    site = Site(client.app)
    with site.running():
        yield site
        slow.may_go.set()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def in_time(token: str) -> SignedIn:
    """Who this token signs in, on an event loop of its own."""
    return run(asyncio.wait_for(signed_in(token), LONG))


def statuses(requests: list[Future[int]]) -> list[int]:
    return [request.result(timeout=LONG) for request in requests]


def test_a_provider_that_does_not_answer_keeps_only_its_own_people_waiting(
    site: Site, engine: Engine, slow: HeldProvider, named: Callable[..., None]
) -> None:
    with held_provider() as other:
        named(slow, other)
        slow.held = DISCOVERY
        waiting = [site.work(slow.token()) for _ in range(60)]
        site.until_arrived(60)
        slow.until_asked(DISCOVERY)

        assert site.http.get("/v1/recommendations").status_code == 200
        assert site.http.get("/v1/admin/keys", headers=key_of(engine, Role.admin)).status_code == 200
        assert site.work(other.token()).result(timeout=LONG) == SIGNED_IN
        assert not any(request.done() for request in waiting)

        slow.may_go.set()
        assert statuses(waiting) == [SIGNED_IN] * 60
        assert slow.asked == [DISCOVERY, KEYS]


def test_many_who_ask_about_one_token_share_one_question(
    site: Site, slow: HeldProvider, named: Callable[..., None]
) -> None:
    named(slow, introspection=TRACKER)
    slow.held = INTROSPECTION
    token = slow.token()
    with travel(now(), tick=False):  # the answer holds for whoever comes late
        waiting = [site.work(token) for _ in range(20)]
        site.until_arrived(20)
        slow.until_asked(INTROSPECTION)
        slow.may_go.set()

        assert statuses(waiting) == [SIGNED_IN] * 20
    assert slow.asked.count(INTROSPECTION) == 1


def test_an_issuer_is_asked_about_so_many_tokens_at_once(
    site: Site, slow: HeldProvider, named: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "MAX_INTROSPECTIONS", 3)
    with held_provider() as other:
        named(slow, other, introspection=TRACKER)
        slow.held = INTROSPECTION
        tokens = [slow.token(number) for number in range(4)]
        waiting = [site.work(token) for token in tokens[:3]]
        slow.until_asked(INTROSPECTION, 3)

        refused = site.http.post(WORK, headers=bearer(tokens[3]))
        waiting.append(site.work(tokens[2]))  # asks nothing new
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
        assert refused.json()["type"].endswith("/sign-in-unavailable")
        assert site.work(other.token()).result(timeout=LONG) == SIGNED_IN
        assert not any(request.done() for request in waiting)

        slow.may_go.set()
        assert statuses(waiting) == [SIGNED_IN] * 4
        assert site.work(tokens[3]).result(timeout=LONG) == SIGNED_IN


@pytest.mark.parametrize("held", [DISCOVERY, INTROSPECTION])
def test_whoever_asked_is_cancelled_and_the_others_have_their_answer(
    client: TestClient, slow: HeldProvider, named: Callable[..., None], held: str
) -> None:
    named(slow, introspection=TRACKER)
    slow.held = held
    token = slow.token()

    async def meanwhile() -> int:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(client.app), base_url="http://here") as http:
            principal, other = (asyncio.create_task(http.post(WORK, headers=bearer(token))) for _ in range(2))
            await asyncio.to_thread(slow.until_asked, held)
            principal.cancel()
            await asyncio.wait([principal])
            assert principal.cancelled()
            slow.may_go.set()
            return (await asyncio.wait_for(other, LONG)).status_code

    with travel(now(), tick=False):
        assert run(meanwhile()) == SIGNED_IN
    assert slow.asked == [DISCOVERY, KEYS, INTROSPECTION]


def test_the_event_loop_of_whoever_asked_ends_and_the_others_have_their_answer(
    slow: HeldProvider, named: Callable[..., None]
) -> None:
    named(slow)
    slow.held = DISCOVERY

    async def leave() -> None:
        principal = asyncio.create_task(signed_in(slow.token()))
        await asyncio.to_thread(slow.until_asked, DISCOVERY)
        assert not principal.done()

    run(leave())
    with ThreadPoolExecutor(5) as threads:
        others = [threads.submit(in_time, slow.token()) for _ in range(5)]
        slow.may_go.set()

        assert all(other.result(timeout=LONG).grants for other in others)
    assert slow.asked == [DISCOVERY, KEYS]


def test_whoever_has_keys_to_go_on_with_does_not_wait_for_newer_ones(
    slow: HeldProvider, named: Callable[..., None]
) -> None:
    named(slow)
    token, rotated = slow.token(), slow.token(kid="2")
    in_time(token)
    slow.held = DISCOVERY

    with travel(now() + timedelta(hours=2), tick=False), ThreadPoolExecutor(2) as threads:
        principal = threads.submit(in_time, token)
        slow.until_asked(DISCOVERY, 2)

        assert in_time(token).grants
        without_a_key = threads.submit(in_time, rotated)
        assert not principal.done()
        slow.may_go.set()
        assert principal.result(timeout=LONG).grants
        with pytest.raises(Problem, match="a key that its issuer does not publish"):
            without_a_key.result(timeout=LONG)
    assert slow.asked == [DISCOVERY, KEYS] * 2


@pytest.mark.parametrize("part", [b"X-More: of the same\r\n", b"\r\n\r\n "], ids=["headers", "body"])
def test_an_answer_that_trickles_is_given_up_when_its_time_is_over(
    slow: HeldProvider, named: Callable[..., None], monkeypatch: pytest.MonkeyPatch, part: bytes
) -> None:
    monkeypatch.setattr(discovery, "TIMEOUT", 0.2)
    named(slow)
    slow.trickled = part

    with capture_logs() as logs, pytest.raises(Problem) as raised:
        in_time(slow.token())

    assert raised.value.name == "sign-in-unavailable"
    assert [entry["reason"] for entry in logs] == ["it has not answered after 0.2 s"]
    assert slow.left.wait(LONG)


def test_a_name_server_that_does_not_answer_keeps_no_other_issuer_from_being_found(
    slow: HeldProvider, named: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More people wait for one name than there are threads to look names up."""
    look_up, may_go = socket.getaddrinfo, Event()

    def slowly(host: Any, *how: Any) -> Any:
        if host in {"slow.example", b"slow.example"}:
            may_go.wait()
            raise socket.gaierror
        return look_up(host, *how)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    slow.document["introspection_endpoint"] = "https://slow.example/introspect"

    async def meanwhile(other: HeldProvider) -> tuple[SignedIn, list[Any]]:
        tokens = [slow.token(number) for number in range(shared_loop.LOOKUPS + 1)]
        await discovery.published(slow.issuer).signed("1", lambda _: True)
        waiting = [asyncio.create_task(signed_in(token)) for token in tokens]
        person = await asyncio.wait_for(signed_in(other.token()), LONG)
        assert not any(task.done() for task in waiting)
        may_go.set()
        return person, await asyncio.gather(*waiting, return_exceptions=True)

    with held_provider("localhost") as other:
        named(slow, other, introspection=TRACKER)
        try:
            person, refused = run(meanwhile(other))
        finally:
            may_go.set()

    assert person.grants
    assert {one.name for one in refused} == {"sign-in-unavailable"}
