"""A convenor corrects a copy of what the members asked for, translates it, and says what became of a wording."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor

ASSEMBLY = "anytown-streets-2025"
LIST = f"/desk/assemblies/{ASSEMBLY}/wording"
SEAT, BENCH, SPEED = (f"{ASSEMBLY}-{number}" for number in (19, 12, 1))
LINEAGE = f"/desk/assemblies/{ASSEMBLY}/lineages/new"
LOOK = "See what residents will read"
REPLACED = {"kind": "supersession", "came_from": [SEAT], "became": [BENCH], "by": "members", "members": "agreed"}


def recommendation(client: TestClient, id_: str) -> Any:
    return said(client.get(f"/v1/recommendations/{id_}"), 200)


@pytest.fixture
def convenor(at_desk: At) -> Visitor:
    return at_desk(Role.convenor, ASSEMBLY)


def test_a_convenor_finds_the_members_words(convenor: Visitor) -> None:
    convenor.open("/desk/assemblies")
    assert f'href="{LIST}"' in convenor.page.text
    assert "Merged : A food market every week in the square" in convenor.open(LIST).read


def test_a_copy_is_corrected_and_says_what_was_wrong(convenor: Visitor, client: TestClient) -> None:
    convenor.open(f"/desk/items/{SEAT}/wording")
    convenor.press(LOOK, 422, title_en="A place to sit by the school gates")
    assert "Say what was wrong before" in convenor.read
    convenor.press(LOOK, mistake_en="A word was misread.", mistake_cy="Camddarllenwyd gair.")
    assert "It is published as: Correction" in convenor.read
    convenor.press("Publish")
    assert "It is public" in convenor.read
    told = recommendation(client, SEAT)

    assert told["title"]["en"] == "A place to sit by the school gates"
    assert told["mistake"]["en"] == "A word was misread."


def test_the_real_text_takes_the_place_of_a_paraphrase(convenor: Visitor, client: TestClient) -> None:
    typed = {
        "text_en": "Somewhere to sit, near the school gates.",
        "text_cy": "",
        "text_basis": "verbatim",
        "text_document": "Flip-charts",
        "text_page": "7",
        "mistake_en": "It was a paraphrase.",
    }
    convenor.open(f"/desk/items/{SEAT}/wording").press(LOOK, **typed).press("Publish")
    told = recommendation(client, SEAT)

    assert told["text"] == {"en": typed["text_en"]}
    assert (told["text_basis"]["basis"], told["text_basis"]["page"]) == ("verbatim", "7")
    convenor.open(f"/desk/items/{SEAT}/wording")
    assert typed["text_en"] in convenor.read
    assert "text_en" not in dict(convenor.form(LOOK).fields)


def test_the_members_own_words_have_no_field_and_are_translated(convenor: Visitor, client: TestClient) -> None:
    convenor.open(f"/desk/items/{BENCH}/wording")
    assert "They never change here" in convenor.read
    assert "title_en" not in dict(convenor.form(LOOK).fields)
    convenor.press(LOOK, title_cy="Mainc bob 200 metr ar y ffordd i’r dref").press("Publish")
    told = recommendation(client, BENCH)

    assert told["title"]["cy"].startswith("Mainc bob 200 metr")
    assert told["title_basis"]["translated"] == ["cy"]
    assert told["title_basis"]["basis"] == "verbatim"


def test_a_forged_field_changes_no_word_of_the_members(convenor: Visitor, client: TestClient) -> None:
    before = recommendation(client, SPEED)["title"]
    form = convenor.open(f"/desk/items/{SPEED}/wording").form(LOOK)
    mistake = [("title_en", "Something else"), ("mistake_en", "So."), ("do", "publish")]
    convenor.send(f"/desk/items/{SPEED}/wording", [*form.fields, *mistake], 409)
    assert recommendation(client, SPEED)["title"] == before


def test_a_draft_of_a_wording_is_kept_and_thrown_away(convenor: Visitor, client: TestClient) -> None:
    convenor.open(f"/desk/items/{BENCH}/wording").press("Keep as a draft", title_cy="Mainc")
    assert dict(convenor.form(LOOK).fields)["title_cy"] == "Mainc"
    assert f'href="/desk/drafts/{BENCH}"' in convenor.open(LIST).page.text
    assert convenor.open(f"/desk/drafts/{BENCH}").at == f"/desk/items/{BENCH}/wording"
    convenor.press("Throw this draft away")
    assert "cy" not in recommendation(client, BENCH)["title"]


def test_two_at_one_wording_lose_nothing(convenor: Visitor, at_desk: At) -> None:
    second = at_desk(Role.convenor, ASSEMBLY).open(f"/desk/items/{BENCH}/wording")
    convenor.open(f"/desk/items/{BENCH}/wording").press("Keep as a draft", title_cy="Mainc y cyntaf")
    second.press("Keep as a draft", 409, title_cy="Mainc yr ail")
    assert "Mainc y cyntaf" in second.read
    assert dict(second.form(LOOK).fields)["title_cy"] == "Mainc yr ail"


def test_what_became_of_a_wording_stands_on_both(convenor: Visitor, client: TestClient) -> None:
    convenor.open(LINEAGE).press(LOOK, **REPLACED, date="2025-06-07").press("Publish")
    assert "It is public" in convenor.read
    for item in (SEAT, BENCH):
        kinds = [(one["kind"], one["by"]) for one in recommendation(client, item)["lineage"]]
        assert ("supersession", "members") in kinds


def test_a_project_that_came_of_it_is_chosen(convenor: Visitor, client: TestClient) -> None:
    convenor.open(LINEAGE).press(LOOK, 422, **REPLACED | {"kind": "taken_up_as_project"})
    assert "Choose the project" in convenor.read
    convenor.press(LOOK, project="anytown-play-streets").press("Publish")
    assert [one["id"] for one in recommendation(client, SEAT)["lineage"][-1]["became"]] == ["anytown-play-streets"]


def test_what_is_missing_of_a_lineage_is_said_beside_its_field(convenor: Visitor) -> None:
    convenor.open(LINEAGE).press(LOOK, 422, date="2999-01-01")
    for field in ("kind", "came_from", "became", "by", "members", "date"):
        assert f'href="#{field}"' in convenor.page.text


def test_a_draft_of_a_lineage_is_kept_and_published(convenor: Visitor, client: TestClient) -> None:
    convenor.open(LINEAGE).press("Keep as a draft", **REPLACED, note_en="Said so in June.")
    form = convenor.form(LOOK)
    assert ("came_from", SEAT) in form.fields
    convenor.press(LOOK, note_en="").press("Publish")
    assert "note" not in recommendation(client, SEAT)["lineage"][-1]


def test_who_is_no_convenor_transcribes_nothing_while_there_is_one(at_desk: At, convenor: Visitor) -> None:
    editor = at_desk(Role.editor, "anytown")
    editor.open(LIST, 403)
    editor.open(f"/desk/items/{BENCH}/wording", 403)
    editor.open(LINEAGE, 403)
    assert f'href="{LIST}"' not in editor.open("/desk/assemblies").page.text
    assert "What the members asked for" in convenor.open(LIST).read


def test_the_editor_stands_in_where_there_is_no_convenor(at_desk: At, client: TestClient) -> None:
    editor = at_desk(Role.editor, "anytown").open(f"/desk/items/{BENCH}/wording")
    editor.press(LOOK, title_cy="Mainc bob 200 metr").press("Publish")
    assert recommendation(client, BENCH)["title"]["cy"] == "Mainc bob 200 metr"
