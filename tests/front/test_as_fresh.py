"""What is kept gives way: to what is written here at once, to what others write within a second, to midnight."""

import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Engine, event, text
from starlette.testclient import TestClient

from db import clock as clocks
from db.clock import now
from db.session import open_engine
from tests.api.test_query_counts import counted
from tests.builders import clock, gone
from tests.clock import SetClock, jumped, travel
from tests.conftest import client_of, said
from tests.forked import Forked
from tests.front.conftest import PAGE, STATUS, Set
from tests.served import COMMAND, environment, serving
from tests.writing.given import ANYTOWN, ERASURES, ITEM, NEWS, UPDATES, admin, example, officer, one, part

DETAIL = f"/v1/recommendations/{ITEM}"
FRESH = "Three of the five streets are open."
ANOTHER = NEWS | {"summary": FRESH, "publish": True}
at_once = pytest.mark.parametrize("every", [0.5, 10])


@at_once
def test_what_is_written_here_is_seen_at_once(engine: Engine, told: Set, every: float) -> None:
    told(front_every=every)
    client, key = client_of(engine), officer(engine)
    with clock("2026-12-01"):
        assert FRESH not in client.get(DETAIL).text
        said(client.post(UPDATES, json=ANOTHER, headers=key), 201)
        assert FRESH in client.get(DETAIL).text


@at_once
def test_what_is_erased_here_is_never_given_again(engine: Engine, told: Set, every: float) -> None:
    told(front_every=every)
    client, key, officers = client_of(engine), admin(engine), officer(engine)
    said(client.post(UPDATES, json=ANOTHER, headers=officers), 201)
    addresses = (DETAIL, PAGE, f"/feeds/recommendations/{ITEM}.atom", f"{DETAIL}/status?why=true")
    assert all(FRESH in client.get(address).text for address in addresses[:3])
    head = said(client.get("/v1/changes?limit=1"), 200)["head"]

    erased = client.post(ERASURES, json={"sequence": head, "ground": "court_order", "by": "anytown"}, headers=key)

    assert erased.status_code in {201, 202}
    for address in addresses:
        assert FRESH not in client.get(address).text


def test_what_is_erased_here_is_not_given_when_the_database_is_away(kept: TestClient, engine: Engine) -> None:
    key, officers = admin(engine), officer(engine)
    said(kept.post(UPDATES, json=ANOTHER, headers=officers), 201)
    assert FRESH in kept.get(DETAIL).text
    gone(engine, said(kept.get("/v1/changes?limit=1"), 200)["head"])

    with away(engine):
        assert kept.get(DETAIL).status_code == 503

    assert kept.get(DETAIL).status_code == 200
    assert FRESH not in kept.get(DETAIL).text
    assert said(kept.get("/v1/admin/keys", headers=key), 200)


# Others write


def from_elsewhere(engine: Engine, folder: Path, name: str) -> None:
    """Another process publishes: an organisation has another name."""
    council = one(example(ANYTOWN), "anytown")
    file = folder / "document.json"
    file.write_text(json.dumps(part(ANYTOWN, council | {"name": {"en": name}})), encoding="utf-8")
    with Forked([COMMAND, "import", file], environment(engine)) as importing:
        assert importing.wait(60) == 0, importing.stderr.read()


def test_what_others_write_is_seen_after_a_look(kept: TestClient, engine: Engine, tmp_path: Path) -> None:
    began = now()
    organisation = "/v1/organisations/anytown"
    with travel(began, tick=False):
        kept.get(organisation)
    from_elsewhere(engine, tmp_path, "Borough of Anytown")

    with travel(began + timedelta(seconds=0.4), tick=False):
        assert "Borough of Anytown" not in kept.get(organisation).text
    with travel(began + timedelta(seconds=1), tick=False):
        assert "Borough of Anytown" in kept.get(organisation).text


def test_an_answer_that_saw_more_ends_what_was_kept(engine: Engine, told: Set, tmp_path: Path) -> None:
    told(front_every=10)
    client = client_of(engine)
    with clock("2026-12-01"):
        client.get("/v1/organisations/anytown")
    from_elsewhere(engine, tmp_path, "Borough of Anytown")
    with clock("2026-12-01"):
        assert "Borough of Anytown" not in client.get("/v1/organisations/anytown").text
        assert "Borough of Anytown" in client.get("/v1/organisations").text
        assert "Borough of Anytown" in client.get("/v1/organisations/anytown").text


def test_an_answer_that_saw_less_is_not_kept(engine: Engine, told: Set) -> None:
    """A write that is acknowledged while an answer is made from what stood before."""
    told(front_every=10)
    client, key = client_of(engine), officer(engine)
    answered: list[int] = []

    def meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "BEGIN" not in statement and "record_head" not in statement and not answered:  # the snapshot has begun
            answered.append(0)
            with ThreadPoolExecutor(1) as other:
                posted = other.submit(client.post, UPDATES, json=ANOTHER, headers=key)
                answered[0] = posted.result(60).status_code
                other.submit(client.get, STATUS).result(60)  # who asks for something else is told of it already

    with clock("2026-12-01"):
        event.listen(engine, "before_cursor_execute", meanwhile)
        before = client.get(DETAIL)
        event.remove(engine, "before_cursor_execute", meanwhile)
        assert answered == [201]
        assert FRESH not in before.text
        assert FRESH in client.get(DETAIL).text


def test_two_processes_agree_within_a_second(engine: Engine) -> None:
    key = officer(engine)
    with serving(engine) as first, serving(engine) as second, httpx2.Client(timeout=60) as http:
        for address in (first, second):
            assert FRESH not in said_text(http, address)
        said(http.post(f"{first}{UPDATES}", json=ANOTHER, headers=key), 201)
        acknowledged = time.monotonic()
        assert FRESH in said_text(http, first)
        last = acknowledged
        while True:
            asked = time.monotonic()
            if FRESH in said_text(http, second):
                break
            last = asked
        assert last - acknowledged <= 1


