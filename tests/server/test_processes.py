"""As many processes answer as the database has connections for, each is replaced where it dies, and all end with the
server; more are refused before anything listens.
"""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.core.workers import CONNECTIONS
from db.session import connections_allowed
from tests.coroutines import run
from tests.forked import Forked
from tests.served import COMMAND, Server, environment, free_port, listening, started, until
from tests.server import clients


def refusal(engine: Engine, workers: int) -> str:
    words = [COMMAND, "serve", "--port", str(free_port()), "--workers", str(workers)]
    with Forked(words, environment(engine)) as done:
        said = done.stderr.read()
    assert done.returncode == 1
    return said


@pytest.mark.parametrize("database", ["postgresql"])
def test_more_than_the_database_has_connections_for(engine: Engine) -> None:
    most = connections_allowed(engine)
    assert most is not None
    workers = most // CONNECTIONS + 1

    told = refusal(engine, workers)

    assert f"{workers} workers need {workers * CONNECTIONS} connections" in told
    assert f"the database allows {most}" in told


@pytest.mark.parametrize("database", ["postgresql"])
@pytest.mark.parametrize("bound", ["DATABASE {name}", "ROLE {role}"])
def test_a_bound_of_the_database_or_of_the_login_counts(engine: Engine, bound: str) -> None:
    name, role = engine.url.database, f"few_{engine.url.database}"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN SUPERUSER")
        connection.exec_driver_sql(f"ALTER {bound.format(name=name, role=role)} CONNECTION LIMIT {CONNECTIONS - 1}")
    engine.dispose()
    url = engine.url.set(username=role)
    engine.url = url  # what the command is told

    assert f"the database allows {CONNECTIONS - 1}" in refusal(engine, 1)


@contextmanager
def one_replaced(engine: Engine) -> Iterator[tuple[Server, int]]:
    """A server of two processes of which one was killed and is replaced; and the number of the other."""
    with started(engine, "--workers", "2", anew=True) as server:
        until(lambda: len(server.workers) == 2)
        first, second = server.workers
        os.kill(first, signal.SIGKILL)
        until(lambda: first not in server.workers and len(server.workers) == 2)
        yield server, second


def all_end_with(server: Server, processes: Iterable[int]) -> None:
    """Kill the server, and wait until none of these is there."""
    server.process.kill()
    server.process.wait(timeout=60)
    until(lambda: not any(Path(f"/proc/{process}").exists() for process in processes))


@pytest.mark.parametrize("database", ["sqlite"])
def test_processes_that_begin_end_with_a_server_that_ended(engine: Engine) -> None:
    with one_replaced(engine) as (server, second):
        all_end_with(server, (second, *server.workers))  # before the new one can have said whose it is


@pytest.mark.parametrize("database", ["sqlite"])
def test_processes_that_answer_are_replaced_and_end_with_the_server(engine: Engine) -> None:
    with one_replaced(engine) as (server, second):
        assert second in server.workers
        left = server.workers
        until(lambda: listening(int(server.address.rpartition(":")[2])))  # neither may have begun to
        assert run(clients.get(server.address)).status == 200

        all_end_with(server, left)
