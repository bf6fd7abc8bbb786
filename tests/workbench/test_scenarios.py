"""Whole stories, each as people at both ends would live it."""

from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.scheduler import publish_all_due
from db.vocabulary import Role
from tests.builders import clock
from tests.conftest import key_of, said
from tests.writing.given import ITEM, UPDATES

STATUS = f"/v1/recommendations/{ITEM}/status"


def test_delivered_says_the_council_and_the_panel_says_partly(client: TestClient, engine: Engine) -> None:
    """A claim and a verdict stand side by side; the council may reply, and may remove nothing."""
    head = key_of(engine, Role.officer, "anytown-head-of-streets")
    panel = key_of(engine, Role.panel, "anytown-members-panel")
    editor = key_of(engine, Role.editor, "anytown")

    with clock("2026-12-01"):
        claim = {"progress": "delivered", "summary": "All five streets are open.", "publish": True}
        said(client.post(UPDATES, json=claim, headers=head), 201)
        status = said(client.get(STATUS), 200)
        assert (status["progress"], status["assurance"]) == ("delivered", ["claimed"])
        assert "The council says it is done" in status["sentence"]["en"]

    with clock("2027-01-15"):
        verdict = {
            "id": "anytown-streets-2025-verdict-3-2027",
            "assembly": "anytown-streets-2025",
            "recommendation": ITEM,
            "of": "delivery",
            "by": "anytown-members-panel",
            "assessor": "members",
            "verdict": "partly",
            "date": "2027-01-14",
            "eligible": 12,
            "voted": 12,
            "marks": [
                {"label": {"en": "Partly"}, "verdict": "partly", "count": 9},
                {"label": {"en": "Met"}, "verdict": "met", "count": 3},
            ],
            "publish": True,
        }
        said(client.post("/v1/admin/verdicts", json=verdict, headers=panel), 201)
        status = said(client.get(STATUS), 200)
        assert status["progress"] == "delivered"
        assert set(status["assurance"]) == {"claimed", "members_disagree"}

        refused = client.post(
            f"/v1/admin/verdicts/{verdict['id']}/withdrawal", json={"reason": "We disagree."}, headers=editor
        )
        assert said(refused, 403)["detail"].startswith(f"'{verdict['id']}' is kept by the panel of")
        reply = {"about": verdict["id"], "text": "The fifth street closes at five, not at six.", "publish": True}
        said(client.post("/v1/admin/replies", json=reply, headers=head), 201)

        whole = said(client.get(f"/v1/recommendations/{ITEM}"), 200)
        assert "All five streets are open." in [one["summary"].get("en") for one in whole["updates"]]
        assert [one["verdict"] for one in whole["verdicts"] if one["id"] == verdict["id"]] == ["partly"]
        answer = next(one for one in whole["replies"] if one["about"]["id"] == verdict["id"])
        assert answer["said_by"]["post"]["id"] == "anytown-head-of-streets"


def _changes_since(client: TestClient, sequence: int) -> list[Any]:
    return list(said(client.get(f"/v1/changes?after={sequence}&limit=1000"), 200)["items"])


def test_what_the_council_claimed_on_a_day_stays_what_it_claimed(client: TestClient, engine: Engine) -> None:
    """A reporter asks for 1 March, again and again; the feed tells each change since, and what sort it was."""
    head = key_of(engine, Role.officer, "anytown-head-of-streets")
    with clock("2027-02-20"):
        body = {"progress": "under_way", "summary": "Four streets are open.", "publish": True}
        claim = said(client.post(UPDATES, json=body, headers=head), 201)
    with clock("2027-03-02"):
        address = f"/v1/recommendations/{ITEM}?as_of=2027-03-01"
        then = client.get(address).json()
        last = said(client.get("/v1/changes?after=0&limit=1"), 200)["head"]
        assert "Four streets are open." in then["status"]["sentence"]["en"] or then["updates"][0]["id"] == claim["id"]

        three = {"progress": "under_way", "summary": "Three streets are open, not four.", "publish": True}
        said(client.post(f"/v1/admin/updates/{claim['id']}/correction", json=three, headers=head), 201)
    with clock("2027-03-20"):
        five = {"progress": "delivered", "summary": "All five are open.", "publish": True}
        said(client.post(UPDATES, json=five, headers=head), 201)
        relabelled = {"kind": "restated", "summary": "The council calls it complete now.", "publish": True}
        said(client.post(UPDATES, json=relabelled, headers=head), 201)
        said(client.post(f"/v1/admin/recommendations/{ITEM}/confirmation", headers=head), 201)

    for day in ("2027-03-21", "2028-01-01"):
        with clock(day):
            assert client.get(address).json() == then
    with clock("2028-01-01"):
        since = [row for row in _changes_since(client, last) if row["body"].get("about") == ITEM]
        assert [row["nature"] for row in since] == ["correction", "news", "relabelling", "confirmation"]
        assert {row["body"]["said_by"]["post"] for row in since} == {"anytown-head-of-streets"}
        assert said(client.get(STATUS), 200)["progress"] == "delivered"


