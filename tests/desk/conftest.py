"""People at the desk, each with a browser of their own."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import key_of
from tests.desk.visiting import Visitor
from tests.signing_in.conftest import anytown, configure, named

__all__ = ["anytown", "configure", "named"]  # the provider of a council, and the setting that names it

At = Callable[..., Visitor]


@pytest.fixture
def at_desk(engine: Engine, client: TestClient) -> At:
    """Somebody with a role, signed in with a key of theirs."""

    def sign_in(role: Role, *covers: str, language: str = "en") -> Visitor:
        secret = key_of(engine, role, *covers)["Authorization"].removeprefix("Bearer ")
        return Visitor(client).sign_in(secret, language)

    return sign_in