def said_text(http: httpx2.Client, address: str) -> str:
    answer = http.get(f"{address}{DETAIL}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_file_that_was_replaced_is_told_from_one_that_ends_alike(kept: TestClient, engine: Engine) -> None:
    key, file = officer(engine), Path(engine.url.database or "")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    backup = shutil.copyfile(file, file.with_name("backup"))
    other, began = open_engine(f"sqlite:///{backup}"), now()
    with travel(began, tick=False):  # both end with the same sequence, at the same time
        said(client_of(other).post(UPDATES, json=ANOTHER, headers=key), 201)
        other.dispose()
        said(kept.post(UPDATES, json=NEWS | {"publish": True}, headers=key), 201)
        assert FRESH not in kept.get(DETAIL).text
        head = said(kept.get("/v1/changes?limit=1"), 200)["head"]
    for log in ("-wal", "-shm"):
        file.with_name(f"{file.name}{log}").unlink(missing_ok=True)
    Path(backup).rename(file)

    with travel(began + timedelta(seconds=2), tick=False):
        assert said(kept.get("/v1/changes?limit=1"), 200)["head"] == head
        assert FRESH in kept.get(DETAIL).text


# The day


def test_at_midnight_every_answer_is_made_anew(kept: TestClient, engine: Engine) -> None:
    last = datetime(2026, 12, 1, 23, 59, 59, 900_000, tzinfo=UTC)
    with travel(last, tick=False):
        kept.get(PAGE)
        with counted(engine) as asked:
            before = kept.get(PAGE).text
        assert asked == []
    with travel(last + timedelta(seconds=0.2), tick=False):
        with counted(engine) as asked:
            after = kept.get(PAGE).text
        assert asked
    assert "1 December 2026" in before
    assert "2 December 2026" in after


@pytest.mark.parametrize(("at", "most"), [("12:00:00", (60, 10)), ("23:59:30", (30, 10)), ("23:59:55", (5, 5))])
def test_for_how_long_is_said_as_it_is_given(kept: TestClient, at: str, most: tuple[int, int]) -> None:
    with clock("2026-12-01T11:00:00"):
        kept.get(STATUS)
    with clock(f"2026-12-01T{at}"):
        told = kept.get(STATUS).headers["cache-control"]
        unchanged = kept.get(STATUS, headers={"If-None-Match": "*"}).headers["cache-control"]
    assert told == unchanged == f"public, max-age={most[0]}, s-maxage={most[1]}, stale-if-error=86400"


def test_an_answer_that_was_begun_on_another_day_is_not_kept(kept: TestClient, engine: Engine) -> None:
    set_clock = SetClock(datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC), clocks.ahead_of_boot(), clocks.boot())

    def midnight(*_: object) -> None:
        object.__setattr__(set_clock, "at", datetime(2026, 12, 2, 0, 0, 0, tzinfo=UTC))

    with clocks.reading_from(set_clock):
        kept.get(STATUS)
        event.listen(engine, "before_cursor_execute", midnight)
        assert kept.get(PAGE).headers["cache-control"].startswith("public, max-age=0, s-maxage=0,")
        event.remove(engine, "before_cursor_execute", midnight)
        kept.get("/robots.txt")  # so that nobody need look
        with counted(engine) as asked:
            kept.get(PAGE)
        assert asked


def test_while_the_record_ends_in_the_future_nothing_is_kept(kept: TestClient, engine: Engine) -> None:
    plain = kept.get(PAGE).text
    with jumped(timedelta(days=-30)):
        doubtful = kept.get(PAGE).text
        with counted(engine) as asked:
            assert kept.get(PAGE).text == doubtful
        assert asked
    assert doubtful != plain


# The database is away


@contextmanager
def away(engine: Engine) -> Iterator[None]:
    """In the block nobody reaches the database."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database or "")
        file.rename(file.with_name("elsewhere"))
        yield
        file.with_name("elsewhere").rename(file)
        return
    name = engine.url.database
    server = open_engine(engine.url.set(database="postgres").render_as_string(hide_password=False))

    def tell(statement: str) -> None:
        with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))

    tell(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    tell(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608
    yield
    tell(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    server.dispose()


@pytest.mark.parametrize("every", [0, 0.5])
def test_what_is_kept_goes_on_for_a_minute_where_the_database_is_away(engine: Engine, told: Set, every: float) -> None:
    told(front_every=every)
    client, began = client_of(engine), datetime(2026, 12, 1, 12, tzinfo=UTC)

    def after(seconds: float, path: str = STATUS) -> int:
        with travel(began + timedelta(seconds=seconds), tick=False):
            return int(client.get(path).status_code)

    assert after(0) == 200
    with away(engine):
        assert [after(seconds) for seconds in (0.7, 5, 59)] == [200] * 3
        assert after(59, PAGE) == 503  # which nobody had asked for
        assert after(59, "/robots.txt") == 200
        assert after(61) == 503
    assert after(61) == 200
    assert after(61, PAGE) == 200


def test_nothing_that_is_kept_goes_on_past_midnight(kept: TestClient, engine: Engine) -> None:
    last = datetime(2026, 12, 1, 23, 59, 50, tzinfo=UTC)
    with travel(last, tick=False):
        kept.get(STATUS)
    with away(engine):
        with travel(last + timedelta(seconds=9), tick=False):
            assert kept.get(STATUS).status_code == 200
        with travel(last + timedelta(seconds=11), tick=False):
            assert kept.get(STATUS).status_code == 503
