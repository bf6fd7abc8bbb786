"""As many processes answer as the database has connections for; more are refused before anything listens."""

import subprocess

import pytest
from sqlalchemy import Engine

from api.core.workers import CONNECTIONS
from db.session import connections_allowed
from tests.served import COMMAND, environment, free_port


def refusal(engine: Engine, workers: int) -> str:
    words = [str(COMMAND), "serve", "--port", str(free_port()), "--workers", str(workers)]
    done = subprocess.run(words, env=environment(engine), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    return done.stderr


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
