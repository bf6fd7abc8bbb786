"""The verbs of the workbench: correcting, confirming, moving a date, handing over, marking promises, succeeding."""

from typing import Any

import pytest

from db.clock import today
from db.vocabulary import Role
from tests.conftest import said
from tests.workbench.asking import at, patch, public
from tests.workbench.councils import CONVENOR, EDITOR, KEEPER, OFFICER, Ground, Headers, Made, creation

pytestmark = pytest.mark.usefixtures("still")
SAYS = {"progress": "under_way", "summary": "Two of five.", "publish": True}


def post(ground: Ground, address: str, body: Any, key: Headers, status: int = 201) -> Any:
    return said(ground.client.post(f"/v1/admin/{address}", json=body, headers=key), status)


def item(ground: Ground) -> str:
    """A new recommendation that is public, for which the post answers."""
    made = ground.make(ground.ours, "recommendation", CONVENOR, "public").id
    body = creation(ground.ours, "accountability", EDITOR)[1] | {"about": made, "role": "accountable", "publish": True}
    post(ground, "accountabilities", body, ground.keys["anytown"][EDITOR])
    return made


def status(ground: Ground, id_: str) -> Any:
    return said(ground.client.get(f"/v1/recommendations/{id_}/status"), 200)


@pytest.fixture
def officer(ground: Ground) -> Headers:
    return ground.keys["anytown"][OFFICER]


@pytest.fixture
def editor(ground: Ground) -> Headers:
    return ground.keys["anytown"][EDITOR]


def test_a_correction_names_what_it_corrects_which_stays_readable(ground: Ground, officer: Headers) -> None:
    about = item(ground)
    first = post(ground, f"recommendations/{about}/updates", SAYS | {"progress": "delivered"}, officer)

    made = post(ground, f"updates/{first['id']}/correction", SAYS | {"summary": "One of five."}, officer)

    assert (made["kind"], made["corrects"]["id"], made["about"]["id"]) == ("correction", first["id"], about)
    assert status(ground, about)["progress"] == "under_way"
    assert [row["nature"] for row in public(ground, made["id"])] == ["correction"]
    shown = said(ground.client.get(f"/v1/recommendations/{about}"), 200)["updates"]
    assert {one["id"] for one in shown} == {first["id"], made["id"]}


def test_nobody_corrects_what_another_organisation_said(ground: Ground, officer: Headers) -> None:
    about = ground.ours.works
    other = ground.make(ground.others, "post", EDITOR, "public").id
    answers = creation(ground.ours, "accountability", EDITOR)[1] | {"about": about, "post": other, "role": "deputy"}
    made = ground.client.post(
        "/v1/admin/accountabilities", json=answers | {"organisation": "newshire", "publish": True}, headers=ground.admin
    )
    ground.publish("accountability", Made(said(made, 201)["id"], ground.keys["newshire"][EDITOR]))
    theirs = ground.key(OFFICER, other)
    news = post(ground, f"projects/{about}/updates", {"summary": "We dug the holes.", "publish": False}, theirs)
    ground.publish("update", Made(news["id"], theirs))

    told = post(ground, f"updates/{news['id']}/correction", {"summary": "We did."}, officer, 403)["detail"]

    assert "was said by 'newshire'" in told
    twice = {"summary": "We did.", "kind": "correction", "corrects": news["id"]}
    post(ground, f"projects/{about}/updates", twice, officer, 403)


def test_a_confirmation_needs_no_words_and_moves_nothing(ground: Ground, officer: Headers) -> None:
    about = item(ground)
    post(ground, f"recommendations/{about}/updates", SAYS | {"date": "2026-10-01"}, officer)
    before = status(ground, about)

    answer = ground.client.post(f"/v1/admin/recommendations/{about}/confirmation", headers=officer)

    made = said(answer, 201)
    assert (made["state"], made["kind"], made["date"]["value"]) == ("clean", "confirmation", today().isoformat())
    assert made["summary"].keys() == {"en", "cy"}
    assert [row["nature"] for row in public(ground, made["id"])] == ["confirmation"]
    assert status(ground, about)["progress"] == before["progress"] == "under_way"


