"""Who stands in for whom, and who never does: members, panels, communities, and whoever a statement is about."""

from typing import Any

import pytest

from tests.conftest import said
from tests.workbench.asking import at, patch, public
from tests.workbench.councils import CONVENOR, EDITOR, KEEPER, OFFICER, PANEL, Ground, Headers, Made, creation
from tests.writing.given import ANYTOWN, example, load, one, part


@pytest.fixture
def editor(ground: Ground) -> Headers:
    return ground.keys["anytown"][EDITOR]


def refused(ground: Ground, address: str, body: Any, key: Headers, name: str = "not-yours") -> str:
    problem = said(ground.client.post(address, json=body, headers=key), 403)
    assert problem["type"].endswith(f"/{name}"), problem
    return str(problem["detail"])


def test_whoever_keeps_an_assembly_stands_in_until_it_has_a_convenor(ground: Ground, editor: Headers) -> None:
    assembly = ground.make(ground.ours, "assembly", EDITOR, "public").id
    body = creation(ground.ours, "recommendation", EDITOR)[1] | {"assembly": assembly}
    address = "/v1/admin/recommendations"
    first = said(ground.client.post(address, json=body | {"id": f"{assembly}-1", "publish": True}, headers=editor), 201)

    convenor = ground.key(CONVENOR, assembly)
    told = refused(ground, address, body | {"id": f"{assembly}-2"}, editor)
    assert f"the convenor of '{assembly}'" in told
    assert patch(ground, "recommendation", Made(first["id"], editor), {"note": "Ours?"}, "*").status_code == 403
    said(ground.client.post(address, json=body | {"id": f"{assembly}-2"}, headers=convenor), 201)

    keys = said(ground.client.get("/v1/admin/keys", headers=ground.admin), 200)["items"]
    (number,) = [one["number"] for one in keys if one["covers"] == [assembly]]
    said(ground.client.post(f"/v1/admin/keys/{number}/revocation", headers=ground.admin), 201)
    said(ground.client.post(address, json=body | {"id": f"{assembly}-3"}, headers=editor), 201)


def test_a_stand_in_is_named_as_the_keeper_not_as_the_members(ground: Ground) -> None:
    made = ground.make(ground.ours, "recommendation", EDITOR, "public")
    own = ground.make(ground.ours, "recommendation", CONVENOR, "public")

    said_, entered = (public(ground, made.id)[0][field] for field in ("said_by", "entered_by"))
    assert (said_["capacity"], entered["capacity"]) == ("members", "keeper")
    assert public(ground, own.id)[0]["entered_by"]["capacity"] == "members"


def test_members_words_never_change(ground: Ground) -> None:
    made = ground.make(ground.ours, "recommendation", CONVENOR, "public")

    problem = said(patch(ground, "recommendation", made, {"title": "Plant fewer"}, "*"), 409)

    assert problem["errors"][0]["rule"] == "verbatim"


@pytest.mark.parametrize("of", ["members", "residents_panel"])
def test_a_council_types_no_verdict_of_a_panel(ground: Ground, editor: Headers, of: str) -> None:
    body = creation(ground.ours, "verdict", PANEL)[1]

    told = refused(ground, "/v1/admin/verdicts", body, editor)
    assert f"the panel of '{ground.ours.panel}'" in told
    refused(ground, "/v1/admin/verdicts", body | {"by": "anytown", "assessor": of}, editor)

    own = ground.make(ground.ours, "verdict", EDITOR)
    problem = said(patch(ground, "verdict", own, {"assessor": of}, "*"), 403)
    assert problem["type"].endswith("/not-yours")


def test_a_panel_speaks_for_no_other(ground: Ground) -> None:
    body = creation(ground.ours, "verdict", PANEL)[1]

    refused(ground, "/v1/admin/verdicts", body, ground.keys["newshire"][PANEL])


