"""A body that does not come is not waited for without end, and nothing is held meanwhile."""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.http import middleware
from tests.coroutines import run
from tests.writing.given import RECORDS, UPDATES, admin, officer, stored


@pytest.fixture
def database() -> str:
    """What has not come yet has nothing to do with where the record is."""
    return "sqlite"


def sent(client: TestClient, path: str, key: dict[str, str], parts: list[bytes], pause: float) -> tuple[int, Any]:
    """The status and the problem that a request gets whose body comes in parts, and then not at all."""
    headers = {**key, "content-type": "application/json", "content-length": "900"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "http_version": "1.1",
        "scheme": "http",
        "server": ("here", 80),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    rest, messages = iter(parts), []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        part = next(rest, None)
        if part is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": part, "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    run(client.app(scope, receive, send))
    return messages[0]["status"], json.loads(messages[1]["body"])


@pytest.mark.parametrize("path", [UPDATES, RECORDS])
def test_a_body_that_stops_half_way(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(middleware, "BODY_PAUSE", 0.05)
    key = officer(engine) if path == UPDATES else admin(engine)
    before = stored(engine)

    status, problem = sent(client, path, key, [b'{"summary": "'], 0)

    assert (status, problem["type"].rpartition("/")[2]) == (408, "body-too-slow")
    assert stored(engine) == before


def test_a_body_that_comes_a_byte_at_a_time(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "BODY_IN_ALL", 0.05)

    status, problem = sent(client, UPDATES, officer(engine), [b"{"] * 400, 0.001)

    assert (status, problem["type"].rpartition("/")[2]) == (408, "body-too-slow")


def test_a_body_of_somebody_unknown_is_hardly_waited_for(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a body may be large, it is known first who sends it."""
    monkeypatch.setattr(middleware, "BODY_UNREAD", 0.05)
    status, _ = sent(client, RECORDS, {"Authorization": "Bearer unknown"}, [], 0)

    assert status == 401
