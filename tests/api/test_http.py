"""What every public answer gets from HTTP: validators, freshness, HEAD, Allow, and leave for any origin to read it."""

import re

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core.problems import KINDS
from api.schemas.kinds import LISTED
from api.settings import settings
from db.vocabulary import Role
from tests.addresses import public_addresses
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    POST,
    clock,
    gone,
    groundwork,
    item,
    put,
    recommendation,
    update,
    withdrawal,
)
from tests.conftest import client_of, key_of, said

ITEM = "/v1/recommendations/anytown-streets-2025-3"
PUBLIC = [
    "/v1/recommendations?limit=2",
    ITEM,
    f"{ITEM}/status",
    f"{ITEM}/history",
    "/v1/assemblies/anytown-streets-2025/record",
    "/v1/summary",
    "/v1/changes?limit=2",
    "/v1/codelists/progress",
    "/v1/schemas/record.json",
    "/problems/not-found",
    "/openapi.json",
    "/docs",
    "/docs/running",
]
# RFC 5861: what a cache has may stand in where we fail.
WHEN_STALE = ", stale-if-error=86400"
ORIGIN = {"Origin": "https://elsewhere.example"}


def test_what_is_asked_of_every_site_is_answered(reader: TestClient) -> None:
    index = said(reader.get("/v1"), 200)
    for address in (*(value for name, value in index.items() if name.endswith("url")), *index["lists"].values()):
        assert reader.get(address).status_code == 200, address
    assert reader.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
    assert "Disallow: /v1/admin/" in reader.get("/robots.txt").text


def test_the_index_has_every_address_of_data(reader: TestClient) -> None:
    index = said(reader.get("/v1"), 200)
    found = {one["address"].removeprefix(settings().base_url).partition("{?")[0]: one for one in index["addresses"]}
    contract = said(reader.get("/openapi.json"), 200)["paths"]

    assert found.keys() == {path for path in public_addresses() if path.startswith("/v1")}
    for path, one in found.items():
        operation = contract[path]["get"]
        assert (one["operation"], one["summary"]) == (operation["operationId"], operation["summary"])
        assert set(one["parameters"]) == {
            two["name"] for two in operation.get("parameters", ()) if two["in"] == "query"
        }
    assert index["lists"].keys() >= {kind.plural for kind in LISTED}
    assert all(address.removeprefix(settings().base_url) in found for address in index["lists"].values())
    moved = reader.get("/v1/", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, "/v1")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_answer_has_a_strong_etag_and_may_be_kept_a_while(reader: TestClient, path: str) -> None:
    answer = reader.get(path)

    assert answer.status_code == 200
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer.headers["etag"])
    assert re.fullmatch(rf"public, max-age=\d+, s-maxage=\d+{WHEN_STALE}", answer.headers["cache-control"])


@pytest.mark.parametrize(
    "path", [*PUBLIC, "/v1/nowhere", "/v1/admin/updates", "/v1/recommendations?limit=0", "/healthz"]
)
def test_no_browser_takes_an_answer_for_something_else_than_it_says(reader: TestClient, path: str) -> None:
    assert reader.get(path).headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PUBLIC)
def test_asking_again_with_the_etag_gives_304_without_a_body(reader: TestClient, path: str) -> None:
    first = reader.get(path)

    again = reader.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert "content-length" not in again.headers


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("W/{tag}", 304),
        ('"another", {tag}', 304),
        ("*", 304),
        ('"another"', 200),
        ("", 200),
    ],
)
def test_if_none_match_takes_weak_tags_lists_and_a_star(reader: TestClient, given: str, status: int) -> None:
    tag = reader.get(ITEM).headers["etag"]
    assert reader.get(ITEM, headers={"If-None-Match": given.format(tag=tag)}).status_code == status


