"""What works: who says so, what is listed, and what is not."""

import csv
from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    GROUP,
    MEMBERS,
    POST,
    PROJECT,
    accountability,
    clock,
    declaration,
    gone,
    groundwork,
    item,
    organisation,
    post,
    project,
    put,
    recommendation,
    side,
    speaker,
    update,
    withdrawal,
)
from tests.conftest import client_of, said

SHOWN = [{"kind": "photo", "title": {"en": "The keys"}, "address": "https://westmere.example/keys"}]
PARKS = [{"code": "parks"}]
FOOD = [{"code": "food"}]


def works(text: str, **more: Any) -> dict[str, Any]:
    return {"works": {"en": text}, **more}


def of_members() -> dict[str, Any]:
    return speaker(MEMBERS, capacity="members")


def listed(client: TestClient, **asked: Any) -> list[str]:
    return [one["works"]["en"] for one in said(client.get("/v1/works", params=asked), 200)["items"]]


def test_a_doer_is_listed_for_what_it_shows_and_others_for_what_they_say(empty: Engine) -> None:
    put(
        empty,
        *groundwork(),
        recommendation(1),
        post(f"{COUNCIL}-desk", "Desk", contact="desk@westmere.example"),
        accountability(item(1), f"{COUNCIL}-desk"),
        update(item(1), None, "2024-01-01", kind="fact", **works("We say so.")),
        update(item(1), None, "2024-01-02", kind="fact", evidence=SHOWN, **works("We show it.")),
        update(item(1), None, "2024-01-03", kind="fact", said_by=speaker(GROUP), **works("They say so.")),
        update(item(1), None, "2024-01-04", kind="fact", said_by=of_members(), **works("Members say so.")),
        update(item(1), None, "2024-01-05", kind="fact", said_by=speaker(GROUP)),
    )
    client = client_of(empty)
    assert listed(client) == ["Members say so.", "They say so.", "We show it."]
    items = said(client.get("/v1/works"), 200)["items"]
    assert [one["says_so"] for one in items] == ["members", "both", "both"]
    assert items[0]["ask"]["contact"] == "desk@westmere.example"  # who answers for it, though members say it
    assert items[0]["about"]["id"] == item(1)


def test_whoever_belongs_to_a_doer_is_no_other(empty: Engine) -> None:
    put(
        empty,
        *groundwork(),
        organisation("westmere-homes", "Westmere Homes", kind="business", owned_by=[COUNCIL]),
        recommendation(1),
        accountability(item(1)),
        update(item(1), None, "2024-01-01", kind="fact", said_by=speaker("westmere-homes"), **works("It is well.")),
    )
    assert listed(client_of(empty)) == []


def test_what_the_other_side_answers_is_listed_and_what_whoever_declares_does_not_show_is_not(empty: Engine) -> None:
    other = f"{COUNCIL}-garden"
    claim = f"{other}-bcdfgh"
    put(
        empty,
        *groundwork(),
        organisation(declares=True),
        project(other, "Garden", lead=COUNCIL, partners=[GROUP], topics=PARKS),
    )
    put(empty, declaration(COUNCIL, other, id=claim))
    put(
        empty,
        side(COUNCIL, claim, "2024-01-01", **works("Ours.")),
        side(GROUP, claim, "2024-01-02", **works("Theirs.", enablers=["trust"])),
    )
    client = client_of(empty)
    assert listed(client) == ["Theirs."]
    assert listed(client, topic="parks", enabler="trust", organisation=GROUP) == ["Theirs."]
    assert listed(client, topic="food") == listed(client, enabler="money") == listed(client, organisation=MEMBERS) == []


def test_filters_are_of_the_work_and_its_assembly_finds_all_of_it(empty: Engine) -> None:
    group = {"kind": "fact", "said_by": speaker(GROUP)}
    put(
        empty,
        *groundwork(),
        recommendation(1, topics=PARKS, places=[{"code": "E09000007"}]),
        recommendation(2, topics=FOOD),
        update(item(1), None, "2024-01-01", **group, **works("A park.", enablers=["people", "place"])),
        update(item(2), None, "2024-01-02", **group, **works("A meal.", enablers=["people"])),
        update(ASSEMBLY, None, "2024-01-03", **group, **works("The whole.")),
    )
    client = client_of(empty)
    assert listed(client, topic="parks") == listed(client, place="E09000007") == listed(client, enabler="place")
    assert listed(client, topic="parks") == ["A park."]
    assert listed(client, topic=["parks", "food"], enabler="people") == ["A meal.", "A park."]
    assert listed(client, assembly=ASSEMBLY) == listed(client) == ["The whole.", "A meal.", "A park."]
    assert listed(client, q="parks") == ["A park."]
    assert listed(client, q="a zeppelin") == listed(client, q="%") == []
    assert client.get("/v1/works?enabler=luck").status_code == 400
    assert "total" not in said(client.get("/v1/works?total=true&sort=-updated"), 200)


