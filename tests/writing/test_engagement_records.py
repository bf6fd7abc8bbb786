"""The record of an engagement that is no assembly: exported, imported into an empty tracker, exported again."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.publishing.verify import faults_of_record
from db.session import reading
from db.vocabulary import Role
from tests.builders import clock, put, speaker, update
from tests.commands import command
from tests.conftest import client_of, key_of, said
from tests.writing.given import ANYTOWN, RECORDS, admin, exported, load, places

BUSES = "anytown-bus-survey"
COMPILED = {
    "format": "assembly-record/1",
    "engagement": "exampleton-trams",
    "things": [
        {"type": "organisation", "id": "exampleton", "name": "Exampleton", "kind": "council", "language": "en"},
        {"type": "organisation", "id": "open-record", "name": "Open Record", "kind": "charity", "language": "en"},
        {
            "type": "engagement",
            "id": "exampleton-trams",
            "form": "survey",
            "name": "Trams",
            "commissioned_by": "exampleton",
            "begins": "2026-01",
            "keeper": {"organisation": "open-record", "capacity": "compiler", "checked_to": "2026-06"},
        },
    ],
}


def record_of(client: TestClient, engagement: str = BUSES, query: str = "") -> bytes:
    answer = client.get(f"/v1/engagements/{engagement}/record{query}")
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def taken_elsewhere(other: Engine, document: bytes) -> TestClient:
    client = client_of(other)
    said(client.post(RECORDS, content=document, headers=admin(other) | {"Content-Type": "application/json"}), 201)
    with reading(other) as session:
        assert list(faults_of_record(session)) == []
    return client


@pytest.mark.parametrize(
    "engagement",
    [BUSES, "anytown-parks-workshops", "anytown-high-street-consultation", "anytown-tree-group-street-talks"],
)
def test_it_is_the_same_bytes_once_it_was_taken_elsewhere(client: TestClient, empty: Engine, engagement: str) -> None:
    document = record_of(client, engagement)

    other = taken_elsewhere(empty, document)

    assert record_of(other, engagement) == document
    told = said(other.get(f"/v1/engagements/{engagement}"), 200)
    assert told["status"]["sentence"] == said(client.get(f"/v1/engagements/{engagement}"), 200)["status"]["sentence"]


def test_it_has_what_is_about_it_and_what_that_names_and_no_more(
    client: TestClient, engine: Engine, empty: Engine
) -> None:
    speaks = speaker("anytown")
    news = update(BUSES, None, "2026-11-01", "The answers are counted.", said_by=speaks, entered_by=speaks)
    put(engine, news)
    document = record_of(client)
    found = json.loads(document)

    assert (found["format"], found["engagement"], "assembly" in found) == ("assembly-record/1", BUSES, False)
    ids = [thing["id"] for thing in found["things"]]
    assert ids == sorted(ids)
    assert {BUSES, news.id, "anytown", "anytown-streets-plan-2026"} <= set(ids)
    assert "anytown-parks-workshops" not in ids
    assert not [one for one in found["things"] if one["type"] in ("recommendation", "response")]
    assert record_of(taken_elsewhere(empty, document)) == document


def test_a_past_day_has_what_stood_then(client: TestClient, engine: Engine) -> None:
    before = record_of(client)
    key = key_of(engine, Role.editor, "anytown") | {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    with clock("2027-03-01"):
        change = client.patch(
            f"/v1/admin/engagements/{BUSES}", content='{"summary": {"en": "Other words."}}', headers=key
        )
        assert change.status_code == 200, change.text
        said(client.post(f"/v1/admin/engagements/{BUSES}/publication", headers=key), 201)
    with clock("2027-03-02"):
        after, then = record_of(client), record_of(client, query="?as_of=2027-02-28")

    assert after != before
    assert then == before


def test_a_record_keeper_brings_in_one_that_is_compiled_and_nothing_twice(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2026-12-01"):
        told = said(load(client, admin(empty), COMPILED), 201)
        assert (told["assembly"], told["type"], told["added"]) == ("exampleton-trams", "engagement", 3)
        keeper = key_of(empty, Role.record_keeper, "exampleton-trams")
        assert said(load(client, keeper, COMPILED), 201)["unchanged"] == 3
        own = {**COMPILED["things"][2], "summary": "About trams."}  # type: ignore[dict-item]
        changed = COMPILED | {"things": [*COMPILED["things"][:2], own]}
        assert said(load(client, keeper, changed), 201)["changed"] == 1
    assert json.loads(record_of(client, "exampleton-trams"))["things"][1]["summary"] == {"en": "About trams."}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"engagement": "exampleton-buses"}, {"/engagement": "engagement-missing"}),
        ({"assembly": "exampleton-trams"}, {"/engagement": "of-two"}),
        ({"engagement": "exampleton"}, {"/engagement": "engagement-missing"}),
        ({"engagement": 7}, {"/engagement": "required"}),
    ],
)
def test_what_is_no_record_of_an_engagement_is_refused(
    empty: Engine, change: dict[str, Any], expected: dict[str, str]
) -> None:
    answer = load(client_of(empty), admin(empty), COMPILED | change)
    assert answer.status_code in (409, 422)
    assert places(answer.json()) == expected


def test_the_command_line_checks_and_exports_it(engine: Engine, client: TestClient, tmp_path: Path) -> None:
    document = record_of(client)
    assert command(engine, "export", BUSES).stdout == document + b"\n"
    file = tmp_path / "buses.json"
    file.write_bytes(document)
    told = command(engine, "check", file)
    assert told.returncode == 0
    assert b"This is a survey: people answer questions." in told.stdout


def test_an_engagement_is_not_taken_for_an_assembly(empty: Engine) -> None:
    document: Any = {"format": "assembly-record/1", "assembly": "exampleton-trams", "things": COMPILED["things"]}
    answer = load(client_of(empty), admin(empty), document)
    assert places(answer.json()) == {"/assembly": "assembly-missing"}


def test_the_page_leads_to_it_and_the_record_of_the_assembly_has_it_still(client: TestClient) -> None:
    page = client.get(f"/engagements/{BUSES}", headers={"Accept": "text/html"}).text
    assert f'href="/v1/engagements/{BUSES}/record"' in page
    assert BUSES in {thing["id"] for thing in json.loads(exported(client, ANYTOWN))["things"]}
    assert client.get(f"/v1/engagements/{ANYTOWN}/record").status_code == 404
