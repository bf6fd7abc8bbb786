"""A request meets the few routes its path may be for, and ends where trying every route in turn would have led it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from hypothesis import example as tried
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.routing_table import RoutingTable
from api.main import create_app
from tests.conftest import application
from tests.coroutines import run

TABLE = application().router
ROUTES = [route for route in TABLE.routes if isinstance(route, APIRoute)]
OPERATIONS = [
    (method.upper(), path, operation["operationId"])
    for path, operations in application().openapi()["paths"].items()
    for method, operation in operations.items()
]
AT_MOST = 5
LONG = "/x" * 10_000


class Change(NamedTuple):
    """What is made of a path: `filler` for its parameters, and at one place segments left out and others put in."""

    filler: str = "1"
    at: int = 9
    left_out: int = 0
    put_in: Sequence[str] = ()
    end: str = ""

    def made(self, path: str) -> str:
        segments = [re.sub(r"{.*}", lambda _: self.filler, segment) for segment in path.split("/")]
        segments[self.at : self.at + self.left_out] = self.put_in
        return "/".join(segments) + self.end


@contextmanager
def names_for_answers() -> Iterator[list[str]]:
    """Every route answers with its name; gives the names of those that are tried, one after another."""

    def answering(route: APIRoute) -> Any:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await PlainTextResponse(route.name)(scope, receive, send)

        return answer

    def noted(route: APIRoute, scope: Scope) -> Any:
        names.append(route.name)
        return matches(route, scope)

    names: list[str] = []
    matches = APIRoute.matches
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(APIRoute, "matches", noted)
        for route in ROUTES:
            patched.setattr(route, "app", answering(route))
        yield names


async def answered(app: ASGIApp, method: str, path: str) -> tuple[Any, ...]:
    """Where a request is led, with what was understood of its path, and the status, headers and body of its answer."""
    scope: Scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    led = [scope.get(key) for key in ("route", "endpoint", "path_params")]
    return *led, sent[0]["status"], sent[0]["headers"], sent[1]["body"]


def test_each_operation_is_found_by_a_few_trials_wherever_it_stands() -> None:
    with names_for_answers() as names:
        for method, path, operation in OPERATIONS:
            names.clear()
            assert run(answered(application(), method, Change().made(path)))[-1] == operation.encode()
            assert len(names) <= AT_MOST, (operation, names)

    assert len(OPERATIONS) > 20 * AT_MOST


@pytest.mark.parametrize("path", [LONG, f"/v1{LONG}", f"/v1/recommendations{LONG}", f"/feeds{LONG}", "/" * 10_000])
def test_what_is_nowhere_is_no_more_work_however_long_its_path(path: str) -> None:
    with names_for_answers() as names:
        run(answered(TABLE, "GET", path))

    assert len(names) <= AT_MOST


def test_nothing_that_an_address_begins_with_is_called_as_a_language_is() -> None:
    """A language has a tag of two or three letters (BCP 47). Ids, which have three characters and more, never come
    first.
    """
    first = {route.path.split("/")[1] for route in ROUTES} - {""}

    assert {"recommendations", "embed", "feeds", "v1"} <= first
    assert not {segment for segment in first if re.fullmatch("[a-z]{2,3}", segment) or "{" in segment}


def test_a_route_that_is_added_later_is_found_too() -> None:
    async def answer() -> str:
        return "found"

    app = create_app()
    client = TestClient(app, raise_server_exceptions=False)
    added, within = APIRouter(), APIRouter(prefix="/within")
    within.add_api_route("/{id}", answer)
    added.include_router(within)
    statuses = [client.get("/added").status_code, client.get("/within/1").status_code]

    app.add_api_route("/added", answer)
    app.include_router(added)

    assert statuses == [404, 404]
    assert [client.get(path).text for path in ("/added", "/within/1")] == ['"found"'] * 2
    assert client.put("/added").headers["allow"] == "GET, HEAD"


NAMED = sorted({segment for route in ROUTES for segment in route.path.split("/") if "{" not in segment})
ODD = ["1.atom", "1.json", "1.svg", "1.ics", "anytown-1", "{id}", "%2F", "é\n", ".", "..", "*", "\n", "V1", " "]
SEGMENTS = st.sampled_from(ODD) | st.sampled_from(NAMED)
CHANGES = st.builds(
    Change,
    SEGMENTS,
    st.integers(0, 7),
    st.integers(0, 2),
    st.lists(SEGMENTS, max_size=2),
    st.sampled_from(["", "/", "\n"]),
)


@tried(change=Change(), method="GET")
@tried(change=Change(), method="PUT")
@tried(change=Change(filler="1.atom", end="\n"), method="GET")
@tried(change=Change(put_in=["", "x"] * 5_000), method="GET")
@tried(change=Change(at=0, left_out=9), method="GET")
@tried(change=Change(at=0, left_out=9, put_in=["*"]), method="OPTIONS")
@settings(max_examples=12)
@given(change=CHANGES, method=st.sampled_from(["GET", "POST", "PATCH", "DELETE"]))
def test_any_path_leads_where_trying_every_route_in_turn_leads(change: Change, method: str) -> None:
    assert isinstance(TABLE, RoutingTable)
    in_turn = APIRouter(routes=TABLE.routes, redirect_slashes=False)

    async def compare() -> None:
        for path in sorted({change.made(route.path) for route in ROUTES}):
            assert await answered(TABLE, method, path) == await answered(in_turn, method, path)
            scope = {"type": "http", "method": method, "path": path}
            assert TABLE.fitting(scope) == [route for route in ROUTES if route.path_regex.match(path)], path

    with names_for_answers():
        run(compare())
