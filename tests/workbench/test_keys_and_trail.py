"""Keys are shown once and end at once; the trail says who did what; the lists say what to work on."""

import json
from typing import Any

from sqlalchemy import select

from db.models.access import Key
from db.models.audit import AuditEntry
from db.session import reading
from tests.conftest import said
from tests.workbench.asking import at, patch
from tests.workbench.councils import ADMIN, EDITOR, LATER, OFFICER, Ground, Headers, Made, creation
from tests.writing.given import erased

SECRET_WORDS = "The words that have to go."


def rows(ground: Ground, thing: str, key: Headers) -> list[Any]:
    """The trail of a thing, the first act first."""
    found = said(ground.client.get(f"/v1/admin/audit?thing={thing}", headers=key), 200)["items"]
    return list(reversed(found))


def view(ground: Ground, name: str, key: Headers) -> set[str]:
    found = said(ground.client.get(f"/v1/admin/worklist?view={name}&limit=200", headers=key), 200)
    return {one["id"] for one in found["items"]}


def test_a_key_is_shown_once_kept_hashed_and_ended_at_once(ground: Ground) -> None:
    body = {"role": "officer", "covers": [ground.ours.post], "holder": "Sam Roe"}
    made = said(ground.client.post("/v1/admin/keys", json=body, headers=ground.admin), 201)
    key = {"Authorization": f"Bearer {made['secret']}"}
    one = f"/v1/admin/keys/{made['number']}"

    said(ground.client.get("/v1/admin/updates", headers=key), 200)
    shown = [ground.client.get(address, headers=ground.admin).text for address in (one, "/v1/admin/keys")]
    assert not any(made["secret"] in text for text in shown)
    with reading(ground.engine) as session:
        assert made["secret"] not in {kept.secret_hash for kept in session.scalars(select(Key))}
        trail = list(session.scalars(select(AuditEntry)))
        assert not any(made["secret"] in str(vars(entry)) for entry in trail)

    ended = said(ground.client.post(f"{one}/revocation", headers=ground.admin), 201)
    assert ended["revoked_at"]
    said(ground.client.get("/v1/admin/updates", headers=key), 401)
    said(ground.client.post(f"{one}/revocation", headers=ground.admin), 409)
    said(ground.client.get("/v1/admin/keys/999999", headers=ground.admin), 404)


def test_a_key_covers_what_is_published_and_fits_its_role(ground: Ground) -> None:
    draft = ground.make(ground.ours, "post", EDITOR).id
    for role, covers, place in (
        ("officer", [draft], "/covers/0"),
        ("officer", [ground.ours.post, "anytown"], "/covers/1"),
        ("officer", [], "/covers"),
        ("admin", ["anytown"], "/covers"),
    ):
        body = {"role": role, "covers": covers, "holder": "Sam Roe"}
        refused = said(ground.client.post("/v1/admin/keys", json=body, headers=ground.admin), 409)
        assert place in {fault["pointer"] for fault in refused["errors"]}, role


def test_the_trail_says_who_did_what_before_and_after(ground: Ground) -> None:
    made = ground.make(ground.ours, "update", OFFICER)
    said(patch(ground, "update", made, {"summary": "Three of five."}, "*"), 200)
    editor = ground.keys["anytown"][EDITOR]
    said(ground.client.post(at("update", made.id, "/publication"), headers=editor), 201)
    said(ground.client.post(at("update", made.id, "/withdrawal"), json={"reason": "Too soon."}, headers=editor), 201)

    created, changed, published, withdrawn = rows(ground, made.id, editor)

    assert [one["action"] for one in (created, changed, published, withdrawn)] == [
        "create",
        "change",
        "publish",
        "withdraw",
    ]
    assert "before" not in created
    assert changed["before"] == created["after"]
    assert changed["after"]["summary"] == {"en": "Three of five."}
    assert published["after"] == changed["after"]
    assert withdrawn["after"]["reason"] == {"en": "Too soon."}
    assert created["by"]["actor"] == changed["by"]["actor"] != published["by"]["actor"]
    assert {one["by"]["holder"] for one in (created, published)} == {"A test"}
    assert all(one["address"] and one["request_id"] for one in (created, changed, published))


