"""What is owed is one rule: on one day it is the same number of the same items wherever it is counted or listed."""

import re
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import CODELISTS, OWED
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    clock,
    contribution,
    due,
    groundwork,
    item,
    project,
    promise,
    put,
    recommendation,
    response,
    update,
)
from tests.conftest import LOADED, client_of, said
from tests.html import Read

# The day on which the built record is published, and the one on which it is read, with nothing published between.
BUILT_ON, READ_ON = "2024-01-10", "2024-12-01"
PLAN, NEXT = f"{COUNCIL}-plan-2024", f"{COUNCIL}-plan-2025"
COUNTED_APART = ("late", "plan_ended", "no_news")  # of the names in `OWED`, what pages and embeds count

Owed = dict[str, set[str]]  # the items of which something is owed, by the names in `OWED`


def built() -> list[Any]:
    """A record with each ground: some of one item, some of items that the report does not count."""
    promises = [promise("answer_each", "2024-03-31"), promise("report", "2024-09-30")]
    singly = [item(number) for number in (1, 4, 5, 6, 7, 9)]
    return [
        *groundwork(promises=promises),
        *(recommendation(number, f"Item {number}", theme="Streets") for number in range(1, 8)),
        recommendation(8, "A part", kind="part", parent=item(3)),
        recommendation(9, "A statement", kind="statement"),
        project(NEXT, "The plan after", kind="plan", lead=COUNCIL, begins="2024-07-01"),
        project(PLAN, "The plan before", kind="plan", lead=COUNCIL, ends="2024-06-30", successor=NEXT),
        contribution(item(4), PLAN, kind="delivers"),
        response("singly", "accepted", "2024-01-09", recommendations=singly),
        response("later", "deciding", "2024-01-09", recommendations=[item(2)], decide_by="2024-05-31"),
        update(item(1), "planned", "2024-01-09", due=due("2024-04-30"), next_update_due="2024-05-15"),
        update(item(6), "planned", "2024-01-09", next_update_due="2024-05-15"),
        update(item(7), "delivered", "2024-01-09", due=due("2024-04-30")),
        update(item(8), "planned", "2024-01-09", due=due("2024-07-31")),
    ]


@pytest.fixture
def read(empty: Engine) -> TestClient:
    with clock(BUILT_ON):
        put(empty, *built())
    return client_of(empty)


def by_status(client: TestClient, assembly: str, day: str) -> Owed:
    """What is owed as the status of each item says it."""
    with clock(day):
        items = said(client.get(f"/v1/recommendations?assembly={assembly}&limit=200"), 200)["items"]
    return {name: {one["id"] for one in items if {*one["status"]["owed"]} & {*OWED[name]}} for name in OWED}


def labels(client: TestClient) -> dict[str, str]:
    found = said(client.get("/v1/codelists/owed"), 200)["codes"]
    return {one["code"]: one["label"]["en"] for one in found}


def page(client: TestClient, address: str) -> Read:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 200, address
    return Read(answer.text)


def counted(text: str) -> dict[str, int]:
    """The numbers of a line that counts what is owed."""
    forms = {
        "late": r"(\d+) late",
        "plan_ended": r"(\d+): plan over, no word found",
        "no_news": r"(\d+): no news since",
    }
    return {name: int(found[1]) for name, form in forms.items() if (found := re.search(form, text))}


def headed(text: str, labels: dict[str, str]) -> dict[str, int]:
    """The numbers in the headings of lists of what is owed."""
    found = {code: re.search(rf"{re.escape(label)} \((\d+)\)", text) for code, label in labels.items()}
    return {code: int(number[1]) for code, number in found.items() if number}


def numbers(owed: Owed, names: Any) -> dict[str, int]:
    return {name: len(owed[name]) for name in names if owed[name]}


def in_the_calendar(client: TestClient, assembly: str, labels: dict[str, str]) -> Owed:
    """The items that a calendar says are owed, by the names in `OWED` that it tells apart."""
    answer = client.get(f"/calendar/assemblies/{assembly}.ics?lang=en")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    begins = {"late": "Late: ", "plan_ended": f"{labels['plan_ended']}: ", "no_news": f"{labels['no_news']}: "}
    return {
        name: {
            str(one["url"]).rpartition("/")[2].partition("?")[0]
            for one in events
            if str(one["summary"]).startswith(begun) and "/recommendations/" in str(one["url"])
        }
        for name, begun in begins.items()
    }


def in_the_feed(client: TestClient, assembly: str) -> Owed:
    """The items of which a feed says that something came to be owed, by ground."""
    items = said(client.get(f"/feeds/assemblies/{assembly}.json"), 200)["items"]
    told = [(one["tags"], one["url"].rpartition("/")[2]) for one in items if "clock" in one["tags"]]
    return {ground: {id_ for tags, id_ in told if ground in tags} for ground in CODELISTS["owed"]}


