"""An officer says what changed: drafts, changes, publication and withdrawal."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import key_of, said
from tests.writing.given import (
    ITEM,
    NEWS,
    POST,
    UPDATES,
    draft,
    exported,
    history,
    officer,
    patch,
    places,
    public_updates,
    published,
    stored,
)


@pytest.fixture
def key(engine: Engine) -> dict[str, str]:
    """The key of an officer whose post answers for the recommendation."""
    return officer(engine)


def _read(client: TestClient, key: dict[str, str], id_: str) -> tuple[dict[str, object], str]:
    found = client.get(f"/v1/admin/updates/{id_}", headers=key)
    return said(found, 200), found.headers["ETag"]


def test_publish_makes_it_public_in_one_call(client: TestClient, key: dict[str, str]) -> None:
    answer = client.post(UPDATES, json=NEWS | {"publish": True}, headers=key)

    made = said(answer, 201)
    assert made["state"] == "clean"
    assert answer.headers["Location"] == f"/v1/admin/updates/{made['id']}"
    public = public_updates(client)[made["id"]]
    assert public["summary"] == {"en": "Two of the five streets are open."}
    assert public["said_by"]["post"]["id"] == public["entered_by"]["post"]["id"] == POST
    assert public["sequence"] == made["published"]["sequence"]


def test_without_publish_nobody_reads_it_anywhere(client: TestClient, engine: Engine, key: dict[str, str]) -> None:
    before = stored(engine)["head"]
    made = draft(client, key, summary="A secret until it is said.")

    assert made["state"] == "draft"
    assert "published" not in made
    assert stored(engine)["head"] == before
    public = [
        client.get(f"/v1/recommendations/{ITEM}").text,
        client.get(f"/v1/recommendations/{ITEM}/history").text,
        client.get("/v1/changes?limit=500").text,
        exported(client, "anytown-streets-2025").decode(),
    ]
    assert not any(made["id"] in text or "A secret" in text for text in public)
    assert said(client.get("/v1/recommendations?q=secret"), 200)["items"] == []


def test_bare_texts_are_in_the_organisations_language(client: TestClient, key: dict[str, str]) -> None:
    made = draft(client, key, detail="Two.", works="Chairs.", learned={"cy": "Cadeiriau."}, date="2026-10")

    assert (made["detail"], made["works"], made["learned"]) == ({"en": "Two."}, {"en": "Chairs."}, {"cy": "Cadeiriau."})
    assert made["date"] == {"value": "2026-10"}


def test_bare_texts_and_dates_are_taken_at_every_depth(client: TestClient, key: dict[str, str]) -> None:
    source = {"address": "https://anytown.example/news", "note": "Page 2.", "date": "2026-spring"}
    figure = {"measure": "Streets open", "value": "2", "date": "2026-10-01", "source": source}
    whole = {"address": source["address"], "note": {"en": "Page 2."}, "date": {"value": "2026-spring"}}
    made = draft(client, key, figures=[figure], sources=[source], due={"date": "2027", "set_by": "responder"})

    assert made["figures"][0]["source"] == made["sources"][0] == whole
    assert (made["figures"][0]["measure"], made["figures"][0]["date"]) == (
        {"en": "Streets open"},
        {"value": "2026-10-01"},
    )
    assert made["due"]["date"] == {"value": "2027"}
    _, tag = _read(client, key, made["id"])
    delays = [{"reason": "funding", "text": "None left."}]
    due = {"date": "2028", "promised": "five streets"}
    changed = said(patch(client, key, made["id"], {"due": due, "delays": delays}, tag), 200)
    assert changed["due"] == {"date": {"value": "2028"}, "set_by": "responder", "promised": {"en": "five streets"}}
    assert changed["delays"] == [{"reason": "funding", "text": {"en": "None left."}}]


@pytest.mark.parametrize("bad", [5, [], True])
def test_a_fault_in_what_may_be_bare_names_one_place(client: TestClient, key: dict[str, str], bad: Any) -> None:
    source = {"address": "https://anytown.example/news", "note": bad, "date": bad}

    problem = said(client.post(UPDATES, json=NEWS | {"sources": [source]}, headers=key), 422)

    assert set(places(problem)) == {"/sources/0/note", "/sources/0/date"}


def test_another_key_for_the_same_post_sees_the_draft_and_another_post_does_not(
    client: TestClient, engine: Engine, key: dict[str, str]
) -> None:
    made = draft(client, key)

    assert _read(client, officer(engine), made["id"])[0]["id"] == made["id"]
    assert (
        client.get(f"/v1/admin/updates/{made['id']}", headers=officer(engine, "anytown-food-team")).status_code == 404
    )
    listed = said(client.get("/v1/admin/updates", headers=officer(engine, "anytown-food-team")), 200)
    assert made["id"] not in {item["id"] for item in listed["items"]}


def test_somebody_elses_public_update_is_refused_naming_who_answers(
    client: TestClient, engine: Engine, key: dict[str, str]
) -> None:
    made = published(client, key)

    other = officer(engine, "newshire-head-of-highways")
    refused = said(client.get(f"/v1/admin/updates/{made['id']}", headers=other), 403)
    assert refused["type"].endswith("/not-yours")
    assert "'anytown'" in refused["detail"]


def test_a_change_touches_only_the_working_copy_until_published_again(client: TestClient, key: dict[str, str]) -> None:
    made = published(client, key)
    _, tag = _read(client, key, made["id"])

    changed = said(patch(client, key, made["id"], {"summary": "Three are open."}, tag), 200)

    assert changed["state"] == "draft"
    assert changed["published"] == made["published"]
    assert public_updates(client)[made["id"]]["summary"] == {"en": NEWS["summary"]}

    again = said(client.post(f"/v1/admin/updates/{made['id']}/publication", headers=key), 201)
    assert again["state"] == "clean"
    assert public_updates(client)[made["id"]]["summary"] == {"en": "Three are open."}
    natures = [(row["nature"], row["thing"]["id"]) for row in history(client)][:2]
    assert natures == [("news", made["id"]), ("news", made["id"])]


def test_a_null_removes_a_field_and_a_language(client: TestClient, key: dict[str, str]) -> None:
    made = draft(client, key, detail={"en": "Long.", "cy": "Hir."}, works="Chairs.", local_label="Amber")
    _, tag = _read(client, key, made["id"])

    change = {"works": None, "local_label": None, "detail": {"en": None}}
    changed = said(patch(client, key, made["id"], change, tag), 200)

    assert "works" not in changed
    assert "local_label" not in changed
    assert changed["detail"] == {"cy": "Hir."}
    assert changed["summary"] == made["summary"]


def test_a_bare_date_replaces_the_words_as_printed(client: TestClient, key: dict[str, str]) -> None:
    made = draft(client, key, date={"value": "2026-04", "printed": "in April"})
    _, tag = _read(client, key, made["id"])

    assert said(patch(client, key, made["id"], {"date": "2026-05"}, tag), 200)["date"] == {"value": "2026-05"}


def test_a_change_without_if_match_is_asked_for_one(client: TestClient, key: dict[str, str]) -> None:
    made = draft(client, key)

    refused = said(patch(client, key, made["id"], {"summary": "Three."}, None), 428)

    assert refused["type"].endswith("/if-match-missing")
    assert _read(client, key, made["id"])[0]["summary"] == made["summary"]


def test_a_stale_change_is_refused_with_the_tag_that_is_current(client: TestClient, key: dict[str, str]) -> None:
    made = draft(client, key)
    _, tag = _read(client, key, made["id"])
    said(patch(client, key, made["id"], {"summary": "Three."}, tag), 200)

    late = patch(client, key, made["id"], {"summary": "Four."}, tag)

    assert said(late, 412)["type"].endswith("/stale")
    kept, current = _read(client, key, made["id"])
    assert late.headers["ETag"] == current != tag
    assert kept["summary"] == {"en": "Three."}


def test_a_stale_publication_and_a_stale_withdrawal_are_refused(client: TestClient, key: dict[str, str]) -> None:
    made = draft(client, key)
    address = f"/v1/admin/updates/{made['id']}"

    assert client.post(f"{address}/publication", headers=key | {"If-Match": '"7"'}).status_code == 412
    said(client.post(f"{address}/publication", headers=key | {"If-Match": '"1"'}), 201)
    late = client.post(f"{address}/withdrawal", json={"reason": "Wrong."}, headers=key | {"If-Match": '"1"'})
    assert late.status_code == 412
    assert made["id"] in public_updates(client)


def test_the_last_language_of_the_summary_cannot_go(client: TestClient, key: dict[str, str]) -> None:
    made = draft(client, key)

    refused = said(patch(client, key, made["id"], {"summary": {"en": None}}, '"1"'), 409)

    assert refused["errors"][0]["pointer"] == "/summary"


def test_publishing_what_is_public_already_is_refused(client: TestClient, engine: Engine, key: dict[str, str]) -> None:
    made = published(client, key)
    before = stored(engine)

    said(client.post(f"/v1/admin/updates/{made['id']}/publication", headers=key), 409)

    assert stored(engine) == before


def test_a_withdrawn_update_leaves_the_answer_and_stays_in_the_history(client: TestClient, key: dict[str, str]) -> None:
    made = published(client, key, summary="Said too soon.", progress="delivered")
    assert said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)["progress"] == "delivered"

    body = {"reason": "It was said too soon."}
    gone = said(client.post(f"/v1/admin/updates/{made['id']}/withdrawal", json=body, headers=key), 201)

    assert "published" not in gone
    assert made["id"] not in public_updates(client)
    assert said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)["progress"] == "under_way"
    assert said(client.get("/v1/recommendations?q=soon"), 200)["items"] == []
    withdrawal, said_then = [row for row in history(client) if row["thing"]["id"] == made["id"]]
    assert (withdrawal["nature"], withdrawal["body"]["by"]) == ("withdrawal", "anytown")
    assert withdrawal["body"]["reason"] == {"en": "It was said too soon."}
    assert said_then["body"]["summary"] == {"en": "Said too soon."}


def test_what_was_never_public_cannot_be_withdrawn(client: TestClient, engine: Engine, key: dict[str, str]) -> None:
    made = draft(client, key)
    before = stored(engine)

    said(client.post(f"/v1/admin/updates/{made['id']}/withdrawal", json={"reason": "No."}, headers=key), 409)

    assert stored(engine) == before


def test_what_was_withdrawn_may_be_said_again(client: TestClient, key: dict[str, str]) -> None:
    made = published(client, key)
    address = f"/v1/admin/updates/{made['id']}"
    said(client.post(f"{address}/withdrawal", json={"reason": "Checking."}, headers=key), 201)

    said(client.post(f"{address}/publication", headers=key), 201)

    assert made["id"] in public_updates(client)


def test_an_administrator_may_draft_what_a_post_says_and_the_post_publishes_it(
    client: TestClient, engine: Engine, key: dict[str, str]
) -> None:
    made = draft(client, key_of(engine, Role.admin), post=POST)
    said(client.post(f"/v1/admin/updates/{made['id']}/publication", headers=key), 201)

    public = public_updates(client)[made["id"]]
    assert public["said_by"]["post"]["id"] == POST
    assert public["entered_by"]["capacity"] == "administrator"


def test_each_nature_follows_from_the_kind(client: TestClient, key: dict[str, str]) -> None:
    first = published(client, key)
    kinds = {"confirmation": "confirmation", "restated": "relabelling", "fact": "news", "correction": "correction"}
    for kind, nature in kinds.items():
        body = {"summary": f"A {kind}.", "kind": kind, "publish": True}
        if kind == "correction":
            body |= {"corrects": first["id"], "progress": "planned"}
        made = said(client.post(UPDATES, json=body, headers=key), 201)
        assert (history(client)[0]["thing"]["id"], history(client)[0]["nature"]) == (made["id"], nature)


def test_a_change_is_judged_like_what_is_new(client: TestClient, engine: Engine, key: dict[str, str]) -> None:
    made = draft(client, key)
    before = stored(engine)

    for change, status, place in (
        ({"progress": "nearly"}, 422, "/progress"),
        ({"progress": None}, 409, "/progress"),
        ({"date": "2999"}, 409, "/date"),
        ({"date": None}, 422, "/date"),
        ({"summary": "Two\x00."}, 422, "/summary"),
        ({"about": "anytown-streets-2025-1"}, 422, "/about"),
    ):
        assert places(said(patch(client, key, made["id"], change, '"1"'), status)).keys() == {place}
    assert stored(engine) == before
    assert _read(client, key, made["id"])[1] == '"1"'
