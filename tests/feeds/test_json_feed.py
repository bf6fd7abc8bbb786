"""Feeds as JSON Feed, read back by feedparser-rs, which has nothing to do with feedparser."""

import json
import re
from typing import Any

import feedparser_rs
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import COUNCIL, clock, groundwork, item, put, recommendation, update, withdrawal
from tests.feeds.story import HOSTILE, SHOWN, asked, atom, items

ONE = f"/feeds/recommendations/{item(1)}.json"
BASE = "http://127.0.0.1:8000"


def read(client: TestClient, address: str) -> Any:
    found = feedparser_rs.parse(asked(client, address).text)
    assert (found.version, found.bozo) == ("json11", False)
    return found


def test_another_reader_finds_the_same_entries_as_in_atom(told: TestClient) -> None:
    found, other = read(told, ONE), atom(told, ONE.replace(".json", ".atom"))

    assert found.feed.title == other.feed.title
    of = [(one.id, one.title, one.link, one.published, one.updated) for one in found.entries]
    assert of == [(one.id, one.title, one.link, one.published, one.updated) for one in other.entries]
    assert [[tag.term for tag in one.tags] for one in found.entries] == [
        [tag.term for tag in one.tags] for one in other.entries
    ]
    assert [one.author or "Assembly Tracker" for one in found.entries] == [
        one.get("author", "Assembly Tracker") for one in other.entries
    ]


def test_it_has_all_that_json_feed_asks_for(told: TestClient) -> None:
    answer = asked(told, ONE)
    feed = answer.json()

    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["feed_url"], feed["home_page_url"]) == (BASE + ONE, f"{BASE}/recommendations/{item(1)}")
    assert feed["language"] == "en"
    assert feed["authors"] == [{"name": "Assembly Tracker", "url": f"{BASE}/"}]
    assert feed["_assembly_tracker"]["languages"] == {"en": f"{BASE}/en{ONE}", "cy": f"{BASE}/cy{ONE}"}
    for one in feed["items"]:
        assert one["id"]
        assert one["content_html"]
        assert one["content_text"]


def test_an_item_says_in_which_language_its_words_are(told: TestClient) -> None:
    found = {one["title"]: one for one in items(told, f"/feeds/recommendations/{item(3)}.json")}

    story = found["Westmere assembly on air: recommendation 3 – Llwybr straeon"]
    assert story["language"] == "cy"
    assert "This is in Welsh only." in story["content_text"]
    welsh = items(told, f"/feeds/recommendations/{item(1)}.json?lang=cy")
    assert welsh[0]["language"] == "en"
    assert "Dim ond yn Saesneg y mae hwn ar gael." in welsh[0]["content_text"]


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_hostile_text_is_the_same_words(told: TestClient, lang: str) -> None:
    (found,) = (
        one for one in items(told, f"/feeds/recommendations/{item(2)}.json?lang={lang}") if SHOWN in one["content_text"]
    )

    assert "<script" not in found["content_html"]
    assert found["content_text"].startswith(SHOWN)


def test_a_hostile_title_breaks_nothing(empty: Engine, empty_client: TestClient) -> None:
    with clock("2024-01-10"):
        put(empty, *groundwork(), recommendation(1, HOSTILE))
        put(empty, update(item(1), "planned", "2024-01-09"))

    address = f"/feeds/recommendations/{item(1)}"
    assert items(empty_client, f"{address}.json")[0]["title"] == f"Westmere Council: planned – {SHOWN}"
    assert atom(empty_client, f"{address}.atom").entries[0].title == f"Westmere Council: planned – {SHOWN}"


def test_what_was_published_in_one_moment_in_great_number_is_one_entry(reader: TestClient) -> None:
    (found,) = (one for one in items(reader, "/feeds/assemblies/camden-climate-2019.json", "2026-11-24"))

    assert re.fullmatch(r"1\d\d entries published together – Camden Citizens' Assembly .*", found["title"])
    assert "Recommendation: 17" in found["content_text"]
    assert "/v1/changes?after=" in found["content_text"]
    assert "authors" not in found


def test_no_more_than_the_newest_fifty_come_newest_first(empty: Engine, empty_client: TestClient) -> None:
    with clock("2024-01-10"):
        put(empty, *groundwork(), recommendation(1))
        for number in range(55):
            put(empty, update(item(1), "planned", "2024-01-09", f"Meeting {number}."))

    found = items(empty_client, "/feeds/all.json")
    assert len(found) == 50
    assert "Meeting 54." in found[0]["content_text"]
    assert "Meeting 5." in found[-1]["content_text"]


def test_after_a_thing_was_withdrawn_its_feed_tells_of_that(empty: Engine, empty_client: TestClient) -> None:
    asked_for = recommendation(1, "Close the harbour")
    with clock("2024-01-10"):
        put(empty, *groundwork(), asked_for)
        put(empty, update(item(1), "planned", "2024-01-09", "A plan for the harbour."))
    with clock("2024-02-10"):
        put(empty, withdrawal(asked_for, "Nobody asked for it."), nature="withdrawal")

    found = items(empty_client, f"/feeds/recommendations/{item(1)}.json")
    assert found[0]["title"] == "Withdrawn: Westmere Council: recommendation – Westmere assembly on air"
    assert "The reason given: Nobody asked for it." in found[0]["content_text"]
    assert len(found) == 3
    assert "harbour" not in json.dumps(found)
    assert {one["date_modified"][:10] for one in found} == {"2024-02-10"}
    assert [one["title"] for one in items(empty_client, f"/feeds/organisations/{COUNCIL}.json")][:1] == [
        found[0]["title"]
    ]