def is_one_rule(client: TestClient, assembly: str, published: str, day: str) -> Owed:
    """Whatever counts or lists what is owed of an assembly on a day does so by the one rule."""
    owed, before, words = by_status(client, assembly, day), by_status(client, assembly, published), labels(client)
    with clock(day):
        assert said(client.get(f"/v1/summary?assembly={assembly}"), 200)["owed"] == {
            name: len(owed[name]) for name in OWED
        }
        for name in OWED:
            query = f"assembly={assembly}&owed={name}"
            assert {
                one["id"] for one in said(client.get(f"/v1/recommendations?limit=200&{query}"), 200)["items"]
            } == owed[name], name
            shown = page(client, f"/assemblies/{assembly}?owed={name}").visible()
            assert f"{len(owed[name])} shown" in shown, name
        for id_ in owed["any"]:
            state = said(client.get(f"/v1/recommendations/{id_}"), 200)["timeline"][0]
            assert {ground for ground in CODELISTS["owed"] if id_ in owed[ground]} == {*state["owed"]}, id_
        whole = page(client, f"/assemblies/{assembly}").visible()
        whole = whole[whole.index("What is owed (") :]
        assert whole.startswith(f"What is owed ({len(owed['any'])})")
        assert counted(whole) == numbers(owed, COUNTED_APART)
        assert headed(whole, words) == numbers(owed, CODELISTS["owed"])
        embed = page(client, f"/embed/assemblies/{assembly}").visible()
        told = {"late": "Late", "plan_ended": words["plan_ended"], "no_news": words["no_news"]}
        embed = embed.partition("What is owed")[2].partition("What was answered?")[0]
        assert {
            name: int(found[1]) for name, word in told.items() if (found := re.search(rf"{word}: (\d+)", embed))
        } == numbers(owed, COUNTED_APART)
        badge = client.get(f"/badge/assemblies/{assembly}.svg?lang=en").text
        forms = {"late": "late", "plan_ended": "plan over", "no_news": "no news"}
        assert {
            name: int(found[1]) for name, word in forms.items() if (found := re.search(rf"(\d+) {word}", badge))
        } == numbers(owed, COUNTED_APART)
        assert in_the_calendar(client, assembly, words) == {name: owed[name] for name in COUNTED_APART}
        # The feed tells what came to be owed since the record was published: what was owed by then is no news.
        assert in_the_feed(client, assembly) == {ground: owed[ground] - before[ground] for ground in CODELISTS["owed"]}
    return owed


def is_one_rule_of_all(client: TestClient, of: dict[str, Owed], day: str) -> None:
    """What counts or lists over all assemblies has the numbers of each."""
    words = labels(client)
    whole = {name: set[str]().union(*(owed[name] for owed in of.values())) for name in OWED}
    with clock(day):
        assert said(client.get("/v1/summary"), 200)["owed"] == {name: len(whole[name]) for name in OWED}
        text = page(client, "/owed").visible()
        assert f"What is owed ({len(whole['any'])})" in text
        assert counted(text) == numbers(whole, COUNTED_APART)
        assert headed(text, words) == numbers(whole, CODELISTS["owed"])
        links = [link["href"] for link in page(client, "/owed").all("a")]
        assert {link.rpartition("/")[2].partition("?")[0] for link in links if "/recommendations/" in link} == whole[
            "any"
        ]
        home = page(client, "/").visible()
        assert f"What is owed, over all assemblies: {len(whole['any'])}" in home
        names = {
            one["id"]: one["name"].get("en") or one["name"][one["language"]]
            for one in said(client.get("/v1/assemblies"), 200)["items"]
        }
        ends = home.index("What is owed, over")
        begins = sorted((home.index(names[id_]), id_) for id_ in of)
        for (begin, id_), end in zip(begins, [*(at for at, _ in begins[1:]), ends], strict=True):
            assert counted(home[begin:end]) == numbers(of[id_], COUNTED_APART), id_


def test_of_a_record_with_each_ground_every_count_and_list_is_by_one_rule(read: TestClient) -> None:
    owed = is_one_rule(read, ASSEMBLY, BUILT_ON, READ_ON)

    assert all(owed[name] for name in OWED)
    assert {item(8)} < owed["late"]
    is_one_rule_of_all(read, {ASSEMBLY: owed}, READ_ON)


@pytest.mark.parametrize("day", ["2026-11-23", "2027-08-01"])
def test_of_the_examples_every_count_and_list_is_by_one_rule(engine: Engine, day: str) -> None:
    client, loaded = client_of(engine), LOADED.date().isoformat()
    held = [one["id"] for one in said(client.get("/v1/assemblies"), 200)["items"]]
    of = {id_: is_one_rule(client, id_, loaded, day) for id_ in held}

    is_one_rule_of_all(client, of, day)


def test_the_plan_that_followed_is_named_wherever_a_plan_is_over(read: TestClient) -> None:
    with clock(READ_ON):
        ended = said(read.get(f"/v1/recommendations/{item(4)}/status"), 200)["ended_plan"]
        places = [
            "/owed",
            f"/assemblies/{ASSEMBLY}",
            f"/recommendations/{item(4)}",
            f"/embed/recommendations/{item(4)}",
        ]
        told = [page(read, place).visible() for place in places]
        calendar = read.get(f"/calendar/recommendations/{item(4)}.ics?lang=en").text

    assert (ended["plan"]["id"], ended["ended"], ended["followed_by"]["id"]) == (PLAN, "2024-06-30", NEXT)
    assert all("The plan after follows it" in text for text in told)
    assert "The plan after follows it." in calendar
