"""Words are removed from what is public: they are nowhere any more, and what they stood in stays what it was."""

import json
from datetime import timedelta
from typing import Any

import pytest

from api.publishing.remaking import remake
from api.publishing.verify import faults_of_record
from api.schemas.kinds import BY_TYPE, PAGES
from api.text.localizer import localizer
from db.clock import now, today
from db.session import reading
from tests.clock import travel
from tests.conftest import said
from tests.workbench.asking import patch, public
from tests.workbench.councils import CONVENOR, EDITOR, Ground, Made, creation
from tests.workbench.test_erased import (
    SECRET,
    each_kind,
    erase,
    in_every_text,
    left,
    own_addresses,
    refuse_to_sign,
    said_in_public,
    stored,
)

REDACTIONS = "/v1/admin/redactions"
RECORDS = "/v1/admin/records"


def fields(kind: str) -> list[str]:
    """The fields in which the secret is, of a thing that has it in every text."""
    return [field for field, text in in_every_text(kind, {}).items() if SECRET in str(text)]


def removal(thing: str, *passages: dict[str, str], **more: Any) -> dict[str, Any]:
    asked = {"thing": thing, "passages": [*passages], "ground": "personal_data", "by": "anytown"} | more
    return {name: value for name, value in asked.items() if value is not None}


def remove(ground: Ground, body: dict[str, Any], key: dict[str, str] | None = None) -> Any:
    """The answer to words being removed: 201 where their bytes are gone from the files, else 202."""
    answer = ground.client.post(REDACTIONS, json=body, headers=key or ground.admin)
    assert answer.status_code in {201, 202}, answer.text
    return answer.json()


def faults(ground: Ground) -> list[str]:
    with reading(ground.engine) as session:
        return [*faults_of_record(session)]


@each_kind
def test_no_byte_of_the_words_is_left_and_the_thing_stays(ground: Ground, kind: str) -> None:
    """Not in its text, its earlier text, its words in the index, the draft of it, the trail, or a note about it."""
    made = said_in_public(ground, kind, "removed")
    first = public(ground, made.id)[0]
    said(patch(ground, kind, made, {"note": f"{SECRET} again"}, "*"), 200)
    ground.publish(kind, made)
    if kind == "update":
        refuse_to_sign(ground, made)
    said(patch(ground, kind, made, {"note": f"{SECRET} once more"}, "*"), 200)
    columns, files = stored(ground)
    assert {"bodies.body", "working_copies.body", "audit_entries.after"} <= columns
    assert bool(files) == (ground.engine.dialect.name == "sqlite")
    serves = [*own_addresses(ground, kind, made.id)]
    before = {address: ground.client.get(address).status_code for address in serves}

    passages = [{"field": field, "words": SECRET} for field in fields(kind)]
    answer = remove(ground, removal(made.id, *passages))

    assert left(ground, kind, made) == (set(), set(), [])
    assert {one["nature"] for one in answer["bodies"]} == {"redaction"}
    assert [one["sequence"] for one in answer["bodies"]] == [row["erases"] for row in public(ground, made.id)[2:]]
    assert {address: ground.client.get(address).status_code for address in serves} == before
    if kind in PAGES:
        thing = said(ground.client.get(f"/v1/{BY_TYPE[kind].plural}/{made.id}"), 200)
        assert "[words removed on " in str(thing)
    assert faults(ground) == []
    assert public(ground, made.id)[0]["body_hash"] == first["body_hash"]


def told(ground: Ground, item: str, day: str = "") -> Any:
    return said(ground.client.get(f"/v1/recommendations/{item}", params={"as_of": day} if day else {}), 200)


def asking(ground: Ground, words: str) -> str:
    """A recommendation that asks for a bench, in these words and with a vote, an answer and an update; its id."""
    key, council = ground.keys["anytown"][CONVENOR], ground.keys["anytown"][EDITOR]
    address, body = creation(ground.ours, "recommendation", CONVENOR)
    vote = {"who": "members", "kind": "percent", "results": [{"label": "For", "value": "93%"}]}
    text = {"en": f"{words} asked for a bench.", "cy": f"Gofynnodd {words} am fainc."}
    body |= {"title": f"A bench for {words}", "text": text, "text_basis": {"basis": "verbatim"}}
    item = str(said(ground.client.post(address, json=body | {"votes": [vote]}, headers=key), 201)["id"])
    ground.publish("recommendation", Made(item, key))
    address, body = creation(ground.ours, "response", EDITOR)
    answer = body | {"recommendations": [item], "due": {"value": "2027-06"}, "reasons": f"{words} is right."}
    made = Made(said(ground.client.post(address, json=answer, headers=council), 201)["id"], council)
    ground.publish("response", made)
    return item


def test_an_index_made_anew_says_the_same(ground: Ground) -> None:
    """Of words removed twice, and of what is left erased in the end."""
    name = "Quibbleson"
    item, other = asking(ground, name), asking(ground, name)
    for words in (name, "asked for"):
        remove(ground, removal(item, {"field": "text", "language": "en", "words": words}))
    assert told(ground, item)["text"]["en"].count("[words removed on ") == 2
    assert name in told(ground, item)["text"]["cy"]
    remove(ground, removal(other, {"field": "text", "words": name}))
    erase(ground, public(ground, other)[0]["sequence"])
    assert ground.client.get(f"/v1/recommendations/{other}").status_code == 410
    assert faults(ground) == []
    kept = [ground.client.get(f"/v1/recommendations/{item}{more}").text for more in ("", "/history", "/status")]

    list(remake(ground.engine))

    assert faults(ground) == []
    assert kept == [ground.client.get(f"/v1/recommendations/{item}{more}").text for more in ("", "/history", "/status")]
    assert ground.client.get(f"/v1/recommendations/{other}").status_code == 410


