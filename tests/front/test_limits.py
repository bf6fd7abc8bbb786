"""How much one client may ask for: of what is worked out for the public, and of the workbench; and who a client is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from api.core import limits
from api.core.limits import MOST, WINDOW, Limit, TooMany
from api.http.clients import client_host, network
from tests.conftest import application, client_of, said
from tests.front.conftest import STATUS, Set
from tests.writing.given import ANYTOWN, ITEM, NEWS, UPDATES, admin, officer, published, stored

as_one_database = pytest.mark.parametrize("database", ["sqlite"])
COMPOSED = [
    f"/v1/recommendations/{ITEM}/status?as_of=2026-11-24",
    f"/v1/recommendations/{ITEM}/status?why=true",
    f"/recommendations/{ITEM}?as_of=2026-11-24",
    f"/cy/recommendations/{ITEM}?as_of=2026-11-24",
    "/v1/recommendations?q=street",
    "/v1/search?q=street",
    "/cy/search?q=street",
    "/recommendations?q=street",
    "/v1/recommendations?total=true",
    "/v1/summary",
    "/v1/changes",
    f"/v1/recommendations/{ITEM}/history",
    f"/v1/assemblies/{ANYTOWN}/record",
    "/feeds/all.atom",
    "/calendar/all.ics",
    "/v1/recommendations?as_of=tomorrow",
]
ORDINARY = [
    "/",
    "/search",
    "/recommendations?owed=late",
    STATUS,
    f"/recommendations/{ITEM}",
    f"/v1/recommendations/{ITEM}",
    "/v1/recommendations?progress=under_way&limit=2&total=false",
    f"/embed/recommendations/{ITEM}",
    "/docs/running",
    "/healthz",
    "/readyz",
    "/nowhere?as_of=2026-11-24",
]


class Clock:
    """A clock that goes on only where it is told to."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limited(engine: Engine, told: Set, clock: Clock) -> Callable[..., TestClient]:
    """A client of an application with such limits, whose time stands still."""

    def made(**most: int) -> TestClient:
        told(front_every=0.5, **most)
        client = client_of(engine)
        client.app.state.limits = limits.limits(clock)
        return client

    return made


def left(answer: Any) -> list[tuple[str, ...]]:
    """What an answer says is left, by limit: what remains of how much, and in how many seconds it is whole."""
    given = dict(re.findall(r'"(\w+)";q=(\d+);w=60', answer.headers.get("ratelimit-policy", "")))
    found = re.findall(r'"(\w+)";r=(\d+);t=(\d+)', answer.headers.get("ratelimit", ""))
    assert given.keys() == {name for name, *_ in found}
    return [(name, remaining, given[name], seconds) for name, remaining, seconds in found]


def test_at_once_so_many_as_in_all_and_then_one_after_the_other(clock: Clock) -> None:
    limit = Limit("any", lambda _: 6, clock)
    assert [limit.spend("a").left for _ in range(6)] == [5, 4, 3, 2, 1, 0]
    with pytest.raises(TooMany) as refused:
        limit.spend("a")
    assert refused.value.headers == {"Retry-After": "10"}
    assert limit.spend("b").left == 5

    clock.at += 9.9
    with pytest.raises(TooMany):
        limit.spend("a")
    clock.at += 0.1  # who was refused meanwhile waits no longer for that
    assert limit.spend("a").left == 0
    clock.at += WINDOW
    assert limit.spend("a").left == 5


def test_no_more_clients_are_known_than_may_be_and_none_who_has_all_of_it_again(clock: Clock) -> None:
    limit = Limit("any", lambda _: 1, clock)
    for number in range(MOST + 50):
        limit.spend(number)
    assert len(limit) == MOST
    with pytest.raises(TooMany):
        limit.spend(MOST)
    limit.spend(0)  # who asked for nothing longest was forgotten

    clock.at += WINDOW
    limit.spend("a")
    assert len(limit) == 1


