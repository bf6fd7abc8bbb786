"""Two scenarios, each from the first day to the last: through HTTP, with a moved clock and a real mail server."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.scheduler import Reminders
from db.vocabulary import Role
from tests.builders import ASSEMBLY, COUNCIL, POST, accountability, clock, groundwork, promise, put
from tests.conftest import client_of, key_of, said
from tests.mailbox import Mailbox
from tests.workbench.reminded import DEPUTY, ITEM, SECOND, STREETS, link_of, press, public_updates, something_due

STATUS = f"/v1/recommendations/{ITEM.id}/status"


def morning(engine: Engine, day: str) -> None:
    """What the server does by itself every morning."""
    with clock(f"{day}T07:00:00"):
        Reminders().send_once_a_day(engine, lambda: False)


def as_read(client: TestClient, moment: str) -> bytes:
    """What everybody reads of the item, but for the day itself."""
    with clock(moment):
        page, status = client.get(f"/v1/recommendations/{ITEM.id}"), client.get(STATUS)
    assert (page.status_code, status.status_code) == (200, 200)
    return (page.content + status.content).replace(f'"{moment[:10]}"'.encode(), b"today")


@pytest.mark.parametrize("leaving", ["handed over", "revoked"])
def test_a_post_holder_leaves_and_the_deputy_and_the_team_are_reminded_the_next_morning(
    empty: Engine, mailbox: Mailbox, leaving: str
) -> None:
    client = client_of(empty)
    something_due(empty)
    with clock("2024-03-02"):
        editor = key_of(empty, Role.editor, COUNCIL, days=800)
        admin = key_of(empty, Role.admin, days=800)
        begins = {"to": "Sam Roe", "on": "2024-03-02"}
        said(client.post(f"/v1/admin/posts/{POST}/handover", json=begins, headers=editor), 201)
        own = said(
            client.post(
                "/v1/admin/keys", json={"role": "officer", "covers": [POST], "holder": "Sam Roe"}, headers=admin
            ),
            201,
        )
        first = said(client.get("/v1/admin/keys", headers=admin), 200)["items"][0]["number"]
        said(client.post(f"/v1/admin/keys/{first}/revocation", headers=admin), 201)
        mine = {"Authorization": f"Bearer {own['secret']}"}
        news = {"progress": "under_way", "summary": "Two streets are open.", "next_update_due": "2025-06-10"}
        made = client.post(f"/v1/admin/recommendations/{ITEM.id}/updates", json=news | {"publish": True}, headers=mine)
        last_years = said(made, 201)["id"]

    # A year later, two weeks before the next word is due: to the post alone, for somebody holds it.
    with clock("2025-02-20"):
        renewed = {"role": "officer", "covers": [POST], "holder": "Sam Roe"}
        key = said(client.post("/v1/admin/keys", json=renewed, headers=admin), 201)
        mine = {"Authorization": f"Bearer {key['secret']}"}
    morning(empty, "2025-05-27")
    assert [mail["To"] for mail in mailbox.got] == [STREETS]

    # That evening they leave.
    evening = as_read(client, "2025-05-27T18:00:00")
    with clock("2025-05-27T20:00:00"):
        if leaving == "handed over":
            said(client.post(f"/v1/admin/posts/{POST}/handover", json={"on": "2025-05-27"}, headers=editor), 201)
        else:
            said(client.post(f"/v1/admin/keys/{key['number']}/revocation", headers=admin), 201)
        assert client.get("/v1/admin/updates", headers=mine).status_code == 401

    # Next morning the deputy hears of it too, and the team anew: the link of who left has ended. On the day itself both
    # are reminded.
    morning(empty, "2025-05-28")
    assert [mail["To"] for mail in mailbox.got] == [STREETS, STREETS, SECOND]
    morning(empty, "2025-05-28")
    morning(empty, "2025-05-29")
    assert len(mailbox.got) == 3
    morning(empty, "2025-06-10")
    assert [mail["To"] for mail in mailbox.got[3:]] == [STREETS, SECOND]
    with clock("2025-06-10T08:00:00"):
        deputy = key_of(empty, Role.officer, DEPUTY)
        (due,) = said(client.get("/v1/admin/due", headers=deputy), 200)["items"]
        assert (due["post"]["id"], due["owned"], due["days"]) == (POST, False, 0)

    # Outside nothing has changed, to the byte; last year's update is still the same post's.
    assert as_read(client, "2025-05-28T09:00:00") == evening
    with clock("2025-06-10T09:00:00"):
        (news_then,) = (one for one in public_updates(client) if one["id"] == last_years)
        assert news_then["said_by"]["post"]["id"] == POST
        assert "Sam Roe" not in str(public_updates(client))

        # The deputy answers with one press, and the post is left in peace.
        assert press(client, link_of(mailbox.got[-1]), still_true="yes").status_code == 200
        assert public_updates(client)[0]["said_by"]["post"]["id"] == DEPUTY
    for day in ("2025-06-17", "2025-07-08", "2025-08-05"):
        morning(empty, day)
    assert len(mailbox.got) == 5


def test_an_answer_falls_due_and_at_midnight_it_reads_no_answer_with_nobody_touching_it(
    empty: Engine, mailbox: Mailbox
) -> None:
    client = client_of(empty)
    with clock("2024-03-01"):
        put(
            empty,
            *groundwork(promises=[promise("answer_each", "2024-09-30")]),
            ITEM,
            accountability(ITEM.id),
        )
        key = key_of(empty, Role.editor, COUNCIL)
        published = said(client.get("/v1/changes?after=0"), 200)["head"]

    def reads(moment: str) -> dict[str, Any]:
        """The item in its status, in lists and in the counts."""
        with clock(moment):
            status = said(client.get(STATUS), 200)
            listed = said(client.get("/v1/recommendations?response=no_answer"), 200)["items"]
            counts = said(client.get(f"/v1/summary?assembly={ASSEMBLY}"), 200)
        return {
            "status": status["response"],
            "listed": [one["id"] for one in listed],
            "sentence": status["sentence"]["en"],
            "counts": counts["axes"]["response"],
            "days_late": status["answer_days_late"],
        }

    before, after = reads("2024-09-30T23:59:59"), reads("2024-10-01T00:00:00")
    assert (before["status"], before["listed"]) == ("awaiting", [])
    assert (after["status"], after["listed"]) == ("no_answer", [ITEM.id])
    assert before["counts"] != after["counts"]
    assert "has not" in after["sentence"]
    assert mailbox.got == []

    # What it reads is the clock's: nothing was published.
    with clock("2024-10-01"):
        assert said(client.get("/v1/changes?after=0"), 200)["head"] == published

    # Six weeks late the answer comes, and says how late it came.
    answer = {
        "id": f"{ASSEMBLY}-answer-1",
        "assembly": ASSEMBLY,
        "recommendations": [ITEM.id],
        "by": COUNCIL,
        "response": "accepted",
        "date": "2024-11-11",
        "publish": True,
    }
    with clock("2024-11-11"):
        said(client.post("/v1/admin/responses", json=answer, headers=key), 201)
    late = reads("2024-11-12")
    assert (late["status"], late["listed"]) == ("accepted", [])
    assert late["days_late"] == 42
