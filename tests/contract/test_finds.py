"""What fuzzing found, each as a plain test."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.main import create_app
from api.schemas.base import LANGUAGE_PATTERN, MAX_SEQUENCE
from api.schemas.examples import CREATIONS
from db.vocabulary import Role
from tests.conftest import application, key_of, said, signed_in

ITEM = "anytown-streets-2025-3"
UPDATES = f"/v1/admin/recommendations/{ITEM}/updates"
NEWS = {"progress": "under_way", "summary": "Two of the five streets are open."}


@pytest.fixture
def officer(engine: Engine) -> dict[str, str]:
    """The header of an officer who answers for the item."""
    return key_of(engine, Role.officer, "anytown-head-of-streets")


@pytest.fixture
def admin(engine: Engine) -> dict[str, str]:
    """The header of an administrator."""
    return key_of(engine, Role.admin)


@pytest.mark.parametrize(
    "day",
    ["0", "1700000000", "2026-03-01T00:00:00", "2026-W10-1", "20260301", "2026-3-1", "２０２６-03-01", "2026-02-30"],
)
@pytest.mark.parametrize("path", ["/v1/summary", "/v1/recommendations", f"/v1/recommendations/{ITEM}/status"])
def test_as_of_takes_a_day_and_nothing_else(client: TestClient, path: str, day: str) -> None:
    problem = said(client.get(path, params={"as_of": day}), 400)

    assert problem["errors"][0]["pointer"] == "as_of"


def test_as_of_takes_a_day(client: TestClient) -> None:
    said(client.get("/v1/summary", params={"as_of": "2026-03-01"}), 200)


@pytest.mark.parametrize(
    ("number", "status"), [(3.0, 409), (3.5, 422), (True, 422), (0, 422), (0.0, 422), (1e300, 422)]
)
def test_a_whole_number_may_be_written_with_a_point(
    client: TestClient, admin: dict[str, str], number: float, status: int
) -> None:
    body = {"sequence": number, "ground": "rights", "by": "no-such-organisation"}

    said(client.post("/v1/admin/erasures", json=body, headers=admin), status)


@pytest.mark.parametrize(("after", "status"), [(MAX_SEQUENCE, 200), (MAX_SEQUENCE + 1, 400)])
def test_the_bound_of_a_sequence_is_the_one_the_contract_says(client: TestClient, after: int, status: int) -> None:
    (said_,) = (
        one["schema"]["maximum"]
        for one in application().openapi()["paths"]["/v1/changes"]["get"]["parameters"]
        if one["name"] == "after"
    )

    assert said_ == MAX_SEQUENCE
    said(client.get("/v1/changes", params={"after": after}), status)


def test_publications_name_their_speakers_by_id(client: TestClient) -> None:
    (row,) = said(client.get("/v1/changes", params={"limit": 1}), 200)["items"]

    assert row["said_by"] == {"organisation": "anytown", "capacity": "for_itself"}
    schemas = application().openapi()["components"]["schemas"]
    assert schemas["PublicationRow"]["properties"]["said_by"] == {"$ref": "#/components/schemas/Voice"}


def test_a_thing_without_a_type_is_refused_with_its_place(client: TestClient, admin: dict[str, str]) -> None:
    document = {"format": "assembly-record/1", "assembly": "a00", "things": [{"id": "a00"}]}

    problem = said(client.post("/v1/admin/records", json=document, headers=admin), 422)

    assert "/things/0" in {error["pointer"] for error in problem["errors"]}


@pytest.mark.parametrize("tag", ["english", "EN", "e", "en_GB", "\x0f", "ê"])
@pytest.mark.parametrize("field", ["summary", "works"])
def test_a_patch_takes_only_language_tags(client: TestClient, officer: dict[str, str], field: str, tag: str) -> None:
    made = said(client.post(UPDATES, json=NEWS, headers=officer), 201)
    headers = officer | {"If-Match": "*"}

    said(client.patch(f"/v1/admin/updates/{made['id']}", json={field: {tag: "x"}}, headers=headers), 422)


def test_the_contract_says_which_languages_a_patch_takes() -> None:
    fields = application().openapi()["components"]["schemas"]["UpdatePatch"]["properties"]

    for field in ("summary", "detail", "works", "learned", "note"):
        assert json.dumps(LANGUAGE_PATTERN) in json.dumps(fields[field]), field


def test_a_change_without_if_match_is_428_whatever_it_changes(client: TestClient, officer: dict[str, str]) -> None:
    made = said(client.post(UPDATES, json=NEWS, headers=officer), 201)
    address = f"/v1/admin/updates/{made['id']}"

    for body in ({}, {"summary": "Three."}, {"nonsense": 1}):
        problem = said(client.patch(address, json=body, headers=officer), 428)
        assert problem["type"].endswith("/problems/if-match-missing")
    said(client.patch(address, json={}), 401)


def test_every_page_of_a_history_links_to_the_next(client: TestClient) -> None:
    answer = client.get(f"/v1/recommendations/{ITEM}/history", params={"limit": 1})

    assert answer.links["next"]["url"] == said(answer, 200)["next"]


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_a_moment_outside_the_calendar_is_refused(client: TestClient, since: str) -> None:
    said(client.get("/v1/recommendations", params={"updated_since": since}), 400)


def test_the_workbench_served_alone_has_a_contract() -> None:
    paths = create_app(public=False).openapi()["paths"]

    assert paths.keys() >= {"/v1/admin/updates", "/healthz"}
    assert not any(path.startswith("/v1/recommendations") for path in paths)


def nulls(value: Any, place: str = "") -> Iterator[str]:
    """Where an answer says null."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        yield from [f"{place}/{name}"] if inner is None else nulls(inner, f"{place}/{name}")


