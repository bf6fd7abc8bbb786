"""A panel says what it makes of an item: what it judged, its question, who could vote, who did, and how."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.clock import today
from db.vocabulary import Role
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor

ASSEMBLY = "anytown-streets-2025"
LIST = f"/desk/assemblies/{ASSEMBLY}/verdicts"
ITEM = f"{ASSEMBLY}-3"
LOOK = "See what residents will read"
MEMBERS = "anytown-members-panel"
VOTES = {
    "of": "delivery",
    "question_en": "Was it done as we asked?",
    "question_cy": "A wnaed hyn fel y gofynnom?",
    "verdict": "partly",
    "date": "",
    "eligible": "15",
    "voted": "12",
    "count_met": "1",
    "count_partly": "8",
    "count_not_met": "3",
}


def verdicts(client: TestClient) -> list[Any]:
    """What was said today of the item."""
    found = said(client.get(f"/v1/recommendations/{ITEM}"), 200)["verdicts"]
    return [one for one in found if one["date"]["value"] == today().isoformat()]


@pytest.fixture
def panel(at_desk: At) -> Visitor:
    return at_desk(Role.panel, MEMBERS)


def begun(panel: Visitor, about: str = ITEM) -> Visitor:
    return panel.open(f"{LIST}/new?by={MEMBERS}&about={about}")


def looked(panel: Visitor, about: str = ITEM, **typed: str) -> Visitor:
    return begun(panel, about).press(LOOK, **{**VOTES, **typed})


def test_a_panel_finds_what_it_may_judge(panel: Visitor) -> None:
    panel.open("/desk/assemblies")
    assert f'href="{LIST}"' in panel.page.text
    panel.open(LIST)
    assert "What was done: Met 14 November 2026" in panel.read
    assert "The whole assembly" in panel.read
    assert f"about={ITEM}" in panel.page.text


def test_a_panel_of_an_assembly_judges_as_its_panels(at_desk: At) -> None:
    panel = at_desk(Role.panel, ASSEMBLY).open(LIST)
    assert "Anytown Assembly Members’ Panel" in panel.read
    assert "Anytown Residents’ Panel" in panel.read


def test_a_sentence_that_stays_the_same_is_shown_once(panel: Visitor, client: TestClient, engine: Engine) -> None:
    sentence = said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)["sentence"]["en"]
    preview = looked(panel).read
    panel.press("Send for release")
    second = key_of(engine, Role.panel, MEMBERS, holder="Bo Second")["Authorization"].removeprefix("Bearer ")
    queue = Visitor(client).sign_in(second).open("/desk/release").read

    for read in (preview, queue):
        assert "The sentence that residents read stays the same." in read
        assert read.count(sentence) == 1


def test_a_verdict_has_its_question_its_electorate_and_its_numbers(panel: Visitor, client: TestClient) -> None:
    looked(panel, label_partly="Half done", document_title="Minutes", document_address="https://members.example.org/7")
    assert "12 of 15" in panel.read
    panel.press("Publish")
    assert "It is public" in panel.read
    (told,) = verdicts(client)

    assert (told["verdict"], told["of"], told["assessor"]) == ("partly", "delivery", "members")
    assert (told["eligible"], told["voted"]) == (15, 12)
    assert [(one["verdict"], one["count"]) for one in told["marks"]] == [("met", 1), ("partly", 8), ("not_met", 3)]
    assert told["marks"][1]["label"] == {"en": "Half done"}
    assert told["marks"][0]["label"]["cy"]
    assert told["question"]["cy"] == VOTES["question_cy"]
    assert told["sources"][0]["title"] == "Minutes"


def test_the_next_verdict_begins_with_the_question_and_the_electorate_of_the_last(panel: Visitor) -> None:
    looked(panel).press("Publish")
    form = dict(begun(panel, f"{ASSEMBLY}-4a").form(LOOK).fields)

    assert form["question_en"] == VOTES["question_en"]
    assert form["eligible"] == "15"
    assert form["count_met"] == ""
    assert "verdict" not in form


def test_a_mark_as_printed_and_a_theme(panel: Visitor, client: TestClient) -> None:
    mark = {"verdict": "as_printed", "scale_en": "A mark out of 10", "mark_label": "Average", "mark_value": "6.4"}
    none = dict.fromkeys(("count_met", "count_partly", "count_not_met"), "")
    looked(panel, "theme:Parks", **mark, **none, of="answer").press("Publish")
    panel.open(LIST)
    assert "In its own marks" in panel.read
    found = said(client.get(f"/v1/assemblies/{ASSEMBLY}/record"), 200)["things"]
    (told,) = [one for one in found if one["type"] == "verdict" and one.get("theme") == "Parks"]
    assert told["marks"] == [{"label": {"en": "Average"}, "value": "6.4"}]


def test_more_votes_than_voters_are_refused_beside_the_field(panel: Visitor) -> None:
    begun(panel).press(LOOK, 409, **VOTES | {"voted": "16"})
    assert 'id="voted-fault"' in panel.page.text
    panel.press(LOOK, 409, voted="11")
    assert 'href="#marks"' in panel.page.text
    panel.press(LOOK, 422, voted="a dozen", of="process", verdict="met", count_met="1.5")
    assert panel.read.count("Write a whole number") >= 2


def test_what_is_missing_is_said_beside_its_field(panel: Visitor) -> None:
    begun(panel, f"{ASSEMBLY}-8").press(LOOK, 422, date="2999-01-01")
    assert 'href="#verdict"' in panel.page.text
    assert "Write a day up to today" in panel.read


def test_a_draft_is_kept_changed_and_published(panel: Visitor, client: TestClient) -> None:
    begun(panel).press("Keep as a draft", **VOTES, text_en="Two streets are open.")
    draft = panel.at.partition("?")[0]
    assert draft.startswith("/desk/verdicts/")
    assert f'href="{draft}"' in panel.open(LIST).page.text
    assert panel.open(draft.replace("verdicts", "drafts")).at == draft
    panel.press("Keep as a draft", text_en="", count_met="", date=today().isoformat())
    panel.press(LOOK).press("Publish")
    (told,) = verdicts(client)
    assert "text" not in told
    assert [one["verdict"] for one in told["marks"]] == ["partly", "not_met"]


def test_two_at_one_draft_lose_nothing(panel: Visitor, at_desk: At) -> None:
    begun(panel).press("Keep as a draft", **VOTES)
    second = at_desk(Role.panel, MEMBERS).open(panel.at.partition("?")[0])
    panel.press("Keep as a draft", text_en="What the first wrote.")
    second.press("Keep as a draft", 409, text_en="What the second wrote.")

    assert "What the first wrote." in second.read
    assert dict(second.form(LOOK).fields)["text_en"] == "What the second wrote."


def test_researchers_say_who_they_are(at_desk: At, client: TestClient) -> None:
    researchers = at_desk(Role.editor, "example-university").open(LIST)
    researchers.open(f"{LIST}/new?about={ITEM}").press(LOOK, 422, **VOTES, assessor="")
    assert "Say who you are to it" in researchers.read
    researchers.press(LOOK, assessor="researchers").press("Publish")
    (told,) = verdicts(client)
    assert told["assessor"] == "researchers"


@pytest.mark.parametrize("who", [(Role.editor, "anytown"), (Role.officer, "anytown-head-of-streets")])
def test_whoever_answers_for_it_does_not_judge_it(at_desk: At, who: tuple[Role, str]) -> None:
    at_desk(*who).open(LIST, 403)


def test_nobody_judges_as_a_panel_that_is_not_theirs(panel: Visitor) -> None:
    form = begun(panel).form(LOOK)
    fields = [(name, "anytown-residents-panel" if name == "by" else value) for name, value in form.fields]
    panel.send(f"{LIST}/new", [*fields, ("do", "save")], 403)


def test_whoever_releases_a_verdict_reads_its_numbers(panel: Visitor, engine: Engine, client: TestClient) -> None:
    looked(panel).press("Send for release")
    second = key_of(engine, Role.panel, MEMBERS, holder="Bo Second")["Authorization"].removeprefix("Bearer ")
    releaser = Visitor(client).sign_in(second).open("/desk/release")
    (thing,) = releaser.form("Release all that are ticked").offered["thing"]
    assert "12 of 15" in releaser.open(f"/desk/release/{thing}").read
    releaser.press("Release")
    assert [one["verdict"] for one in verdicts(client)] == ["partly"]
