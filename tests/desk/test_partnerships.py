"""Two councils that commissioned an assembly together: each releases its own words, and never waits for the other."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.clock import today
from db.vocabulary import Role
from tests import builders
from tests.conftest import key_of, said
from tests.desk.visiting import Visitor
from tests.workbench.desks import Key

RIVER = "anytown-river-2026"
ITEM = f"{RIVER}-1"
GRID = f"/desk/assemblies/{RIVER}/answers"
STREETS, HIGHWAYS = "anytown-head-of-streets", "newshire-head-of-highways"
LOOK, TICKED = "See what residents will read", "Answer what is ticked"
AGO, AHEAD = ((today() + timedelta(days=days)).isoformat() for days in (-20, 20))


class Partners:
    """Anytown, where whoever writes may release, and Newshire, where a second person does."""

    def __init__(self, client: TestClient, engine: Engine) -> None:
        self.client, self.engine = client, engine
        by_both = [builders.promise("answer_each", AGO, by=council) for council in ("anytown", "newshire")]
        things = [
            builders.assembly(
                RIVER,
                commissioned_by="anytown",
                also_commissioned_by=["newshire"],
                keeper={"organisation": "anytown", "capacity": "answering_body"},
                promises=by_both,
            ),
            builders.recommendation(1, "Clean the river", assembly=RIVER),
            builders.accountability(ITEM, STREETS, organisation="anytown"),
            builders.accountability(ITEM, HIGHWAYS, organisation="newshire"),
        ]
        document = {
            "format": "assembly-record/1",
            "assembly": RIVER,
            "things": [one.model_dump(exclude_none=True) for one in things],
        }
        said(client.post("/v1/admin/records", json=document, headers=key_of(engine, Role.admin)), 201)

    def editor(self, council: str, holder: str = "Ed Itor") -> Visitor:
        key = self.key(Role.editor, council, holder)["Authorization"].removeprefix("Bearer ")
        return Visitor(self.client).sign_in(key)

    def key(self, role: Role, covers: str, holder: str = "Ed Itor") -> Key:
        return key_of(self.engine, role, covers, holder=holder)

    def hold(self, council: str) -> None:
        """An election is near at one of them alone."""
        body = {"begins": AGO, "ends": AHEAD, "occasion": "By-election", "publish": True}
        address = f"/v1/admin/organisations/{council}/holds"
        (copy,) = said(self.client.post(address, json=body, headers=self.key(Role.editor, council)), 201)["items"]
        if copy["state"] == "submitted":
            address = f"/v1/admin/organisations/{council}/publication"
            said(self.client.post(address, headers=self.key(Role.editor, council, "Sec Ond")), 201)

    def says(self, post: str, news: str) -> Any:
        """The working copy of what an officer says and wants published."""
        body = {"progress": "under_way", "summary": news, "publish": True}
        key, address = self.key(Role.officer, post, f"{post} holder"), f"/v1/admin/recommendations/{ITEM}/updates"
        return said(self.client.post(address, json=body, headers=key), 201)

    def released(self, id_: str, council: str, status: int = 201) -> Any:
        key = self.key(Role.editor, council, "Sec Ond")
        return said(self.client.post(f"/v1/admin/updates/{id_}/publication", headers=key), status)

    def read(self) -> Any:
        return said(self.client.get(f"/v1/recommendations/{ITEM}"), 200)

    def news(self) -> dict[str, str]:
        """What each council last said, by council."""
        return {one["said_by"]["organisation"]["id"]: one["summary"]["en"] for one in reversed(self.read()["updates"])}

    def promises(self) -> dict[str, str]:
        """What became of each council's promise to answer."""
        found = said(self.client.get(f"/v1/assemblies/{RIVER}"), 200)["promises"]
        return {one["by"]["id"]: one["state"]["code"] for one in found}


@pytest.fixture
def partners(client: TestClient, engine: Engine) -> Partners:
    return Partners(client, engine)


def answered(editor: Visitor, code: str, why: str) -> Visitor:
    typed = {"response": code, "reasons_en": why, "promised_en": "our part of it"}
    return editor.open(GRID).press(TICKED, thing=[ITEM]).press(LOOK, **typed)


