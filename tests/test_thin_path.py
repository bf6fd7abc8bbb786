"""The thinnest whole path: an officer says what changed, and everybody reads it."""

from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import key_of, said

ITEM = "anytown-streets-2025-3"


def test_an_officers_update_is_public_at_once(client: TestClient, engine: Engine) -> None:
    officer = key_of(engine, Role.officer, "anytown-head-of-streets")

    made = said(
        client.post(
            f"/v1/admin/recommendations/{ITEM}/updates",
            json={"progress": "under_way", "summary": "Two of the five streets are open.", "publish": True},
            headers=officer,
        ),
        201,
    )

    assert made["state"] == "clean"
    detail = said(client.get(f"/v1/recommendations/{ITEM}"), 200)
    assert detail["updates"][0]["summary"] == {"en": "Two of the five streets are open."}
    assert detail["status"]["progress"] == "under_way"
    assert "two of the five streets are open" in detail["status"]["sentence"]["en"]