def test_many_are_confirmed_in_one_moment_or_none_is(ground: Ground, officer: Headers) -> None:
    first, second = item(ground), item(ground)
    before = ground.counted()
    post(ground, "confirmations", {"recommendations": [first, second, ground.others.item]}, officer, 403)
    post(ground, "confirmations", {"recommendations": [first, "anytown-nothing-1"]}, officer, 404)
    assert ground.counted() == before

    made = post(ground, "confirmations", {"recommendations": [first, second, first]}, officer)["items"]

    assert [one["about"]["id"] for one in made] == [first, second]
    assert len({one["published"]["published_at"] for one in made}) == 1


def test_a_date_moved_keeps_the_first_and_counts(ground: Ground, officer: Headers) -> None:
    about = item(ground)
    due = {"due": {"date": {"value": "2027-03-31"}, "set_by": "responder"}, "date": "2026-10-01"}
    post(ground, f"recommendations/{about}/updates", SAYS | due, officer)
    for number, day in ((1, "2027-06-30"), (2, "2027-09-30")):
        body = {"date": {"value": day}, "delays": [{"reason": "procurement"}], "publish": True}
        post(ground, f"recommendations/{about}/date", body, officer)

        found = status(ground, about)
        assert (found["first_due"], found["due"], found["times_moved"]) == ("2027-03-31", day, number)
    bare = {"date": "2027-12", "promised": "five", "delays": [{"reason": "procurement", "text": "Late."}]}
    moved = post(ground, f"recommendations/{about}/date", bare, officer)
    assert moved["due"] == {"date": {"value": "2027-12"}, "set_by": "responder", "promised": {"en": "five"}}
    assert moved["delays"] == [{"reason": "procurement", "text": {"en": "Late."}}]
    refused = post(ground, f"recommendations/{about}/date", {"date": {"value": "2027-12"}}, officer, 422)
    assert [fault["pointer"] for fault in refused["errors"]] == ["/delays"]


def test_accountability_is_handed_over_in_one_moment(ground: Ground, editor: Headers, officer: Headers) -> None:
    about = item(ground)
    (old,) = said(ground.client.get(f"/v1/admin/accountabilities?about={about}", headers=editor), 200)["items"]
    next_post = ground.make(ground.ours, "post", EDITOR, "public").id
    body = {"post": next_post, "on": "2026-06-01", "publish": True}

    ended, begun = post(ground, f"accountabilities/{old['id']}/handover", body, editor)["items"]

    assert (ended["ends"]["value"], begun["begins"]["value"]) == ("2026-06-01", "2026-06-01")
    assert ended["published"]["published_at"] == begun["published"]["published_at"]
    post(ground, f"recommendations/{about}/updates", SAYS, officer, 403)
    post(ground, f"recommendations/{about}/updates", SAYS, ground.key(OFFICER, next_post))
    post(ground, f"accountabilities/{old['id']}/handover", body, editor, 409)


