"""The report on a request to take part: its four points, who says what, and what nobody said."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import (
    COUNCIL,
    GROUP,
    changed,
    clock,
    declaration,
    engagement,
    gone,
    groundwork,
    organisation,
    put,
    reply,
    side,
)
from tests.conftest import client_of, said
from tests.html import Read

REQUEST = f"{COUNCIL}-kerbs"
CLAIM = f"{REQUEST}-bcdfgh"
OUTCOME = {"text": {"en": "Four kerbs are lowered."}, "date": {"value": "2027-04-10"}}
ASKED = engagement("kerbs", form="participation_request", initiated_by=GROUP, begins="2027-01", ends="2027-03")


def question(code: str, answer: str, text: str | None = None) -> dict[str, Any]:
    return {"question": code, "answer": answer, **({"text": {"en": text}} if text else {})}


OURS = side(
    COUNCIL,
    CLAIM,
    stages=[{"work_stage": "decision", "pen": "authority"}],
    answers=[question("changed", "yes", "The order."), question("told", "yes", "A letter after each kerb.")],
    works={"en": "Prams use the pavement."},
)
THEIRS = side(
    GROUP,
    CLAIM,
    "2027-05-03",
    answers=[question("changed", "no"), question("open_at_start", "little")],
    text={"en": "We were heard late."},
)


def laid(engine: Engine, *things: Any) -> TestClient:
    with clock("2027-04-20"):
        put(engine, *groundwork(), organisation(declares=True), *(things or (ASKED,)))
    return client_of(engine)


def declared(engine: Engine, *things: Any) -> None:
    with clock("2027-05-10"):
        put(engine, declaration(COUNCIL, REQUEST, "engagement", id=CLAIM), *things)


def report(client: TestClient, **asked: str) -> Any:
    with clock("2027-09-01"):
        return said(client.get(f"/v1/engagements/{REQUEST}/section-31", params=asked), 200)


def heard(told: Any, point: str) -> list[tuple[str, str, str]]:
    """Who says what of a point, and when."""
    sides = next(one for one in told["points"] if one["code"] == point)["sides"]
    return [
        (one["by"]["id"], statement["date"]["value"], (part.get("text") or part["answer"])["en"])
        for one in sides
        for statement in one["statements"]
        for part in statement["said"]
    ]


def missing(told: Any) -> dict[str, list[str]]:
    return {one["code"]: [sentence["en"] for sentence in one["missing"]] for one in told["points"]}


def test_each_point_has_the_words_of_each_side_and_their_day(empty: Engine) -> None:
    client = laid(empty, changed(ASKED, outcome=OUTCOME))
    declared(empty, OURS, THEIRS)
    told = report(client)

    assert [one["code"] for one in told["points"]] == ["outcome", "influence", "told", "views"]
    assert (told["authority"]["id"], told["asked_by"]["id"]) == (COUNCIL, GROUP)
    assert heard(told, "outcome") == [
        (COUNCIL, "2027-04-10", "Four kerbs are lowered."),
        (COUNCIL, "2027-05-01", "Prams use the pavement."),
    ]
    assert heard(told, "influence") == [
        (COUNCIL, "2027-05-01", "The council or other public body"),
        (COUNCIL, "2027-05-01", "The order."),
        (GROUP, "2027-05-03", "No"),
    ]
    assert heard(told, "told") == [(COUNCIL, "2027-05-01", "A letter after each kerb.")]
    assert heard(told, "views") == [(GROUP, "2027-05-03", "We were heard late.")]
    assert missing(told) == {"outcome": [], "influence": [], "told": [], "views": []}
    assert [len(one["sides"]) for one in told["points"]] == [1, 2, 1, 1]  # each is there once, beside the other


def test_what_nobody_said_is_said_to_be_missing(empty: Engine) -> None:
    told = report(laid(empty))

    assert missing(told) == {
        "outcome": [
            "Westmere Council has not said what came of it.",
            "Westmere Council has not said what works better than before.",
        ],
        "influence": [
            "Westmere Council has not said what changed because people took part.",
            "Westmere Wheels has not said what changed because people took part.",
        ],
        "told": ["Westmere Council has not said how people will be told of changes."],
        "views": ["Westmere Wheels has not answered. The Act says that its view has to be asked for."],
    }
    assert not any(one["sides"] for one in told["points"])


def test_without_a_declaration_a_reply_is_a_view_and_what_is_promised_is_told(empty: Engine) -> None:
    client = laid(empty, changed(ASKED, results_promised="2027-06"), reply(REQUEST, "2027-04-12", "Nobody rang us."))
    told = report(client)

    assert heard(told, "views") == [(GROUP, "2027-04-12", "Nobody rang us.")]
    assert missing(told)["views"] == []
    assert heard(told, "told") == [(COUNCIL, "2027-04-20", "by the end of June 2027")]
    assert missing(told)["told"]  # that results are promised by a day is not how people are told


def test_of_a_compiled_record_it_says_what_was_not_found(empty: Engine) -> None:
    compiled = {"organisation": GROUP, "capacity": "compiler", "checked_to": {"value": "2027-04-01"}}
    told = report(laid(empty, changed(ASKED, keeper=compiled, initiated_by=None)))

    assert missing(told)["outcome"][0] == "We found nothing by Westmere Council on what came of it."
    assert missing(told)["views"] == ["Who asked is not said."]


def test_what_binds_somebody_stands_beside_the_name(empty: Engine) -> None:
    client = laid(empty)
    body = organisation("westmere-homes", "Westmere Homes", kind="business", owned_by=[COUNCIL])
    with clock("2027-05-09"):
        put(empty, body)
    declared(empty, side("westmere-homes", CLAIM, text={"en": "All went well."}))
    views = report(client)["points"][3]

    assert views["sides"][0]["beside_name"][0]["en"] == "owned by Westmere Council"
    assert views["missing"]  # whoever asked has not answered, whoever else did


def test_what_was_erased_is_missing_and_a_day_before_shows_what_stood(empty: Engine) -> None:
    client = laid(empty)
    declared(empty, OURS)
    with clock("2027-05-20"):
        sequences = put(empty, THEIRS)
    assert heard(report(client, as_of="2027-05-15"), "views") == []
    assert heard(report(client), "views")
    with clock("2027-06-01"):
        gone(empty, sequences[0])
    assert heard(report(client), "views") == []


def test_other_forms_have_none_and_are_told_so(empty: Engine) -> None:
    client = laid(empty, engagement("kerbs"))
    told = said(client.get(f"/v1/engagements/{REQUEST}/section-31"), 404)

    assert (
        told["detail"] == f"'{REQUEST}' is no request to take part but of another form (Survey): it has no such report."
    )
    page = client.get(f"/engagements/{REQUEST}/section-31", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "section-31" not in client.get(f"/engagements/{REQUEST}", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "has not said how people will be told"), ("cy", "wedi dweud sut y rhoddir gwybod i bobl am newidiadau")],
)
def test_the_page_says_it_in_each_language_and_the_engagement_leads_there(
    empty: Engine, language: str, words: str
) -> None:
    client = laid(empty)
    html = client.get(f"/{language}/engagements/{REQUEST}/section-31").text
    assert words in html
    assert f"/{language}/engagements/{REQUEST}/section-31" in client.get(f"/{language}/engagements/{REQUEST}").text
    only = report(client, lang=language)["points"][0]["question"]
    assert list(only) == [language]


def test_it_is_kept_and_told_apart_by_its_tag(client: TestClient) -> None:
    address = "/v1/engagements/anytown-school-gates-request/section-31"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    read = Read(client.get("/en/engagements/anytown-school-gates-request/section-31").text)
    headings = [one.text for one in read.texts if "h2" in one.inside]
    assert [text[:2] for text in headings[:4]] == ["1.", "2.", "3.", "4."]
