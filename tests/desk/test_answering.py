"""An editor answers an assembly: ticks what gets the same answer, sees what residents will read, and publishes it."""

from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from db.clock import today
from db.vocabulary import Role
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor
from tests.mailbox import named_in_settings

ASSEMBLY = "anytown-streets-2025"
GRID = f"/desk/assemblies/{ASSEMBLY}/answers"
BENCHES, ALLOTMENTS, PARKING = (f"{ASSEMBLY}-{number}" for number in (12, 16, 5))
TICKED, LOOK = "Answer what is ticked", "See what residents will read"
YES = {
    "response": "accepted",
    "reasons_en": "There is money for it from the spring.",
    "reasons_cy": "Mae arian ar ei gyfer o’r gwanwyn.",
    "promised_en": "benches and allotments",
    "promised_cy": "meinciau a rhandiroedd",
    "due": "2999-03-31",
}


def recommendation(client: TestClient, id_: str) -> Any:
    return said(client.get(f"/v1/recommendations/{id_}"), 200)


def status(client: TestClient, id_: str) -> Any:
    return said(client.get(f"/v1/recommendations/{id_}/status"), 200)


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() or 0)  # noqa: S608 - ours


@pytest.fixture
def editor(at_desk: At) -> Visitor:
    return at_desk(Role.editor, "anytown")


def ticked(editor: Visitor, *things: str) -> Visitor:
    """The form for what an editor ticked on the grid."""
    return editor.open(GRID).press(TICKED, thing=list(things))


def looked(editor: Visitor, *things: str, **typed: str) -> Visitor:
    return ticked(editor, *things).press(LOOK, **{**YES, **typed})


def test_an_editor_finds_the_assemblies_to_answer(editor: Visitor, at_desk: At) -> None:
    editor.open("/desk").open("/desk/assemblies")
    assert "Anytown Assembly" in editor.read
    assert "Camden" not in editor.read
    assert f'href="{GRID}"' in editor.page.text
    assert "No assembly is yours" in at_desk(Role.officer, "anytown-head-of-streets").open("/desk/assemblies").read


def test_the_grid_says_what_was_answered_by_whom_and_what_is_owed(editor: Visitor) -> None:
    shown = editor.open(GRID).read
    assert "21 of 24 have an answer." in shown
    assert "Advised on, not decided Everyshire Combined Authority" in shown
    assert "Backed in principle together with all the others" in shown
    assert "An answer was due by 31 March 2026" in shown
    assert "promised by 30 June 2026" in shown


@pytest.mark.parametrize(
    ("button", "many"),
    [("Tick all", 24), ("Tick all of Parks", 8), ("Tick all without an answer", 0), ("Tick all of these", 1)],
)
def test_many_are_ticked_in_one_press_and_what_was_ticked_stays(editor: Visitor, button: str, many: int) -> None:
    editor.open(GRID).press(button, thing=[ALLOTMENTS])
    now = [value for name, value in editor.form(TICKED).fields if name == "thing"]
    assert ALLOTMENTS in now
    assert len(now) == (many if button == "Tick all" else many + 1)
    editor.press("Untick all")
    assert [name for name, _ in editor.form(TICKED).fields if name == "thing"] == []


def test_nothing_ticked_answers_nothing(editor: Visitor) -> None:
    editor.open(GRID).press(TICKED, 422)
    assert "Tick at least one first" in editor.read


def test_the_same_answer_to_each_is_one_response_that_names_them(editor: Visitor, client: TestClient) -> None:
    before = {id_: status(client, id_)["sentence"]["en"] for id_ in (BENCHES, ALLOTMENTS)}
    looked(editor, BENCHES, ALLOTMENTS)
    assert all(one in editor.read for one in before.values())
    editor.press("Publish")

    assert "It is public" in editor.read
    found = [recommendation(client, id_) for id_ in (BENCHES, ALLOTMENTS)]
    assert len({one["responses"][-1]["id"] for one in found}) == 1
    told = found[0]["responses"][-1]
    assert [one["id"] for one in told["recommendations"]] == [BENCHES, ALLOTMENTS]
    assert told["promised"] == {"en": YES["promised_en"], "cy": YES["promised_cy"]}
    assert told["date"]["value"] == today().isoformat()
    for id_ in (BENCHES, ALLOTMENTS):
        now = status(client, id_)
        assert (now["response"], now["answered_as"], now["due"]) == ("accepted", "item", YES["due"])
        assert "answer" not in now["owed"]


def test_what_residents_will_read_is_what_they_read_then(editor: Visitor, client: TestClient) -> None:
    looked(editor, BENCHES, ALLOTMENTS)
    shown = editor.read
    editor.press("Publish")

    for language in ("en", "cy"):
        assert status(client, BENCHES)["sentence"][language] in shown


