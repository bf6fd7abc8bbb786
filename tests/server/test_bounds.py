"""What one request may have at most is set, and refused over that before anybody reads it."""

import pytest
from sqlalchemy import Engine

from tests.conftest import client_of, said
from tests.coroutines import run
from tests.front.conftest import STATUS
from tests.served import serving
from tests.server import clients
from tests.writing.given import RECORDS, UPDATES, officer, stored

pytestmark = pytest.mark.parametrize("database", ["sqlite"])
SMALL = {"TRACKER_MAX_BODY": "20000", "TRACKER_MAX_RECORD": "40000", "TRACKER_MAX_QUERY": "2000"}


def test_a_head_is_bounded_in_bytes_and_in_headers(engine: Engine) -> None:
    async def everybody(address: str) -> list[int]:
        big = {"X-Filled": "x" * 7_000}
        some = {f"X-{number}": "x" * 7_000 for number in range(20)}
        many = {f"X-{number}": "x" for number in range(120)}
        return [(await clients.get(address, **headers)).status for headers in (big, some, many)]

    with serving(engine) as address:
        assert run(everybody(address)) == [200, 431, 431]
    with serving(engine, TRACKER_MAX_HEAD="500000") as address:
        assert run(everybody(address)) == [200, 200, 431]


def test_what_is_set_is_what_is_taken(engine: Engine) -> None:
    key = officer(engine)
    before = stored(engine)

    async def statuses(address: str) -> list[int]:
        asked = [(UPDATES, 20_000), (UPDATES, 20_001), (RECORDS, 20_001), (RECORDS, 40_001)]
        posted = [(await clients.post(address, path, " " * size, **key)).status for path, size in asked]
        read = [(await clients.get(address, f"{STATUS}?any={'x' * size}")).status for size in (1_900, 2_000)]
        worked = await clients.get(address, f"/v1/admin/updates?any={'x' * 2_000}", **key)
        return [*posted, *read, worked.status]

    with serving(engine, **SMALL) as address:
        assert run(statuses(address)) == [400, 413, 403, 413, 200, 414, 414]
    assert stored(engine) == before


def test_who_asks_for_too_much_is_told_how_much_there_may_be(engine: Engine) -> None:
    client = client_of(engine)
    problem = said(client.get(f"/v1/recommendations?theme={'x' * 20_000}"), 414)
    assert "16384 bytes" in problem["detail"]
    assert client.get(problem["type"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert "1 MB" in said(client.post(UPDATES, content=b" " * 1_000_001), 413)["detail"]
