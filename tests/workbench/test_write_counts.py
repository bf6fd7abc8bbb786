"""What a write reads is read once: each act on the workbench takes so many statements, and no more with more record."""

from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine

from db.vocabulary import Role
from tests.api.test_query_counts import counted
from tests.conftest import client_of, key_of, said
from tests.workbench.councils import EDITOR, MERGE, OFFICER

ITEM = "anytown-streets-2025-4"
POST, COUNCIL, ASSEMBLY = "anytown-head-of-streets", "anytown", "anytown-streets-2025"
NEWS = {"summary": "Seven of eight.", "progress": "partly_delivered"}
UPDATES = f"/v1/admin/recommendations/{ITEM}/updates"


MOVED = {"date": "2027-05-01", "delays": [{"reason": "procurement"}], "publish": True}
ANSWER = {
    "id": f"{ASSEMBLY}-answer-again",
    "assembly": ASSEMBLY,
    "recommendations": [ITEM],
    "by": COUNCIL,
    "response": "accepted",
    "date": "2026-11-24",
    "publish": True,
}
HOLD = {"begins": "2031-03-01", "ends": "2031-04-01", "occasion": "An election", "publish": True}


class Act(NamedTuple):
    """An act on the workbench, and the most statements it takes; `{}` in its address is a draft of an update."""

    role: Role
    most: int
    method: str
    address: str
    body: Any = None


# Two of the statements begin the transactions on SQLite, and two more are who asks and the head of the record. Of what
# is published, up to five keep its listings and what is counted of them, and the last two the status.
ACTS = {
    "an update that is published": Act(OFFICER, 29, "POST", UPDATES, NEWS | {"publish": True}),
    "a draft of an update": Act(OFFICER, 11, "POST", UPDATES, NEWS),
    "a draft that is changed": Act(OFFICER, 10, "PATCH", "/v1/admin/updates/{}", {"summary": "All."}),
    "a draft that is published": Act(OFFICER, 30, "POST", "/v1/admin/updates/{}/publication"),
    "a draft that is thrown away": Act(OFFICER, 11, "DELETE", "/v1/admin/updates/{}"),
    "a preview": Act(OFFICER, 26, "GET", "/v1/admin/updates/{}/preview"),
    "a confirmation": Act(OFFICER, 29, "POST", f"/v1/admin/recommendations/{ITEM}/confirmation", {}),
    "a date that moves": Act(OFFICER, 33, "POST", f"/v1/admin/recommendations/{ITEM}/date", MOVED),
    "a report on all items": Act(
        EDITOR, 41, "POST", f"/v1/admin/assemblies/{ASSEMBLY}/updates", NEWS | {"publish": True}
    ),
    "an answer to one item": Act(EDITOR, 37, "POST", "/v1/admin/responses", ANSWER),
    "a hold, which bears on all items": Act(EDITOR, 53, "POST", f"/v1/admin/organisations/{COUNCIL}/holds", HOLD),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_write_takes_no_more_statements_than_it_is_known_to(engine: Engine, act: Act) -> None:
    client = client_of(engine)
    keys = {OFFICER: key_of(engine, OFFICER, POST), EDITOR: key_of(engine, EDITOR, COUNCIL)}
    for key in keys.values():
        said(client.get("/v1/admin/worklist", headers=key), 200)  # notes that the key was used today
    said(client.post(UPDATES, json=NEWS | {"publish": True}, headers=keys[OFFICER]), 201)  # notes how the clock stands
    draft = said(client.post(UPDATES, json=NEWS, headers=keys[OFFICER]), 201)["id"]
    headers = keys[act.role] | (MERGE if act.method in {"PATCH", "DELETE"} else {})

    with counted(engine) as sent:
        answer = client.request(act.method, act.address.format(draft), json=act.body, headers=headers)

    assert answer.is_success, answer.text
    assert len(sent) <= act.most, "\n".join(sent)
