"""Who waits to write keeps nobody from reading, and is told when to come again."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.session import open_engine
from db.timeouts import Timeouts
from db.vocabulary import Role
from tests.conftest import client_of, key_of, said
from tests.coroutines import run
from tests.served import serving, started, until
from tests.server import clients
from tests.server.locks import locked
from tests.writing.given import NEWS, RECORDS, UPDATES, admin, officer, patch, stored

WRITERS, LEAVERS = 45, 10
GIVES_UP = 60  # seconds after which a reader was not answered, who does not wait for the lock


@pytest.fixture
def hasty(engine: Engine) -> Iterator[Engine]:
    """The same database, for requests that give up soon."""
    url = engine.url.render_as_string(hide_password=False)
    found = open_engine(url, timeouts=Timeouts(lock=0.2, statement=30))
    yield found
    found.dispose()


def test_readers_are_answered_while_writers_wait(engine: Engine) -> None:
    key, unused = officer(engine), key_of(engine, Role.admin)
    body = json.dumps(NEWS | {"publish": True})

    async def everybody(address: str) -> list[clients.Answer]:
        with locked(engine):
            writers = asyncio.gather(*(clients.post(address, UPDATES, body, **key) for _ in range(WRITERS)))
            for path in (clients.STATUS, "/recommendations/anytown-streets-2025-3", "/readyz", "/healthz"):
                assert (await clients.get(address, path)).status == 200
            # A key that was not used today would be noted as used; that is not waited for.
            assert (await clients.get(address, "/v1/admin/projects", **unused)).status == 200
            assert not writers.done()
        return await writers

    with serving(engine) as address:
        answers = run(everybody(address))

    statuses = {answer.status for answer in answers}
    assert 201 in statuses  # once the lock was let go of
    assert statuses <= {201, 503}
    assert all("retry-after: " in answer.head for answer in answers if answer.status == 503)


def test_nothing_is_stored_for_who_left_before_their_turn(engine: Engine) -> None:
    key, body = officer(engine), json.dumps(NEWS | {"publish": True})
    before = stored(engine)["publications"]

    with started(engine) as server:

        def ended(status: int, who: str) -> int:
            return sum(f'"status": {status}' in line and f'"{who}' in line for line in server.lines)

        with locked(engine):
            stays = clients.asking(server.address, UPDATES, body, **key | {"X-Request-Id": "who-stays"})
            leaving = [
                clients.asking(server.address, UPDATES, body, **key | {"X-Request-Id": f"leaver-{number}"})
                for number in range(LEAVERS)
            ]
            for _ in range(
                2
            ):  # by then they are there, or nearly all: a connection that ends at once may be no request
                assert run(clients.get(server.address, "/healthz")).status == 200
            for one in leaving:
                one.close()
            until(lambda: ended(503, "leaver-") >= LEAVERS // 2)
            refused = ended(503, "leaver-")
        served = stays.recv(12) == b"HTTP/1.1 201"
        stays.close()
        until(lambda: ended(201, "who-stays") + ended(503, "who-stays"))

    # One of them may have had its turn already, and waited for the lock.
    published = stored(engine)["publications"] - before
    assert published == served + ended(201, "leaver-")
    assert published <= 1 + LEAVERS - refused


def test_a_writer_that_cannot_have_the_lock_is_told_to_come_again(engine: Engine, hasty: Engine) -> None:
    client, key, loader = client_of(hasty), officer(engine), admin(engine)
    drafted = said(client.post(UPDATES, json=NEWS, headers=key), 201)["id"]
    before = stored(engine)

    with locked(engine):
        refusals = [
            client.post(UPDATES, json=NEWS | {"publish": True}, headers=key),
            patch(client, key, drafted, {"summary": "Three."}, "*"),
            client.post(f"/v1/admin/updates/{drafted}/publication", headers=key),
            client.get(f"/v1/admin/updates/{drafted}/preview", headers=key),
            client.post(RECORDS, content=b"{}", headers=loader | {"Content-Type": "application/json"}),
        ]

    assert [said(one, 503)["type"].rpartition("/")[2] for one in refusals] == ["unavailable"] * 5
    assert {one.headers["Retry-After"] for one in refusals} == {"5"}
    assert "Nothing was stored" in refusals[0].json()["detail"]
    assert stored(engine) == before


def test_a_key_is_noted_as_used_when_nobody_else_writes(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    patient = open_engine(url, timeouts=Timeouts(lock=2 * GIVES_UP, statement=2 * GIVES_UP))
    client, key = client_of(patient), admin(engine)

    with locked(engine), ThreadPoolExecutor(1) as pool:
        reader = pool.submit(client.get, "/v1/admin/keys", headers=key)
        listed = said(reader.result(timeout=GIVES_UP), 200)["items"]
    assert [one.get("last_used_on") for one in listed] == [None]

    again = said(client.get("/v1/admin/keys", headers=key), 200)["items"]
    assert [one.get("last_used_on") is None for one in again] == [False]
    patient.dispose()


def test_the_link_of_a_mail_is_read_while_others_write(client: TestClient, engine: Engine) -> None:
    with locked(engine):
        assert client.get("/v1/admin/answers/unknown").status_code == 404
