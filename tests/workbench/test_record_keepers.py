"""Who may bring in a record: an administrator any; a record keeper one assembly's, or new ones of an organisation."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests import builders
from tests.commands import command
from tests.conftest import key_of, said
from tests.workbench.councils import Headers, compiled, side

RECORDS = "/v1/admin/records"
OURS = side("anytown")
THEIRS = "camden-climate-2019"
Change = Callable[[dict[str, Any]], object]


def document(*more: Any, recommendations: int = 1) -> dict[str, Any]:
    """A compiled record of Anytown, with more things in it."""
    made = compiled(OURS, recommendations)
    return made | {"things": made["things"] + [one.model_dump(exclude_none=True) for one in more]}


def load(client: TestClient, key: Headers, given: dict[str, Any], status: int = 201) -> Any:
    return said(client.post(RECORDS, json=given, headers=key), status)


def refused(client: TestClient, key: Headers, given: dict[str, Any]) -> Any:
    """Why it is not theirs to bring in; nothing is published."""
    before = client.get("/v1/head").json()
    found = load(client, key, given, 403)
    assert client.get("/v1/head").json() == before
    assert found["type"].endswith("/not-yours")
    return found


def test_a_new_one_of_an_organisation_and_the_same_again(engine: Engine, client: TestClient) -> None:
    keeper = key_of(engine, Role.record_keeper, "anytown")

    assert load(client, keeper, document())["added"] == 3
    assert load(client, keeper, document())["unchanged"] == 3
    assert load(client, keeper, document(recommendations=2))["added"] == 1
    other = refused(client, key_of(engine, Role.record_keeper, "anytown"), document(recommendations=3))
    assert "is kept by" in other["detail"]
    assert "'anytown-archive'" in other["detail"]


def test_that_of_one_assembly_and_no_other(engine: Engine, client: TestClient) -> None:
    load(client, key_of(engine, Role.admin), document())
    keeper = key_of(engine, Role.record_keeper, OURS.compiled)

    assert load(client, keeper, document(recommendations=2))["added"] == 1
    record = client.get(f"/v1/assemblies/{THEIRS}/record").json()
    assert "'camden-climate-2019' is kept by" in refused(client, keeper, record)["detail"]
    longer = json.loads(json.dumps(document()).replace(OURS.compiled, f"{OURS.compiled}-again"))
    assert "is not among the assemblies" in refused(client, keeper, longer)["detail"]


@pytest.mark.parametrize("id_", ["anytowner-ponds-2026", "camden-ponds-2026"])
def test_no_new_one_whose_id_begins_otherwise(engine: Engine, client: TestClient, id_: str) -> None:
    keeper = key_of(engine, Role.record_keeper, "anytown")

    refused(client, keeper, json.loads(json.dumps(document()).replace(OURS.compiled, id_)))


def test_nothing_whose_owner_has_a_key(engine: Engine, client: TestClient) -> None:
    keeper = key_of(engine, Role.record_keeper, OURS.compiled)
    load(client, keeper, document())
    key_of(engine, Role.convenor, OURS.compiled)

    found = refused(client, keeper, document(recommendations=2))
    assert f"the convenor of '{OURS.compiled}'" in found["detail"]


def answered(**more: Any) -> Any:
    source = [{"title": "Minutes", "address": "https://anytown.example/minutes"}]
    facts = {"by": "anytown", "assembly": OURS.compiled, "recommendations": [f"{OURS.compiled}-1"], "sources": source}
    return builders.response(f"{OURS.compiled}-answer", "accepted", "2026-05-01", **(facts | more))


def test_what_somebody_said_is_reported_only_where_they_do_not_speak_here(engine: Engine, client: TestClient) -> None:
    keeper = key_of(engine, Role.record_keeper, OURS.compiled)
    assert load(client, keeper, document(answered()))["added"] == 4

    key_of(engine, Role.editor, "anytown")
    found = refused(client, keeper, document(answered(promised={"en": "to dig a pond"})))
    assert "the editor of 'anytown'" in found["detail"]


def test_no_record_that_its_own_body_would_keep(engine: Engine, client: TestClient) -> None:
    keeper = key_of(engine, Role.record_keeper, OURS.compiled)
    for kept in (
        {"organisation": "anytown", "capacity": "answering_body"},
        {"organisation": "anytown", "capacity": "compiler", "checked_to": {"value": "2026-06-01"}},
    ):
        given = document()
        given["things"][1] |= {"keeper": kept}
        (fault,) = refused(client, keeper, given)["errors"]
        assert (fault["rule"], fault["pointer"]) == ("not-a-compiler", "/things/1/keeper/capacity")


def test_nothing_that_stands_in_another_record_is_changed(engine: Engine, client: TestClient) -> None:
    keeper = key_of(engine, Role.record_keeper, OURS.compiled)
    (camden,) = [one for one in client.get(f"/v1/assemblies/{THEIRS}/record").json()["things"] if one["id"] == "camden"]
    same = document()
    same["things"].append(camden)
    assert load(client, keeper, same)["unchanged"] == 1

    other = document()
    other["things"].append(camden | {"name": {"en": "Camden Borough"}})
    assert refused(client, keeper, other)["errors"][0]["rule"] == "of-another-record"
    said_by = {
        "said_by": builders.speaker("anytown-archive"),
        "entered_by": builders.speaker("anytown-archive", capacity="keeper"),
    }
    news = builders.update("anytown-play-streets", None, "2026-05-02", **said_by)
    assert "'anytown-streets-2025'" in refused(client, keeper, document(news))["detail"]
    for more in (
        builders.recommendation(99, assembly=THEIRS),
        builders.update(f"{THEIRS}-1", "under_way", "2026-05-02", **said_by),
    ):
        found = refused(client, keeper, document(more))
        assert f"'{THEIRS}'" in found["detail"]


@pytest.mark.parametrize(("option", "covers"), [("--assembly", "anytown-streets-2025"), ("--organisation", "anytown")])
def test_a_key_is_made_on_the_command_line(engine: Engine, client: TestClient, option: str, covers: str) -> None:
    made = command(engine, "keys", "create", "--role", "record_keeper", option, covers)

    key = {"Authorization": f"Bearer {made.stdout.decode().splitlines()[-1]}"}
    assert client.get("/v1/admin/sessions", headers=key).status_code == 200
    assert client.get(RECORDS, headers=key).status_code == 403
