"""Where to report a weakness: `/.well-known/security.txt`, as RFC 9116 has it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from api.settings import settings
from tests.addresses import SECURITY
from tests.builders import clock
from tests.conftest import said

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MAILBOX, PAGE = "weakness+web@council.example", "https://council.example/weakness"


def told(monkeypatch: pytest.MonkeyPatch, **given: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"TRACKER_{name.upper()}", value)
    settings.cache_clear()


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    yield
    settings.cache_clear()


def fields(client: TestClient) -> dict[str, str]:
    answer = client.get(SECURITY)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    lines = [line.split(": ", 1) for line in answer.text.splitlines()]
    assert len({name for name, _ in lines}) == len(lines)
    return dict(lines)


@pytest.mark.parametrize(
    ("contact", "reached"), [(MAILBOX, "mailto:weakness%2Bweb@council.example"), (PAGE, PAGE)], ids=["mailbox", "page"]
)
def test_it_says_whom_to_reach_and_for_how_long(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, contact: str, reached: str
) -> None:
    told(monkeypatch, contact=contact, base_url="https://council.example/tracker", languages="cy,en")
    for day in ("2026-12-01", "2028-02-29"):
        with clock(day):
            found = fields(client)
            ahead = datetime.fromisoformat(found.pop("Expires")) - datetime.fromisoformat(day).replace(tzinfo=UTC)
        assert 30 < ahead.days < 365
        assert found == {
            "Contact": reached,
            "Preferred-Languages": "cy, en",
            "Canonical": "https://council.example/tracker/.well-known/security.txt",
        }


def test_where_the_settings_name_nobody_there_is_none(client: TestClient) -> None:
    assert "nobody" in said(client.get(SECURITY), 404)["detail"]
    assert client.get(f"/cy{SECURITY}").status_code == 404
