"""A new name is one publication, and every answer that shows it changes with it."""

import re
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    GROUP,
    POST,
    PROJECT,
    accountability,
    changed,
    clock,
    contribution,
    due,
    groundwork,
    item,
    organisation,
    post,
    project,
    promise,
    put,
    recommendation,
    reply,
    response,
    speaker,
    tally,
    update,
    verdict,
)
from tests.conftest import client_of, said

LISTS = [f"/v1/{plural}" for plural in ("recommendations", "assemblies", "organisations", "posts")]
DETAILS = [
    f"/v1/recommendations/{item(1)}",
    f"/v1/recommendations/{item(1)}/status",
    f"/v1/assemblies/{ASSEMBLY}",
    f"/v1/projects/{PROJECT}",
    f"/v1/organisations/{COUNCIL}",
    f"/v1/posts/{POST}",
]
ADDRESSES = [*LISTS, *DETAILS]


def published(engine: Engine) -> TestClient:
    """A record in which the council and its post are named wherever they can be."""
    news = update(
        item(1),
        "under_way",
        "2024-02-09",
        said_by=speaker(COUNCIL, post=POST),
        entered_by=speaker(COUNCIL, post=POST),
        done_by=[COUNCIL],
        due=due("2024-12-31"),
        checked_by="westmere-mayor",
    )
    with clock("2024-03-01"):
        put(
            engine,
            *groundwork(promises=[promise("report", "2024-12-31")]),
            post("westmere-mayor", "Mayor"),
            recommendation(1),
            project(partners=[COUNCIL]),
            response("answer", "accepted", "2024-02-01", recommendations=[item(1)]),
            accountability(item(1)),
            accountability(PROJECT),
            contribution(item(1)),
            news,
            verdict("verdict", "met", "2024-02-10", recommendation=item(1), by=GROUP, assessor="campaigners"),
            reply(news.id, "2024-02-10", said_by=speaker(COUNCIL)),
            tally("tally", "2024-02-10"),
        )
    return client_of(engine)


def shown(client: TestClient, address: str) -> Any:
    with clock("2024-03-02"):
        return said(client.get(address), 200)


def named(client: TestClient, address: str, name: str) -> int:
    """How often an answer has a name."""
    with clock("2024-03-02"):
        return len(re.findall(name, client.get(address).text))


OLD, NEW = "Westmere Council", "Westmere City Council"


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_organisations_new_name_is_everywhere_at_once(empty: Engine, address: str) -> None:
    client = published(empty)
    before = named(client, address, OLD)
    assert before > 0

    with clock("2024-03-01T13:00:00"):
        put(empty, organisation(name=NEW), nature="relabelling")

    assert named(client, address, OLD) == 0
    assert named(client, address, NEW) == before


@pytest.mark.parametrize(
    "address", [f"/v1/recommendations/{item(1)}", f"/v1/projects/{PROJECT}", "/v1/posts", f"/v1/posts/{POST}"]
)
def test_a_posts_new_title_is_everywhere_at_once(empty: Engine, address: str) -> None:
    client = published(empty)
    before = named(client, address, "Head of Streets")
    assert before > 0

    with clock("2024-03-01T13:00:00"):
        put(empty, post(name="Director of Streets"), nature="relabelling")

    assert named(client, address, "Head of Streets") == 0
    assert named(client, address, "Director of Streets") == before


def test_one_publication_is_all_that_it_takes_and_nothing_else_is_touched(empty: Engine) -> None:
    client = published(empty)
    before = shown(client, f"/v1/recommendations/{item(1)}")
    head = shown(client, "/v1/changes")["head"]

    with clock("2024-03-01T13:00:00"):
        put(empty, organisation(name=NEW), nature="relabelling")

    assert shown(client, "/v1/changes")["head"] == head + 1
    after = shown(client, f"/v1/recommendations/{item(1)}")
    assert (after["sequence"], after["published_at"]) == (before["sequence"], before["published_at"])
    assert shown(client, "/v1/recommendations?updated_since=2024-03-01T12:30:00Z")["items"] == []
    assert shown(client, "/v1/organisations?updated_since=2024-03-01T12:30:00Z")["items"][0]["id"] == COUNCIL


def test_the_sentence_has_the_new_name_in_both_languages(empty: Engine) -> None:
    client = published(empty)

    with clock("2024-03-01T13:00:00"):
        put(empty, organisation(name={"en": NEW, "cy": "Cyngor Dinas Westmere"}), nature="relabelling")

    sentence = shown(client, f"/v1/recommendations/{item(1)}/status")["sentence"]
    assert NEW in sentence["en"]
    assert "Cyngor Dinas Westmere" in sentence["cy"]


def test_renamed_things_are_found_by_their_new_words_alone(empty: Engine) -> None:
    client = published(empty)

    with clock("2024-03-01T13:00:00"):
        put(empty, changed(project(), name={"en": "Mending shed", "cy": "Sied drwsio"}), nature="relabelling")

    assert shown(client, "/v1/projects?q=café")["items"] == []
    assert [one["id"] for one in shown(client, "/v1/projects?q=trwsio+sied")["items"]] == []
    assert [one["id"] for one in shown(client, "/v1/projects?q=drwsio+sied")["items"]] == [PROJECT]
