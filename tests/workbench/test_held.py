"""A hold before an election: what a council says of itself waits for its end; corrections of fact and upkeep pass."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.scheduler import publish_all_due
from db.vocabulary import Role
from tests.builders import clock
from tests.conftest import said
from tests.served import COMMAND
from tests.workbench.desks import Desk, anytown, key, newshire
from tests.writing.given import admin, stored
from tests.writing.test_command_line import run

BEFORE, DURING, LAST, AFTER = "2027-03-20", "2027-04-10", "2027-05-06", "2027-05-07"
HOLD = {"begins": {"value": "2027-03-25"}, "ends": {"value": LAST}, "occasion": "Local elections", "publish": True}
END = "2027-05-07T00:00:00.000000Z"
ELECTIONS = """election_id,organisation,notice_of_election,polling_day,name
local.anytown.2027-05-06,anytown,2027-03-25,2027-05-06,"Local elections, 6 May 2027"
local.far.2027-05-06,FAR,2027-03-25,2027-05-06,Far elections
"""


def hold(desk: Desk, by: Any = None, status: int = 201, **more: Any) -> Any:
    address = f"/v1/admin/organisations/{desk.council}/holds"
    answer = desk.client.post(address, json=HOLD | more, headers=by or desk.editor)
    return said(answer, status)


@pytest.fixture
def desk(client: TestClient, engine: Engine) -> Desk:
    """Anytown, where whoever writes may release, with a hold to come."""
    made = anytown(client, engine)
    with clock(BEFORE):
        (copy,) = hold(made)["items"]
        assert copy["state"] == "clean"
    return made


def due(engine: Engine, moment: str) -> list[str]:
    with clock(moment):
        return publish_all_due(engine)


def test_what_is_released_during_a_hold_is_public_after_it(desk: Desk) -> None:
    with clock(DURING):
        waits = desk.write(desk.first, publish=True)
    assert (waits["state"], waits["publish_at"]) == ("scheduled", END)
    assert due(desk.engine, f"{LAST}T23:59:59") == []
    assert waits["id"] not in desk.public()

    assert due(desk.engine, f"{AFTER}T00:00:00") == [waits["id"]]

    assert waits["id"] in desk.public()


def test_before_and_after_a_hold_nothing_waits(desk: Desk) -> None:
    for day in (BEFORE, "2027-03-24T23:59:59", AFTER):
        with clock(day):
            assert desk.write(desk.first, publish=True)["state"] == "clean"


def test_a_time_inside_a_hold_to_come_waits_for_its_end(desk: Desk) -> None:
    with clock(BEFORE):
        id_ = desk.write(desk.first)["id"]
        waits = desk.act("publication", id_, desk.first, at="2027-03-25T00:30:00+01:00")
        assert waits["publish_at"] == "2027-03-24T23:30:00.000000Z"  # the day is that of Greenwich
        desk.change(id_, desk.first, summary="Three are.")
        waits = desk.act("publication", id_, desk.first, at="2027-03-25T00:30:00Z")
        assert waits["publish_at"] == END
    assert due(desk.engine, DURING) == []
    assert due(desk.engine, AFTER) == [id_]


def test_a_time_that_no_server_kept_before_a_hold_waits_too(desk: Desk) -> None:
    with clock(BEFORE):
        id_ = desk.write(desk.first)["id"]
        desk.act("publication", id_, desk.first, at="2027-03-24T18:00:00Z")
    assert due(desk.engine, DURING) == []
    with clock(DURING):
        assert desk.read(id_, desk.first)["publish_at"] == END
    assert due(desk.engine, AFTER) == [id_]


def test_a_hold_that_moves_moves_what_waits(desk: Desk) -> None:
    with clock(DURING):
        id_ = desk.write(desk.first, publish=True)["id"]
        hold(desk, ends={"value": "2027-04-20"})
        assert desk.read(id_, desk.first)["publish_at"] == "2027-04-21T00:00:00.000000Z"
        hold(desk, ends={"value": "2027-05-13"})
        hold(desk, begins={"value": "2027-05-14"}, ends={"value": "2027-05-20"})
        assert desk.read(id_, desk.first)["publish_at"] == "2027-05-21T00:00:00.000000Z"
    assert due(desk.engine, "2027-05-20T23:59:59") == []
    assert due(desk.engine, "2027-05-21") == [id_]


def correction(desk: Desk, of: str) -> str:
    body = {"progress": "planned", "summary": "None is open."}
    return str(said(desk.client.post(f"/v1/admin/updates/{of}/correction", json=body, headers=desk.first), 201)["id"])


def test_a_factual_correction_passes_with_a_reason_and_waits_without(desk: Desk) -> None:
    with clock(BEFORE):
        wrong = desk.write(desk.first, publish=True)["id"]
    with clock(DURING):
        told, queued = correction(desk, wrong), correction(desk, wrong)
        assert desk.act("publication", queued, desk.first)["state"] == "scheduled"

        passed = desk.act("publication", told, desk.first, hold_reason="Zeppelins were miscounted.")

        assert (passed["state"], passed["hold_reason"]) == ("clean", "Zeppelins were miscounted.")
        assert desk.public().keys() & {told, queued} == {told}
        changed = desk.change(wrong, desk.first, summary="One of the five streets is open.")
        assert changed["state"] == "draft"
        desk.act("publication", wrong, desk.first, 409, hold_reason="Zeppelins again.")
        desk.change(wrong, desk.first, mistake={"en": "It said two streets."})
        assert desk.act("publication", wrong, desk.first, hold_reason="Zeppelins again.")["state"] == "clean"
    for address in ("/v1/changes?after=0&limit=1000", f"/v1/recommendations/{desk.item}/history?limit=200"):
        assert "Zeppelins" not in desk.client.get(address).text
    trail = said(desk.client.get(f"/v1/admin/audit?thing={told}", headers=desk.editor), 200)["items"]
    assert (trail[0]["action"], trail[0]["reason"]) == ("publish", "Zeppelins were miscounted.")


@pytest.mark.parametrize("day", [BEFORE, DURING])
def test_news_has_no_reason_to_pass_whether_or_not_a_hold_stands(desk: Desk, day: str) -> None:
    """Or a reason given before it stood would carry it through."""
    with clock(day):
        id_ = desk.write(desk.first)["id"]
        asked = {"hold_reason": "It is urgent.", "at": "2027-04-20T12:00:00Z"}
        refused = desk.act("publication", id_, desk.first, 409, **asked)
    assert [(one["pointer"], one["rule"]) for one in refused["errors"]] == [("/hold_reason", "not-a-correction")]


def test_news_cannot_be_submitted_with_a_reason_either(client: TestClient, engine: Engine) -> None:
    desk = newshire(client, engine)
    id_ = desk.write(desk.first)["id"]
    desk.act("publication", id_, desk.first, 409, hold_reason="It is urgent.")


def test_what_was_withdrawn_is_not_corrected_by_saying_it_again(desk: Desk) -> None:
    with clock(BEFORE):
        id_ = desk.write(desk.first, publish=True)["id"]
        desk.act("withdrawal", id_, desk.first, reason="It was not so.")
    with clock(DURING):
        desk.act("publication", id_, desk.first, 409, hold_reason="It was so.")


def test_the_reason_of_whoever_submits_counts_when_another_releases(client: TestClient, engine: Engine) -> None:
    desk = newshire(client, engine)
    with clock(BEFORE):
        (asked,) = hold(desk)["items"]
        assert asked["state"] == "submitted"
        hold(desk, desk.first, 403)
        second = key(engine, Role.editor, "newshire")
        assert desk.listed("waiting", second) == ["newshire"]
        assert desk.act("publication", "newshire", second, kind="organisations")["state"] == "clean"
        wrong = desk.write(desk.first, publish=True)["id"]
        desk.act("publication", wrong, desk.second)
    with clock(DURING):
        id_ = correction(desk, wrong)
        desk.act("publication", id_, desk.first, hold_reason="Miscounted.")
        assert desk.act("publication", id_, desk.second)["state"] == "clean"
        assert desk.write(desk.first, publish=True)["state"] == "submitted"


def test_a_withdrawal_passes(desk: Desk) -> None:
    with clock(BEFORE):
        id_ = desk.write(desk.first, publish=True)["id"]
    with clock(DURING):
        desk.act("withdrawal", id_, desk.first, reason="It was not so.")
    assert id_ not in desk.public()


def test_upkeep_passes(desk: Desk) -> None:
    with clock(DURING):
        renamed = desk.change("anytown-head-of-streets", desk.editor, "posts", name={"en": "Head of Roads"})
        assert renamed["state"] == "draft"
        assert desk.act("publication", renamed["id"], desk.editor, kind="posts")["state"] == "clean"
        root = admin(desk.engine)
        desk.change("anytown", root, "organisations", website="https://anytown.example/")
        assert desk.act("publication", "anytown", root, kind="organisations")["state"] == "clean"
        seat = {
            "about": "anytown-streets-2025-5",
            "organisation": "anytown",
            "post": "anytown-head-of-parks",
            "role": "accountable",
            "ground": "explicit",
            "publish": True,
        }
        made = desk.client.post("/v1/admin/accountabilities", json=seat, headers=desk.editor)
        assert said(made, 201)["state"] == "clean"


RESPONSE = {
    "id": "anytown-streets-2025-answer-99",
    "assembly": "anytown-streets-2025",
    "by": "anytown",
    "recommendations": ["anytown-streets-2025-5"],
    "response": "accepted",
    "date": "2027-04-01",
    "publish": True,
}


def test_what_a_council_says_of_itself_waits_whatever_its_kind(desk: Desk) -> None:
    with clock(DURING):
        answer = said(desk.client.post("/v1/admin/responses", json=RESPONSE, headers=desk.editor), 201)
        desk.change("anytown-food-programme", desk.editor, "projects", name={"en": "Food for all"})
        project = desk.act("publication", "anytown-food-programme", desk.editor, kind="projects")
    assert [answer["state"], project["state"]] == ["scheduled", "scheduled"]


def test_members_panels_and_community_projects_are_never_held(desk: Desk) -> None:
    """Not by the hold of the council that commissioned the assembly, nor where it keeps a project's record for it."""
    client, engine = desk.client, desk.engine
    project = "anytown-walkers-night-walks"
    with clock(BEFORE):
        desk.change(project, root := admin(engine), "projects", keeper="anytown")
        desk.act("publication", project, root, kind="projects")
        keeper = key(engine, Role.keeper, project)
    with clock(DURING):
        news = {"summary": "We walked again.", "publish": True}
        answer = said(client.post(f"/v1/admin/projects/{project}/updates", json=news, headers=keeper), 201)
        assert (answer["state"], answer["said_by"]["organisation"]["id"]) == ("clean", "anytown-walkers")
        desk.change(project, keeper, "projects", name={"en": "Walking by night"})
        assert desk.act("publication", project, keeper, kind="projects")["state"] == "clean"
        text = {"about": "anytown-streets-2025-answer-1", "text": "We see it otherwise.", "publish": True}
        convenor = key(engine, Role.convenor, "anytown-streets-2025")
        assert said(client.post("/v1/admin/replies", json=text, headers=convenor), 201)["state"] == "clean"
        panel = key(engine, Role.panel, "anytown-members-panel")
        verdict = {
            "id": "anytown-streets-2025-verdict-99",
            "assembly": "anytown-streets-2025",
            "of": "delivery",
            "by": "anytown-members-panel",
            "assessor": "members",
            "verdict": "barely",
            "recommendation": "anytown-streets-2025-5",
            "date": DURING,
            "publish": True,
        }
        assert said(client.post("/v1/admin/verdicts", json=verdict, headers=panel), 201)["state"] == "clean"


