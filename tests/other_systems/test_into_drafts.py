"""Engagements from other systems as drafts: what is taken of each, and what never is."""

from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from tests.builders import COUNCIL
from tests.conftest import said
from tests.other_systems.conftest import Council
from tests.other_systems.given import NODES, SITE, activity, node, nodes
from tests.sheets.files import saved

TABLE = """id,name,form,summary,begins,ends,topics,audiences,places,decision,decided_by,decided_on,address
p1,Play streets,Workshops,"<p>Six streets, <b>one</b> summer.</p>",1 March 2027,15/04/2027,parks; Healthy streets,\
over_65; Allotment holders,E05013662; Old Town,Which streets close,Cabinet,2027-07,https://www.westmere.example/play
"""


def test_an_activity_of_citizen_space_is_a_draft(council: Council) -> None:
    done = council.load([activity()])
    assert done.stdout.decode().splitlines() == [
        f"{COUNCIL}: 1 new, 0 changed, 0 unchanged, 0 faults. Nothing is public until it is released.",
        "Not mapped yet: topic: Green spaces: 1",
        "Not mapped yet: audience: All residents: 1",
        "Not mapped yet: place: Mill: 1",
    ]
    draft = council.draft("green-lanes")
    assert draft["state"] == "draft"
    expected = {
        "form": "consultation",
        "name": {"en": "Have your say on green-lanes"},
        "summary": {
            "en": "Which lanes should be green & quiet?\n\n- Mill Lane\n\nCars outnumber children there.",
        },
        "commissioned_by": COUNCIL,
        "begins": {"value": "2027-03-01"},
        "ends": {"value": "2027-04-15"},
        "results_promised": {"value": "2027-06-30"},
        "topics": [
            {"scheme": "consult-westmere-example", "code": "green-spaces-1", "local_label": {"en": "Green spaces"}}
        ],
        "places": [{"scheme": "consult-westmere-example", "code": "mill-ward", "name": {"en": "Mill"}}],
        "audience": {"en": "All residents"},
        "identifiers": [{"scheme": "consult.westmere.example", "value": "streets/green-lanes"}],
        "sources": [
            {
                "address": f"{SITE}/streets/green-lanes/consult_view",
                "title": "Have your say on green-lanes",
                "publisher": "Streets and Spaces",
            }
        ],
    }
    draft["commissioned_by"] = draft["commissioned_by"]["id"]
    assert {name: draft.get(name) for name in expected} == expected
    listed = said(council.client.get("/v1/engagements"), 200)["items"]
    assert [one["type"] for one in listed] == ["assembly"]  # nothing is public


def test_it_never_reads_a_person_and_never_sets_a_level(council: Council) -> None:
    council.load([activity(department=None, workspace_title=None)])
    draft = council.draft("green-lanes")
    assert draft["sources"][0]["publisher"] == "Lanes team"
    for words in ("Nameless", "Consultation lead", "0199", "level", "declar"):
        assert words.casefold() not in str(draft).casefold()
    mailed = activity("other", department=None, workspace_title=None, contact_team="edith.nameless@westmere.example")
    council.load([mailed])
    assert "publisher" not in council.draft("other")["sources"][0]


def test_codes_that_are_mapped_are_ours_with_the_name_of_the_site_beside_them(council: Council) -> None:
    mapped = council.mapped(
        "topic,Green spaces-1,parks", "topic,Open air,Parks", "audience,All residents,everyone", "place,mill,E05013662"
    )
    more = [{"id": "open-air", "name": "Open air"}, {"id": "X", "name": "Ŵy & more; all the rest of it"}]
    done = council.load([activity(interests=[*activity()["interests"], *more])], *mapped)
    assert done.stdout.decode().splitlines()[1:] == ["Not mapped yet: topic: Ŵy & more; all the rest of it: 1"]
    draft = council.draft("green-lanes")
    assert draft["topics"] == [
        {"code": "parks", "local_label": {"en": "Green spaces; Open air"}},
        {"scheme": "consult-westmere-example", "code": "X", "local_label": {"en": "Ŵy & more; all the rest of it"}},
    ]
    assert draft["audiences"] == [{"code": "everyone", "local_label": {"en": "All residents"}}]
    assert draft["places"] == [{"code": "E05013662", "name": {"en": "Mill"}}]
    assert "audience" not in draft


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("topic,Green spaces,green", "C2: unknown-code"),
        ("form,Link,assembly", "C2: unknown-code"),
        ("place,Mill,Mill Ward", "C2: unknown-code"),
        ("area,Mill,E05013662", "C2: list"),
        ("topic,,parks", "C2: required"),
    ],
)
def test_a_mapping_to_what_is_no_code_of_ours_is_refused_by_its_cell(council: Council, row: str, rule: str) -> None:
    assert rule in council.load([activity()], *council.mapped(row), status=1).stderr.decode()
    assert council.drafts() == []


