"""Who assesses is worked out: a sign-off is an act of another post, and nobody types that they are independent."""

from typing import Any

import pytest

from tests.conftest import said
from tests.workbench.asking import at, patch
from tests.workbench.councils import EDITOR, OFFICER, Ground, Headers, Made

LIST = "/v1/admin/sign-offs"
WORDS = "Zebras have no order yet."


@pytest.fixture
def update(ground: Ground) -> Made:
    return ground.make(ground.ours, "update", OFFICER, "public")


@pytest.fixture
def checker(ground: Ground) -> Headers:
    return ground.key(OFFICER, ground.ours.checker)


def ask(ground: Ground, update: Made, post: str, status: int = 201) -> Any:
    address = at("update", update.id, "/sign-off-request")
    return said(ground.client.post(address, json={"post": post}, headers=update.key), status)


def assurance(ground: Ground) -> list[str]:
    found = said(ground.client.get(f"/v1/recommendations/{ground.ours.item}/status"), 200)
    return list(found["assurance"])


def test_another_post_signs_off_what_it_was_asked_to_until_that_is_changed(
    ground: Ground, update: Made, checker: Headers
) -> None:
    refused = said(ground.client.post(at("update", update.id, "/sign-off"), headers=checker), 403)
    assert refused["detail"].endswith(": nobody.")
    assert ask(ground, update, ground.ours.checker)["state"] == "open"
    ask(ground, update, ground.ours.checker, 409)
    due = said(ground.client.get(LIST, headers=checker), 200)["items"]
    assert (due[0]["update"], due[0]["state"]) == (update.id, "open")
    assert "signed_off" not in assurance(ground)

    made = said(ground.client.post(at("update", update.id, "/sign-off"), headers=checker), 201)

    assert (made["kind"], made["said_by"]["post"]["id"]) == ("sign_off", ground.ours.checker)
    assert "signed_off" in assurance(ground)
    page = ground.client.get(f"/recommendations/{ground.ours.item}", headers={"Accept": "text/html"}).text
    assert "Checked and signed off." in page
    listed = said(ground.client.get(LIST, headers=update.key), 200)["items"]
    assert {one["state"] for one in listed if one["update"] == update.id} == {"signed_off"}

    said(patch(ground, "update", update, {"summary": "Three of five."}, "*"), 200)
    said(ground.client.post(at("update", update.id, "/publication"), headers=update.key), 201)
    assert "signed_off" not in assurance(ground)


def test_a_post_that_was_asked_may_refuse_and_says_why(ground: Ground, update: Made, checker: Headers) -> None:
    ask(ground, update, ground.ours.checker)
    address = at("update", update.id, "/sign-off-refusal")

    refused = said(ground.client.post(address, json={"note": WORDS}, headers=update.key), 403)
    assert refused["detail"].endswith(f": the officer of '{ground.ours.checker}'.")
    assert said(ground.client.post(address, json={"note": WORDS}, headers=checker), 201)["note"] == WORDS

    listed = said(ground.client.get(LIST, headers=update.key), 200)["items"]
    assert [(one["state"], one["note"]) for one in listed if one["update"] == update.id] == [("refused", WORDS)]
    assert WORDS not in ground.client.get("/v1/changes?after=0&limit=1000").text
    said(ground.client.post(at("update", update.id, "/sign-off"), headers=checker), 403)


def test_nobody_in_the_line_of_a_post_signs_off_what_it_says(ground: Ground, update: Made) -> None:
    editor = ground.keys["anytown"][EDITOR]
    ids = [ground.make(ground.ours, "post", EDITOR, "public").id for _ in range(3)]
    lines = {ground.ours.post: ids[0], ids[0]: ids[1]}
    assert {one["rule"] for one in ask(ground, update, ids[2], 409)["errors"]} == {"line-unknown"}
    for post, above in lines.items():
        said(patch(ground, "post", Made(post, editor), {"reports_to": above}, "*"), 200)
        said(ground.client.post(at("post", post, "/publication"), headers=editor), 201)

    for post in (ground.ours.post, *ids[:2]):
        assert {one["rule"] for one in ask(ground, update, post, 409)["errors"]} == {"in-line"}
    ask(ground, update, ids[2])
    said(patch(ground, "post", Made(ids[1], editor), {"reports_to": ground.ours.post}, "*"), 409)
    for post in lines:  # as it was, for the tests after this one
        said(patch(ground, "post", Made(post, editor), {"reports_to": None}, "*"), 200)
        said(ground.client.post(at("post", post, "/publication"), headers=editor), 201)


def test_nobody_types_that_another_post_checked(ground: Ground, update: Made) -> None:
    address = f"/v1/admin/recommendations/{ground.ours.item}/updates"
    body = {"progress": "planned", "summary": "Soon.", "publish": True}
    for typed in ({"checked_by": ground.ours.checker}, {"signs_off": update.id}):
        said(ground.client.post(address, json=body | typed, headers=update.key), 422)
        assert patch(ground, "update", update, typed, "*").status_code == 422
    said(ground.client.post(address, json=body | {"kind": "sign_off"}, headers=update.key), 409)


def test_no_council_judges_its_own_work_under_another_name(ground: Ground) -> None:
    editor = ground.keys["anytown"][EDITOR]
    for of, about in (("delivery", {"recommendation": ground.ours.item}), ("process", {})):
        for label in ("researchers", "press", "campaigners", "scrutiny", "audit"):
            body = {"id": f"{ground.ours.assembly}-own-{label}-{of}", "assembly": ground.ours.assembly, "of": of}
            body |= {"by": "anytown", "assessor": label, "verdict": "met", "date": "2026-10-01", "publish": True}
            problem = said(ground.client.post("/v1/admin/verdicts", json=body | about, headers=editor), 409)
            assert [one["rule"] for one in problem["errors"]] == ["answers-for-it"], (of, label)


def test_scrutiny_gives_its_minute_and_is_nobody_else(ground: Ground) -> None:
    body = {"id": f"{ground.ours.assembly}-minuted", "assembly": ground.ours.assembly, "of": "process"}
    body |= {"by": ground.ours.scrutiny, "verdict": "met", "date": "2026-10-01", "publish": True}
    editor = ground.keys["anytown"][EDITOR]
    minute = {"sources": [{"address": "https://minutes.example/7"}]}

    for more, rule in (({}, "source-missing"), (minute | {"assessor": "researchers"}, "not-that")):
        problem = said(ground.client.post("/v1/admin/verdicts", json=body | more, headers=editor), 409)
        assert [one["rule"] for one in problem["errors"]] == [rule]
    assert said(ground.client.post("/v1/admin/verdicts", json=body | minute, headers=editor), 201)["assessor"] == (
        "scrutiny"
    )
