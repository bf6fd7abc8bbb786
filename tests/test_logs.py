"""Logs: a line of JSON for each request, with the id its problem names; never a key, never a body."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.http.logging import set_up_logging
from api.routers.admin import mailed_answers
from api.workbench import working_copies
from db.vocabulary import Role
from tests.conftest import application, key_of

UPDATES = "/v1/admin/recommendations/anytown-streets-2025-3/updates"
SECRET = "xylophone"
ROUTES = [route for route in application().router.routes if isinstance(route, APIRoute)]
Logged = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def database() -> str:
    """What is logged has nothing to do with where the record is."""
    return "sqlite"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logged]:
    """What was logged since it was last asked."""
    stream, root, access = io.StringIO(), logging.getLogger(), logging.getLogger("uvicorn.access")
    before = root.handlers[:], root.level, access.disabled
    # In place of ours, which would be closed, a library's own: it would write each line in its way, secrets and all.
    root.handlers[:] = [logging.StreamHandler(stream)]
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(logging.getLogger("httpx2"), "disabled", True)  # the test's own client
    set_up_logging("INFO")

    def lines() -> list[dict[str, Any]]:
        text = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        return [json.loads(line) for line in text.splitlines()]

    yield lines
    structlog.reset_defaults()
    root.handlers[:], access.disabled = before[0], before[2]
    root.setLevel(before[1])


def crash(*_: Any, **__: Any) -> None:
    """Fail as a driver does: with the body in the message."""
    raise RuntimeError(SECRET)


BODIES = {
    "published": {"json": {"progress": "under_way", "summary": SECRET, "publish": True}},
    "refused by the schema": {"json": {"summary": SECRET, SECRET: SECRET}},
    "refused by the record": {"json": {"summary": SECRET, "progress": "under_way", "corrects": SECRET}},
    "not JSON": {"content": f'{{"{SECRET}'},
    "of another type": {"content": SECRET, "headers": {"Content-Type": "text/plain"}},
    "too large": {"json": {"summary": SECRET * 200_000}},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_neither_keys_nor_bodies_are_logged(
    client: TestClient, engine: Engine, logged: Logged, body: dict[str, Any]
) -> None:
    key = key_of(engine, Role.officer, "anytown-head-of-streets")["Authorization"]
    headers = {"Content-Type": "application/json", **body.get("headers", {}), "Authorization": key}

    client.post(UPDATES, **{**body, "headers": headers})

    text = json.dumps(logged())
    assert '"answered"' in text
    assert SECRET not in text
    assert key.removeprefix("Bearer ") not in text


def test_what_failed_is_logged_without_what_was_sent(
    client: TestClient, engine: Engine, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working_copies, "create", crash)
    key = key_of(engine, Role.officer, "anytown-head-of-streets")

    answer = client.post(UPDATES, json={"summary": SECRET, "progress": "under_way"}, headers=key)

    lines = logged()
    (failed,) = (line for line in lines if line["event"] == "failed")
    assert failed["request_id"] == answer.json()["request_id"]
    assert failed["exception"][0]["type"] == "RuntimeError"
    assert any(frame["name"] == "crash" for frame in failed["exception"][0]["frames"])
    assert SECRET not in json.dumps(lines)
    assert key["Authorization"].removeprefix("Bearer ") not in json.dumps(lines)


def test_an_unknown_key_is_not_logged_and_neither_is_a_query(client: TestClient, logged: Logged) -> None:
    client.get(f"/v1/recommendations?q={SECRET}", headers={"Authorization": f"Bearer {SECRET}"})
    client.get("/v1/admin/updates", headers={"Authorization": f"Bearer {SECRET}"})

    lines = logged()
    assert [line["status"] for line in lines if line["event"] == "answered"] == [200, 401]
    assert SECRET not in json.dumps(lines)


# The address of every link that is mailed, as the routes have it, and some of them mistyped.
MAILED = sorted({route.path.lstrip("/") for route in ROUTES if "{secret}" in route.path})
MISTYPED = ["v1//admin/Answers//{secret}", "v1/admin/answers%2F{secret}/", "answers/{secret}", "desk//pens/{secret}"]


@pytest.mark.parametrize("path", [*MAILED, *MISTYPED])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_the_secret_of_a_link_in_a_mail_is_not_logged(
    client: TestClient, logged: Logged, method: str, path: str
) -> None:
    client.request(method, f"/{path.format(secret=SECRET)}?lang={SECRET}", data={"summary": SECRET, "number": SECRET})

    lines = logged()
    (line,) = (line for line in lines if line["event"] == "answered")
    assert "…" in line["path"]
    assert SECRET not in json.dumps(lines)


SECRETS = {
    "of a mail": "0f" * 16,
    "of a mail, in capitals": "0F" * 16,
    "a key": "at_" + "Ab-1_" * 8 + "xyz",
    "a token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_wherever_a_secret_stands_it_is_not_logged(client: TestClient, logged: Logged, secret: str) -> None:
    for path in (f"/{secret}", f"/recommendations/x{secret}", f"/v1/admin/keys/{secret}", f"/v1%2F{secret}/"):
        client.get(path, headers={"X-Request-Id": "ab" * 16})
    logging.getLogger("a library").warning("no such mailbox: x+%s@council.example", secret)
    structlog.get_logger("assembly_tracker").warning("refused", why=[{secret: (secret,)}])

    lines = logged()
    assert len(lines) >= 6
    assert secret not in json.dumps(lines)
    assert {line["request_id"] for line in lines if line["event"] == "answered"} == {"ab" * 16}  # to find a line by


def test_a_page_that_failed_is_logged_without_its_secret(
    client: TestClient, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailed_answers, "opened", crash)

    answer = client.get(f"/v1/admin/answers/{SECRET}")

    lines = logged()
    assert answer.status_code == 500
    assert {line["event"] for line in lines} == {"failed", "answered"}
    assert SECRET not in json.dumps(lines)


PROBLEMS = [
    ("GET", "/v1/recommendations?limit=0", {}, 400),
    ("GET", "/v1/admin/updates", {}, 401),
    ("GET", "/v1/recommendations/nothing-here", {}, 404),
    ("GET", "/nowhere", {}, 404),
    ("DELETE", "/v1/recommendations", {}, 405),
    ("POST", "/v1/recommendations", {}, 405),
    ("GET", "/v1/recommendations/nothing-here", {"X-Request-Id": "given-by-a-proxy"}, 404),
    ("GET", "/v1/recommendations/nothing-here", {"X-Request-Id": "{not} an id"}, 404),
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), PROBLEMS)
def test_a_problem_names_its_line(
    client: TestClient, logged: Logged, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = client.request(method, path, headers=headers)

    (line,) = (line for line in logged() if line["event"] == "answered")
    assert answer.status_code == status == line["status"]
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"] == line["request_id"]
    assert line.keys() >= {"method", "path", "ms", "level", "timestamp"}
    assert (line["request_id"] == headers.get("X-Request-Id")) == (headers.get("X-Request-Id") == "given-by-a-proxy")


def test_a_request_is_told_of_by_us_alone(logged: Logged) -> None:
    logging.getLogger("uvicorn.access").info("GET / 200")
    assert logged() == []
    logging.getLogger("uvicorn.error").info("It began")
    assert [line["event"] for line in logged()] == ["It began"]
