"""Where a second person releases: one key submits, another releases."""

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import said
from tests.workbench.desks import key
from tests.writing.given import ANYTOWN, NEWS, admin, load, officer, part, patch, public_updates, stored

ITEM = "anytown-streets-2025-5"
POST = "newshire-head-of-highways"
UPDATES = f"/v1/admin/recommendations/{ITEM}/updates"


@pytest.fixture
def first(client: TestClient, engine: Engine) -> dict[str, str]:
    """A key of the post at Newshire that answers for the fifth recommendation."""
    answers = {
        "type": "accountability",
        "id": f"{ITEM}-bcdfgh",
        "about": ITEM,
        "organisation": "newshire",
        "post": POST,
        "role": "accountable",
        "ground": "explicit",
    }
    said(load(client, admin(engine), part(ANYTOWN, answers)), 201)
    return officer(engine, POST)


def _submitted(client: TestClient, key: dict[str, str]) -> str:
    made = said(client.post(UPDATES, json=NEWS | {"publish": True}, headers=key), 201)
    assert made["state"] == "submitted"
    return str(made["id"])


def test_publish_submits_and_nothing_is_public(client: TestClient, engine: Engine, first: dict[str, str]) -> None:
    head = stored(engine)["head"]

    id_ = _submitted(client, first)

    assert id_ not in public_updates(client, ITEM)
    assert stored(engine)["head"] == head


def test_whoever_submitted_cannot_release(client: TestClient, first: dict[str, str]) -> None:
    id_ = _submitted(client, first)

    refused = said(client.post(f"/v1/admin/updates/{id_}/publication", headers=first), 403)

    assert refused["type"].endswith("/not-yours")
    assert id_ not in public_updates(client, ITEM)


def second_person(engine: Engine) -> dict[str, str]:
    """The key of somebody else at the same post."""
    return key(engine, Role.officer, POST, holder="Bo Second")


def test_another_key_of_somebody_else_releases(client: TestClient, engine: Engine, first: dict[str, str]) -> None:
    id_ = _submitted(client, first)

    released = said(client.post(f"/v1/admin/updates/{id_}/publication", headers=second_person(engine)), 201)

    assert released["state"] == "clean"
    assert id_ in public_updates(client, ITEM)


def test_a_change_after_submission_has_to_be_submitted_again(
    client: TestClient, engine: Engine, first: dict[str, str]
) -> None:
    id_ = _submitted(client, first)
    second = second_person(engine)

    changed = said(patch(client, second, id_, {"summary": "Changed by the second."}, '"2"'), 200)
    assert changed["state"] == "draft"
    again = said(client.post(f"/v1/admin/updates/{id_}/publication", headers=second), 201)

    assert again["state"] == "submitted"
    said(client.post(f"/v1/admin/updates/{id_}/publication", headers=second), 403)
    said(client.post(f"/v1/admin/updates/{id_}/publication", headers=first), 201)
    assert public_updates(client, ITEM)[id_]["summary"] == {"en": "Changed by the second."}
