"""An `Idempotency-Key` makes a request safe to repeat."""

from datetime import timedelta

from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from db.clock import now
from db.models.workbench import WorkingCopy
from db.session import reading
from tests.clock import travel
from tests.conftest import said
from tests.writing.given import NEWS, UPDATES, draft, history, officer, public_updates, stored

ONCE = {"Idempotency-Key": "the-first-one"}
SAY = NEWS | {"publish": True}


def _copies(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(WorkingCopy)) or 0


def test_the_same_request_twice_makes_one_update_and_answers_the_same(client: TestClient, engine: Engine) -> None:
    key = officer(engine) | ONCE

    first = client.post(UPDATES, json=SAY, headers=key)
    second = client.post(UPDATES, json=SAY, headers=key)

    assert (first.status_code, first.json()) == (201, second.json())
    assert {name: second.headers[name] for name in ("ETag", "Location")} == {
        name: first.headers[name] for name in ("ETag", "Location")
    }
    assert _copies(engine) == 1
    assert [row["nature"] for row in history(client) if row["thing"]["id"] == first.json()["id"]] == ["news"]


def test_another_request_under_the_same_key_is_refused(client: TestClient, engine: Engine) -> None:
    key = officer(engine) | ONCE
    said(client.post(UPDATES, json=SAY, headers=key), 201)
    before = stored(engine)

    refused = said(client.post(UPDATES, json=SAY | {"summary": "Something else."}, headers=key), 409)

    assert refused["type"].endswith("/idempotency-key-reused")
    assert stored(engine) == before


def test_two_holders_may_use_the_same_word(client: TestClient, engine: Engine) -> None:
    first = said(client.post(UPDATES, json=SAY, headers=officer(engine) | ONCE), 201)
    second = said(client.post(UPDATES, json=SAY | {"summary": "Another's."}, headers=officer(engine) | ONCE), 201)

    assert first["id"] != second["id"]


def test_it_is_forgotten_after_seven_days(client: TestClient, engine: Engine) -> None:
    key = officer(engine) | ONCE
    begins = now()
    first = said(client.post(UPDATES, json=SAY, headers=key), 201)

    with travel(begins + timedelta(days=6, hours=23)):
        assert said(client.post(UPDATES, json=SAY, headers=key), 201)["id"] == first["id"]
    with travel(begins + timedelta(days=7, minutes=1)):
        assert said(client.post(UPDATES, json=SAY, headers=key), 201)["id"] != first["id"]


def test_after_a_refused_request_the_key_is_free_again(client: TestClient, engine: Engine) -> None:
    key = officer(engine) | ONCE
    said(client.post(UPDATES, json={"summary": "Where does it stand?", "publish": True}, headers=key), 409)

    said(client.post(UPDATES, json=SAY, headers=key), 201)


def test_a_publication_repeated_is_one_publication(client: TestClient, engine: Engine) -> None:
    key = officer(engine)
    made = draft(client, key)
    address = f"/v1/admin/updates/{made['id']}/publication"

    first = said(client.post(address, headers=key | ONCE), 201)

    assert said(client.post(address, headers=key | ONCE), 201) == first
    assert made["id"] in public_updates(client)


def test_a_withdrawal_repeated_is_one_withdrawal(client: TestClient, engine: Engine) -> None:
    key = officer(engine)
    made = said(client.post(UPDATES, json=SAY, headers=key), 201)
    address, body = f"/v1/admin/updates/{made['id']}/withdrawal", {"reason": "Too soon."}

    first = said(client.post(address, json=body, headers=key | ONCE), 201)

    assert said(client.post(address, json=body, headers=key | ONCE), 201) == first
    assert [row["nature"] for row in history(client)].count("withdrawal") == 1


def test_the_same_word_at_another_address_is_another_request(client: TestClient, engine: Engine) -> None:
    key = officer(engine) | ONCE
    said(client.post(UPDATES, json=SAY, headers=key), 201)

    other = "/v1/admin/recommendations/anytown-streets-2025-1/updates"
    assert said(client.post(other, json=SAY, headers=key), 409)["type"].endswith("/idempotency-key-reused")
