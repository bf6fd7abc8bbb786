"""Paging to the end while others publish: nothing skipped, nothing twice, and all of it as of page one."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import changed, clock, groundwork, item, put, recommendation, response, update, withdrawal
from tests.conftest import client_of, said

SORTS = ["order", "-order", "updated", "-updated", "due", "-due"]


def write_between(engine: Engine, number: int) -> None:
    """Somebody publishes before, among and after what was read: new items, news, an answer, a withdrawal."""
    put(
        engine,
        recommendation(100 + number, "Came later"),
        recommendation(200 + number, "Came first", position=0),
        update(item(1 + number), "delivered", "2024-02-01"),
        update(item(9 - number), "paused", "2024-02-01"),
        changed(recommendation(5), position=50 + number),
        response(f"late-{number}", "accepted", "2024-02-01", recommendations=[item(3)], due=f"2025-0{1 + number}-01"),
    )
    if number == 1:
        put(engine, withdrawal(recommendation(8)))


@pytest.mark.parametrize("sort", SORTS)
def test_paging_while_others_write_gives_every_item_once_as_of_page_one(empty: Engine, sort: str) -> None:
    client = client_of(empty)
    with clock("2024-03-01"):
        put(empty, *groundwork(), *(recommendation(number) for number in range(1, 10)))
        at_first = said(client.get(f"/v1/recommendations?sort={sort}"), 200)["items"]

        found: list[Any] = []
        address, pages = f"/v1/recommendations?sort={sort}&limit=2&total=true", 0
        while address:
            page = said(client.get(address), 200)
            found += page["items"]
            assert page["total"] == 9
            address, pages = page["next"], pages + 1
            if pages < 4:
                write_between(empty, pages)

    assert found == at_first
    assert [one["status"]["progress"] for one in found] == ["unknown"] * 9


def test_pages_that_go_on_after_midnight_stay_on_the_day_of_page_one(empty: Engine) -> None:
    client = client_of(empty)
    things = [recommendation(number) for number in (1, 2, 3)]
    news = [update(item(number), "under_way", "2024-01-01", next_update_due="2024-03-01") for number in (1, 2, 3)]
    with clock("2024-03-01T23:59:00"):
        put(empty, *groundwork(), *things, *news)
        first = said(client.get("/v1/recommendations?update_overdue=false&limit=2"), 200)

    with clock("2024-03-02T00:01:00"):
        second = said(client.get(first["next"]), 200)
        assert said(client.get("/v1/recommendations?update_overdue=false"), 200)["items"] == []

    assert [one["id"] for one in first["items"] + second["items"]] == [item(1), item(2), item(3)]
    assert second["items"][0]["status"]["day"] == "2024-03-01"


def test_the_history_pages_as_of_page_one_too(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-03-01"):
        put(empty, *groundwork(), recommendation(1, theme="Streets"), recommendation(2))
        elsewhere = response("answer", "accepted", "2024-02-01", recommendations=[item(2)])
        put(empty, elsewhere, *(update(item(1), "under_way", f"2024-02-0{number}") for number in (1, 2, 3)))
        whole = said(client.get(f"/v1/recommendations/{item(1)}/history"), 200)["items"]

        found: list[Any] = []
        address = f"/v1/recommendations/{item(1)}/history?limit=1"
        while address:
            page = said(client.get(address), 200)
            found += page["items"]
            address = page["next"]
            put(empty, update(item(1), "delivered", "2024-02-05"))
            put(empty, changed(elsewhere, recommendations=[item(1)]))  # names it only now
            put(empty, changed(recommendation(1), theme="Buses"))

    assert found == whole
    assert len(found) == 4


def _cursor(client: TestClient) -> str:
    following = said(client.get("/v1/recommendations?limit=1&standing=adopted"), 200)["next"]
    return str(following).rpartition("cursor=")[2]


@pytest.mark.parametrize(
    "query",
    [
        "standing=adopted&standing=minority",
        "standing=adopted&sort=-order",
        "standing=adopted&q=trees",
        "standing=adopted&as_of=2026-01-01",
        "",
    ],
)
def test_a_cursor_with_another_question_is_refused(reader: TestClient, query: str) -> None:
    problem = said(reader.get(f"/v1/recommendations?{query}&cursor={_cursor(reader)}"), 400)
    assert problem["type"].endswith("/problems/bad-cursor")


def test_a_cursor_may_be_used_with_another_limit(reader: TestClient) -> None:
    one = said(reader.get(f"/v1/recommendations?standing=adopted&limit=1&cursor={_cursor(reader)}"), 200)
    many = said(reader.get(f"/v1/recommendations?standing=adopted&limit=200&cursor={_cursor(reader)}"), 200)
    assert many["items"][:1] == one["items"]
    assert many["next"] is None


@pytest.mark.parametrize("cursor", ["", "x", "%00", "ŵ", "AAAA", "bnVsbA", "W10", "e30", "W1tdLDEsMSxbXV0", "9" * 2000])
def test_what_is_no_cursor_is_refused(reader: TestClient, cursor: str) -> None:
    problem = said(reader.get("/v1/recommendations", params={"cursor": cursor}), 400)
    assert problem["type"].rpartition("/")[2] in {"bad-cursor", "bad-query"}