def test_how_people_came_together_is_not_guessed(council: Council) -> None:
    activities = [activity(), activity("poll", activity_type="basic_survey"), activity("far", activity_type="Link")]
    refused = council.load(activities, status=1).stderr.decode()
    assert "streets/far: /2/activity_type: unknown-form: “Link” does not say how people come together" in refused
    assert "refused; nothing of it was loaded" in refused
    assert council.drafts() == []
    activities += [activity("old", activity_type=None), activity("odd", activity_type=None, type_string="Walks")]
    council.load(activities, *council.mapped("form,Link,workshops", "form,walks,Working group"))
    assert [council.draft(slug)["form"] for slug in ("green-lanes", "poll", "far", "old", "odd")] == [
        *("consultation", "survey", "workshops", "consultation", "working_group"),
    ]


def test_what_is_not_public_there_is_passed_over(council: Council) -> None:
    hidden = [activity("a", visibility="private"), activity("b", progress="draft")]
    done = council.load([*hidden, activity(interests=None, audiences=None, areas=None)])
    assert council.drafts() == [f"{COUNCIL}-green-lanes"]
    assert b"Passed over, as they are not public there: 2." in done.stdout


def test_less_than_all_fields_is_said(council: Council) -> None:
    basic = {"id", "title", "url", "status", "overview", "startdate", "enddate", "activity_type"}
    done = council.load([{name: value for name, value in activity().items() if name in basic}])
    assert b"ask with fields=all" in done.stdout
    council.load([activity()])
    assert council.draft("green-lanes")["identifiers"][0]["value"] == "streets/green-lanes"
    assert council.drafts() == [f"{COUNCIL}-green-lanes"]


@pytest.mark.parametrize(
    ("days", "promised"),
    [
        ({"resultdate": "2027/06/30", "feedbackdate": "2027/05/01"}, "2027-06-30"),
        ({"resultdate": "", "resultsdate": "2027/06/29"}, "2027-06-29"),
        ({"resultdate": "", "feedbackdate": "2027/05/01"}, "2027-05-01"),
        ({"resultdate": ""}, None),
    ],
)
def test_when_results_are_promised(council: Council, days: dict[str, str], promised: str | None) -> None:
    council.load([activity(**days)])
    assert council.draft("green-lanes").get("results_promised", {}).get("value") == promised


def test_a_consultation_of_localgov_drupal_is_a_draft(council: Council) -> None:
    draft_there = node(8, status=False)
    done = council.load(nodes(node(localgov_consultation_rs_summary={"value": "<p>Plan B.</p>"}), draft_there))
    draft = council.draft("a-playground-for-all-7")
    expected = {
        "form": "consultation",
        "name": {"en": "A playground for all, 7"},
        "summary": {"en": "Two plans for one playground.\n\nWhich of two plans?"},
        "begins": {"value": "2027-02-01"},
        "ends": {"value": "2027-02-28"},
        "topics": [
            {"scheme": "www-westmere-example", "code": name, "local_label": {"en": name}} for name in ("Parks", "Play")
        ],
        "identifiers": [{"scheme": "www.westmere.example", "value": "7"}],
        "sources": [
            {
                "address": "https://www.westmere.example/consultations/playground-7",
                "title": "A playground for all, 7",
                "publisher": "Parks department",
            }
        ],
    }
    assert {name: draft.get(name) for name in expected} == expected
    assert "outcome" not in draft
    assert "feedback" not in draft
    told = done.stdout.decode()
    assert "What came of them is told of 1, without a day: write it in by hand." in told
    assert "Passed over, as they are not public there: 1." in told
    assert council.drafts() == [f"{COUNCIL}-a-playground-for-all-7"]