def test_of_many_the_first_are_shown_in_full_and_all_are_told(editor: Visitor) -> None:
    parks = [f"{ASSEMBLY}-{number}" for number in (12, 16)]
    editor.open(GRID).press("Tick all without an answer", thing=parks)
    looked(editor, *parks, f"{ASSEMBLY}-18", f"{ASSEMBLY}-5", f"{ASSEMBLY}-5-condition")

    assert "The first 3 of 5 are shown in full" in editor.read
    assert len([one for one in editor.page.text.split("<h") if "Sixty new allotments" in one]) == 1


def test_together_is_apart_from_each(editor: Visitor, client: TestClient) -> None:
    food = [f"{ASSEMBLY}-{end}" for end in ("13", "14", "15", "15-support", "16")]
    looked(editor, *food, how="together").press("Publish")
    (told,) = [one for one in recommendation(client, ALLOTMENTS)["responses"] if one["response"] == "accepted"]

    assert told["theme"] == "Food"
    assert told["revises"]["id"] == f"{ASSEMBLY}-answer-food"
    assert "all the recommendations on “Food” together" in status(client, ALLOTMENTS)["sentence"]["en"]
    assert "answer" in status(client, ALLOTMENTS)["owed"], "an answer to each was promised"
    assert status(client, f"{ASSEMBLY}-14")["response"] == "passed_on", "what was answered alone stays so"


def test_all_but_three_together_leaves_those_out_and_says_how_many(editor: Visitor, client: TestClient) -> None:
    editor.open(GRID)
    fell = {PARKING, f"{PARKING}-condition", f"{ASSEMBLY}-17", f"{ASSEMBLY}-18"}
    every = [id_ for id_ in editor.form(TICKED).offered["thing"] if id_ not in fell]
    out = [ALLOTMENTS, f"{ASSEMBLY}-1", f"{ASSEMBLY}-2"]
    looked(editor, *(id_ for id_ in every if id_ not in out), how="together").press("Publish")
    (told,) = [one for one in recommendation(client, BENCHES)["responses"] if one["response"] == "accepted"]

    assert sorted(one["id"] for one in told["excluding"]) == sorted(out)
    assert "of 15 recommendations together, this one among them" in status(client, BENCHES)["sentence"]["en"]
    assert "of 15 recommendations together" not in status(client, ALLOTMENTS)["sentence"]["en"]


def test_what_was_not_adopted_is_answered_by_its_name_only(editor: Visitor, client: TestClient) -> None:
    looked_at = ticked(editor, BENCHES, PARKING).press(LOOK, 422, **YES, how="together")
    assert "does not reach 5" in looked_at.read
    looked_at.press(LOOK, how="each").press("Publish")
    assert status(client, PARKING)["response"] == "accepted"


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(editor: Visitor) -> None:
    ticked(editor, BENCHES, ALLOTMENTS).press(LOOK, 422, promised_en="a bench", due="2027-02-30")
    assert "Say what the answer is" in editor.read
    assert 'href="#response"' in editor.page.text
    assert "Write a day, such as" in editor.read
    editor.press(LOOK, 422, response="rejected", due="")
    assert "Give the reasons" in editor.read
    editor.press(LOOK, 422, response="deciding", reasons_en="After the budget.")
    assert 'id="decide_by-fault"' in editor.page.text
    editor.press(LOOK, 422, response="passed_on")
    assert "Say to whom" in editor.read
    editor.press(LOOK, passed_to="schools-office")
    assert dict(editor.form("Publish").fields)["promised_en"] == "a bench"


def test_what_the_record_refuses_stands_beside_its_field(editor: Visitor) -> None:
    ticked(editor, BENCHES, ALLOTMENTS).press(LOOK, 422, **YES, decision_address="https://exa mple.org/a b")
    assert 'id="decision_address-fault"' in editor.page.text


def test_a_decision_stands_with_the_answer(editor: Visitor, client: TestClient) -> None:
    decided = {
        "decision_body": "Cabinet",
        "decision_date": "2026-11-20",
        "decision_title": "Benches",
        "decision_reference": "CAB-2026-31",
        "decision_address": "https://anytown.example.org/decisions/cab-2026-31",
    }
    looked(editor, BENCHES, ALLOTMENTS, **decided).press("Publish")
    told = recommendation(client, BENCHES)["responses"][-1]

    assert told["date"]["value"] == "2026-11-20"
    assert told["decisions"][0]["body"] == {"en": "Cabinet"}
    assert told["decisions"][0]["reference"] == "CAB-2026-31"