def test_an_election_is_called(client: TestClient, engine: Engine) -> None:
    """What celebrates waits, a wrong date is corrected with a reason, readers see a note, the late count marks it."""
    head = key_of(engine, Role.officer, "anytown-head-of-streets")
    monitoring_officer = key_of(engine, Role.editor, "anytown")
    with clock("2027-03-25"):
        wrong = {"progress": "partly_delivered", "summary": "Four are open.", "date": "2027-02-31", "publish": True}
        said(client.post(UPDATES, json=wrong, headers=head), 422)
        claim = said(client.post(UPDATES, json=wrong | {"date": "2027-02-03"}, headers=head), 201)
        hold = {
            "begins": "2027-03-26",
            "ends": "2027-05-06",
            "occasion": {"en": "Local elections, 6 May 2027", "cy": "Etholiadau lleol, 6 Mai 2027"},
            "publish": True,
        }
        said(client.post("/v1/admin/organisations/anytown/holds", json=hold, headers=monitoring_officer), 201)
        assert said(client.get(STATUS), 200)["hold"] is None

    with clock("2027-04-10"):
        party = {"progress": "delivered", "summary": "All five are open: come and celebrate!", "publish": True}
        held = said(client.post(UPDATES, json=party, headers=head), 201)
        assert (held["state"], held["publish_at"]) == ("scheduled", "2027-05-07T00:00:00.000000Z")

        right = {"progress": "partly_delivered", "summary": "Four are open.", "date": "2027-03-02"}
        fixed = said(client.post(f"/v1/admin/updates/{claim['id']}/correction", json=right, headers=head), 201)
        passing = {"hold_reason": "The day was mistyped; the monitoring officer agrees."}
        address = f"/v1/admin/updates/{fixed['id']}/publication"
        assert said(client.post(address, json=passing, headers=head), 201)["state"] == "clean"

        status = client.get(STATUS)
        assert said(status, 200)["progress_on"] == "2027-03-02"
        assert status.json()["hold"]["ends"] == "2027-05-06"
        assert "6 May 2027" in status.json()["note"]["en"]
        assert "6 Mai 2027" in status.json()["note"]["cy"]
        summary = said(client.get("/v1/summary?assembly=anytown-streets-2025"), 200)
        late = client.get("/v1/recommendations?assembly=anytown-streets-2025&owed=late&in_hold=true")
        assert summary["owed_in_hold"]["late"] == len(said(late, 200)["items"]) > 0
        whole = client.get(f"/v1/recommendations/{ITEM}").text + client.get("/v1/changes?limit=1000").text
        assert "celebrate" not in whole
        assert "mistyped" not in whole
        entries = said(client.get(f"/v1/admin/audit?thing={fixed['id']}", headers=monitoring_officer), 200)["items"]
        assert passing["hold_reason"] in [entry.get("reason") for entry in entries]

    with clock("2027-05-06T23:59:59"):
        assert publish_all_due(engine) == []
    with clock("2027-05-07T00:00:01"):
        assert publish_all_due(engine) == [held["id"]]
        status = said(client.get(STATUS), 200)
        assert (status["progress"], status["hold"], status["note"]) == ("delivered", None, None)