def test_categories_that_were_not_included_are_asked_for(council: Council) -> None:
    done = council.load(nodes(node(langcode="cy"), node(9, langcode="und"), included=[]))
    assert b"Categories without a name: 4. Ask with include=localgov_consultation_categories" in done.stdout
    draft = council.draft("a-playground-for-all-7")
    assert "topics" not in draft
    assert list(draft["name"]) == ["cy"]
    assert list(council.draft("a-playground-for-all-9")["name"]) == ["en"]


def test_a_row_of_a_table_is_a_draft(council: Council) -> None:
    done = council.load(TABLE.encode())
    assert done.stdout.decode().splitlines()[1:] == [
        "Not mapped yet: topic: Healthy streets: 1",
        "Not mapped yet: audience: Allotment holders: 1",
        "Not mapped yet: place: Old Town: 1",
    ]
    draft = council.draft("p1")
    expected: dict[str, Any] = {
        "form": "workshops",
        "name": {"en": "Play streets"},
        "summary": {"en": "Six streets, one summer."},
        "begins": {"value": "2027-03-01"},
        "ends": {"value": "2027-04-15"},
        "topics": [
            {"code": "parks"},
            {"scheme": "sheet", "code": "healthy-streets", "local_label": {"en": "Healthy streets"}},
        ],
        "audience": {"en": "Allotment holders"},
        "audiences": [{"code": "over_65"}],
        "places": [
            {"code": "E05013662"},
            {"scheme": "sheet", "code": "old-town", "name": {"en": "Old Town"}},
        ],
        "decision": {
            "what": {"en": "Which streets close"},
            "by": {"en": "Cabinet"},
            "due": {"value": "2027-07"},
        },
    }
    assert {name: draft.get(name) for name in expected} == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_in_whichever_encoding_it_is(council: Council, encoding: str) -> None:
    council.load("id;name;form;begins\n1;Café – what next?;survey;1/3/2027\n".encode(encoding), "--language", "cy")
    assert council.draft("1")["name"] == {"cy": "Café – what next?"}


def test_what_is_loaded_can_be_released_and_is_public_then(council: Council) -> None:
    council.load([activity()])
    address = f"/v1/admin/engagements/{COUNCIL}-green-lanes"
    headers = council.key | {"If-Match": "*"}
    said(council.client.post(f"{address}/publication", json={}, headers=headers), 201)
    public = said(council.client.get(f"/v1/engagements/{COUNCIL}-green-lanes"), 200)
    assert public["name"] == {"en": "Have your say on green-lanes"}
    found = said(council.client.get("/v1/engagements?topic=consult-westmere-example:green-spaces-1"), 200)["items"]
    assert [one["id"] for one in found] == [f"{COUNCIL}-green-lanes"]


def test_a_workbook_is_read_below_its_title_with_the_headings_of_other_systems(council: Council) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Consultations of 2027"])
    sheet.append([])
    sheet.append(["ID", "Title", "Activity type", "Start date", "Overview"])
    sheet.append([17, "Benches", "basic_survey", date(2027, 3, 1), "<ul><li>Oak</li><li>Steel</li></ul>"])
    council.load(saved(book))
    draft = council.draft("17")
    assert (draft["form"], draft["begins"]["value"]) == ("survey", "2027-03-01")
    assert draft["summary"] == {"en": "- Oak\n- Steel"}


def test_of_one_page_among_several_it_is_said_that_there_are_more(council: Council) -> None:
    done = council.load(nodes(node(), links={"next": {"href": f"{NODES}?page=2"}}))
    assert b"This is one page of several: give the address, and all of them are read." in done.stdout