def test_a_post_answers_for_each_that_none_answered_for(editor: Visitor, client: TestClient) -> None:
    post = "anytown-head-of-parks"
    had = {id_: len(recommendation(client, id_)["accountability"]) for id_ in (ALLOTMENTS, PARKING)}
    looked(editor, ALLOTMENTS, PARKING, f"{ASSEMBLY}-1", accountable=post)
    assert "Head of Parks : 5, 16" in editor.read
    editor.press("Publish")

    for id_, before in had.items():
        mine = [one for one in recommendation(client, id_)["accountability"] if one["role"] == "accountable"]
        assert [one["post"]["id"] for one in mine] == [post]
        assert len(recommendation(client, id_)["accountability"]) == before + 1


def test_one_item_shows_what_was_asked_and_answered_and_its_answer_is_revised(
    editor: Visitor, client: TestClient
) -> None:
    item = f"{ASSEMBLY}-4"
    editor.open(f"/desk/items/{item}/answer")
    assert "Every child should be able to walk to school" in editor.read
    form = dict(editor.form(LOOK).fields)
    assert (form["response"], form["due"]) == ("accepted_in_part", "2026-09-30")
    editor.press(LOOK, due="2027-09-30").press("Publish")
    told = recommendation(client, item)["responses"][-1]

    assert told["revises"]["id"] == f"{ASSEMBLY}-answer-4"
    assert status(client, item)["times_moved"] >= 1
    assert status(client, item)["due"] == "2027-09-30"


def test_answers_that_differed_are_not_replaced_by_one(editor: Visitor) -> None:
    ticked(editor, f"{ASSEMBLY}-1", f"{ASSEMBLY}-3").press(LOOK, 422, **YES)
    assert "1 and 3 were answered before, each in another way" in editor.read


def test_looking_stores_and_publishes_nothing(editor: Visitor, engine: Engine) -> None:
    tables = ("working_copies", "publications", "audit_entries")
    before = [rows(engine, table) for table in tables]
    looked(editor, BENCHES, ALLOTMENTS, accountable="anytown-head-of-parks")
    assert [rows(engine, table) for table in tables] == before


def test_a_draft_is_found_on_the_grid_and_today_and_published(editor: Visitor, client: TestClient) -> None:
    ticked(editor, BENCHES, ALLOTMENTS).press("Keep as a draft", **YES, decision_body="Cabinet")
    draft = editor.at.partition("?")[0]
    assert draft.startswith(f"/desk/answers/{ASSEMBLY}-answer-")
    form = editor.form(LOOK)
    assert [value for name, value in form.fields if name == "thing"] == [BENCHES, ALLOTMENTS]
    assert dict(form.fields)["decision_body"] == "Cabinet"
    assert f'href="{draft}"' in editor.open(GRID).page.text
    assert "Drafts (1)" in editor.open("/desk").read
    editor.open(draft.replace("answers", "drafts"))
    assert editor.at == draft
    editor.press("Keep as a draft", promised_en="", promised_cy="", decision_body="")
    assert dict(editor.form(LOOK).fields)["promised_en"] == ""
    editor.press(LOOK).press("Publish")
    told = recommendation(client, BENCHES)["responses"][-1]
    assert told["response"] == "accepted"
    assert "promised" not in told
    assert "decisions" not in told


def test_a_draft_of_one_answer_to_all_is_that_again(editor: Visitor, engine: Engine) -> None:
    food = [f"{ASSEMBLY}-{end}" for end in ("13", "14", "15", "15-support", "16")]
    ticked(editor, *food).press("Keep as a draft", **YES, how="together")
    form = editor.form(LOOK)
    assert [value for name, value in form.fields if name == "thing"] == food
    assert dict(form.fields)["how"] == "together"
    editor.press("Throw this draft away")
    assert rows(engine, "working_copies") == 0


def test_two_at_one_draft_lose_nothing(editor: Visitor, at_desk: At) -> None:
    ticked(editor, BENCHES, ALLOTMENTS).press("Keep as a draft", **YES)
    second = at_desk(Role.editor, "anytown").open(editor.at.partition("?")[0])
    editor.press("Keep as a draft", reasons_en="What the first wrote.")
    second.press("Keep as a draft", 409, reasons_en="What the second wrote.")

    assert "What the first wrote." in second.read
    assert dict(second.form(LOOK).fields)["reasons_en"] == "What the second wrote."


def test_who_answers_second_sees_what_was_answered_meanwhile(editor: Visitor, at_desk: At, client: TestClient) -> None:
    second = looked(at_desk(Role.editor, "anytown"), BENCHES, ALLOTMENTS)
    looked(editor, BENCHES, ALLOTMENTS, response="other_way").press("Publish")
    second.press("Publish", 409)

    assert "To be done another way" in second.read
    second.press("Publish")
    assert status(client, BENCHES)["response"] == "accepted"