def test_a_council_edits_no_community_project(ground: Ground, editor: Headers) -> None:
    made = ground.make(ground.ours, "project", KEEPER, "public")

    told = said(patch(ground, "project", Made(made.id, editor), {"name": "Ours"}, "*"), 403)["detail"]
    assert f"the keeper of '{made.id}'" in told
    link = creation(ground.ours, "contribution", KEEPER)[1]
    refused(ground, "/v1/admin/contributions", link | {"project": made.id}, editor)
    refused(ground, f"/v1/admin/projects/{made.id}/updates", {"summary": "We did it."}, editor)
    said(patch(ground, "project", made, {"name": "Theirs"}, "*"), 200)


def test_an_editor_releases_and_withdraws_what_a_post_says_but_does_not_change_it(
    ground: Ground, editor: Headers
) -> None:
    made = ground.make(ground.ours, "update", OFFICER)

    problem = said(patch(ground, "update", Made(made.id, editor), {"summary": "Better."}, "*"), 403)
    assert f"the officer of '{ground.ours.post}'" in problem["detail"]
    said(ground.client.post(at("update", made.id, "/publication"), headers=editor), 201)
    said(ground.client.post(at("update", made.id, "/withdrawal"), json={"reason": "Too soon."}, headers=editor), 201)


def test_whoever_a_verdict_is_about_replies_and_nobody_else(ground: Ground, editor: Headers) -> None:
    body = {"about": ground.ours.verdict, "text": "We see it otherwise.", "publish": True}
    for key, capacity in (
        (ground.keys["anytown"][OFFICER], "for_itself"),
        (editor, "for_itself"),
        (ground.keys["anytown"][CONVENOR], "members"),
    ):
        reply = said(ground.client.post("/v1/admin/replies", json=body, headers=key), 201)
        assert reply["said_by"]["capacity"] == capacity

    for role in (OFFICER, EDITOR, CONVENOR, KEEPER):
        told = refused(ground, "/v1/admin/replies", body, ground.keys["newshire"][role])
        assert ground.ours.post in told
    refused(ground, "/v1/admin/replies", body, ground.keys["anytown"][PANEL], "wrong-role")


def test_nobody_learns_that_an_id_is_taken_by_a_draft_that_is_not_theirs(ground: Ground) -> None:
    hidden = ground.make(ground.others, "post", EDITOR).id
    body = creation(ground.others, "post", EDITOR)[1] | {"id": hidden}

    refused(ground, "/v1/admin/posts", body, ground.keys["anytown"][EDITOR])


def test_nobody_learns_of_what_kind_a_draft_is_that_is_not_theirs(ground: Ground) -> None:
    hidden = ground.make(ground.others, "post", EDITOR).id

    for id_ in (hidden, "newshire-nothing"):
        asked = ground.client.post("/v1/admin/releases", json={"things": [id_]}, headers=ground.keys["anytown"][PANEL])
        assert said(asked, 404)["detail"] == f"There is nothing '{id_}' on this workbench."


def test_a_clean_working_copy_follows_what_a_document_says_and_a_draft_does_not(ground: Ground) -> None:
    paper = Made("anytown-herald", ground.admin)
    said(patch(ground, "organisation", paper, {"website": "https://first.example/"}, "*"), 200)
    ground.publish("organisation", paper)
    loaded = one(example(ANYTOWN), paper.id) | {"website": "https://loaded.example/"}

    said(load(ground.client, ground.admin, part(ANYTOWN, loaded)), 201)
    followed = said(ground.client.get(at("organisation", paper.id), headers=ground.admin), 200)
    assert (followed["state"], followed["website"], followed["revision"]) == ("clean", "https://loaded.example/", 3)

    said(patch(ground, "organisation", paper, {"website": "https://draft.example/"}, '"3"'), 200)
    said(load(ground.client, ground.admin, part(ANYTOWN, loaded | {"website": "https://again.example/"})), 201)
    drafted = said(ground.client.get(at("organisation", paper.id), headers=ground.admin), 200)
    assert (drafted["state"], drafted["website"], drafted["revision"]) == ("draft", "https://draft.example/", 4)
