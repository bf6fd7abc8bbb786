"""Many who miss one thing at once make it once; whoever of them leaves or is refused, the others are answered."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.core.workers import WorkerPool
from tests.conftest import said
from tests.front.asking import Asker, asked_at_once
from tests.front.conftest import PAGE, STATUS
from tests.served import until
from tests.server.test_workers import Busy
from tests.writing.given import ITEM, NEWS, UPDATES, officer

DETAIL = f"/v1/recommendations/{ITEM}"
MANY = 30


@pytest.fixture
def database() -> str:
    """Who waits with whom has nothing to do with where the record is."""
    return "sqlite"


@pytest.fixture
def busy(kept: TestClient) -> Iterator[Busy]:
    """The one reader there is does something else, until it is let free."""
    kept.get("/robots.txt")  # so that where the record ends is known
    found = Busy(queue=MANY, patience=60)
    kept.app.state.pools = replace(kept.app.state.pools, readers=found.pool)
    yield found
    found.free.set()


def asked(pool: WorkerPool) -> int:
    """How many calls wait behind the first."""
    return pool.taken - 1


def noted_and_freed(busy: Busy, waited: list[int]) -> None:
    """Note how many calls the pool was asked for, and let it make them."""
    waited.append(asked(busy.pool))
    busy.free.set()


@pytest.mark.parametrize("path", [STATUS, PAGE])
def test_it_is_made_once(kept: TestClient, busy: Busy, path: str) -> None:
    waited: list[int] = []
    everybody = [Asker(path, {"X-Request-Id": f"request-{number:02}"}) for number in range(MANY)]

    asked_at_once(kept, everybody, lambda _: noted_and_freed(busy, waited))

    assert waited == [1]
    assert {one.status for one in everybody} == {200}
    assert len({one.sent[1]["body"] for one in everybody}) == 1
    ids = [dict(one.sent[0]["headers"])[b"x-request-id"].decode() for one in everybody]
    assert ids == [one.headers["X-Request-Id"] for one in everybody]


def test_different_things_are_made_apart(kept: TestClient, busy: Busy) -> None:
    everybody = [Asker(f"/v1/changes?after={number % 3}&x={number}") for number in range(MANY)]
    waited: list[int] = []

    asked_at_once(kept, everybody, lambda _: noted_and_freed(busy, waited))
    assert waited == [3]
    assert {one.status for one in everybody} == {200}


def test_the_first_who_leaves_keeps_nobody_from_being_answered(kept: TestClient, busy: Busy) -> None:
    everybody, waited = [Asker(STATUS) for _ in range(5)], []

    async def leave() -> None:
        everybody[0].left.set()
        for _ in range(50):
            await asyncio.sleep(0)
        noted_and_freed(busy, waited)

    asked_at_once(kept, everybody, lambda _: leave())
    assert waited == [1]
    assert [one.status for one in everybody[1:]] == [200] * 4


def test_the_first_who_is_cancelled_keeps_nobody_from_being_answered(kept: TestClient, busy: Busy) -> None:
    everybody = [Asker(STATUS) for _ in range(5)]

    def cancel(tasks: list["asyncio.Task[None]"]) -> None:
        tasks[0].cancel()
        busy.free.set()

    asked_at_once(kept, everybody, cancel)
    assert [one.status for one in everybody] == [0, 200, 200, 200, 200]
    assert kept.get(STATUS).status_code == 200


def test_what_everybody_left_is_not_made(kept: TestClient, busy: Busy) -> None:
    everybody, waited = [Asker(DETAIL) for _ in range(5)], []

    async def leave() -> None:
        for one in everybody:
            one.left.set()
        for _ in range(50):
            await asyncio.sleep(0)
        noted_and_freed(busy, waited)

    asked_at_once(kept, everybody, lambda _: leave())
    assert waited == [0]
    assert {one.status for one in everybody} == {503}
    assert kept.get(DETAIL).status_code == 200


def test_a_refusal_of_the_first_is_not_everybodys(kept: TestClient) -> None:
    """Each refusal names the request that it refuses."""
    everybody = [Asker("/v1/recommendations/nothing-here/status") for _ in range(5)]
    asked_at_once(kept, everybody)
    assert {one.status for one in everybody} == {404}
    for one in everybody:
        assert dict(one.sent[0]["headers"])[b"x-request-id"] in one.sent[1]["body"]
    assert len({one.sent[1]["body"] for one in everybody}) == 5


def test_who_asks_after_a_write_does_not_get_what_was_begun_before_it(kept: TestClient, busy: Busy) -> None:
    key, first, second = officer(kept.app.state.engine), Asker(DETAIL), Asker(DETAIL)

    def publish() -> None:
        said(kept.post(UPDATES, json=NEWS | {"publish": True}, headers=key), 201)

    async def ask() -> None:
        tasks = []
        for one in (first, second):
            tasks.append(asyncio.create_task(kept.app(one.scope, one.receive, one.send)))
            await asyncio.to_thread(until, lambda: asked(busy.pool) == len(tasks))
            if one is first:
                await asyncio.to_thread(publish)
        busy.free.set()
        await asyncio.gather(*tasks)

    kept.portal.call(ask)

    assert (first.status, second.status) == (200, 200)
    assert NEWS["summary"].encode() in second.sent[1]["body"]
    assert NEWS["summary"] in kept.get(DETAIL).text