def test_a_post_handed_over_ends_exactly_the_leavers_keys_for_it(ground: Ground, editor: Headers) -> None:
    left, other = (ground.make(ground.ours, "post", EDITOR, "public").id for _ in range(2))
    about = item(ground)
    for id_ in (left, other):
        body = creation(ground.ours, "accountability", EDITOR)[1] | {"about": about, "post": id_, "publish": True}
        post(ground, "accountabilities", body, editor)

    def key(holder: str, *covers: str) -> tuple[int, Headers]:
        made = post(ground, "keys", {"role": "officer", "covers": list(covers), "holder": holder}, ground.admin)
        return made["number"], {"Authorization": f"Bearer {made['secret']}"}

    only, both, colleague = key("Sam Roe", left), key("Sam Roe", left, other), key("Alex Poole", left)
    begun = post(ground, f"posts/{left}/handover", {"to": "Sam Roe", "on": "2026-01-01"}, editor)
    (sam,) = begun["items"]
    assert (sam["holder"], sam["begins"]) == ("Sam Roe", "2026-01-01")

    handed = post(ground, f"posts/{left}/handover", {"to": "Kim Fell", "on": "2026-11-01"}, editor)["items"]

    kim = {"holder": "Kim Fell", "begins": "2026-11-01", "person": handed[1]["person"]}
    assert handed == [sam | {"ends": "2026-11-01"}, kim]
    post(ground, f"recommendations/{about}/updates", SAYS, only[1], 401)
    post(ground, f"recommendations/{about}/updates", SAYS | {"post": left}, both[1], 403)
    assert post(ground, f"recommendations/{about}/updates", SAYS, both[1])["said_by"]["post"]["id"] == other
    assert post(ground, f"recommendations/{about}/updates", SAYS, colleague[1])["said_by"]["post"]["id"] == left
    kept = said(ground.client.get(f"/v1/admin/keys/{both[0]}", headers=ground.admin), 200)
    assert kept["covers"] == [other]
    ended = said(ground.client.get(f"/v1/admin/keys/{only[0]}", headers=ground.admin), 200)
    assert (ended["covers"], "revoked_at" in ended) == ([left], True)
    again = post(ground, f"posts/{left}/handover", {"holder": "Nobody", "to": "Kim Fell"}, editor, 409)
    assert again["errors"][0]["rule"] == "holds-it-already"


@pytest.mark.parametrize(
    ("body", "rule"),
    [({}, "no-holder"), ({"to": "Kim", "on": "2999-01-01"}, "in-the-future")],
    ids=["nobody", "a day to come"],
)
def test_a_handover_that_cannot_be(ground: Ground, editor: Headers, body: Any, rule: str) -> None:
    made = ground.make(ground.ours, "post", EDITOR, "public")

    assert post(ground, f"posts/{made.id}/handover", body, editor, 409)["errors"][0]["rule"] == rule


def test_several_holders_are_told_apart(ground: Ground, editor: Headers) -> None:
    made = ground.make(ground.ours, "post", EDITOR, "public").id
    for holder in ("Sam Roe", "Kim Fell"):
        post(ground, f"posts/{made}/handover", {"holder": "Before", "to": holder, "on": "2026-01-01"}, editor)

    assert post(ground, f"posts/{made}/handover", {"to": "Ali"}, editor, 409)["errors"][0]["rule"] == "which-holder"
    handed = post(ground, f"posts/{made}/handover", {"holder": "Sam Roe", "on": today().isoformat()}, editor)["items"]
    assert [one["holder"] for one in handed if "ends" not in one] == ["Kim Fell"]
    early = post(ground, f"posts/{made}/handover", {"holder": "Kim Fell", "on": "2025-01-01"}, editor, 409)
    assert early["errors"][0]["rule"] == "ends-before-begins"


def promised(ground: Ground) -> Made:
    """A public assembly with a convenor, to which the council has promised a report."""
    made = ground.make(ground.ours, "assembly", CONVENOR, "public")
    return Made(made.id, made.key)


def mark(by: str, standing: str = "changed") -> dict[str, Any]:
    return {"by": by, "standing": standing, "date": {"value": "2026-11-01"}, "publish": True}


def test_a_promise_is_marked_by_whoever_made_it(ground: Ground, editor: Headers) -> None:
    assembly = promised(ground)
    address = f"assemblies/{assembly.id}/promises/0/standing"
    before = public(ground, assembly.id)[-1]["body"]["promises"][0]

    post(ground, address, mark("anytown", "dropped") | {"note": "No money."}, editor)

    row = public(ground, assembly.id)[-1]
    assert row["body"]["promises"][0] == before | {
        "later": [
            {"by": "anytown", "standing": "dropped", "date": {"value": "2026-11-01"}, "note": {"en": "No money."}}
        ]
    }
    assert row["said_by"]["organisation"] == "anytown"
    post(ground, address, mark("anytown"), ground.keys["newshire"][EDITOR], 403)
    post(ground, address, mark("anytown"), assembly.key, 403)
    post(ground, f"assemblies/{assembly.id}/promises/1/standing", mark("anytown"), editor, 404)