@pytest.mark.parametrize(
    ("who", "more", "status"),
    [
        ("first", {}, 403),
        ("stranger", {}, 403),
        ("editor", {"ends": None}, 422),
        ("editor", {"ends": {"value": "2027-03-01"}}, 409),
        ("editor", {"ends": {"value": "2028-03-01"}}, 409),
        ("editor", {"begins": {"value": "2027-03"}}, 422),
        ("editor", {}, 409),
        ("root", {"ends": {"value": "2027-05-13"}}, 201),
    ],
)
def test_who_may_say_a_hold_and_which(desk: Desk, who: str, more: Any, status: int) -> None:
    by = {
        "first": desk.first,
        "editor": desk.editor,
        "stranger": key(desk.engine, Role.editor, "newshire"),
        "root": admin(desk.engine),
    }[who]
    before = stored(desk.engine)
    with clock(BEFORE):
        hold(desk, by, status, **more)
    assert (stored(desk.engine) == before) == (status != 201)


def test_the_hold_of_nobody(desk: Desk) -> None:
    for id_ in ("nobody-knows-it", "anytown-streets-2025"):
        answer = desk.client.post(f"/v1/admin/organisations/{id_}/holds", json=HOLD, headers=desk.editor)
        said(answer, 404)


def test_a_hold_returned_leaves_nothing_for_an_administrator_to_publish(client: TestClient, engine: Engine) -> None:
    desk = newshire(client, engine)
    root = admin(engine)
    with clock(BEFORE):
        hold(desk)
        refused = client.patch("/v1/admin/organisations/newshire", json={"note": "x"}, headers=root | {"If-Match": "*"})
        assert "newshire' has asked to add to it" in said(refused, 409)["detail"]
        desk.act("withdrawal", "newshire", root, 409, kind="organisations", reason="x")
        back = desk.act("return", "newshire", desk.editor, kind="organisations", note="The day is wrong.")
        assert (back["state"], back["returned"], back.get("holds")) == ("clean", "The day is wrong.", None)
        desk.act("publication", "newshire", root, 409, kind="organisations")
        (again,) = hold(desk, publish=False)["items"]
        assert (again["state"], len(again["holds"])) == ("draft", 1)
        assert desk.act("return", "newshire", root, kind="organisations", note="Not yet.")["state"] == "clean"
    assert "holds" not in said(client.get("/v1/organisations/newshire"), 200)