def test_the_etag_changes_when_the_answer_does(empty: Engine) -> None:
    client = client_of(empty)
    put(empty, *groundwork(), recommendation(1))
    address = f"/v1/recommendations/{item(1)}"
    before = client.get(address).headers["etag"]

    put(empty, update(item(1), "under_way", "2024-05-01"))

    after = client.get(address, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_an_answer_never_stays_fresh_past_midnight(reader: TestClient) -> None:
    with clock("2026-12-01T12:00:00"):
        assert reader.get(ITEM).headers["cache-control"] == f"public, max-age=60, s-maxage=10{WHEN_STALE}"
    with clock("2026-12-01T23:59:30"):
        assert reader.get(ITEM).headers["cache-control"] == f"public, max-age=30, s-maxage=10{WHEN_STALE}"
        tag = reader.get(ITEM).headers["etag"]
        assert (
            reader.get(ITEM, headers={"If-None-Match": tag}).headers["cache-control"]
            == f"public, max-age=30, s-maxage=10{WHEN_STALE}"
        )
    with clock("2026-12-01T23:59:55"):
        assert reader.get(ITEM).headers["cache-control"] == f"public, max-age=5, s-maxage=5{WHEN_STALE}"
    with clock("2026-12-01T23:59:59.700000"):
        assert reader.get(ITEM).headers["cache-control"] == f"public, max-age=0, s-maxage=0{WHEN_STALE}"


@pytest.mark.parametrize("path", [*PUBLIC, "/healthz", "/readyz", "/recommendations/anytown-streets-2025-3", "/v1/x"])
def test_head_is_get_without_the_body(reader: TestClient, path: str) -> None:
    with clock("2026-12-01"):
        got, head = reader.get(path), reader.head(path)

    assert head.content == b""
    assert head.status_code == got.status_code
    for answer in (got, head):
        del answer.headers["x-request-id"]
    assert head.headers == got.headers


def test_head_with_the_etag_gives_304(reader: TestClient) -> None:
    tag = reader.head(ITEM).headers["etag"]
    assert reader.head(ITEM, headers={"If-None-Match": tag}).status_code == 304


ALLOWED = {
    "/v1/recommendations": "GET, HEAD",
    ITEM: "GET, HEAD",
    "/v1/codelists/progress": "GET, HEAD",
    "/recommendations/anytown-streets-2025-3": "GET, HEAD",
    "/openapi.json": "GET, HEAD",
    "/docs": "GET, HEAD",
    "/healthz": "GET, HEAD",
    "/v1/admin/recommendations/anytown-streets-2025-3/updates": "GET, HEAD, POST",
    "/v1/admin/updates/anytown-streets-2025-3-bcdfgh": "DELETE, GET, HEAD, PATCH",
    "/v1/admin/updates/anytown-streets-2025-3-bcdfgh/publication": "POST",
    "/v1/admin/records": "GET, HEAD, POST",
}


@pytest.mark.parametrize("path", ALLOWED)
def test_a_method_nobody_takes_is_405_and_allow_names_those_that_are_taken(reader: TestClient, path: str) -> None:
    answer = reader.put(path)

    assert said(answer, 405)["type"].endswith("/problems/method-not-allowed")
    assert set(ALLOWED[path].split(", ")) <= set(answer.headers["allow"].split(", "))
    assert "PUT" not in answer.headers["allow"]


def test_allow_on_a_public_address_is_get_and_head_alone(reader: TestClient) -> None:
    assert reader.post(ITEM).headers["allow"] == "GET, HEAD"
    assert reader.options(ITEM).headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((path, 200) for path in PUBLIC),
        ("/v1/recommendations?limit=0", 400),
        ("/v1/recommendations/nothing-of-that-name", 404),
        ("/v1/nothing", 404),
    ],
)
def test_any_origin_may_read_answers_and_errors(reader: TestClient, path: str, status: int) -> None:
    answer = reader.get(path, headers=ORIGIN)

    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert reader.get(path).headers["access-control-allow-origin"] == "*"  # so that a cache keeps one copy for all
    assert "Origin" not in answer.headers.get("vary", "")


def test_any_origin_may_read_304_405_and_410(empty: Engine) -> None:
    client = client_of(empty)
    first = recommendation(1)
    put(empty, *groundwork(), first)
    address = f"/v1/recommendations/{item(1)}"
    tag = client.get(address).headers["etag"]

    unchanged = client.get(address, headers=ORIGIN | {"If-None-Match": tag})
    refused = client.delete(address, headers=ORIGIN)
    put(empty, withdrawal(first))
    withdrawn = client.get(address, headers=ORIGIN)

    assert [one.status_code for one in (unchanged, refused, withdrawn)] == [304, 405, 410]
    assert {one.headers["access-control-allow-origin"] for one in (unchanged, refused, withdrawn)} == {"*"}