def test_a_promise_is_marked_by_a_successor_and_by_no_stranger(ground: Ground, editor: Headers) -> None:
    assembly = promised(ground)
    address = f"assemblies/{assembly.id}/promises/0/standing"
    stranger = post(ground, address, mark("schools-office"), ground.key(EDITOR, "schools-office"), 409)
    assert stranger["errors"][0]["rule"] == "not-a-successor"

    first, second = ground.keys["newshire"][EDITOR], second_key(ground)
    (waiting,) = post(ground, address, mark("newshire"), first)["items"]
    assert waiting["state"] == "submitted"
    own = at("assembly", assembly.id)
    assert said(ground.client.get(own, headers=second), 200)["state"] == "submitted"
    told = patch(ground, "assembly", assembly, {"note": "Meanwhile."}, "*")
    assert "'newshire'" in said(told, 409)["detail"]
    said(ground.client.post(f"{own}/publication", headers=assembly.key), 403)
    said(ground.client.post(f"{own}/publication", headers=editor), 403)
    said(ground.client.post(f"{own}/publication", headers=second), 201)

    row = public(ground, assembly.id)[-1]
    assert row["body"]["promises"][0]["later"][0]["by"] == row["said_by"]["organisation"] == "newshire"
    said(patch(ground, "assembly", assembly, {"note": "Afterwards."}, "*"), 200)


def test_a_mark_sent_back_is_gone_from_what_others_publish(ground: Ground) -> None:
    assembly = promised(ground)
    post(ground, f"assemblies/{assembly.id}/promises/0/standing", mark("newshire"), ground.keys["newshire"][EDITOR])
    own = at("assembly", assembly.id)

    back = said(ground.client.post(f"{own}/return", json={"note": "Not yet."}, headers=second_key(ground)), 201)

    assert (back["state"], "later" in back["promises"][0]) == ("clean", False)
    said(patch(ground, "assembly", assembly, {"note": "Afterwards."}, "*"), 200)
    said(ground.client.post(f"{own}/publication", headers=assembly.key), 201)
    assert "later" not in public(ground, assembly.id)[-1]["body"]["promises"][0]


def second_key(ground: Ground) -> Headers:
    """A key of another person at the other council."""
    body = {"role": Role.editor.value, "covers": ["newshire"], "holder": "Another"}
    return {"Authorization": f"Bearer {post(ground, 'keys', body, ground.admin)['secret']}"}


def test_an_organisation_is_succeeded_once_by_each(ground: Ground) -> None:
    made = ground.make(ground.ours, "organisation", Role.admin, "public").id
    address = f"organisations/{made}/succession"
    body = {"successor": "newshire", "on": {"value": "2028-04-01"}, "publish": True}
    post(ground, address, body, ground.admin)
    post(ground, address, body | {"successor": "anytown"}, ground.admin)

    found = said(ground.client.get(f"/v1/organisations/{made}"), 200)["successors"]
    assert [one["organisation"]["id"] for one in found] == ["newshire", "anytown"]
    for wrong in ("newshire", made):
        assert post(ground, address, body | {"successor": wrong}, ground.admin, 409)["errors"][0]["rule"] == "successor"
    post(ground, address, body | {"successor": "nobody-known"}, ground.admin, 409)


def test_a_plan_ends_and_names_the_next(ground: Ground, editor: Headers) -> None:
    plan, next_plan = (ground.make(ground.ours, "project", EDITOR, "public").id for _ in range(2))

    body = {"successor": next_plan, "on": {"value": "2026-10-31"}, "publish": True}
    post(ground, f"projects/{plan}/succession", body, editor)

    found = said(ground.client.get(f"/v1/projects/{plan}"), 200)
    assert (found["stage"], found["ends"]["value"], found["successor"]["id"]) == ("ended", "2026-10-31", next_plan)
    post(ground, f"projects/{plan}/succession", body, ground.keys["anytown"][KEEPER], 403)
