"""Two councils with a provider each, and the setting that names one."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.settings import settings
from api.sign_in import discovery
from tests.signing_in.given import Naming
from tests.signing_in.provider import AUDIENCE, Provider


def _running(name: str, factory: pytest.TempPathFactory) -> Iterator[Provider]:
    provider = Provider(factory.mktemp(name))
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def anytown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    yield from _running("anytown", tmp_path_factory)


@pytest.fixture(scope="session")
def westmere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    yield from _running("westmere", tmp_path_factory)


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], None]]:
    """Starts over with this setting, knowing nothing of any provider."""

    def over(value: Any) -> None:
        monkeypatch.setenv("TRACKER_OIDC", value if isinstance(value, str) else json.dumps(value))
        monkeypatch.setattr(discovery, "_published", {})
        settings.cache_clear()

    yield over
    settings.cache_clear()


@pytest.fixture
def named(configure: Callable[[Any], None]) -> Naming:
    """Names one provider, which signs in the people of Anytown."""

    def name(provider: Provider, **more: Any) -> None:
        configure([{"issuer": provider.issuer, "audience": AUDIENCE, "organisations": ["anytown"], **more}])

    return name
