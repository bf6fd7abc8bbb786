"""A next step with a day: in calendars, in the list of what is due, and in a reminder of whoever named it."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.builders import COUNCIL, POST, PROJECT, accountability, clock, engagement, project, put, speaker, update
from tests.conftest import client_of, key_of, said
from tests.mailbox import Mailbox
from tests.workbench.reminded import ITEM, STREETS, run, something_due, text_of

WORDS = "Ask the school on Mill Lane to join."
STEP = {"text": {"en": WORDS, "cy": "Gofyn i’r ysgol ymuno."}, "date": {"value": "2024-05-20"}}


def works(about: str, *steps: dict[str, Any], on: str = "2024-03-02", **more: Any) -> Any:
    return update(about, None, on, works={"en": "Children walk again."}, build_on=list(steps or [STEP]), **more)


@pytest.fixture
def key(empty: Engine) -> dict[str, str]:
    """The key of the post that said what works about an item, and named a day for the next step."""
    found = something_due(empty)
    with clock("2024-03-02"):
        put(empty, works(ITEM.id))
    return found


def due(client: TestClient, key: dict[str, str], day: str) -> list[dict[str, Any]]:
    with clock(day):
        found = said(client.get("/v1/admin/due?within=365", headers=key), 200)["items"]
    return [one for one in found if one["kind"] == "build_on"]


def calendar(client: TestClient, of: str, language: str = "en") -> str:
    with clock("2024-04-01"):
        return str(client.get(f"/{language}/calendar/{of}.ics").text).replace("\r\n ", "")


def test_it_is_due_of_whoever_named_it_until_they_say_something(empty: Engine, key: dict[str, str]) -> None:
    client = client_of(empty)
    (item,) = due(client, key, "2024-05-01")
    assert (item["about"]["id"], item["due"], item["days"]) == (ITEM.id, "2024-05-20", 19)
    assert item["post"]["id"] == POST
    assert item["says"] == [STEP["text"]]
    with clock("2024-05-10"):
        put(empty, update(ITEM.id, None, "2024-05-10"))
    assert due(client, key, "2024-05-21")[0]["days"] == -1  # what was said before its day says nothing of it
    with clock("2024-05-22"):
        put(empty, update(ITEM.id, None, "2024-05-22"))
    assert due(client, key, "2024-05-23") == []


def test_the_calendar_has_it_with_its_words_in_each_language(empty: Engine, key: dict[str, str]) -> None:
    client = client_of(empty)
    text = calendar(client, f"recommendations/{ITEM.id}")
    assert "DTSTART;VALUE=DATE:20240520" in text
    assert "A next step: Open five streets to walking" in text
    assert WORDS in text
    assert "Gofyn i’r ysgol ymuno." in calendar(client, "all", "cy")
    with clock("2024-05-01"):
        mine = client.get("/v1/admin/due.ics", headers=key)
    assert WORDS in mine.text.replace("\r\n ", "")


def test_what_was_agreed_about_a_project_or_an_engagement_is_there_too(empty: Engine) -> None:
    something_due(empty)
    with clock("2024-03-03"):
        put(empty, project(), engagement("buses"))
        put(
            empty,
            works(PROJECT),
            works(f"{COUNCIL}-buses", {"text": {"en": "Ask again."}, "date": {"value": "2024-06"}}),
        )
    client = client_of(empty)
    assert WORDS in calendar(client, f"projects/{PROJECT}")
    text = calendar(client, f"engagements/{COUNCIL}-buses")
    assert "DTSTART;VALUE=DATE:20240630" in text
    assert "Ask again." in text


def test_two_steps_of_one_day_are_one_thing_and_one_without_a_day_is_none(empty: Engine) -> None:
    key = something_due(empty)
    other = {"text": {"en": "And the nursery."}, "date": STEP["date"]}
    with clock("2024-03-02"):
        put(empty, works(ITEM.id, STEP, other, {"text": {"en": "Some day."}}))
    (item,) = due(client_of(empty), key, "2024-05-01")
    assert [one["en"] for one in item["says"]] == [WORDS, "And the nursery."]


def test_a_correction_takes_the_day_away(empty: Engine, key: dict[str, str]) -> None:
    with clock("2024-03-05"):
        first = works(ITEM.id, {"text": {"en": "Never mind."}, "date": {"value": "2024-05-02"}}, on="2024-03-04")
        put(empty, first)
        put(empty, update(ITEM.id, None, "2024-03-04", corrects=first.id, kind="correction"))
    assert [one["due"] for one in due(client_of(empty), key, "2024-04-01")] == ["2024-05-20"]


def test_it_is_in_the_reminder_with_its_words_and_nobody_is_chased(empty: Engine, mailbox: Mailbox) -> None:
    something_due(empty)
    with clock("2024-03-02"):
        put(empty, works(ITEM.id))
    for day in ("2024-05-06", "2024-05-20", "2024-05-28"):
        run(empty, mailbox, day)
    mails = [text_of(mail) for mail in mailbox.to(STREETS)]
    told = [text for text in mails if WORDS in text]
    assert len(told) == 2, mails
    assert "You named 20 May 2024 for a next step." in told[0]
    assert f"“{WORDS}”" in told[0]
    assert not [mail for mail in mailbox.got if mail["To"] != STREETS and WORDS in text_of(mail)]


def test_whoever_else_said_it_has_it_in_their_list(empty: Engine) -> None:
    something_due(empty)
    with clock("2024-03-02"):
        wheels = speaker("westmere-wheels")
        held = accountability(ITEM.id, None, organisation="westmere-wheels", role="responsible")
        put(empty, held, works(ITEM.id, said_by=wheels, entered_by=wheels))
    listed = due(client_of(empty), key_of(empty, Role.editor, "westmere-wheels"), "2024-05-01")
    assert [(one["organisation"]["id"], one["days"]) for one in listed] == [("westmere-wheels", 19)]
