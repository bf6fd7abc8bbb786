"""Behind a real nginx, who asks is told apart where nginx is believed; elsewhere all who come through it are one."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Engine

from tests.proxies.nginx import documented, running
from tests.served import free_port, started
from tests.writing.given import ITEM

pytestmark = pytest.mark.parametrize("database", ["sqlite"])
LIMITS = {"TRACKER_LIMIT_COMPOSED": "2", "TRACKER_LIMIT_NETWORK": "2"}
WORK = "/v1/admin/keys"


@pytest.fixture
def people() -> Iterator[list[httpx2.Client]]:
    """Two at different addresses, who both say that they are somebody else."""
    with ExitStack() as until:
        yield [
            until.enter_context(
                httpx2.Client(
                    transport=httpx2.HTTPTransport(local_address=address),
                    headers={"X-Forwarded-For": "198.51.100.7", "Accept-Encoding": "gzip"},
                )
            )
            for address in ("127.0.0.2", "127.0.0.3")
        ]


@pytest.mark.parametrize("believed", [True, False])
def test_who_comes_through_nginx(engine: Engine, people: list[httpx2.Client], tmp_path: Path, believed: bool) -> None:
    trusted = "127.0.0.1" if believed else "10.0.0.0/8"
    port = free_port()
    days = iter(range(1, 31))

    def statuses(client: httpx2.Client, number: int) -> list[int]:
        return [
            client.get(f"{front}/recommendations/{ITEM}?as_of=2025-06-{next(days):02}").status_code
            for _ in range(number)
        ]

    with started(engine, TRACKER_TRUSTED_PROXIES=trusted, **LIMITS) as server:
        front = f"http://127.0.0.1:{port}"
        with running(tmp_path, documented(server.address, port, tmp_path / "kept"), ports=[port]):
            one, other = people
            assert [one.get(front + WORK).status_code for _ in range(3)] == [401, 401, 429]
            assert other.get(front + WORK).status_code == (401 if believed else 429)
            assert statuses(one, 3) == [404, 404, 429]
            assert statuses(other, 1) == [404 if believed else 429]


def test_nobody_is_told_what_somebody_else_has_left(
    engine: Engine, people: list[httpx2.Client], tmp_path: Path
) -> None:
    port = free_port()
    with (
        started(engine, TRACKER_LIMIT_COMPOSED="9") as server,
        running(tmp_path, documented(server.address, port, tmp_path / "kept"), ports=[port]),
    ):
        first, again = (one.get(f"http://127.0.0.1:{port}/v1/summary") for one in people)
    assert (first.headers["x-cache"], again.headers["x-cache"]) == ("MISS", "HIT")
    assert first.headers["ratelimit"] == '"composed";r=8;t=7'
    assert first.headers["ratelimit-policy"] == '"composed";q=9;w=60'
    assert not [name for name in again.headers if name.startswith("ratelimit")]


def test_who_comes_to_the_server_itself_is_nobody_but_themselves(engine: Engine, people: list[httpx2.Client]) -> None:
    with started(engine, **LIMITS) as server:
        one, other = people
        for address in ("198.51.100.1", "198.51.100.2"):
            assert one.get(server.address + WORK, headers={"X-Forwarded-For": address}).status_code == 401
        assert one.get(server.address + WORK).status_code == 429
        assert other.get(server.address + WORK).status_code == 401
