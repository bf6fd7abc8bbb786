"""An officer says what changed: she sees what residents will read, and only then is anything public."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from db.clock import now, today
from db.vocabulary import Role
from tests.builders import clock
from tests.clock import travel
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor

OFFICER = (Role.officer, "anytown-head-of-streets")
ITEM, LATE = "anytown-streets-2025-3", "anytown-streets-2025-4"
NEWS = "Seven of the eight schools have a safer way in."
NEWS_CY = "Mae gan saith o’r wyth ysgol ffordd fwy diogel i mewn."
LOOK, SOON = "See what residents will read", timedelta(days=120)


def updates(client: TestClient, item: str = LATE) -> list[Any]:
    return list(said(client.get(f"/v1/recommendations/{item}"), 200)["updates"])


def sentence(client: TestClient, item: str = LATE, language: str = "en") -> str:
    return str(said(client.get(f"/v1/recommendations/{item}/status"), 200)["sentence"][language])


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() or 0)  # noqa: S608 - ours


@pytest.fixture
def officer(at_desk: At) -> Visitor:
    return at_desk(*OFFICER)


def looked(officer: Visitor, **typed: str) -> Visitor:
    """The officer who wrote about what is late, and looks at what residents would read."""
    words = {"summary_en": NEWS, "summary_cy": NEWS_CY, "when": "kept", **typed}
    return officer.open(f"/desk/items/{LATE}").press(LOOK, **words)


def test_what_residents_will_read_is_what_they_read_then(officer: Visitor, client: TestClient) -> None:
    before = sentence(client)
    looked(officer)
    shown = officer.read
    assert before in shown
    assert "seven of the eight schools" in shown
    officer.press("Publish")

    assert "It is public" in officer.read
    assert sentence(client) in shown
    assert sentence(client, language="cy") in shown
    assert sentence(client) != before


def test_looking_stores_and_publishes_nothing(officer: Visitor, engine: Engine, client: TestClient) -> None:
    before = [rows(engine, table) for table in ("working_copies", "publications", "audit_entries")]
    told = sentence(client)
    looked(officer)

    assert [rows(engine, table) for table in ("working_copies", "publications", "audit_entries")] == before
    assert sentence(client) == told


def test_what_would_no_longer_be_said_is_told(officer: Visitor) -> None:
    looked(officer)

    assert "No longer said:" in officer.read
    assert "six of eight schools have a safer way in (20 July 2026)." in officer.read


def test_as_it_stands_is_one_statement_with_the_code(officer: Visitor, client: TestClient) -> None:
    looked(officer).press("Publish")

    assert updates(client)[0]["progress"] == "partly_delivered"
    assert sentence(client).count("The council says") == 1


def test_a_new_date_with_its_reason(officer: Visitor, client: TestClient) -> None:
    due = (today() + SOON).isoformat()
    moved = {"when": "moved", "due": due, "reason": "other_body", "summary_en": "", "summary_cy": ""}
    looked(officer, **moved).press("Publish")
    status = said(client.get(f"/v1/recommendations/{LATE}/status"), 200)

    assert (status["due"], status["times_moved"], status["schedule"]) == (due, 1, "not_due")
    assert updates(client)[0]["delays"] == [{"reason": "other_body"}]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"summary_en": "", "summary_cy": ""}, "summary_en"),
        ({"when": ""}, "when"),
        ({"when": "moved"}, "due"),
        ({"when": "moved", "due": "2020-01-01", "reason": "funding"}, "due"),
        ({"when": "moved", "due": "2999-01-01"}, "reason"),
        ({"when": "moved", "due": "2999-01-01", "reason": "other"}, "why"),
        ({"next_update_due": "2020-01-01"}, "next_update_due"),
        ({"next_update_due": "soon"}, "next_update_due"),
        ({"date": "2999-01-01"}, "date"),
        ({"evidence_title": "A report"}, "evidence_kind"),
        ({"evidence_kind": "report", "evidence_address": "a page of ours"}, "evidence_address"),
        ({"summary_en": "x" * 20_001}, "summary_en"),
    ],
    ids=str,
)
def test_a_fault_stands_beside_its_field_and_in_the_summary(
    officer: Visitor, engine: Engine, typed: dict[str, str], place: str
) -> None:
    before = rows(engine, "working_copies")
    words = {"summary_en": NEWS, "summary_cy": NEWS_CY, "when": "kept", **typed}
    officer.open(f"/desk/items/{LATE}").press(LOOK, 422, **words)
    page = officer.page.text

    assert f'href="#{place}"' in page, "the summary leads to the field"
    assert f'id="{place}-fault"' in page or f'id="{place}"' in page
    kept = dict(officer.form(LOOK).fields)
    assert {name: kept.get(name, "") for name in words} == words, "what was typed is kept"
    assert rows(engine, "working_copies") == before


def test_faults_are_told_in_the_language_of_the_page(at_desk: At) -> None:
    officer = at_desk(*OFFICER, language="cy").open(f"/desk/items/{LATE}")
    officer.press("Gweld beth fydd trigolion yn ei ddarllen", 422)

    assert "Dywedwch a oes dyddiad newydd" in officer.read


def test_evidence_and_what_was_learned_stand_on_the_page(officer: Visitor, client: TestClient) -> None:
    typed = {
        "evidence_kind": "report",
        "evidence_title": "Safer ways to school, a year on",
        "evidence_address": "https://anytown.example/safer-ways.pdf",
        "works_en": "Parents were asked first.",
        "learned_en": "Start with the pipe.",
        "next_update_due": (today() + SOON).isoformat(),
    }
    looked(officer, **typed).press("Publish")
    (told, *_) = updates(client)

    assert told["evidence"][0]["address"] == typed["evidence_address"]
    assert told["works"] == {"en": "Parents were asked first."}
    assert told["learned"] == {"en": "Start with the pipe."}
    assert told["next_update_due"] == {"value": typed["next_update_due"]}


def test_what_made_it_possible_and_what_to_build_on_it_are_said(officer: Visitor, client: TestClient) -> None:
    day = (today() + SOON).isoformat()
    typed = {"works_en": "Parents were asked first.", "enablers": "trust", "build_on": "Ask the next school."}
    looked(officer, **typed, build_on_date=day).press("Change it")
    kept = dict(officer.form(LOOK).fields)
    assert (kept["enablers"], kept["build_on"], kept["build_on_date"]) == ("trust", "Ask the next school.", day)
    officer.press(LOOK).press("Publish")
    (told, *_) = updates(client)

    assert told["enablers"] == ["trust"]
    assert told["build_on"] == [{"text": {"en": "Ask the next school."}, "date": {"value": day}}]


def test_a_day_to_build_on_it_says_what_it_is_for(officer: Visitor) -> None:
    officer.open(f"/desk/items/{LATE}").press(LOOK, 422, summary_en=NEWS, when="kept", build_on_date="2999-01-01")
    assert "Say what that day is for" in officer.read


def test_going_back_keeps_what_was_typed(officer: Visitor) -> None:
    looked(officer, works_en="Parents were asked first.").press("Change it")
    kept = dict(officer.form(LOOK).fields)

    assert (kept["summary_en"], kept["summary_cy"], kept["works_en"]) == (NEWS, NEWS_CY, "Parents were asked first.")


def test_a_draft_is_kept_only_when_somebody_says_so_and_can_be_thrown_away(
    officer: Visitor, engine: Engine, client: TestClient
) -> None:
    looked(officer).press("Keep as a draft")
    assert officer.at.startswith("/desk/drafts/")
    assert rows(engine, "working_copies") == 1
    draft = officer.at.partition("?")[0]
    officer.open("/desk")
    assert "Drafts (1)" in officer.read
    officer.open(draft).press(LOOK, summary_en="All eight schools have a safer way in.").press("Keep as a draft")
    assert "All eight schools" in officer.page.text
    officer.press("Throw this draft away")
    assert "thrown away" in officer.read
    assert rows(engine, "working_copies") == 0
    officer.open(draft, 404)
    assert len(updates(client)) == len(updates(client))


def test_a_draft_is_published_from_its_page(officer: Visitor, client: TestClient) -> None:
    before = len(updates(client))
    looked(officer).press("Keep as a draft").press(LOOK).press("Publish")

    assert len(updates(client)) == before + 1


def test_a_field_that_was_emptied_is_gone_from_the_draft(officer: Visitor, client: TestClient) -> None:
    looked(officer, works_en="Parents were asked first.", next_update_due="2999-01-01").press("Keep as a draft")
    officer.press(LOOK, works_en="", next_update_due="").press("Publish")
    (told, *_) = updates(client)

    assert "works" not in told
    assert "next_update_due" not in told


def test_what_was_written_in_another_language_stays(at_desk: At, officer: Visitor, client: TestClient) -> None:
    typed = {"evidence_kind": "report", "evidence_title": "A year on", "when": "moved"}
    moved = {"due": (today() + SOON).isoformat(), "reason": "other", "why": "The pipe."}
    looked(officer, **typed, **moved).press("Keep as a draft")
    second = at_desk(*OFFICER, language="cy").open(officer.at.partition("?")[0])
    second.press("Cadw fel drafft", evidence_title="Blwyddyn yn ddiweddarach", why="Y bibell.")
    officer.open(second.at.partition("?")[0]).press(LOOK).press("Publish")
    (told, *_) = updates(client)

    assert told["evidence"][0]["title"] == {"en": "A year on", "cy": "Blwyddyn yn ddiweddarach"}
    assert told["delays"][0]["text"] == {"en": "The pipe.", "cy": "Y bibell."}


def test_pressing_twice_publishes_once(officer: Visitor, client: TestClient) -> None:
    before = len(updates(client))
    looked(officer)
    form = officer.form("Publish")
    fields = [*form.fields, ("do", "publish")]
    officer.send(form.action, fields)
    officer.send(form.action, fields)

    assert "It is public" in officer.read
    assert len(updates(client)) == before + 1


def test_at_a_time_it_is_released_and_waits(officer: Visitor, client: TestClient) -> None:
    day = (today() + timedelta(days=3)).isoformat()
    looked(officer).press("Publish at that time", at_day=day, at_time="18:30")
    assert "will be public at its time" in officer.read
    assert "18:30" in officer.read
    assert NEWS not in {one["summary"]["en"] for one in updates(client)}
    looked(officer).press("Publish at that time", 422, at_day="", at_time="18:30")
    assert "that are still to come" in officer.read


def test_who_is_second_sees_what_the_first_said_and_loses_nothing(
    officer: Visitor, at_desk: At, client: TestClient
) -> None:
    second = looked(at_desk(*OFFICER))
    looked(officer, summary_en="Eight of eight, says the head of streets.").press("Publish")
    before = len(updates(client))
    second.press("Publish", 409)

    assert "Eight of eight" in second.read
    assert len(updates(client)) == before
    second.press("Publish")
    assert updates(client)[0]["summary"]["en"] == NEWS


def test_two_at_one_draft_lose_nothing(officer: Visitor, at_desk: At) -> None:
    looked(officer).press("Keep as a draft")
    second = at_desk(*OFFICER).open(officer.at.partition("?")[0])
    officer.press("Keep as a draft", summary_en="What the first wrote.")
    second.press("Keep as a draft", 409, summary_en="What the second wrote.")

    assert "What the first wrote." in second.read
    assert dict(second.form(LOOK).fields)["summary_en"] == "What the second wrote."
    second.press("Keep as a draft")
    assert dict(second.form(LOOK).fields)["summary_en"] == "What the second wrote."


def test_what_was_typed_outlives_the_session(engine: Engine, client: TestClient) -> None:
    key = key_of(engine, *OFFICER)["Authorization"].removeprefix("Bearer ")
    begun = now()
    with travel(begun, tick=False):
        officer = Visitor(client).sign_in(key).open(f"/desk/items/{LATE}")
    with travel(begun + timedelta(minutes=40), tick=False):
        officer.press(LOOK, summary_en=NEWS, when="kept")
        assert "What you typed is kept" in officer.read
        fields = [(name, value) for name, value in officer.forms[-1].fields if name != "key"]
        officer.send(officer.forms[-1].action, [*fields, ("key", key)])
        assert officer.at == f"/desk/items/{LATE}"
        assert dict(officer.form(LOOK).fields)["summary_en"] == NEWS
        officer.press(LOOK).press("Publish")
        assert dict(officer.open(f"/desk/items/{LATE}").form(LOOK).fields)["summary_en"] == ""


def test_what_was_typed_is_shown_to_nobody_else(engine: Engine, client: TestClient) -> None:
    key = key_of(engine, *OFFICER)["Authorization"].removeprefix("Bearer ")
    begun = now()
    with travel(begun, tick=False):
        officer = Visitor(client).sign_in(key).open(f"/desk/items/{LATE}")
    with travel(begun + timedelta(minutes=40), tick=False):
        officer.press(LOOK, summary_en=NEWS, when="kept")
        other = key_of(engine, *OFFICER)["Authorization"].removeprefix("Bearer ")
        officer.sign_in(other).open(f"/desk/items/{LATE}")
        assert NEWS not in officer.page.text


@pytest.mark.parametrize("item", ["anytown-streets-2025-7", "camden-climate-2019-8"])
def test_an_item_of_somebody_else_is_not_theirs_to_write_on(officer: Visitor, item: str) -> None:
    officer.open(f"/desk/items/{item}", 403)
    officer.send("/desk/items/" + item, [*_token(officer), ("do", "publish"), ("summary_en", NEWS)], 403)


def _token(visitor: Visitor) -> list[tuple[str, str]]:
    visitor.open("/desk")
    return [(name, value) for name, value in visitor.form("Sign out").fields if name == "token"]


def test_nothing_new_is_one_press(officer: Visitor, client: TestClient) -> None:
    officer.open(f"/desk/items/{ITEM}").press("Nothing new, still true")

    assert said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)["still_true_on"] == today().isoformat()


def test_nothing_new_is_said_of_many_in_one_press(at_desk: At, client: TestClient) -> None:
    with clock("2027-03-20"):
        officer = at_desk(*OFFICER)
        ticked = officer.form("Say so of all that are ticked").offered["thing"]
        assert len(ticked) == 3
        officer.press("Say so of all that are ticked", thing=ticked)
        assert "nothing new, still true" in officer.read
        for item in ticked:
            status = said(client.get(f"/v1/recommendations/{item}/status"), 200)
            assert status["still_true_on"] == "2027-03-20"


def test_an_empty_list_says_when_the_next_thing_is_due(at_desk: At) -> None:
    assert "The next thing is due on" in at_desk(Role.officer, "anytown-deputy-head-of-streets").read


def test_a_projects_keeper_tells_her_news(at_desk: At, client: TestClient) -> None:
    keeper = at_desk(Role.keeper, "anytown-walkers-night-walks")
    assert "Your projects" in keeper.read
    keeper.open("/desk/items/anytown-walkers-night-walks")
    keeper.press(LOOK, summary_en="Forty people walked in October.").press("Publish")
    told = said(client.get("/v1/projects/anytown-walkers-night-walks"), 200)["updates"][0]

    assert told["summary"] == {"en": "Forty people walked in October."}
    assert told["said_by"]["capacity"] == "project"