def test_pages_follow_one_another_as_of_the_first(empty: Engine) -> None:
    def one(day: int) -> Any:
        return update(item(1), None, f"2024-01-{day:02}", kind="fact", said_by=speaker(GROUP), **works(f"Day {day}."))

    put(empty, *groundwork(), recommendation(1), *(one(day) for day in range(1, 6)))
    client = client_of(empty)
    first = said(client.get("/v1/works?limit=2"), 200)
    put(empty, one(9))
    second = said(client.get(first["next"]), 200)
    third = said(client.get(second["next"]), 200)
    told = [one["works"]["en"] for page in (first, second, third) for one in page["items"]]
    assert told == ["Day 5.", "Day 4.", "Day 3.", "Day 2.", "Day 1."]
    assert third["next"] is None


def test_what_is_corrected_withdrawn_or_erased_is_gone_and_a_day_that_passed_has_it(empty: Engine) -> None:
    group = {"kind": "fact", "said_by": speaker(GROUP)}
    corrected = update(item(1), None, "2024-01-01", **group, **works("Corrected."))
    withdrawn = update(item(1), None, "2024-01-02", **group, **works("Withdrawn."))
    erased = update(item(1), None, "2024-01-03", **group, **works("Erased."))
    with clock("2024-02-01"):
        put(empty, *groundwork(), recommendation(1))
        *_, sequence = put(empty, corrected, withdrawn, erased)
    client = client_of(empty)
    with clock("2024-03-01"):
        assert listed(client) == ["Erased.", "Withdrawn.", "Corrected."]
        put(empty, update(item(1), None, "2024-02-10", **{**group, "kind": "correction"}, corrects=corrected.id))
        put(empty, withdrawal(withdrawn), nature="withdrawal")
        gone(empty, sequence)
        assert listed(client) == []
    with clock("2024-03-02"):
        assert listed(client, as_of="2024-02-01") == ["Withdrawn.", "Corrected."]  # what was erased never was


def test_what_is_offered_or_wanted_is_shown_until_its_day(empty: Engine) -> None:
    lapses = {"offers": [{"text": {"en": "A room"}, "until": {"value": "2024-06"}}]}
    with clock("2024-05-01"):
        put(
            empty,
            *groundwork(),
            project(wants=[{"text": {"en": "An oven"}, "until": {"value": "2024-05-31"}}], **lapses),
        )
    client = client_of(empty)
    with clock("2024-05-31"):
        own = said(client.get(f"/v1/projects/{PROJECT}"), 200)
        assert [own["offers"][0]["text"]["en"], own["wants"][0]["text"]["en"]] == ["A room", "An oven"]
    with clock("2024-06-30"):
        page = client.get(f"/projects/{PROJECT}").text
        assert "A room" in page
        assert "An oven" not in page
        assert "wants" not in said(client.get(f"/v1/projects/{PROJECT}"), 200)
    with clock("2024-07-01"):
        assert "A room" not in client.get(f"/projects/{PROJECT}").text
        assert "A room" in client.get(f"/projects/{PROJECT}?as_of=2024-06-30").text


def test_it_stands_beside_what_is_owed_and_where_nobody_said_anything_there_is_nothing(empty: Engine) -> None:
    put(empty, *groundwork(), recommendation(1), accountability(item(1)))
    client = client_of(empty)
    pages = (f"/assemblies/{ASSEMBLY}", f"/organisations/{COUNCIL}")
    assert all("<h2>What works</h2>" not in client.get(page).text for page in pages)
    group = {"kind": "fact", "said_by": speaker(GROUP)}
    put(empty, update(item(1), None, "2024-01-01", **group, **works("They hold the keys.")))
    for page in pages:
        told = client.get(page).text
        assert "<h2>What works</h2>" in told
        assert "They hold the keys." in told
    assert "They hold the keys." in client.get("/cy/works").text


def test_the_sheet_has_what_works_here_what_is_owed_and_what_others_tried(empty: Engine) -> None:
    group = {"kind": "fact", "said_by": speaker(GROUP)}
    put(
        empty,
        *groundwork(),
        recommendation(1, topics=PARKS),
        accountability(item(1)),
        project(f"{GROUP}-park", "A park of theirs", lead=GROUP, topics=PARKS),
        update(item(1), None, "2024-01-01", **group, **works("Here.", build_on=[{"text": {"en": "A bench."}}])),
        update(f"{GROUP}-park", None, "2024-01-02", kind="fact", said_by=of_members(), **works("Elsewhere.")),
    )
    client = client_of(empty)
    for plural, id_ in (("assemblies", ASSEMBLY), ("posts", POST)):
        told = client.get(f"/works/{plural}/{id_}/talk").text
        here, _, others = told.partition("What others tried")
        assert "Here." in here
        assert "A bench." in here
        assert "Elsewhere." in others
        assert "Here." not in others
    assert client.get("/works/posts/nobody/talk").status_code == 404


def test_feeds_and_files_have_what_made_it_possible_and_what_to_build_on_it(empty: Engine) -> None:
    built = {"enablers": ["trust"], "build_on": [{"text": {"en": "A bench."}, "date": {"value": "2024-09"}}]}
    put(empty, *groundwork(), recommendation(1), update(item(1), None, "2024-01-01", **works("They talk.", **built)))
    client = client_of(empty)
    feed = client.get(f"/feeds/recommendations/{item(1)}.atom").text
    assert "What made it possible: trust" in feed
    assert "To build on it: A bench." in feed
    (row,) = csv.DictReader(client.get("/open-data/updates.csv").text.splitlines())
    assert row["enablers"] == '["trust"]'
    assert "A bench." in row["build_on"]
