"""What is kept never takes more memory than it may, however many addresses are asked for."""

import gc
import secrets
import tracemalloc

import pytest
from sqlalchemy import Engine

from api.front import answers
from api.front.answers import Answer
from api.front.kept import Kept
from tests.api.test_query_counts import counted
from tests.conftest import client_of
from tests.coroutines import run
from tests.front.asking import Asker, asked_at_once
from tests.front.conftest import PAGE, Set

MOST = 2_000_000
HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-language", b"en"),
    (b"content-security-policy", b"default-src 'none'; " * 10),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
]


def copied(text: bytes) -> bytes:
    """The same bytes elsewhere in memory, as each answer brings its own."""
    return bytes(bytearray(text))


async def filled(number: int, size: int) -> Kept:
    kept = Kept(MOST)
    for one in range(number):
        body = b"<p>%d</p>" % one + secrets.token_hex(size // 2).encode()
        answer = Answer(200, [(copied(name), copied(value)) for name, value in HEADERS], body)
        await answer.made_ready()
        kept.put((f"/recommendations/some-thing-{one}", b"heading=3&lang=en"), answer)
        assert kept.bytes <= MOST
    return kept


@pytest.mark.parametrize(("number", "size"), [(10_000, 100), (10_000, 1_200), (300, 20_000)])
def test_no_more_memory_than_it_may(number: int, size: int) -> None:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = run(filled(number, size))
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(kept) > 10
    assert MOST / 4 < taken < MOST * 1.1


def test_what_nobody_knows_of_an_address_makes_no_more_of_them(engine: Engine, told: Set) -> None:
    told(front_bytes=200_000, front_every=10)
    client = client_of(engine)
    askers = [Asker(f"/v1/codelists/progress?x={number}") for number in range(1_500)]
    askers += [Asker(f"/v1/changes?after={number}&limit=1") for number in range(60)]
    with counted(engine) as asked:
        asked_at_once(client, askers)
    assert {one.status for one in askers} == {200}
    assert len(asked) < 60 * 5


def test_what_is_very_long_is_not_kept(engine: Engine, told: Set, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LONGEST", 3_000)
    told(front_every=10)
    client = client_of(engine)
    for path, is_kept in ((PAGE, False), ("/v1/changes?limit=1", True)):
        first = client.get(path, headers={"Accept-Encoding": "gzip"})
        with counted(engine) as asked:
            assert client.get(path).content == first.content
        assert (asked == []) is is_kept