def test_each_body_answers_at_its_own_desk_in_its_own_words(partners: Partners) -> None:
    ours, theirs = partners.editor("anytown"), partners.editor("newshire")
    for editor in (ours, theirs):
        assert f'href="{GRID}"' in editor.open("/desk/assemblies").page.text
    answered(ours, "accepted", "We have the money.").press("Publish")
    assert said(partners.client.get(f"/v1/recommendations/{ITEM}/status"), 200)["response"] == "accepted"
    assert partners.promises() == {"anytown": "kept", "newshire": "past"}

    answered(theirs, "rejected", "The weir is not ours.").press("Send for release")
    assert [one["by"]["id"] for one in partners.read()["responses"]] == ["anytown"]
    second = partners.editor("newshire", "Sec Ond").open("/desk/release")
    (thing,) = second.form("Release all that are ticked").offered["thing"]
    second.open(f"/desk/release/{thing}").press("Release")

    told = {one["by"]["id"]: one["response"] for one in partners.read()["responses"]}
    assert told == {"anytown": "accepted", "newshire": "rejected"}
    assert partners.promises() == {"anytown": "kept", "newshire": "kept"}
    page = partners.client.get(f"/recommendations/{ITEM}").text
    assert "We have the money." in page
    assert "The weir is not ours." in page


def test_ones_silence_blocks_not_the_other(partners: Partners) -> None:
    waits = partners.says(HIGHWAYS, "Newshire dredges.")
    assert waits["state"] == "submitted"
    assert partners.says(STREETS, "Anytown plants reeds.")["state"] == "clean"
    assert partners.news() == {"anytown": "Anytown plants reeds."}
    partners.released(waits["id"], "newshire")
    assert partners.news() == {"anytown": "Anytown plants reeds.", "newshire": "Newshire dredges."}


@pytest.mark.parametrize("held", ["anytown", "newshire"])
def test_ones_hold_blocks_not_the_other(partners: Partners, held: str) -> None:
    partners.hold(held)
    theirs = partners.says(HIGHWAYS, "Newshire dredges.")
    ours = partners.says(STREETS, "Anytown plants reeds.")
    released = partners.released(theirs["id"], "newshire")

    assert (ours["state"], released["state"]) == (
        ("scheduled", "clean") if held == "anytown" else ("clean", "scheduled")
    )
    assert partners.news().keys() == {"anytown", "newshire"} - {held}


@pytest.mark.parametrize("held", ["anytown", "newshire"])
def test_a_hold_is_told_at_the_desk_of_whom_it_binds_alone(partners: Partners, held: str) -> None:
    partners.hold(held)
    for council in ("anytown", "newshire"):
        shown = answered(partners.editor(council), "accepted", "We do our part.").read
        assert ("An election is near: it waits" in shown) == (council == held)


def test_nobody_releases_or_reads_the_drafts_of_the_other(partners: Partners) -> None:
    waits = partners.says(HIGHWAYS, "Newshire dredges.")
    ours = partners.editor("anytown").open("/desk/release")
    assert "Newshire dredges" not in ours.read
    ours.open(f"/desk/release/{waits['id']}", 404)
    assert "Newshire dredges" not in ours.open(GRID).read
    partners.released(waits["id"], "anytown", 404)
    ours.open(GRID).open(f"{GRID}/new?by=newshire&thing={ITEM}", 403)


def test_each_sees_at_its_desk_what_it_owes_whoever_keeps_the_record(partners: Partners) -> None:
    for council, post in (("newshire", "Head of Highways"), ("anytown", "Head of Streets")):
        editor = partners.editor(council)
        assert "Clean the river" in editor.open("/desk").read
        late = editor.open("/desk/late").read
        assert post in late
        assert "Clean the river" in late[late.index(post) :]

    key = partners.key(Role.officer, HIGHWAYS)
    due = said(partners.client.get("/v1/admin/due", headers=key), 200)["items"]
    told = [(one["organisation"]["id"], one["kind"]) for one in due if one["about"]["id"] == ITEM]
    assert told == [("newshire", "answer")]
