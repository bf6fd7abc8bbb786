"""What the clock alone changed is in the feeds, on the day it did, and never before."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    clock,
    due,
    groundwork,
    item,
    promise,
    put,
    recommendation,
    update,
    withdrawal,
)
from tests.feeds.story import atom, items

ALL = "/feeds/all.json"


def turned(client: TestClient, address: str = ALL, on: str = "2024-09-01") -> list[tuple[str, str, str]]:
    """Day, what, and item of each entry of the clock's."""
    found = [one for one in items(client, address, on) if "clock" in one["tags"]]
    return [(one["date_published"], one["tags"][1], one["url"].rpartition("/")[2]) for one in found]


def test_what_the_clock_changed_is_told_on_the_day_it_did(told: TestClient) -> None:
    assert turned(told) == [
        ("2024-07-01T00:00:00Z", "delivery", item(1)),
        ("2024-07-01T00:00:00Z", "plan_ended", item(3)),
        ("2024-05-02T00:00:00Z", "no_news", item(1)),
        ("2024-04-01T00:00:00Z", "answer", item(2)),
    ]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (f"recommendations/{item(2)}", ["answer"]),
        (f"assemblies/{ASSEMBLY}", ["delivery", "plan_ended", "no_news", "answer"]),
        (f"organisations/{COUNCIL}", ["delivery", "plan_ended", "no_news", "answer"]),
        ("projects/westmere-plan-2024", ["plan_ended"]),
    ],
)
def test_each_feed_has_those_that_concern_it(told: TestClient, of: str, expected: list[str]) -> None:
    assert [what for _, what, _ in turned(told, f"/feeds/{of}.json")] == expected


def test_it_is_news_at_midnight_and_not_before(told: TestClient) -> None:
    before, after = turned(told, on="2024-06-30T23:59:59"), turned(told, on="2024-07-01T00:00:00")

    assert after[2:] == before
    assert [what for _, what, _ in after[:2]] == ["delivery", "plan_ended"]


def test_an_entry_of_the_clock_is_nobodys_words_and_says_so(told: TestClient) -> None:
    (found,) = (one for one in items(told, ALL) if "delivery" in one["tags"])

    assert found["title"] == "Late: what was promised – Open five streets to walking"
    assert found["tags"] == ["clock", "delivery"]
    assert found["id"] == f"tag:127.0.0.1,2024-07-01:clock/{item(1)}/late"
    assert "was due on 30 June 2024" in found["content_text"]
    assert "The day passed, and nothing was published." in found["content_text"]
    assert "authors" not in found


def test_both_languages_and_both_forms_have_the_same_of_them(told: TestClient) -> None:
    welsh = [one for one in items(told, f"{ALL}?lang=cy") if "clock" in one["tags"]]

    assert welsh[0]["title"] == "Hwyr: yr hyn a addawyd – Open five streets to walking"
    assert "30 Mehefin 2024" in welsh[0]["content_text"]
    entries = [one for one in atom(told, "/feeds/all.atom").entries if one.tags[0].term == "clock"]
    assert [one.id for one in entries] == [one["id"] for one in welsh]


def given(engine: Engine, *more: Any) -> None:
    with clock("2024-01-10"):
        put(engine, *groundwork(promises=[promise("answer_each", "2024-03-31")]), recommendation(1), *more)


def test_a_day_that_was_moved_in_time_makes_nothing_late(empty: Engine, empty_client: TestClient) -> None:
    given(empty, update(item(1), "planned", "2024-01-09", due=due("2024-02-29")))
    with clock("2024-02-29T23:00:00"):
        put(empty, update(item(1), "under_way", "2024-02-29", due=due("2024-06-30")))

    assert turned(empty_client, on="2024-03-15") == []
    assert turned(empty_client, on="2024-07-01")[0] == ("2024-07-01T00:00:00Z", "delivery", item(1))


def test_what_became_late_in_the_morning_stays_told_when_it_is_mended_that_day(
    empty: Engine, empty_client: TestClient
) -> None:
    given(empty, update(item(1), "planned", "2024-01-09", due=due("2024-02-29")))
    with clock("2024-03-01T09:00:00"):
        put(empty, update(item(1), "delivered", "2024-03-01"))

    assert turned(empty_client, on="2024-03-15") == [("2024-03-01T00:00:00Z", "delivery", item(1))]


def test_of_an_item_that_was_withdrawn_nothing_is_late(empty: Engine, empty_client: TestClient) -> None:
    given(empty)
    assert [what for _, what, _ in turned(empty_client, on="2024-04-01")] == ["answer"]
    with clock("2024-04-02"):
        put(empty, withdrawal(recommendation(1)), nature="withdrawal")

    assert turned(empty_client, on="2024-04-03") == []
