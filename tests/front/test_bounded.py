"""What is kept never takes more memory than it may, however many addresses are asked for."""

import gc
import secrets
import tracemalloc

import pytest
from sqlalchemy import Engine, delete, select
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from api.front import answers
from api.front.answers import Answer
from api.front.kept import Edition, Kept
from api.front.lists import Lists
from api.settings import settings
from db.clock import now
from db.models.index import Entry
from db.models.kept import KeptAnswer
from db.queries import moments
from db.session import begin_write, reading, writing
from tests.api.test_query_counts import counted
from tests.conftest import client_of, said
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


def test_lines_of_lists_take_no_more_room_than_they_may(engine: Engine) -> None:
    with reading(engine) as session:
        edition = Edition(moments.head(session), now(), settings())
        ids = list(session.scalars(select(Entry.thing).where(Entry.to_sequence.is_(None)).limit(40)))
    longest = max(len(line.whole) for line in edition.lists.lines(engine, ids) or ())
    small = Lists(edition.head, edition.day, most := 4 * longest)
    for number in range(len(ids)):
        some = ids[number : number + 3]
        found, again = small.lines(engine, some), edition.lists.lines(engine, some)
        assert found == again
        assert found
        assert small.bytes <= most


def test_a_line_that_is_on_several_pages_is_read_once(engine: Engine, told: Set) -> None:
    told(front_every=10)
    client = client_of(engine)
    first = said(client.get("/v1/recommendations?limit=30"), 200)["items"]
    with writing(engine) as session:
        begin_write(session)
        session.execute(delete(KeptAnswer))

    again = said(client.get("/v1/recommendations?limit=20"), 200)["items"]

    assert again == first[:20]
    assert not by_route(client, "/v1/recommendations?limit=25")
    assert by_route(client, "/v1/recommendations?limit=40")


def by_route(client: TestClient, path: str) -> bool:
    """Whether an answer is made by a route, which is logged."""
    with capture_logs() as lines:
        said(client.get(path), 200)
    return any(line["event"] == "answered" for line in lines)
