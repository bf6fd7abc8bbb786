"""The history of a recommendation: every publication about it, newest first, withdrawn and erased ones too."""

from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import (
    ASSEMBLY,
    changed,
    clock,
    contribution,
    gone,
    groundwork,
    item,
    project,
    put,
    recommendation,
    reply,
    response,
    update,
    verdict,
    withdrawal,
)
from tests.conftest import client_of, said


def history(client: TestClient, number: int = 1, query: str = "") -> list[Any]:
    found: list[Any] = said(client.get(f"/v1/recommendations/{item(number)}/history?limit=200{query}"), 200)["items"]
    return found


def test_everything_about_it_newest_first_and_nothing_about_another(empty: Engine) -> None:
    client = client_of(empty)
    news, elsewhere = update(item(1), "under_way", "2024-02-01"), update(item(2), "under_way", "2024-02-01")
    answered = reply(news.id, "2024-02-02")
    about = [
        recommendation(1, theme="Streets"),
        response("to-all", "noted", "2024-01-20"),
        response("to-theme", "accepted", "2024-01-21", theme="Streets"),
        response("to-it", "accepted", "2024-01-22", recommendations=[item(1)]),
        news,
        answered,
        verdict("verdict", "met", "2024-02-03", recommendation=item(1)),
    ]
    other = [recommendation(2, theme="Buses"), response("to-buses", "accepted", "2024-01-21", theme="Buses"), elsewhere]
    with clock("2024-03-01"):
        put(empty, *groundwork(), *other[:2])
        for thing in about:
            put(empty, thing)
        put(empty, elsewhere, reply(elsewhere.id, "2024-02-02"))

    rows = history(client)
    assert [row["thing"]["id"] for row in rows] == [thing.id for thing in reversed(about)]
    assert [row["sequence"] for row in rows] == sorted((row["sequence"] for row in rows), reverse=True)
    assert rows[-1]["body"] == about[0].model_dump(exclude_none=True)


def test_each_version_stays_beside_the_one_that_followed_it(empty: Engine) -> None:
    client = client_of(empty)
    first = recommendation(1, "Open five streets")
    put(empty, *groundwork(), first)
    put(empty, changed(first, title={"en": "Open six streets"}), nature="correction")

    assert [(row["nature"], row["body"]["title"]["en"]) for row in history(client)] == [
        ("correction", "Open six streets"),
        ("news", "Open five streets"),
    ]


def test_what_was_withdrawn_stays_readable_with_its_withdrawal(empty: Engine) -> None:
    client = client_of(empty)
    news = update(item(1), "under_way", "2024-02-01")
    put(empty, *groundwork(), recommendation(1))
    put(empty, news)
    put(empty, withdrawal(news, "It was another street."))

    tombstone, before, _ = history(client)
    assert (tombstone["nature"], before["nature"]) == ("withdrawal", "news")
    assert tombstone["body"]["reason"] == {"en": "It was another street."}
    assert before["body"]["summary"] == news.summary
    assert said(client.get(f"/v1/recommendations/{item(1)}"), 200)["updates"] == []


def test_the_history_of_a_withdrawn_recommendation_stays_with_the_answers_to_all(empty: Engine) -> None:
    client = client_of(empty)
    first, news = recommendation(1), update(item(1), "under_way", "2024-02-01")
    put(empty, *groundwork(), first)
    put(empty, response("to-all", "noted", "2024-01-20"), news)
    put(empty, withdrawal(first))

    assert [row["thing"]["id"] for row in history(client)] == [item(1), news.id, f"{ASSEMBLY}-to-all", item(1)]


def test_an_erased_body_leaves_a_gap_that_is_shown(empty: Engine) -> None:
    client = client_of(empty)
    news = update(item(1), "under_way", "2024-02-01", "Mrs Unmistakable said so.")
    put(empty, *groundwork(), recommendation(1))
    (sequence,) = put(empty, news)
    put(empty, changed(news, summary={"en": "A resident said so."}))
    erasure = gone(empty, sequence, "personal_data")

    row_of_erasure, after, gap, _ = history(client)
    assert (row_of_erasure["sequence"], row_of_erasure["nature"]) == (erasure, "erasure")
    assert (row_of_erasure["erases"], row_of_erasure["ground"]) == (sequence, "personal_data")
    assert after["body"]["summary"] == {"en": "A resident said so."}
    assert (gap["sequence"], gap["thing"]["id"], gap["body"], gap["salt"]) == (sequence, news.id, None, None)
    assert gap["hash"]
    assert "Unmistakable" not in str(history(client))


def test_an_erased_update_with_no_other_version_is_still_in_the_history(empty: Engine) -> None:
    client = client_of(empty)
    put(empty, *groundwork(), recommendation(1))
    (sequence,) = put(empty, update(item(1), "under_way", "2024-02-01"))
    gone(empty, sequence)

    assert [(row["nature"], row["body"] is None) for row in history(client)] == [
        ("erasure", False),
        ("news", True),
        ("news", False),
    ]


def test_pages_of_the_history_join_up(empty: Engine) -> None:
    client = client_of(empty)
    put(empty, *groundwork(), recommendation(1), project(), contribution(item(1)))
    for number in range(1, 6):
        put(empty, update(item(1), "under_way", f"2024-02-0{number}"))
    whole = history(client)

    found: list[Any] = []
    address = f"/v1/recommendations/{item(1)}/history?limit=3"
    while address:
        answer = client.get(address)
        page = said(answer, 200)
        found += page["items"]
        assert len(page["items"]) <= 3
        address = page["next"]
        assert answer.headers.get("link") == (f'<{address}>; rel="next"' if address else None)
    assert found == whole
    assert len(whole) == 7


def test_as_of_a_day_the_history_ends_there(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-03-01"):
        put(empty, *groundwork(), recommendation(1))
    with clock("2024-03-02"):
        put(empty, update(item(1), "under_way", "2024-03-02"))
    with clock("2024-03-03"):
        put(empty, recommendation(1, "Open every street"))  # the very next publication, of the item itself
    with clock("2024-04-01"):
        assert [row["thing"]["type"] for row in history(client, query="&as_of=2024-03-01")] == ["recommendation"]
        assert len(history(client, query="&as_of=2024-03-02")) == 2
        assert said(client.get(f"/v1/recommendations/{item(1)}/history?as_of=2024-02-29"), 404)
