"""The change feed: every publication in order, and hashes that anybody can work out again from what is published."""

import hashlib
from typing import Any

import rfc8785
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import clock, gone, groundwork, item, put, recommendation, update, withdrawal
from tests.conftest import client_of, said


def changes(client: TestClient, query: str = "limit=1000") -> dict[str, Any]:
    found: dict[str, Any] = said(client.get(f"/v1/changes?{query}"), 200)
    return found


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def hash_of(row: dict[str, Any]) -> str:
    """As the contract describes it: SHA-256 of the canonical JSON of these fields, null where the row has none."""
    return sha256(
        rfc8785.dumps(
            {
                "sequence": row["sequence"],
                "published_at": row["published_at"],
                "type": row["thing"]["type"],
                "thing": row["thing"]["id"],
                "nature": row["nature"],
                "said_by": row["said_by"]["organisation"],
                "said_capacity": row["said_by"]["capacity"],
                "entered_by": row["entered_by"]["organisation"],
                "entered_capacity": row["entered_by"]["capacity"],
                "format": row["format"],
                "ground": row.get("ground"),
                "erases": row.get("erases"),
                "body_hash": row["body_hash"],
                "previous_hash": row["previous_hash"],
            }
        )
    )


def follow(client: TestClient, limit: int) -> list[dict[str, Any]]:
    """The feed as a mirror reads it: after the last it has, until it has them all."""
    rows: list[dict[str, Any]] = []
    while True:
        answer = changes(client, f"after={rows[-1]['sequence'] if rows else 0}&limit={limit}")
        rows += answer["items"]
        if not answer["items"] or rows[-1]["sequence"] == answer["head"]:
            return rows


def check(rows: list[dict[str, Any]]) -> None:
    """That every hash is what the fields make, and follows the one before."""
    previous = ""
    erased = {row["erases"] for row in rows if "erases" in row}
    for number, row in enumerate(rows, start=1):
        assert row["sequence"] == number
        assert row["previous_hash"] == previous
        assert row["hash"] == hash_of(row)
        if row["sequence"] in erased:
            assert (row["body"], row["salt"]) == (None, None)
        else:
            assert row["body_hash"] == sha256(bytes.fromhex(row["salt"]) + rfc8785.dumps(row["body"]))
        previous = row["hash"]


def test_the_whole_feed_of_the_examples_can_be_checked_by_anybody(reader: TestClient) -> None:
    rows = follow(reader, 1000)
    assert len(rows) > 300
    check(rows)


def test_a_feed_with_corrections_withdrawals_and_erasures_can_be_checked_too(empty: Engine) -> None:
    client = client_of(empty)
    first, news = recommendation(1, {"en": "Trees", "cy": "Coed tŷ 🌳"}), update(item(1), "under_way", "2024-02-01")
    put(empty, *groundwork(), first)
    (sequence,) = put(empty, news)
    put(empty, update(item(1), "planned", "2024-02-02", kind="correction", corrects=news.id), nature="correction")
    put(empty, withdrawal(news))
    before = follow(client, 1000)
    gone(empty, sequence, "court_order")

    after = follow(client, 1000)
    check(before)
    check(after)
    assert [row["hash"] for row in after[:-1]] == [row["hash"] for row in before]
    assert after[sequence - 1] == before[sequence - 1] | {"body": None, "salt": None}
    assert (after[-1]["nature"], after[-1]["ground"], after[-1]["erases"]) == ("erasure", "court_order", sequence)


def test_every_salt_is_its_own(reader: TestClient) -> None:
    salts = [row["salt"] for row in follow(reader, 1000)]
    assert len(set(salts)) == len(salts)
    assert {len(salt) for salt in salts} == {32}


def test_a_mirror_that_asks_in_small_steps_has_the_same_as_one_that_asks_for_all(empty: Engine) -> None:
    client = client_of(empty)
    put(empty, *groundwork(), *(recommendation(number) for number in range(1, 8)))
    whole = changes(client)

    assert follow(client, 5) == whole["items"]
    assert [row["sequence"] for row in whole["items"]] == list(range(1, 13))
    assert whole["head"] == 12


def test_after_the_last_there_is_nothing_and_the_head_is_still_said(empty: Engine) -> None:
    client = client_of(empty)
    assert changes(client) == {"items": [], "head": 0}

    put(empty, *groundwork())
    assert changes(client, "after=5") == {"items": [], "head": 5}
    assert changes(client, "after=99") == {"items": [], "head": 5}


def test_what_is_published_between_two_readings_comes_after_what_was_read(empty: Engine) -> None:
    client = client_of(empty)
    put(empty, *groundwork())
    first = changes(client)
    put(empty, recommendation(1))

    second = changes(client, f"after={first['head']}")
    assert [row["thing"] for row in second["items"]] == [{"type": "recommendation", "id": item(1)}]
    assert second["head"] == first["head"] + 1


def test_sequence_and_time_agree_even_where_a_clock_went_back_a_little(empty: Engine) -> None:
    with clock("2024-03-01T12:00:30"):
        put(empty, *groundwork())
    with clock("2024-03-01T12:00:00"):
        put(empty, recommendation(1))

    times = [row["published_at"] for row in changes(client_of(empty))["items"]]
    assert times == sorted(times)
    assert times[0] == times[4]  # one moment
    assert times[4] < times[5]


def test_a_row_says_who_said_it_and_who_entered_it_and_names_no_person(reader: TestClient) -> None:
    for row in follow(reader, 1000):
        for voice in (row["said_by"], row["entered_by"]):
            assert voice.keys() == {"organisation", "capacity"}


def test_a_compiled_record_puts_no_description_in_the_mouth_of_who_is_described(client: TestClient) -> None:
    rows = [row for row in changes(client)["items"] if row["entered_by"]["organisation"] == "assembly-tracker"]
    said_by = {row["thing"]["id"]: row["said_by"] for row in rows}

    compiler = {"organisation": "assembly-tracker", "capacity": "keeper"}
    assert said_by["camden"] == said_by["camden-climate-2019"] == compiler
    assert {str(row["said_by"]) for row in rows if row["thing"]["type"] in {"post", "contribution"}} == {str(compiler)}
    assert said_by["camden-climate-2019-motion-2019"] == {"organisation": "camden", "capacity": "for_itself"}
    assert said_by["camden-climate-2019-8"] == {"organisation": "camden", "capacity": "members"}
