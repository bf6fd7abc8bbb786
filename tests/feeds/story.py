"""What Westmere's assembly asked and what became of it, moment by moment, with everything a feed has to tell apart."""

from typing import Any

import feedparser
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import (
    COUNCIL,
    GROUP,
    MEMBERS,
    PROJECT,
    changed,
    clock,
    contribution,
    due,
    gone,
    groundwork,
    hold,
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
    update,
    verdict,
    withdrawal,
)
from tests.conftest import said

DAY = "2024-09-01"  # on which it is read
STREETS = "Open five streets to walking"
LONG = "x" * 300
HOSTILE = f'<script>alert("1")</script> & ]]> <![CDATA[ \u202edna\u202c 🚲 {LONG} ' + "words and words " * 125
SHOWN = " ".join(HOSTILE.replace("\u202e", "").replace("\u202c", "").split())  # the same words, the way they stand
PLAN = f"{COUNCIL}-plan-2024"


def publish_the_story(engine: Engine) -> None:
    with clock("2024-01-10"):
        answers = [promise("answer_each", "2024-03-31"), promise("review", "2025-01-31")]
        put(engine, *groundwork(promises=answers), recommendation(1, STREETS), recommendation(2, "Plant trees"))
        put(engine, recommendation(3, {"cy": "Llwybr straeon"}, language="cy"))
        put(engine, project(PLAN, "Streets plan", kind="plan", lead=COUNCIL, ends="2024-06-30", keeper=COUNCIL))
        put(engine, contribution(item(3), PLAN, kind="delivers"), project(), contribution(item(1)))
    with clock("2024-02-01"):
        more = {"recommendations": [item(1)], "due": "2024-06-30", "promised": {"en": "five open streets"}}
        put(engine, response("answer-1", "accepted", "2024-02-01", **more))
    with clock("2024-02-02"):
        put(engine, response("answer-3", "accepted", "2024-02-01", recommendations=[item(3)], reasons={"en": "Yes."}))
    with clock("2024-02-10"):
        photo = {
            "kind": "photo",
            "title": {"en": "The first street"},
            "address": "https://pictures.example/1?a=1&b=<2>",
        }
        news = update(
            item(1), "under_way", "2024-02-09", "One street is open.", evidence=[photo], next_update_due="2024-05-01"
        )
        put(engine, news)
    with clock("2024-02-11"):
        put(engine, reply(news.id, "2024-02-11", "It is half open."))
        put(engine, verdict("members-1", "partly", "2024-02-11", recommendation=item(1), eligible=20, voted=12))
    with clock("2024-02-12"):
        mended = update(
            item(1),
            "under_way",
            "2024-02-09",
            "Half a street is open.",
            kind="correction",
            corrects=news.id,
            next_update_due="2024-05-01",
        )
        put(engine, mended, nature="correction")
        put(
            engine,
            update(item(1), None, "2024-02-12", "Still true.", kind="confirmation", next_update_due="2024-05-01"),
            nature="confirmation",
        )
        put(
            engine,
            update(
                item(1), "under_way", "2024-02-12", "Now called Stage 2.", kind="restated", next_update_due="2024-05-01"
            ),
        )
    with clock("2024-02-13"):
        put(engine, changed(organisation(), holds=[hold("2024-03-22", "2024-05-02")]))
        put(engine, changed(post(), name={"en": "Director of Streets"}), nature="relabelling")
    with clock("2024-02-14"):
        welsh = {"cy": "Mae’r coed cyntaf wedi’u plannu."}
        put(engine, update(PROJECT, None, "2024-02-14", welsh, kind="fact", language="cy", said_by=speaker(GROUP)))  # type: ignore[arg-type]
        put(engine, update(item(2), None, "2024-02-14", HOSTILE, kind="fact", said_by=speaker(MEMBERS)))
    with clock("2024-02-15"):
        mistaken = update(item(2), "planned", "2024-02-15", "A mistake about trees.")
        put(engine, mistaken)
        (secret,) = put(engine, update(item(2), "planned", "2024-02-15", "A secret about trees."))
    with clock("2024-02-16"):
        put(engine, withdrawal(mistaken, "It was about other trees."), nature="withdrawal")
        gone(engine, secret)
    with clock("2024-08-01"):
        put(engine, update(item(1), "partly_delivered", "2024-07-31", "Three of five.", due=due("2025-03-31")))


def asked(client: TestClient, address: str, on: str = DAY, **headers: str) -> Any:
    """The answer to a request on the day the story is read."""
    with clock(on):
        answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


def items(client: TestClient, address: str, on: str = DAY) -> list[Any]:
    """The items of a JSON feed."""
    with clock(on):
        return list(said(client.get(address), 200)["items"])


def atom(client: TestClient, address: str, on: str = DAY) -> Any:
    """A feed as feedparser reads it, which must find nothing wrong with it."""
    found = feedparser.parse(asked(client, address, on).content)
    assert not found.bozo, found.get("bozo_exception")
    return found
