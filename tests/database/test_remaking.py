"""An index of another version: it is told of and served, and made anew beside it while others read and write."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text
from starlette.testclient import TestClient

from api.publishing.remaking import remake
from api.publishing.verify import faults_of_record
from api.record.index_version import INDEX
from db.session import alone, reading
from db.vocabulary import Role
from tests.commands import command
from tests.conftest import client_of, key_of, migrate, said
from tests.forked import Forked
from tests.record.test_index import contents, rebuilt, steps
from tests.served import COMMAND, environment, started
from tests.server.locks import locked
from tests.writing.given import (
    ANYTOWN,
    ERASURES,
    admin,
    erased,
    example,
    load,
    officer,
    one,
    part,
    published,
)

FILTERED = "/v1/recommendations?kind=recommendation&total=true"
THING = one(example(ANYTOWN), "anytown-streets-2025-19")
SECRET = "zyxwvut"
# What the guards let through, as it follows the last one; but it is not what was hashed.
FORGED = """
    INSERT INTO publications
    SELECT sequence + 1, published_at, type, thing, nature, said_by, said_capacity, entered_by, entered_capacity,
        format, ground, erases, body_hash, hash, 'x'
    FROM publications ORDER BY sequence DESC LIMIT 1"""


@pytest.fixture
def engine(before: Engine) -> Engine:
    """The examples, as a version before could have them."""
    return before


@pytest.fixture
def old(engine: Engine) -> Engine:
    """An index as a version made it that knew no filter by kind."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM facets WHERE axis = 'kind'"))
        connection.execute(text("UPDATE index_version SET version = 0"))
    return engine


def total(client: TestClient) -> int:
    return int(said(client.get(FILTERED), 200)["total"])


def index(client: TestClient) -> str:
    return str(said(client.get("/readyz"), 200)["index"])


