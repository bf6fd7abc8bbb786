"""Clients whose front keeps answers as a server's does, and what they ask of the database."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.settings import settings
from tests.conftest import client_of

STATUS = "/v1/recommendations/anytown-streets-2025-3/status"
PAGE = "/recommendations/anytown-streets-2025-3"
Set = Callable[..., None]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Set]:
    """Says how the application is set."""

    def tell(**given: object) -> None:
        for name, value in given.items():
            monkeypatch.setenv(f"TRACKER_{name.upper()}", str(value))
        settings.cache_clear()

    yield tell
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def kept(engine: Engine, told: Set) -> TestClient:
    """A client of the application with the example records, whose front looks every half second, as a server's does."""
    told(front_every=0.5)
    return client_of(engine)