def test_nobody_controls_the_story(ground: Ground) -> None:
    """A council removes nothing from a bad verdict, from what members asked, or from what it promised itself."""
    ours, council, before = ground.ours, ground.keys["anytown"][EDITOR], ground.counted()
    item = public(ground, ours.item)[-1]["body"]

    def refused(thing: str, field: str, words: str, key: Any = council) -> str:
        answer = ground.client.post(REDACTIONS, json=removal(thing, {"field": field, "words": words}), headers=key)
        problem = said(answer, 403)
        assert problem["type"].endswith("/not-yours")
        return str(problem["detail"])

    assert f"the panel of '{ours.assembly}'" in refused(ours.verdict, "sources", "minutes")
    assert refused(ours.item, "title", item["title"]["en"]).endswith("or by an administrator.")
    assert "Only an administrator" in refused(ours.assembly, "promises", "x1", ground.keys["anytown"][CONVENOR])
    assert ground.counted() == before
    made = said_in_public(ground, "response", "promise")
    assert "Only an administrator" in refused(made.id, "reasons", SECRET)
    remove(ground, removal(made.id, *({"field": field, "words": SECRET} for field in fields("response"))))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"by": None}, "by-missing"),
        ({"by": "nobody-at-all"}, "unknown-id"),
        ({"passages": [{"field": "title", "words": "not there"}]}, "words-not-there"),
        ({"passages": [{"field": "title", "language": "cy", "words": "Recommendation"}]}, "words-not-there"),
        ({"passages": [{"field": "kind", "words": "recommendation"}]}, "words-needed"),
    ],
)
def test_what_cannot_be_removed_is_refused_and_nothing_is_written(ground: Ground, change: Any, rule: str) -> None:
    before = ground.counted()
    title = public(ground, ground.ours.item)[-1]["body"]["title"]["en"]

    body = removal(ground.ours.item, {"field": "title", "words": title}) | change
    body = {name: value for name, value in body.items() if value is not None}
    problem = said(ground.client.post(REDACTIONS, json=body, headers=ground.admin), 409)

    assert [one["rule"] for one in problem["errors"]] == [rule]
    assert ground.counted() == before
    said(
        ground.client.post(REDACTIONS, json=body | {"thing": "nothing-here", "by": "anytown"}, headers=ground.admin),
        404,
    )


def test_a_childs_name_is_removed_and_nothing_else(ground: Ground) -> None:
    """By the convenor, in both languages: the item, its votes, its answer and its past stay, and a document of it.

    The last here, as no clock goes back after it.
    """
    item, day = asking(ground, SECRET), today()
    before, listed = told(ground, item), ground.client.get(f"/v1/recommendations?q={SECRET}").json()["items"]
    assert [one["id"] for one in listed] == [item]
    old = ground.client.get(f"/v1/assemblies/{ground.ours.assembly}/record").content
    passages = [{"field": field, "words": SECRET} for field in ("title", "text")]
    answer = next(one for one in before["responses"] if SECRET in str(one.get("reasons")))

    with travel(now() + timedelta(days=3)):
        remove(ground, removal(item, *passages, by=None), ground.keys["anytown"][CONVENOR])
        remove(ground, removal(answer["id"], {"field": "reasons", "words": SECRET}))

        assert left(ground, "recommendation", Made(item, {})) == (set(), set(), [])
        on = localizer("en").day(today()), localizer("cy").day(today())
        after, then = told(ground, item), told(ground, item, day.isoformat())
        assert (
            after["text"]
            == then["text"]
            == {
                "en": f"[words removed on {on[0]} to protect somebody] asked for a bench.",
                "cy": f"Gofynnodd [tynnwyd geiriau ar {on[1]} er mwyn diogelu rhywun] am fainc.",
            }
        )
        for kept in ("id", "sequence", "votes", "reference"):
            assert after[kept] == then[kept] == before[kept], kept
        sentences = [one["status"] | {"day": ""} for one in (before, then, after)]
        assert sentences[0] == sentences[1] == sentences[2]
        assert ground.client.get(f"/recommendations/{item}").status_code == 200
        lists = f"/v1/recommendations?assembly={ground.ours.assembly}&limit=200"
        assert item in [one["id"] for one in said(ground.client.get(lists), 200)["items"]]
        assert item in [one["id"] for one in said(ground.client.get(f"{lists}&as_of={day}"), 200)["items"]]
        assert faults(ground) == []
        row = public(ground, item)[-1]
        assert (row["nature"], row["ground"], row["said_by"]["capacity"]) == ("redaction", "personal_data", "members")
        entry = next(
            one for one in ground.client.get("/feeds/all.json").json()["items"] if "Words removed" in one["title"]
        )
        assert "to protect somebody. The ground: personal data" in entry["content_text"].replace("\n\n", " ")

        loaded = said(ground.client.post(RECORDS, json=json.loads(old), headers=ground.admin), 201)
        assert {one["thing"] for one in loaded["warnings"] if one["rule"] == "words-removed"} == {item, answer["id"]}
        new = ground.client.get(f"/v1/assemblies/{ground.ours.assembly}/record").content
        assert SECRET.encode() not in new
        assert said(ground.client.post(RECORDS, json=json.loads(new), headers=ground.admin), 201)["left_out"] == 0
        assert ground.client.get(f"/v1/assemblies/{ground.ours.assembly}/record").content == new
        known = said(ground.client.get("/v1/removals"), 200)["items"]
        assert [one["thing"]["id"] for one in known[:2]] == [answer["id"], item]
        assert "Words removed" in ground.client.get("/removals").text
