"""Before people are asked again, at the desk: what overlaps is read, what is decided about it is kept in the draft."""

from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import key_of, said
from tests.desk.conftest import At

EDITOR = (Role.editor, "anytown")
STREET, ASSEMBLY = "anytown-high-street-consultation", "anytown-streets-2025"
AT = f"/desk/overlaps/{STREET}"
DRAFT: dict[str, Any] = {
    "id": "anytown-trees-survey",
    "form": "survey",
    "name": "Which streets need trees?",
    "commissioned_by": "anytown",
    "begins": "2999-03-01",
    "ends": "2999-04-01",
    "topics": [{"code": "trees_nature"}],
    "audiences": [{"code": "everyone"}],
}


def test_what_overlaps_is_read_and_decided_about_in_the_draft(at_desk: At, client: TestClient, engine: Engine) -> None:
    editor = at_desk(*EDITOR).open(f"/desk/things/engagements/{STREET}")
    editor.follow("Before you ask again: what overlaps")
    assert "What you decided: Ask less, or others: The assembly said that the street should be closed." in editor.read
    typed: dict[str, Any] = {f"{ASSEMBLY}.choice": "", f"{ASSEMBLY}.reason.en": "", f"{ASSEMBLY}.reason.cy": ""}
    editor.press("Keep it in the draft", status=422, **typed)
    assert "Say what you will do." in editor.read
    assert "Say why, in one language at least." in editor.read
    typed |= {f"{ASSEMBLY}.choice": "wait", f"{ASSEMBLY}.reason.en": "We wait for the panel."}
    editor.press("Keep it in the draft", **typed)
    assert "It is kept in the draft." in editor.read
    assert "What you decided: Wait for theirs: We wait for the panel." in editor.read
    working = said(client.get(f"/v1/admin/engagements/{STREET}", headers=key_of(engine, *EDITOR)), 200)
    (one,) = [one for one in working["overlaps"] if one["other"]["id"] == ASSEMBLY]
    assert (one["choice"], one["reason"]["en"], one["relation"]) == ("wait", "We wait for the panel.", "reuse")
    public = said(client.get(f"/v1/engagements/{STREET}"), 200)
    assert public["overlaps"][0]["choice"] == "change"


def test_groups_are_chosen_and_how_often_they_are_asked_is_told(at_desk: At) -> None:
    editor = at_desk(*EDITOR).open(AT)
    editor.press("Keep these groups", groups=["anytown-walkers"])
    assert "The groups are kept." in editor.read
    assert "Walkers of Anytown was asked 0 times in the last twelve months." in editor.read


def test_a_draft_that_overlaps_is_told_without_a_form(at_desk: At, client: TestClient, engine: Engine) -> None:
    key = key_of(engine, *EDITOR)
    said(client.post("/v1/admin/engagements", json=DRAFT, headers=key), 201)
    said(client.post("/v1/admin/engagements", json=DRAFT | {"id": "anytown-trees-talk"}, headers=key), 201)
    editor = at_desk(*EDITOR).open("/desk/overlaps/anytown-trees-survey")
    assert "Which streets need trees? (Anytown Council, not published yet): " in editor.read
    assert "It is a draft that is not published." in editor.read


def test_it_is_nobody_elses(at_desk: At) -> None:
    at_desk(Role.editor, "newshire").open(AT, 403)
    at_desk(Role.officer, "anytown-head-of-streets").open(AT, 403)


def test_in_welsh(at_desk: At) -> None:
    welsh = at_desk(*EDITOR, language="cy").open(AT)
    assert "Cyn gofyn eto" in welsh.read
    assert "Gofyn llai, neu i eraill" in welsh.read
