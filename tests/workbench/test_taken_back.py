"""What was said can be taken back: drafts are thrown away, and the trail and reminders give up what they hold."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from api.record.reader import begin
from api.reminders.mailed_answers import take
from api.reminders.reply import Reply
from api.settings import settings
from db.session import writing
from db.vocabulary import Role
from tests.builders import POST as STREETS_POST
from tests.builders import changed, clock, post, put
from tests.conftest import client_of, key_of, said
from tests.mailbox import Mailbox, served
from tests.workbench.asking import at, patch
from tests.workbench.councils import EDITOR, LATER, OFFICER, Ground, Made, creation
from tests.workbench.reminded import STREETS, link_of, reply_secret_of, run, something_due
from tests.writing.test_forgetting import holding_rows

WORD = "Zyxwvut"  # stands nowhere else


def discard(ground: Ground, kind: str, made: Made, tag: str | None = "*") -> Any:
    return ground.client.delete(at(kind, made.id), headers=made.key | ({"If-Match": tag} if tag else {}))


def trail(ground: Ground, thing: str) -> list[Any]:
    """What was done to a thing, the first act first."""
    found = said(ground.client.get(f"/v1/admin/audit?thing={thing}", headers=ground.admin), 200)["items"]
    return list(reversed(found))


def test_a_draft_is_thrown_away_with_its_words(ground: Ground) -> None:
    address, body = creation(ground.ours, "post", EDITOR)
    key = ground.keys["anytown"][EDITOR]
    once = key | {"Idempotency-Key": f"once-{body['id']}"}
    made = Made(said(ground.client.post(address, json=body | {"remit": WORD}, headers=once), 201)["id"], key)
    said(patch(ground, "post", made, {"remit": f"Asks {WORD}."}, '"1"'), 200)
    assert holding_rows(ground.engine, WORD) == {"working_copies.body", "audit_entries.before", "audit_entries.after"}

    assert said(discard(ground, "post", made, None), 428)["type"].endswith("/if-match-missing")
    said(discard(ground, "post", made, '"1"'), 412)
    assert discard(ground, "post", made, '"2"').status_code == 204

    assert holding_rows(ground.engine, WORD) == set()
    said(ground.client.get(at("post", made.id), headers=key), 404)
    said(discard(ground, "post", made), 404)
    acts = trail(ground, made.id)
    assert [act["action"] for act in acts] == ["create", "change", "discard"]
    assert all(act["by"]["actor"] and act["at"] for act in acts)
    assert not any({"before", "after", "reason"} & act.keys() for act in acts)
    # Repeated, the request that made it does not make it again; its id is free, and no ETag of the old one fits.
    gone = said(ground.client.post(address, json=body | {"remit": WORD}, headers=once), 409)
    assert "thrown away" in gone["detail"]
    again = ground.client.post(address, json=body, headers=key)
    assert said(again, 201)["id"] == made.id
    assert int(again.headers["ETag"].strip('"')) > 2
    said(patch(ground, "post", made, {"remit": "Trees."}, '"1"'), 412)
    said(ground.client.post(address, json=body | {"remit": WORD}, headers=once), 409)


def test_what_is_public_is_again_as_it_is_public(ground: Ground) -> None:
    made = ground.make(ground.ours, "update", OFFICER, "public")
    before = said(ground.client.get(at("update", made.id), headers=made.key), 200)
    assert "withdraw it" in said(discard(ground, "update", made), 409)["detail"]
    said(patch(ground, "update", made, {"summary": f"{WORD} lives here."}, "*"), 200)

    assert discard(ground, "update", made).status_code == 204

    after = said(ground.client.get(at("update", made.id), headers=made.key), 200)
    moving = {"revision", "changed_at"}
    assert {name: after[name] for name in after.keys() - moving} == {
        name: before[name] for name in before.keys() - moving
    }
    assert after["state"] == "clean"
    assert holding_rows(ground.engine, WORD) == set()
    acts = trail(ground, made.id)
    assert [(act["action"], "after" in act) for act in acts] == [
        ("create", True),
        ("publish", True),
        ("change", False),
        ("discard", False),
    ]
    said(ground.client.post(at("update", made.id, "/withdrawal"), json={"reason": "Too soon."}, headers=made.key), 201)
    assert "erased by an administrator" in said(discard(ground, "update", made), 409)["detail"]


@pytest.mark.parametrize("state", ["scheduled", "submitted"])
def test_what_waits_for_release_is_sent_back_first(ground: Ground, state: str) -> None:
    gated = state == "submitted"
    if gated:
        change = {"release": "second_person"}
        council = Made("newshire", ground.admin)
        said(patch(ground, "organisation", council, change, "*"), 200)
        said(ground.client.post(at("organisation", "newshire", "/publication"), headers=ground.admin), 201)
    made = ground.make(ground.others if gated else ground.ours, "update", OFFICER)
    body = {} if gated else {"at": LATER}
    answer = said(ground.client.post(at("update", made.id, "/publication"), json=body, headers=made.key), 201)
    assert answer["state"] == state

    assert "send it back first" in said(discard(ground, "update", made), 409)["detail"]
    note = {"note": f"Who is {WORD}?"}
    said(ground.client.post(at("update", made.id, "/return"), json=note, headers=made.key), 201)
    assert discard(ground, "update", made).status_code == 204

    assert holding_rows(ground.engine, WORD) == set()


def test_the_text_of_an_entry_of_the_trail_is_taken_out(ground: Ground) -> None:
    made = ground.make(ground.ours, "update", OFFICER)
    said(patch(ground, "update", made, {"summary": f"{WORD} lives here."}, "*"), 200)
    said(patch(ground, "update", made, {"summary": "Three are planted."}, "*"), 200)
    entries = [act for act in trail(ground, made.id) if WORD in json.dumps(act)]
    assert len(entries) == 2

    for entry in entries:
        address, body = f"/v1/admin/audit/{entry['number']}/redaction", {"ground": "personal_data"}
        emptied = said(ground.client.post(address, json=body, headers=ground.admin), 201)
        said(ground.client.post(address, json=body, headers=ground.admin), 409)
        kept = {name: value for name, value in entry.items() if name not in {"before", "after"}}
        assert emptied == kept | {"redacted_by": emptied["redacted_by"]}

    assert holding_rows(ground.engine, WORD) == set()
    last = trail(ground, made.id)[-1]
    assert (last["number"], last["action"], last["reason"]) == (emptied["redacted_by"], "redact", "personal_data")
    missing = "/v1/admin/audit/999999999/redaction"
    said(ground.client.post(missing, json={"ground": "personal_data"}, headers=ground.admin), 404)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as found:
        yield found


def test_a_mailbox_is_taken_away_and_its_links_end(
    empty: Engine, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A draft that came by mail is thrown away by whoever has its post, as any other."""
    monkeypatch.setattr(settings(), "mail_reply_to", "answers@westmere.example")
    officer, client = something_due(empty), client_of(empty)
    with clock("2024-06-01"):
        administrator = key_of(empty, Role.admin, days=3650)
    assert run(empty, mailbox, "2024-06-01")[0] == [STREETS]
    with clock("2024-06-01"):
        link = link_of(mailbox.got[0])
        with writing(empty) as session:
            take(begin(session), Reply(reply_secret_of(mailbox.got[0]), {1: f"{WORD} lives here."}))
        drafts = said(client.get("/v1/admin/updates?state=draft", headers=officer), 200)["items"]
        assert len(drafts) == 1
        for one in drafts:
            gone = client.delete(f"/v1/admin/updates/{one['id']}", headers=officer | {"If-Match": "*"})
            assert gone.status_code == 204
        assert holding_rows(empty, WORD) == set()
        assert holding_rows(empty, STREETS) >= {"reminders.recipient", "answer_tokens.recipient", "actors.mailbox"}

        body = {"mailbox": STREETS.title(), "ground": "personal_data"}
        done = said(client.post("/v1/admin/reminders/redaction", json=body, headers=administrator), 201)

        assert done["reminders"] == done["links"] == done["answers"] == 1
        assert done["posts"] == [STREETS_POST]
        assert holding_rows(empty, STREETS) == {"bodies.body"}  # where the post still names it
        assert client.get(link).status_code in {404, 410}
    # Nobody is told of the same step again, neither at the same mailbox nor at the next one of the post.
    assert run(empty, mailbox, "2024-06-02")[0] == []
    with clock("2024-06-02"):
        put(empty, changed(post(STREETS_POST), contact="new@westmere.example"))
    assert run(empty, mailbox, "2024-06-03")[0] == []