@pytest.mark.parametrize("kind", ["text/csv; charset=utf-8", "application/json"])
def test_a_file_of_elections(client: TestClient, engine: Engine, kind: str) -> None:
    rows = list(csv.DictReader(io.StringIO(ELECTIONS)))
    root = admin(engine) | {"Content-Type": kind}

    def load(by: Any = root) -> Any:
        if kind == "application/json":
            return client.post("/v1/admin/elections", json=rows, headers=by)
        return client.post("/v1/admin/elections", content=ELECTIONS.encode(), headers=by)

    with clock(BEFORE):
        said(load(key(engine, Role.editor, "anytown") | {"Content-Type": kind}), 403)
        first, second = said(load(), 201), said(load(), 201)
    assert (first["changed"], first["unknown"]) == (["anytown"], ["FAR"])
    assert first["sentence"] == "1 organisation has new or moved holds. Not known here: FAR."
    assert (second["changed"], second["sequence"]) == ([], first["sequence"])
    desk = anytown(client, engine)
    with clock(DURING):
        assert desk.write(desk.first, publish=True)["publish_at"] == END
        desk.change("anytown", root, "organisations", website="https://anytown.example/")


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("text/plain", ELECTIONS, 415),
        ("text/csv", ELECTIONS.replace("2027-03-25", "2027-13-25"), 422),
        ("text/csv", "what,is,this\n1,2,3\n", 422),
        ("application/json", "{", 400),
        ("application/json", "{}", 422),
        ("text/csv", ELECTIONS.replace("2027-03-25", "2026-05-01").replace(LAST, "2026-05-20"), 409),
    ],
)
def test_a_bad_file_of_elections_is_refused_whole(
    client: TestClient, engine: Engine, kind: str, content: str, status: int
) -> None:
    root = admin(engine) | {"Content-Type": kind}
    before = stored(engine)
    with clock(BEFORE):
        said(client.post("/v1/admin/elections", content=content.encode(), headers=root), status)
    assert stored(engine) == before