def test_any_origin_may_read_that_something_went_wrong_here(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("DROP TABLE facets")

    answer = client_of(empty).get("/v1/recommendations?theme=Streets", headers=ORIGIN)

    problem = said(answer, 500)
    assert problem["type"].endswith("/problems/server-error")
    assert "facets" not in answer.text
    assert answer.headers["x-request-id"] == problem["request_id"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_may_ask_beforehand_to_send_what_headers_it_likes(reader: TestClient) -> None:
    asked = ORIGIN | {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    answer = reader.options(ITEM, headers=asked)

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "if-none-match" in answer.headers["access-control-allow-headers"]


def test_the_workbench_answers_no_other_origin_and_is_never_kept(client: TestClient, engine: Engine) -> None:
    officer = key_of(engine, Role.officer, "anytown-head-of-streets")
    path = "/v1/admin/recommendations/anytown-streets-2025-3/updates"
    asked = ORIGIN | {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}

    answers = [
        client.get(path, headers=ORIGIN | officer),
        client.get(path, headers=ORIGIN),
        client.options(path, headers=asked),
        client.get("/v1/admin/nothing", headers=ORIGIN),
    ]

    assert [answer.status_code for answer in answers] == [200, 401, 405, 404]
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers or answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/v1/recommendations/nothing-of-that-name",
        "/v1/recommendations/nothing-of-that-name/status",
        "/v1/recommendations/nothing-of-that-name/history",
        "/v1/assemblies/nothing-of-that-name",
        "/v1/assemblies/nothing-of-that-name/record",
        "/v1/projects/nothing-of-that-name",
        "/v1/organisations/nothing-of-that-name",
        "/v1/posts/nothing-of-that-name",
        "/v1/codelists/nothing",
        "/problems/nothing",
        "/v1/recommendations/camden-climate-2019",  # an assembly
        "/v1/posts/anytown",  # an organisation
        "/v1/nothing/",
        "/v2/recommendations",
        "/nothing",
    ],
)
def test_what_was_never_published_is_404_in_a_problem_that_is_not_kept(reader: TestClient, path: str) -> None:
    answer = reader.get(path)

    problem = said(answer, 404)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert problem["type"] == "http://127.0.0.1:8000/problems/not-found"
    assert problem["title"] == KINDS["not-found"].title
    assert problem["status"] == 404
    assert problem["detail"]
    assert problem["instance"] == path
    assert problem["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("id_", ["UPPER", "x", "1-2", "a--b", "x" * 81, "%00", "%F0%9F%9A%B2"])
def test_what_is_no_id_at_all_is_400_or_404_and_never_worse(reader: TestClient, id_: str) -> None:
    problem = said(reader.get(f"/v1/recommendations/{id_}"), 400)
    assert problem["errors"][0]["pointer"] == "id"


def test_what_was_withdrawn_is_410_and_says_when_who_and_why(empty: Engine) -> None:
    client = client_of(empty)
    first = recommendation(1)
    with clock("2024-03-01"):
        put(empty, *groundwork(), first)
    with clock("2024-05-07"):
        put(empty, withdrawal(first, {"en": "It was listed twice.", "cy": "Roedd yno ddwywaith."}))

    for path in ("", "/status"):
        answer = client.get(f"/v1/recommendations/{item(1)}{path}")
        problem = said(answer, 410)
        assert problem["type"].endswith("/problems/withdrawn")
        assert "2024-05-07" in problem["detail"]
        assert COUNCIL in problem["detail"]
        assert "It was listed twice." in problem["detail"]
        assert answer.headers["cache-control"].startswith("public, max-age=")
    assert said(client.get(f"/v1/recommendations/{item(1)}/history"), 200)["items"]
    assert said(client.get("/v1/recommendations"), 200)["items"] == []


@pytest.mark.parametrize("path", ["/v1/assemblies/{}", "/v1/assemblies/{}/record"])
def test_what_was_erased_is_410_and_says_when_and_on_what_ground(empty: Engine, path: str) -> None:
    client = client_of(empty)
    with clock("2024-03-01"):
        sequence = put(empty, *groundwork())[-1]
    with clock("2024-05-07"):
        gone(empty, sequence, "court_order")

    problem = said(client.get(path.format(ASSEMBLY)), 410)
    assert problem["type"].endswith("/problems/erased")
    assert "2024-05-07" in problem["detail"]
    assert "court_order" in problem["detail"]


def test_the_recommendations_of_a_withdrawn_assembly_are_gone_with_it_and_come_back_with_it(empty: Engine) -> None:
    client = client_of(empty)
    whole = groundwork()
    put(empty, *whole, recommendation(1))
    put(empty, withdrawal(whole[-1], "It never met."))

    for path in ("", "/status"):
        assert "It never met." in said(client.get(f"/v1/recommendations/{item(1)}{path}"), 410)["detail"]
    assert said(client.get("/v1/recommendations"), 200)["items"] == []

    put(empty, whole[-1])
    assert said(client.get(f"/v1/recommendations/{item(1)}"), 200)["id"] == item(1)
    assert [one["id"] for one in said(client.get("/v1/recommendations"), 200)["items"]] == [item(1)]


def test_each_type_has_its_own_withdrawn_addresses(empty: Engine) -> None:
    client = client_of(empty)
    council, members, group, post, assembly = groundwork()
    put(empty, council, members, group, post, assembly)
    put(empty, withdrawal(post))

    said(client.get(f"/v1/posts/{POST}"), 410)
    said(client.get(f"/v1/projects/{POST}"), 404)


def test_a_request_id_of_the_askers_own_is_kept_and_any_other_is_made(reader: TestClient) -> None:
    assert reader.get(ITEM, headers={"X-Request-Id": "abcd-1234"}).headers["x-request-id"] == "abcd-1234"
    made = reader.get(ITEM, headers={"X-Request-Id": "no spaces here"}).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", made)