def test_an_editor_reads_the_trail_of_their_own_organisation(ground: Ground) -> None:
    ours, theirs = (ground.make(side, "update", OFFICER).id for side in (ground.ours, ground.others))

    for council, seen, unseen in (("anytown", ours, theirs), ("newshire", theirs, ours)):
        key = ground.keys[council][EDITOR]
        assert rows(ground, seen, key)
        assert rows(ground, unseen, key) == []
    assert rows(ground, ours, ground.admin)
    assert rows(ground, theirs, ground.admin)


def test_the_trail_is_read_in_pages(ground: Ground) -> None:
    made = ground.make(ground.ours, "post", EDITOR, "public")
    address = f"/v1/admin/audit?thing={made.id}&limit=1"
    found = []
    while address:
        page = said(ground.client.get(address, headers=ground.admin), 200)
        found += [one["action"] for one in page["items"]]
        address = page["next"]

    assert found == ["publish", "create"]


def test_an_erasure_takes_the_words_out_of_the_trail(ground: Ground) -> None:
    made = ground.make(ground.ours, "update", OFFICER)
    said(patch(ground, "update", made, {"summary": SECRET_WORDS}, "*"), 200)
    published = said(ground.client.post(at("update", made.id, "/publication"), headers=made.key), 201)["published"]
    assert SECRET_WORDS in json.dumps(rows(ground, made.id, ground.admin))

    body = {"sequence": published["sequence"], "ground": "personal_data", "by": "anytown"}
    erased(ground.client.post("/v1/admin/erasures", json=body, headers=ground.admin))

    kept = rows(ground, made.id, ground.admin)
    assert [one["action"] for one in kept] == ["create", "change", "publish", "erase"]
    assert SECRET_WORDS not in json.dumps(kept)
    assert not any("before" in one or "after" in one for one in kept)
    with reading(ground.engine) as session:
        bodies = [body for entry in session.scalars(select(AuditEntry)) for body in (entry.before, entry.after) if body]
        assert not any(SECRET_WORDS.encode() in body for body in bodies)


def test_the_lists_to_work_from(ground: Ground) -> None:
    first = ground.keys["newshire"][EDITOR]
    second = ground.key(EDITOR, "newshire", holder="A second")
    made = Made(said(_post(ground), 201)["id"], first)
    assert made.id in view(ground, "draft", second)
    assert made.id in view(ground, "mine", first) - view(ground, "mine", second)

    said(ground.client.post(at("post", made.id, "/publication"), headers=first), 201)
    assert made.id in view(ground, "waiting", second) - view(ground, "waiting", first) - view(ground, "draft", second)

    said(ground.client.post(at("post", made.id, "/return"), json={"note": "Which?"}, headers=second), 201)
    assert made.id in view(ground, "returned", first) - view(ground, "waiting", second)

    address = at("post", made.id, "/publication")
    said(ground.client.post(address, json={"at": LATER}, headers=first), 201)
    said(ground.client.post(address, headers=second), 201)
    assert made.id in view(ground, "scheduled", first) & view(ground, "scheduled", second)
    for name in ("mine", "draft", "waiting", "returned", "scheduled"):
        assert made.id not in view(ground, name, ground.keys["anytown"][EDITOR])


def _post(ground: Ground) -> Any:
    address, body = creation(ground.others, "post", EDITOR)
    return ground.client.post(address, json=body, headers=ground.keys["newshire"][EDITOR])


def test_many_are_released_in_one_moment_or_none_is(ground: Ground) -> None:
    editor = ground.keys["anytown"][EDITOR]
    post, update = (ground.make(ground.ours, kind, role).id for kind, role in (("post", EDITOR), ("update", OFFICER)))
    theirs, before = ground.make(ground.others, "post", EDITOR).id, None
    before = ground.counted()
    said(ground.client.post("/v1/admin/releases", json={"things": [post, theirs]}, headers=editor), 404)
    assert ground.counted() == before

    things = {"things": [post, update, post]}
    released = said(ground.client.post("/v1/admin/releases", json=things, headers=editor), 201)["items"]

    assert [(one["id"], one["state"]) for one in released] == [(post, "clean"), (update, "clean")]
    assert len({one["published"]["published_at"] for one in released}) == 1


def test_an_administrator_sees_the_trail_of_keys(ground: Ground) -> None:
    before = said(ground.client.get("/v1/admin/audit?limit=1", headers=ground.admin), 200)["items"][0]["number"]
    ground.key(ADMIN)

    (row,) = said(ground.client.get("/v1/admin/audit?limit=1", headers=ground.admin), 200)["items"]
    assert (row["action"], row["thing"]["type"]) == ("make_key", "key")
    assert row["number"] > before