def test_a_file_of_elections_on_the_command_line(engine: Engine, tmp_path: Any) -> None:
    file = tmp_path / "elections.csv"
    file.write_text(ELECTIONS.replace("2027", "2099"))
    assert COMMAND.exists()
    assert b"1 organisation has new or moved holds. Not known here: FAR." in run(engine, "holds", file).stdout
    assert run(engine, "holds", file).stdout.startswith(b"No change.")
    file.write_text(ELECTIONS.replace("2027-03-25", "soon"))
    assert b"C2: date: notice_of_election: " in run(engine, "holds", file, status=1).stderr


def holds(desk: Desk, by: Any = None, status: int = 200) -> Any:
    found = said(desk.client.get("/v1/admin/organisations/anytown/holds", headers=by or desk.editor), status)
    return found.get("holds", found)


def test_what_waits_because_of_which_hold_is_listed_with_its_days(desk: Desk) -> None:
    with clock(DURING):
        hold(desk, begins={"value": "2027-09-01"}, ends={"value": "2027-09-30"})
        waits = desk.write(desk.first, publish=True)["id"]
        later = desk.write(desk.first, summary="Mill Lane is open.")["id"]
        desk.act("publication", later, desk.first, at="2027-06-01T09:00:00Z")  # after the hold: for its time alone
        kept, to_come = holds(desk)

        assert kept["waiting"] == [{"type": "update", "id": waits, "publish_at": "2027-04-10T12:00:00.000000Z"}]
        assert (kept["begins"], kept["ends"]) == ("2027-03-25", LAST)
        assert kept["occasion"] == {"en": "Local elections"}
        assert (to_come["begins"], to_come["waiting"]) == ("2027-09-01", [])
        assert holds(desk, admin(desk.engine)) == [kept, to_come]
        holds(desk, key(desk.engine, Role.editor, "newshire"), 403)
        holds(desk, desk.first, 403)
    with clock(AFTER):
        assert holds(desk) == [to_come]