def test_what_is_absent_is_absent_and_next_is_there(client: TestClient, admin: dict[str, str]) -> None:
    keys, post = "/v1/admin/keys", "/v1/admin/posts/anytown-head-of-streets"
    body = {"role": "officer", "covers": ["anytown-head-of-streets"], "holder": "Sam Roe"}
    made = said(client.post(keys, json=body, headers=admin), 201)
    assert list(nulls(made)) == []
    assert list(nulls(said(client.get(f"{keys}/{made['number']}", headers=admin), 200))) == []
    assert list(nulls(said(client.post(f"{keys}/{made['number']}/revocation", headers=admin), 201))) == []
    handover = {"to": "Sam Roe", "on": "2026-11-01"}
    assert list(nulls(said(client.post(f"{post}/handover", json=handover, headers=admin), 201))) == ["/next"]
    for address in (keys, f"{post}/holdings", "/v1/admin/audit"):
        assert list(nulls(said(client.get(address, headers=admin), 200))) == ["/next"], address


def test_what_is_absent_from_a_preview_is_absent(client: TestClient, admin: dict[str, str]) -> None:
    address = "/v1/admin/recommendations"
    made = said(client.post(address, json=CREATIONS["recommendation"], headers=admin), 201)

    shown = said(client.get(f"{address}/{made['id']}/preview", headers=admin), 200)

    places = {place.rpartition("/")[2] for place in nulls(shown)}
    assert places <= set(application().openapi()["components"]["schemas"]["Status"]["required"])


def test_what_is_absent_from_an_account_is_absent(client: TestClient, engine: Engine, admin: dict[str, str]) -> None:
    accounts, number = "/v1/admin/accounts", signed_in(engine, "Sam Roe")

    assert list(nulls(said(client.get(f"{accounts}/{number}", headers=admin), 200))) == []
    assert list(nulls(said(client.get(accounts, headers=admin), 200))) == ["/next"]
    assert list(nulls(said(client.post(f"{accounts}/{number}/disabling", headers=admin), 201))) == []
    assert list(nulls(said(client.post(f"{accounts}/{number}/enabling", headers=admin), 201))) == []


@pytest.mark.parametrize(("days", "status"), [(30.0, 201), (30.5, 422), (0.0, 422)])
def test_the_days_of_a_key_may_be_written_with_a_point(
    client: TestClient, admin: dict[str, str], days: float, status: int
) -> None:
    body = {"role": "officer", "covers": ["anytown-head-of-streets"], "holder": "Sam Roe", "days": days}

    said(client.post("/v1/admin/keys", json=body, headers=admin), status)


@pytest.mark.parametrize("day", [{}, 1, True, ["2026-11-01"], "today"])
@pytest.mark.parametrize("address", ["accountabilities/anytown-streets-2025-1-tfdznz", "posts/anytown-head-of-streets"])
def test_a_handover_takes_a_day_and_nothing_else(
    client: TestClient, admin: dict[str, str], address: str, day: Any
) -> None:
    body = {"post": "anytown-head-of-parks"} if address.startswith("acc") else {"to": "Sam Roe"}

    problem = said(client.post(f"/v1/admin/{address}/handover", json=body | {"on": day}, headers=admin), 422)

    assert [error["pointer"] for error in problem["errors"]] == ["/on"]


A00 = {"organisation": "a00", "capacity": "members"}
THINGS_ABOUT_THEMSELVES: dict[str, dict[str, Any]] = {
    "reply": {"about": "a00", "said_by": A00, "text": {"en": "No."}, "date": {"value": "2026-11-01"}},
    "lineage": CREATIONS["lineage"] | {"assembly": "a00"},
    "contribution": CREATIONS["contribution"] | {"project": "a00"},
    "verdict": CREATIONS["verdict"] | {"by": "a00", "date": {"value": "2026-11-01"}},
}


@pytest.mark.parametrize("type_", THINGS_ABOUT_THEMSELVES)
def test_a_document_whose_things_name_themselves_is_refused(
    client: TestClient, admin: dict[str, str], type_: str
) -> None:
    thing = THINGS_ABOUT_THEMSELVES[type_] | {"type": type_, "id": "a00"}
    document = {"format": "assembly-record/1", "assembly": "anytown-streets-2025", "things": [thing]}

    said(client.post("/v1/admin/records", json=document, headers=admin), 409)


@pytest.mark.parametrize(
    ("plural", "named"),
    [
        ("lineages", {"assembly": "anytown-head-of-streets"}),
        ("contributions", {"project": "anytown-streets-2025-1"}),
        ("verdicts", {"by": "anytown-streets-2025-answer-1"}),
    ],
)
def test_a_name_of_something_of_another_type_is_refused(
    client: TestClient, admin: dict[str, str], plural: str, named: dict[str, str]
) -> None:
    body = CREATIONS[plural.removesuffix("s")] | named

    problem = said(client.post(f"/v1/admin/{plural}", json=body, headers=admin), 409)

    assert f"/{next(iter(named))}" in {error["pointer"] for error in problem["errors"]}


@pytest.mark.parametrize("body", ['"AAA"', "1", "true", "null"])
def test_elections_as_json_are_a_list_or_an_object(client: TestClient, admin: dict[str, str], body: str) -> None:
    headers = admin | {"Content-Type": "application/json"}

    said(client.post("/v1/admin/elections", content=body, headers=headers), 422)