def test_pressing_twice_publishes_once(editor: Visitor, engine: Engine) -> None:
    looked(editor, BENCHES, ALLOTMENTS)
    form = editor.form("Publish")
    editor.send(form.action, [*form.fields, ("do", "publish")])
    before = rows(engine, "publications")
    editor.send(form.action, [*form.fields, ("do", "publish")])

    assert "It is public" in editor.read
    assert rows(engine, "publications") == before


def test_nothing_was_answered_on_a_day_to_come_but_it_can_be_public_then(editor: Visitor, client: TestClient) -> None:
    ticked(editor, BENCHES, ALLOTMENTS).press(LOOK, 422, **YES, date="2999-01-01")
    assert "Write a day up to today" in editor.read
    editor.press(LOOK, date="").press("Publish at that time", 422, at_day="", at_time="19:00")
    editor.press("Publish at that time", at_day="2999-01-01", at_time="19:00")
    assert "will be public at its time" in editor.read
    assert status(client, BENCHES)["response"] != "accepted"


def test_another_bodys_answers_stand_beside_and_are_not_touched(at_desk: At, client: TestClient) -> None:
    office = at_desk(Role.editor, "schools-office").open("/desk/assemblies")
    assert "Anytown Assembly" in office.read
    breakfast = f"{ASSEMBLY}-14"
    office.open(f"/desk/items/{breakfast}/answer")
    assert "Passed to another body" in office.read
    office.press(LOOK, **YES).press("Publish")
    by = {(one["by"]["id"], one["response"]) for one in recommendation(client, breakfast)["responses"]}

    assert {("anytown", "passed_on"), ("schools-office", "accepted")} <= by
    form = ticked(office, BENCHES, ALLOTMENTS).form(LOOK)
    fields = [(name, "anytown" if name == "by" else value) for name, value in form.fields]
    office.send(form.action, [*fields, ("do", "save")], 403)


@pytest.mark.parametrize("who", [(Role.officer, "anytown-head-of-streets"), (Role.editor, "camden")])
def test_who_answers_nothing_here_is_told_who_does(at_desk: At, who: tuple[Role, str]) -> None:
    stranger = at_desk(*who).open(GRID, 403)
    assert "the editor of 'anytown'" in stranger.page.text or "the editor of &#39;anytown&#39;" in stranger.page.text


def test_with_a_second_person_it_is_sent_and_released_by_another(
    engine: Engine, at_desk: At, client: TestClient
) -> None:
    admin = key_of(engine, Role.admin)
    patch = {"Content-Type": "application/merge-patch+json", "If-Match": "*", **admin}
    said(client.patch("/v1/admin/organisations/anytown", json={"release": "second_person"}, headers=patch), 200)
    said(client.post("/v1/admin/organisations/anytown/publication", json={}, headers=admin), 201)
    editor = looked(at_desk(Role.editor, "anytown"), BENCHES, ALLOTMENTS)
    assert not [words for form in editor.forms for *_, words in form.buttons if words == "Publish"]
    editor.press("Send for release")
    assert status(client, BENCHES)["response"] != "accepted"
    second = key_of(engine, Role.editor, "anytown", holder="Bo Second")["Authorization"].removeprefix("Bearer ")
    approver = Visitor(client).sign_in(second).open("/desk/release")
    (thing,) = approver.form("Release all that are ticked").offered["thing"]
    approver.press("Release all that are ticked", thing=[thing])
    assert status(client, BENCHES)["response"] == "accepted"


def test_two_themes_are_answered_together_and_all_of_both_are_previewed(editor: Visitor, client: TestClient) -> None:
    editor.open(GRID).press("Tick all of Food").press("Tick all of Parks").press(TICKED)
    editor.press(LOOK, **YES, how="together")
    assert "The first 3 of 13 are shown in full" in editor.read
    editor.press("Publish")
    (told,) = [one for one in recommendation(client, ALLOTMENTS)["responses"] if one["response"] == "accepted"]
    assert told["themes"] == ["Parks", "Food"]


def test_an_answer_that_is_owed_leads_from_today_to_its_form(editor: Visitor) -> None:
    editor.open("/desk")
    assert f'href="/desk/items/{BENCHES}/answer"' in editor.page.text


def test_where_both_languages_are_published_together_an_answer_in_one_is_sent_for_translation(
    engine: Engine, editor: Visitor, client: TestClient
) -> None:
    rule = {"languages": ["en", "cy"], "post": "anytown-assembly-coordinator"}
    key = key_of(engine, Role.editor, "anytown")
    said(client.post("/v1/admin/organisations/anytown/translation-rule", json=rule, headers=key), 201)
    looked(editor, BENCHES, ALLOTMENTS, reasons_cy="", promised_cy="")
    with named_in_settings():
        editor.press("Send for translation")
        assert "sent for translation" in editor.read.lower()
    assert status(client, BENCHES)["response"] != "accepted"
