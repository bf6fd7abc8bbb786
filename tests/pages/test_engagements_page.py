"""The page of engagements: by where each stands, what people can take part in first; and its filters."""

import re
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import ASSEMBLY, COUNCIL, clock, engagement, groundwork, organisation, put
from tests.conftest import client_of
from tests.pages.looking import page

CLOSED: dict[str, Any] = {"begins": "2027-01-04", "ends": "2027-02-01"}
OUTCOME = {"text": {"en": "Two buses fewer."}, "date": {"value": "2027-05-20"}}
PLACE = {"scheme": "westmere", "code": "mill"}
THINGS = (
    engagement("bins", begins="2027-05-01", ends="2027-09-30"),
    engagement("buses", **CLOSED, results_promised="2027-05-01", places=[PLACE], topics=[{"code": "public_transport"}]),
    engagement("dogs", **CLOSED, results_promised="2027-04-01"),
    engagement("parks", begins="2027-07", form="workshops", audiences=[{"code": "carers"}]),
    engagement("pools", **CLOSED, results_promised="2027-05-01", outcome=OUTCOME, run_by=["fair-table"]),
    engagement("roads", **CLOSED, results_promised="2027-08"),
    engagement("schools", begins="2027-05-01", ends="2027-07-01"),
)
ALL = {
    "open": ["schools", "bins"],
    "planned": ["parks"],
    "results_late": ["dogs", "buses"],
    "results_due": ["roads"],
    "results_published": ["pools"],
}


@pytest.fixture
def reader(empty: Engine) -> TestClient:
    with clock("2027-05-20"):
        put(empty, *groundwork(), organisation("fair-table", "Fair Table", kind="charity"), *THINGS)
    return client_of(empty)


def _listed(html: str) -> dict[str, list[str]]:
    """What stands in each section, in order."""
    parts = re.split(r'<section aria-labelledby="(\w+)">', html.partition('<section class="use">')[0])
    return {
        name: re.findall(rf'<h3><a href="[^"]*/engagements/{COUNCIL}-(\w+)[^"]*">', part)
        for name, part in zip(parts[1::2], parts[2::2], strict=True)
    }


def _asked(client: TestClient, query: str = "", day: str = "2027-06-01") -> dict[str, list[str]]:
    with clock(day):
        answer = client.get(f"/engagements{query}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return _listed(answer.text)


def test_what_people_can_take_part_in_stands_first_and_what_is_late_as_large_as_the_rest(reader: TestClient) -> None:
    found = _asked(reader)

    assert found == ALL
    assert list(found) == list(ALL)
    assert _asked(reader, day="2027-10-01")["results_late"] == ["dogs", "buses", "roads"]
    assert _asked(reader, "?as_of=2027-05-31") == ALL
    with clock("2027-06-01"):
        shown = page(reader, "/engagements").visible()
    assert "Results late (2)" in shown
    assert "31 days late" in shown
    assert "Results were promised by 1 May 2027" in shown
    assert ASSEMBLY not in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=results_late", {"results_late": ["dogs", "buses"]}),
        ("state=open&state=planned", {"open": ["schools", "bins"], "planned": ["parks"]}),
        ("place=westmere:mill", {"results_late": ["buses"]}),
        ("topic=public_transport&state=", {"results_late": ["buses"]}),
        ("audience=carers", {"planned": ["parks"]}),
        ("form=workshops", {"planned": ["parks"]}),
        ("organisation=fair-table", {"results_published": ["pools"]}),
        ("q=roads", {"results_due": ["roads"]}),
        ("q=zeppelin", {}),
    ],
)
def test_it_is_filtered_as_the_list_of_the_api_is(
    reader: TestClient, query: str, expected: dict[str, list[str]]
) -> None:
    assert _asked(reader, f"?{query}") == expected


def test_what_it_can_be_asked_for_is_what_there_is(reader: TestClient) -> None:
    with clock("2027-06-01"):
        html = reader.get("/engagements?audience=carers").text
        refused = reader.get("/engagements?topic=splendid")
    chosen = {
        name: re.findall(r'value="([^"]+)"', part)
        for name, part in re.findall(r'<select id="f-(\w+)"(.*?)</select>', html, re.DOTALL)
    }

    assert chosen == {
        "state": list(ALL),
        "place": ["westmere:mill"],
        "topic": ["public_transport"],
        "audience": ["carers"],
        "form": ["survey", "workshops"],
        "organisation": ["fair-table", COUNCIL],
    }
    assert re.search(r'<option value="carers"[^>]* selected>', html)
    assert refused.status_code == 400


def test_the_front_page_and_that_of_an_organisation_lead_to_it(reader: TestClient) -> None:
    with clock("2027-06-01"):
        home, council = reader.get("/").text, reader.get(f"/organisations/{COUNCIL}").text

    assert re.search(r'href="/engagements#results_late">Results late \(2\)</a>', home)
    assert f'href="/engagements?organisation={COUNCIL}"' in council