@as_one_database
@pytest.mark.parametrize("path", COMPOSED)
def test_what_is_worked_out_is_counted_and_what_is_kept_of_it_is_not(
    limited: Callable[..., TestClient], path: str
) -> None:
    client = limited(limit_composed=2)
    first = client.get(path)
    assert left(first) == [("composed", "1", "2", "30")]
    if first.status_code == 200:
        for _ in range(5):
            again = client.get(path)
            assert (again.content, left(again)) == (first.content, [])
    client.get("/v1/recommendations?q=another")

    other = "/v1/recommendations?q=tree"
    refused = client.get(other)
    problem = said(refused, 429)
    assert (problem["type"].rpartition("/")[2], problem["instance"]) == ("too-many-requests", "/v1/recommendations")
    assert left(refused) == [("composed", "0", "2", "30")]
    assert refused.headers["retry-after"] == "30"
    assert refused.headers["cache-control"] == "no-store"
    assert "RateLimit" in refused.headers["access-control-expose-headers"]
    assert client.get(problem["type"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    if first.status_code == 200:
        assert client.get(path).content == first.content


@as_one_database
def test_a_refusal_is_kept_for_nobody_and_ends(limited: Callable[..., TestClient], clock: Clock) -> None:
    client = limited(limit_composed=1)
    path = f"/recommendations/{ITEM}?as_of=2026-11-24"
    assert client.get("/v1/changes").status_code == 200
    page = client.get(path, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
    clock.at += WINDOW
    assert client.get(path).status_code == 200


@as_one_database
@pytest.mark.parametrize("front_bytes", [0, 64_000_000])
def test_who_reads_as_everybody_does_is_never_counted(limited: Callable[..., TestClient], front_bytes: int) -> None:
    client = limited(limit_composed=1, limit_network=1, front_bytes=front_bytes)
    for path in ORDINARY * 2:
        answer = client.get(path)
        assert answer.status_code in {200, 404}
        assert left(answer) == []


def test_every_address_that_may_be_refused_says_so_in_the_contract() -> None:
    document = application().openapi()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            named = {one["name"] for one in operation.get("parameters", ())}
            counted = (
                path.startswith("/v1/admin")
                or bool(named & {"as_of", "q"})
                or path in {"/v1/changes", "/feeds/all.atom"}
            )
            assert ("429" in operation["responses"]) == counted or path.startswith(
                ("/feeds/", "/calendar/", "/open-data/")
            ), path
            if "429" in operation["responses"]:
                assert {"Retry-After", "RateLimit", "RateLimit-Policy"} == operation["responses"]["429"][
                    "headers"
                ].keys()


def test_a_write_that_is_refused_has_written_nothing(limited: Callable[..., TestClient], engine: Engine) -> None:
    client = limited(limit_account=2)
    key = officer(engine)
    published(client, key)
    answer = client.post(UPDATES, json=NEWS, headers=key)
    assert (answer.status_code, left(answer)) == (201, [("account", "0", "2", "60")])

    before = stored(engine)
    for _ in range(3):
        refused = client.post(UPDATES, json=NEWS | {"publish": True}, headers=key)
        assert said(refused, 429)["type"].endswith("/problems/too-many-requests")
        assert (left(refused), refused.headers["retry-after"]) == ([("account", "0", "2", "30")], "30")

    assert stored(engine) == before


@as_one_database
def test_one_network_asks_for_so_much_with_keys_or_without(
    limited: Callable[..., TestClient], engine: Engine, clock: Clock
) -> None:
    client = limited(limit_network=3, limit_account=3)
    key = admin(engine)
    answer = client.get("/v1/admin/keys", headers=key)
    assert left(answer) == [("network", "2", "3", "20"), ("account", "2", "3", "20")]
    assert left(client.get("/v1/admin/keys")) == [("network", "1", "3", "40")]
    assert client.get("/v1/admin/keys", headers={"Authorization": "Bearer at_none"}).status_code == 401
    for path in ("/v1/admin/keys", "/v1/admin/nowhere", "/cy/v1/admin/answers/none"):
        refused = client.get(path, headers=key)
        assert (refused.status_code, left(refused)) == (429, [("network", "0", "3", "20")])
    assert client.get(STATUS).status_code == 200
    clock.at += 20
    assert client.get("/v1/admin/keys", headers=key).status_code == 200


def _scope(own: str, *forwarded: str) -> dict[str, Any]:
    headers = Headers(raw=[(b"x-forwarded-for", one.encode()) for one in forwarded])
    return {"type": "http", "client": (own, 50_000), "headers": headers.raw}


@pytest.mark.parametrize(
    ("own", "forwarded", "client"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),  # nobody believes it
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),  # it was sent the first, and added the second
        ("127.0.0.1", ["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9, 198.51.100.7, 10.1.2.3"], "198.51.100.7"),  # behind two that are believed
        ("127.0.0.1", ["198.51.100.7:40000"], "198.51.100.7"),
        ("127.0.0.1", ["[2001:db8::1]:40000"], "2001:db8::1"),
        ("127.0.0.1", ["2001:DB8:0:0::1"], "2001:db8::1"),
        ("::ffff:127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("::ffff:192.0.2.1", [], "192.0.2.1"),
        ("127.0.0.1", ["198.51.100.7, unknown"], "127.0.0.1"),
        ("127.0.0.1", ["", " , "], "127.0.0.1"),
    ],
)
def test_whose_request_it_is(told: Set, own: str, forwarded: list[str], client: str) -> None:
    told(trusted_proxies="127.0.0.1, 10.0.0.0/8")
    assert client_host(_scope(own, *forwarded)) == client


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::4", "2001:db8:1:3::/64"),
        ("", ""),
    ],
)
def test_of_ipv6_a_whole_network_is_one_client(address: str, counted_as: str) -> None:
    assert network(address) == counted_as
