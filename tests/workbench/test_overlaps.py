"""Before people are asked again: what they were promised, what else asks them, what is known, whose plans are shown."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from db.queries import places
from db.session import writing
from db.vocabulary import Role
from tests.api.test_query_counts import counted
from tests.builders import (
    COUNCIL,
    assembly,
    clock,
    engagement,
    groundwork,
    organisation,
    post,
    promise,
    put,
    recommendation,
)
from tests.conftest import client_of, key_of, said

HEALTH = "westmere-health"
OLDER = "ageing-well"
AT = "/v1/admin/overlap-checks"
OVER_65 = {"audiences": [{"code": "over_65"}]}
WARD = {"places": [{"scheme": "test", "code": "castle", "name": {"en": "Castle ward", "cy": "Ward y Castell"}}]}
ABOUT = {"topics": [{"code": "parks"}, {"code": "walking_cycling"}]}
PARKS: dict[str, Any] = {
    "id": f"{COUNCIL}-parks",
    "form": "survey",
    "name": "Parks and paths",
    "commissioned_by": COUNCIL,
    "begins": "2027-03-01",
    "ends": "2027-04-15",
    "questions": [
        {"number": 1, "text": "Which parks do you use?", "topics": [{"code": "parks"}]},
        {"number": 2, "text": "How do you get there?", "topics": [{"code": "walking_cycling"}]},
        {"number": 3, "text": "What would you pay?"},
    ],
    **OVER_65,
    **WARD,
    **ABOUT,
}


def survey(slug: str, **more: Any) -> Any:
    """A survey of the health board, of the same people in the same ward, a little earlier."""
    facts = {"id": f"{HEALTH}-{slug}", "commissioned_by": HEALTH, "begins": "2027-01-04", "ends": "2027-01-25"}
    return engagement(slug, **(facts | OVER_65 | WARD | more))


@pytest.fixture
def register(empty: Engine) -> Engine:
    """A council with an assembly that spoke of parks; a health board; a group of older people."""
    with clock("2026-06-01"):
        terms = {"per_year": 4, "contact": "us@ageing-well.example", "note": {"en": "Please pay for travel."}}
        put(
            empty,
            *groundwork()[:-1],
            organisation(HEALTH, "Westmere Health", kind="public_body"),
            organisation(OLDER, "Ageing Well", kind="community_group", asks_welcome=terms),
            post(f"{HEALTH}-lead", organisation=HEALTH),
            assembly(audiences=[{"code": "everyone"}], begins="2025-01-11", ends="2025-03-01"),
            recommendation(1, "Benches in every park", topics=[{"code": "parks"}]),
            recommendation(2, "Paths to walk on", topics=[{"code": "walking_cycling"}]),
            recommendation(3, "More trees", topics=[{"code": "trees_nature"}]),
        )
    return empty


def editor(engine: Engine, of: str = COUNCIL) -> dict[str, str]:
    return key_of(engine, Role.editor, of)


def checked(engine: Engine, facts: dict[str, Any] = PARKS, groups: Sequence[str] = (), status: int = 200) -> Any:
    body = {"engagement": facts, "groups": list(groups)}
    return said(client_of(engine).post(AT, json=body, headers=editor(engine)), status)


def found(told: Any) -> dict[str, str]:
    return {one["other"]["id"]: one["relation"] for one in told["overlaps"]}


def test_a_parks_survey_finds_a_health_survey_and_what_an_assembly_said(register: Engine) -> None:
    with clock("2027-01-10"):
        put(register, survey("checks", name={"en": "Health checks"}))
        put(register, survey("far", places=[{"scheme": "test", "code": "elsewhere"}]))
        told = checked(register)
    assert found(told) == {"westmere-air-2024": "reuse", f"{HEALTH}-checks": "same_people"}
    assembly_, health = told["overlaps"]
    by = {one["question"]: [of["id"] for of in one["by"]] for one in assembly_["answers"]}
    assert by == {1: ["westmere-air-2024-1"], 2: ["westmere-air-2024-2"]}
    assert "has answers to these of your questions: 1 and 2" in assembly_["sentence"]["en"]
    assert health["days"] == -35
    assert health["sentence"]["en"] == (
        "Health checks (Westmere Health): asks the same people (People over 65); in the same place (Castle ward);"
        " ends 35 days before this begins."
    )
    assert "yn yr un lle (Ward y Castell)" in health["sentence"]["cy"]
    assert health["other"]["url"].endswith(f"/engagements/{HEALTH}-checks")


def test_nothing_is_stored_by_a_check(register: Engine) -> None:
    client = client_of(register)
    before = client.get("/v1/head").json()
    checked(register, groups=[OLDER])
    assert client.get("/v1/head").json() == before
    assert client.get(f"/v1/admin/engagements/{COUNCIL}-parks", headers=editor(register)).status_code == 404
    assert client.get("/v1/admin/audit?limit=1", headers=key_of(register, Role.admin)).json()["items"] == []


def test_what_people_were_promised_and_were_not_told_comes_first(register: Engine) -> None:
    late = {"results_promised": "2026-11-30", "begins": "2026-09-01", "ends": "2026-09-30"}
    with clock("2026-08-01"):
        put(register, survey("late", name={"en": "Falls"}, **late))
        put(register, survey("others", **late, audiences=[{"code": "children"}]))
        put(register, assembly(audiences=[{"code": "everyone"}], promises=[promise("answer_each", "2026-12-01")]))
    with clock("2026-11-30"):
        assert checked(register)["owed"] == []
    with clock("2026-12-10"):
        owed = checked(register)["owed"]
    assert [one["other"]["id"] for one in owed] == [f"{HEALTH}-late", "westmere-air-2024"]
    assert owed[0]["sentence"]["en"] == (
        "Falls (Westmere Health): results were promised by 30 November 2026 and are 10 days late."
    )
    assert "something that was promised on 3 recommendations is late" in owed[1]["sentence"]["en"]


def test_how_often_a_group_is_asked_and_what_it_welcomes(register: Engine) -> None:
    client = client_of(register)
    with clock("2027-01-10"):
        for number, begins in enumerate(["2025-12-01", "2026-02-01", "2026-09-01", "2026-12-24", "2027-02-01"]):
            put(register, survey(f"{number}", begins=begins, ends=None))
            groups = {"groups": [{"organisation": OLDER, "hours": 6, "paid": False}]}
            address = f"/v1/admin/engagements/{HEALTH}-{number}/groups"
            said(client.post(address, json=groups, headers=editor(register, HEALTH)), 201)
        told = checked(register, groups=[OLDER])
    (group,) = told["groups"]
    assert (group["asked"], group["planned"], group["welcomes"]) == (3, 1, 4)
    assert group["sentence"]["en"] == (
        "Ageing Well was asked 3 times in the last twelve months. It is to be asked 1 more time in the next twelve. It"
        " welcomes being asked 4 times a year."
    )
    asked = next(one for one in told["overlaps"] if one["other"]["id"] == f"{HEALTH}-3")
    assert "asks the same group (Ageing Well)" in asked["sentence"]["en"]
    assert OLDER not in client.get("/v1/engagements").text


def test_a_group_is_named_inside_only_and_goes_with_the_draft(register: Engine) -> None:
    client, mine = client_of(register), editor(register)
    said(client.post("/v1/admin/engagements", json=PARKS, headers=mine), 201)
    address = f"/v1/admin/engagements/{COUNCIL}-parks/groups"
    body = {"groups": [{"organisation": OLDER}]}
    assert said(client.post(address, json=body, headers=mine), 201) == body
    assert said(client.get(address, headers=mine), 200) == body
    said(client.get(address, headers=editor(register, HEALTH)), 404)
    said(client.post(address, json={"groups": [{"organisation": "nobody"}]}, headers=mine), 409)
    thrown = client.delete(f"/v1/admin/engagements/{COUNCIL}-parks", headers=mine | {"If-Match": "*"})
    assert thrown.status_code == 204
    said(client.post("/v1/admin/engagements", json=PARKS, headers=mine), 201)
    assert said(client.get(address, headers=mine), 200) == {"groups": []}


def test_a_group_that_is_named_twice_is_refused_and_nothing_is_stored(register: Engine) -> None:
    client, mine = client_of(register), editor(register)
    said(client.post("/v1/admin/engagements", json=PARKS, headers=mine), 201)
    address = f"/v1/admin/engagements/{COUNCIL}-parks/groups"
    twice = {"groups": [{"organisation": OLDER}, {"organisation": OLDER, "hours": 3}]}
    (fault,) = said(client.post(address, json=twice, headers=mine), 409)["errors"]
    assert (fault["pointer"], fault["rule"]) == ("/groups/1/organisation", "twice")
    assert said(client.get(address, headers=mine), 200) == {"groups": []}


def test_drafts_of_the_same_organisation_are_told_and_of_others_only_where_both_show_theirs(register: Engine) -> None:
    client, mine, theirs = client_of(register), editor(register), editor(register, HEALTH)
    ours = PARKS | {"id": f"{COUNCIL}-housing", "name": "Homes for later"}
    foreign = PARKS | {"id": f"{HEALTH}-plan", "name": "Walking for health", "commissioned_by": HEALTH}
    said(client.post("/v1/admin/engagements", json=ours, headers=mine), 201)
    said(client.post("/v1/admin/engagements", json=foreign, headers=theirs), 201)

    def drafts() -> list[str]:
        return sorted(one["other"]["id"] for one in checked(register)["overlaps"] if one["other"]["draft"])

    assert drafts() == [f"{COUNCIL}-housing"]
    show = "/v1/admin/organisations/{}/plans-shown"
    said(client.post(show.format(COUNCIL), json={"organisations": [HEALTH]}, headers=mine), 201)
    assert drafts() == [f"{COUNCIL}-housing"]
    said(client.post(show.format(HEALTH), json={"organisations": [COUNCIL]}, headers=theirs), 201)
    assert drafts() == [f"{HEALTH}-plan", f"{COUNCIL}-housing"]
    plan = next(one for one in checked(register)["overlaps"] if one["other"]["id"] == f"{HEALTH}-plan")
    assert "url" not in plan["other"]
    assert "not published yet" in plan["sentence"]["en"]
    said(client.post(show.format(HEALTH), json={"organisations": []}, headers=theirs), 201)
    assert drafts() == [f"{COUNCIL}-housing"]
    said(client.post(show.format(HEALTH), json={"organisations": []}, headers=mine), 403)
    said(client.post(show.format(COUNCIL), json={"organisations": [COUNCIL]}, headers=mine), 409)


def test_without_topics_of_its_questions_what_is_known_about_the_whole_is_told(register: Engine) -> None:
    plain = PARKS | {"questions": None}
    told = checked(register, {name: value for name, value in plain.items() if value})
    (one,) = told["overlaps"]
    assert one["relation"] == "reuse"
    assert [by["id"] for by in one["answers"][0]["by"]] == ["westmere-air-2024-1", "westmere-air-2024-2"]
    assert "question" not in one["answers"][0]
    assert "has answers about the same topic" in one["sentence"]["en"]


def test_words_alone_find_nothing_and_propose_what_it_may_be_about(register: Engine) -> None:
    plain = {name: PARKS[name] for name in ("id", "form", "commissioned_by", "begins", "ends")}
    told = checked(register, plain | {"name": "Somewhere to sit: benches for our park"})
    assert told["overlaps"] == []
    assert told["topics"][0] == {
        "code": "parks",
        "label": {"en": "Parks and open spaces", "cy": "Parciau a mannau agored"},
    }
    assert checked(register)["topics"] == []


def test_nobody_checks_for_an_organisation_that_is_not_theirs(register: Engine) -> None:
    body = {"engagement": PARKS}
    said(client_of(register).post(AT, json=body, headers=editor(register, HEALTH)), 403)
    said(client_of(register).post(AT, json={"engagement": PARKS, "groups": ["nobody"]}, headers=editor(register)), 409)


def test_at_most_twenty_are_told_and_how_many_more(register: Engine) -> None:
    with clock("2027-01-10"):
        put(register, *(survey(f"n{number}", name={"en": "🌳" * 100}) for number in range(27)))
        told = checked(register)
    assert len(told["overlaps"]) == 20
    assert told["more"] == 8
    assert [one["other"]["id"] for one in told["overlaps"]][:2] == ["westmere-air-2024", f"{HEALTH}-n0"]


def test_of_equals_the_one_with_more_words_in_common_comes_first(register: Engine) -> None:
    with clock("2027-01-10"):
        put(register, survey("a", name={"en": "Hearing"}), survey("b", name={"en": "Walking in parks"}))
        told = checked(register)
    assert [one["other"]["id"] for one in told["overlaps"]][1:] == [f"{HEALTH}-b", f"{HEALTH}-a"]


def test_findings_answer_questions_as_long_as_they_hold(register: Engine) -> None:
    finding = {
        "says": {"en": "Most walk."},
        "basis": "paraphrase",
        "date": {"value": "2025-03-01"},
        "topics": [{"code": "walking_cycling"}],
    }
    with clock("2026-06-01"):
        put(register, survey("old", begins="2025-01-01", ends="2025-02-01", findings=[finding]))
        told = checked(register)
    old = next(one for one in told["overlaps"] if one["other"]["id"] == f"{HEALTH}-old")
    assert (old["relation"], [one["question"] for one in old["answers"]]) == ("reuse", [2])
    with clock("2027-01-10"):
        later = checked(register, PARKS | {"begins": "2027-03-02"})
    assert f"{HEALTH}-old" not in found(later)


def test_what_was_decided_is_public_and_whoever_ran_the_other_may_reply(register: Engine) -> None:
    client, mine = client_of(register), editor(register)
    with clock("2027-01-10"):
        put(register, survey("checks", name={"en": "Health checks"}))
        decided = {"other": f"{HEALTH}-checks", "relation": "same_people", "choice": "change", "date": "2027-01-09"}
        facts = PARKS | {"overlaps": [decided | {"reason": "We ask those who were asked already nothing."}]}
        said(client.post("/v1/admin/engagements", json=facts | {"publish": True}, headers=mine), 201)
        public = said(client.get(f"/v1/engagements/{COUNCIL}-parks"), 200)
        reply = {"about": f"{COUNCIL}-parks", "text": "Thank you.", "publish": True}
        lead = key_of(register, Role.officer, f"{HEALTH}-lead")
        told = client.post("/v1/admin/replies", json=reply, headers=editor(register, HEALTH) or lead)
    (shown,) = public["overlaps"]
    assert shown["other"]["url"].endswith(f"/engagements/{HEALTH}-checks")
    assert shown["reason"] == {"en": "We ask those who were asked already nothing."}
    assert told.status_code == 201, told.text


@pytest.mark.parametrize(
    ("decided", "pointer"),
    [
        ([{"other": f"{COUNCIL}-parks"}], "/overlaps/0/other"),
        ([{"other": "westmere-air-2024"}, {"other": "westmere-air-2024"}], "/overlaps/1/other"),
        ([{"other": "westmere-air-2024", "date": "2031-01-01"}], "/overlaps/0/date"),
        ([{"other": COUNCIL}], "/overlaps/0/other"),
    ],
)
def test_what_cannot_have_been_decided_is_refused(register: Engine, decided: Any, pointer: str) -> None:
    whole = {"choice": "go_on", "reason": "Another question.", "date": "2026-05-01"}
    facts = PARKS | {"overlaps": [whole | one for one in decided]}
    refused = said(client_of(register).post("/v1/admin/engagements", json=facts, headers=editor(register)), 409)
    assert pointer in [one["pointer"] for one in refused["errors"]]


# What a check reads.


@contextmanager
def rows_read(engine: Engine) -> Iterator[list[int]]:
    """How many rows are handed over meanwhile, by one number for each."""
    read: list[int] = []

    def noting(connection: Any, *_: Any) -> None:
        connection.row_factory = lambda _cursor, row: read.append(1) or row

    def no_more(connection: Any, *_: Any) -> None:
        connection.row_factory = None

    event.listen(engine, "checkout", noting)
    event.listen(engine, "checkin", no_more)
    yield read
    event.remove(engine, "checkout", noting)
    event.remove(engine, "checkin", no_more)


def what_is_read(engine: Engine) -> tuple[int, int]:
    """How many statements a check sends, and how many rows it reads."""
    client, key = client_of(engine), editor(engine)
    with rows_read(engine) as rows, counted(engine) as sent:
        told = said(client.post(AT, json={"engagement": PARKS}, headers=key), 200)
    assert told["more"] == 0
    return len(sent), len(rows)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_out_of_reach_is_not_read_however_much_there_is(register: Engine) -> None:
    """A check of a record that has asked people for decades reads no more than that of a young one."""
    then = {"begins": "2019-01-04", "ends": "2019-01-25"}
    with clock("2027-01-10"):
        put(register, survey("checks"), *(survey(f"old-{number}", **then) for number in range(20)))
        before = what_is_read(register)
        put(register, *(survey(f"older-{number}", **then) for number in range(300)))
        assert what_is_read(register) == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_of_places_only_those_around_are_read(register: Engine) -> None:
    """However many wards other councils have, and what each lies in."""

    def known(wards: int) -> None:
        rows = [("test:castle", "Castle ward", None), *((f"test:w{number}", "Ward", None) for number in range(wards))]
        parents = [("test:castle", "test:westmere"), *((f"test:w{number}", "test:far") for number in range(wards))]
        with writing(register) as session:
            places.keep(session, rows, parents, [], instead=True)

    with clock("2027-01-10"):
        known(20)
        statements, rows = what_is_read(register)
        known(220)
        assert what_is_read(register) == (statements, rows + 200)  # their codes: nothing unknown is taken for elsewhere