def faults(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(faults_of_record(session))


def test_an_index_of_another_version_is_told_of_served_and_made_anew(old: Engine) -> None:
    client = client_of(old)

    assert (index(client), total(client)) == ("old", 0)
    told = command(old, "verify")
    assert told.returncode == 1
    assert f"made by version 0; this is {INDEX}" in told.stderr.decode()
    assert b"assembly-tracker migrate" in told.stderr
    assert b"Fault" not in told.stderr

    done = command(old, "migrate")

    assert (done.returncode, b"Making the index: " in done.stderr) == (0, True), done.stderr
    assert (index(client), total(client) > 0) == ("current", True)
    assert command(old, "verify").returncode == 0
    assert b"Making" not in command(old, "migrate").stderr


def test_a_fault_of_the_chain_is_one_whoever_made_the_index(old: Engine) -> None:
    with old.begin() as connection:
        connection.execute(text(FORGED))

    assert b"its row is not what was hashed" in command(old, "verify").stderr


def test_an_index_from_before_versions_were_kept_is_an_old_one(engine: Engine) -> None:
    kept = contents(engine)
    migrate(engine, "0011", down=True)
    migrate(engine)
    assert index(client_of(engine)) == "old"

    command(engine, "migrate")

    assert index(client_of(engine)) == "current"
    assert contents(engine) == kept


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_server_says_so_in_its_log(old: Engine) -> None:
    with started(old) as server:
        (line,) = (line for line in server.lines if "index of another version" in line)

    assert "assembly-tracker migrate" in line


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_terminal_shows_a_bar(old: Engine) -> None:
    shown = command(old, "reindex", FORCE_COLOR="1").stderr.decode()

    assert "100%" in shown
    assert "publications" not in shown


def test_what_is_killed_half_way_leaves_the_old_one_and_is_run_again(old: Engine) -> None:
    """It is whole but for its place: others hold the write lock, which it took none of until then."""
    client, before = client_of(old), contents(old)
    with locked(old), Forked([COMMAND, "migrate"], environment(old)) as making:
        lines = (line.split() for line in making.stderr if line.startswith("Making the index"))
        assert any(done[3] == done[5] for done in lines)
        making.kill()
    assert contents(old) == before
    assert (index(client), total(client)) == ("old", 0)

    assert command(old, "migrate").returncode == 0

    assert index(client) == "current"
    made = contents(old)
    assert rebuilt(old) == made
    assert faults(old) == []


def test_what_is_published_withdrawn_and_erased_meanwhile_is_in_it(old: Engine) -> None:
    client, key = client_of(old), admin(old)
    said(load(client, key, part(ANYTOWN, THING | {"title": {"en": f"A bench for {SECRET}"}})), 201)
    sequence = said(client.get(f"/v1/recommendations/{THING['id']}"), 200)["sequence"]
    editor = key_of(old, Role.editor, "anytown")
    making = remake(old)
    next(making)

    told = published(client, officer(old), summary="Said meanwhile.")
    erased(client.post(ERASURES, json={"ground": "rights", "by": "anytown", "sequence": sequence}, headers=key))
    path = f"/v1/admin/updates/{told['id']}/withdrawal"
    said(client.post(path, json={"reason": {"en": "It was not so."}}, headers=editor), 201)
    assert (index(client), total(client)) == ("old", 1)  # what was published since is found by what is known now
    list(making)

    assert (index(client), total(client) > 1) == ("current", True)
    assert faults(old) == []
    assert said(client.get(f"/v1/recommendations?q={SECRET}"), 200)["items"] == []
    made = contents(old)
    assert SECRET not in str(made)
    assert rebuilt(old) == made


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_rows_are_numbered_on_after_more_were_made_than_there_had_been(old: Engine) -> None:
    """PostgreSQL numbers them apart from the table."""
    with old.begin() as connection:
        connection.execute(text("SELECT setval(pg_get_serial_sequence('entries', 'id'), 1)"))

    list(remake(old))

    published(client_of(old), officer(old))
    assert faults(old) == []


BEGUN = [
    ("sqlite", "a first load"),
    ("sqlite", "a recommendation back again"),
    ("sqlite", "the assembly withdrawn"),
    ("postgresql", "a recommendation back again"),
]


def after_a_while(story: Iterator[str], begun: str) -> Iterator[str]:
    """The rest of a story, once it has come to a step."""
    assert begun in story
    return story


@pytest.mark.parametrize(("database", "begun"), BEGUN, indirect=["database"])
def test_what_is_made_while_others_write_is_what_they_keep(empty: Engine, begun: str) -> None:
    """Erasures of what is in it already, and a clock that was wrong, too."""
    story = after_a_while(steps(empty), begun)
    making = remake(empty)
    next(making)
    list(story)
    kept = contents(empty)

    list(making)

    assert contents(empty) == kept
    assert rebuilt(empty) == kept


def test_two_that_make_it_at_once_and_one_that_publishes(old: Engine) -> None:
    client, key = client_of(old), officer(old)
    with ThreadPoolExecutor(3) as pool:
        both = [pool.submit(lambda: list(remake(old))) for _ in range(2)]
        told = [published(client, key, summary=f"{number}.")["id"] for number in range(3)]
        made: list[Any] = [done.result(timeout=120) for done in both]

    assert len(told) == len({*told}) == 3
    assert all(made)
    assert index(client) == "current"
    kept = contents(old)
    assert rebuilt(old) == kept
    assert faults(old) == []


@pytest.mark.parametrize(
    ("database", "word"),
    [("sqlite", "migrate"), ("postgresql", "migrate"), ("sqlite", "reindex")],
    indirect=["database"],
)
def test_who_migrates_while_another_does_says_so_and_waits(old: Engine, word: str) -> None:
    """Also where there is no table yet: `migrate` makes them in many transactions."""
    if word == "migrate":
        migrate(old, "base", down=True)
    with alone(old, lambda: None):
        second = Forked([COMMAND, word], environment(old))
        first_line = second.stderr.readline()
        tables = inspect(old).get_table_names()
    with second:
        said_then = second.stderr.read()

    assert "waiting for it" in first_line
    assert (tables == ["alembic_version"]) == (word == "migrate")
    assert second.returncode == 0, said_then
    assert index(client_of(old)) == "current"


@pytest.mark.parametrize(("made_by", "then"), [(0, 0), (INDEX + 1, INDEX)])
def test_an_index_is_as_old_as_the_oldest_version_that_writes_in_it(engine: Engine, made_by: int, then: int) -> None:
    """Servers of two versions run while one is replaced by the other."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE index_version SET version = :version"), {"version": made_by})
    client = client_of(engine)
    assert index(client) == "old"

    published(client, officer(engine))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version FROM index_version")) == then