BUSES = "anytown-bus-survey"
OUTCOME = {"text": {"en": "Two buses more."}, "date": {"value": "2027-04-10"}}


def engagement(desk: Desk, **facts: Any) -> str:
    body = {"id": "anytown-benches", "form": "survey", "name": "Benches", "commissioned_by": "anytown", **facts}
    return str(said(desk.client.post("/v1/admin/engagements", json=body, headers=desk.editor), 201)["id"])


def published(desk: Desk, id_: str, status: int = 201, **asked: Any) -> Any:
    return desk.act("publication", id_, desk.editor, status, kind="engagements", **asked)


@pytest.mark.parametrize("facts", [{}, {"begins": "2027-06", "provisional": True}, {"outcome": OUTCOME}])
def test_what_people_are_asked_waits(desk: Desk, facts: dict[str, Any]) -> None:
    with clock(DURING):
        waits = published(desk, engagement(desk, **facts))
        assert (waits["state"], waits["publish_at"]) == ("scheduled", END)
        held = said(desk.client.get("/v1/admin/organisations/anytown/holds", headers=desk.editor), 200)
    assert [one["id"] for one in held["holds"][0]["waiting"]] == ["anytown-benches"]
    assert desk.client.get("/v1/engagements/anytown-benches").status_code == 404
    assert due(desk.engine, AFTER) == ["anytown-benches"]
    assert desk.client.get("/v1/engagements/anytown-benches").status_code == 200


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"outcome": OUTCOME}, "clean"),
        ({"feedback": OUTCOME}, "clean"),
        ({"cancelled": {"date": {"value": "2027-04-10"}, "reason": {"en": "Nobody came."}}}, "clean"),
        (
            {"outcome": OUTCOME, "sources": [{"title": "Minutes", "address": "https://anytown.example/minutes"}]},
            "clean",
        ),
        ({"outcome": OUTCOME, "summary": {"en": "Splendid buses."}}, "scheduled"),
        ({"ends": {"value": "2026-06-15"}}, "scheduled"),
        ({"results_promised": {"value": "2027-08"}}, "scheduled"),
    ],
)
def test_results_are_told_in_a_hold_and_nothing_else(desk: Desk, change: dict[str, Any], state: str) -> None:
    with clock(DURING):
        desk.change(BUSES, desk.editor, kind="engagements", **change)
        assert published(desk, BUSES)["state"] == state


def test_an_engagement_is_withdrawn_in_a_hold(desk: Desk) -> None:
    with clock(DURING):
        desk.act("withdrawal", BUSES, desk.editor, kind="engagements", reason="It was never ours.")
        assert desk.client.get(f"/v1/engagements/{BUSES}").status_code == 410
