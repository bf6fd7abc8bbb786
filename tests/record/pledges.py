"""What a new kind is seen to have, asked of a tree that has one more: `test_new_kind.py` makes that tree and runs this.

    python -m tests.record.pledges URL OTHER

URL is a database that was made without the new kind, OTHER is where an empty one may be made.
"""

import json
import os
import sys
from typing import Any

from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.cli import app
from api.schemas.kinds import BY_TYPE
from api.settings import settings
from api.workbench.documents import parse
from api.workbench.loading import load_document
from db.session import begin_write, open_engine, writing
from db.vocabulary import Role
from tests.conftest import client_of, key_of, said
from tests.open_data.reading_back import csv_rows, got

ASSEMBLY, ITEM = "anytown-streets-2025", "anytown-streets-2025-3"
PLEDGE = BY_TYPE["pledge"].example if "pledge" in BY_TYPE else {}
AT = "/v1/admin/pledges"
# The roles, what each is held for, and what is answered to each who would make one.
WHO_MAY = {
    Role.admin: ((), 403),  # nobody speaks for a council that speaks here itself
    Role.editor: (("anytown",), 201),
    Role.officer: (("anytown-head-of-streets",), 403),
    Role.convenor: ((ASSEMBLY,), 403),
    Role.panel: (("anytown-members-panel",), 403),
    Role.keeper: (("anytown-play-streets",), 403),
}


def main(url: str, other: str) -> None:
    """Raises AssertionError for the first thing that is not so."""
    migrate(url)
    engine = open_engine(url)
    client = client_of(engine)
    assert said(client.get("/readyz"), 200)["status"] == "ok"
    keys = {role: key_of(engine, role, *covers) for role, (covers, _) in WHO_MAY.items()}
    every_role(client, keys)
    publish(client, keys[Role.editor])
    found(client)
    in_the_files(client)
    told_as_news(client)
    document = exported(client)
    loaded_elsewhere(document, other)
    erased(client, keys[Role.admin])
    check = CliRunner().invoke(app, ["verify", "--report"])
    assert check.exit_code == 0, check.output
    engine.dispose()


def migrate(url: str) -> None:
    os.environ["TRACKER_DATABASE_URL"] = url
    settings.cache_clear()
    run = CliRunner().invoke(app, ["migrate"])
    assert run.exit_code == 0, run.output


def every_role(client: TestClient, keys: dict[Role, dict[str, str]]) -> None:
    """Who may make one is as its row has it; each of the others is told whose it would be, and nothing is left."""
    assert client.post(AT, json=PLEDGE).status_code == 401
    for number, (role, (_, status)) in enumerate(WHO_MAY.items()):
        draft = PLEDGE | {"id": f"{PLEDGE['id']}-{number}"}
        answer = client.post(AT, json=draft, headers=keys[role])
        allowed = 201 if role in BY_TYPE["pledge"].makes or role == Role.admin else 403
        assert answer.status_code == allowed, (role, answer.text)
        made = f"{AT}/{draft['id']}"
        if allowed == 201:
            tagged = keys[role] | {"If-Match": answer.headers["ETag"]}
            released = client.post(f"{made}/publication", json={}, headers=tagged)
            assert released.status_code == status, (role, released.text)
        assert client.get(f"/v1/pledges/{draft['id']}").status_code == (200 if status == 201 else 404), role


def publish(client: TestClient, key: dict[str, str]) -> None:
    said(client.post(AT, json=PLEDGE | {"publish": True}, headers=key), 201)
    row = said(client.get("/v1/changes?after=0&limit=1000"), 200)["items"][-1]
    assert row["said_by"] == {"organisation": "anytown", "capacity": "for_itself"}, row
    late = client.post(AT, json=PLEDGE | {"id": f"{PLEDGE['id']}-late", "date": "2999-01-01"}, headers=key)
    assert said(late, 409)["errors"][0]["pointer"] == "/date"


def found(client: TestClient) -> None:
    """By its words, by what its row lists, and by its own address."""
    for query, many in (("q=benches", 2), ("organisation=anytown&q=bench", 2), ("organisation=camden", 0), ("q=x", 0)):
        items = said(client.get(f"/v1/pledges?{query}"), 200)["items"]
        assert len(items) == many, (query, items)
    own = said(client.get(f"/v1/pledges/{PLEDGE['id']}"), 200)
    assert own["by"]["name"]["en"] == "Anytown Council", own
    assert own["recommendation"]["id"] == ITEM, own


def in_the_files(client: TestClient) -> None:
    """It has a file of its own, with a column for each of its fields, and is in the files of everything."""
    rows = csv_rows(got(client, "pledges.csv"))
    assert PLEDGE["id"] in {row["id"] for row in rows if row["by"] == "anytown"}
    assert {row["title_en"] for row in rows} == {PLEDGE["title"]}
    assert str(PLEDGE["id"]) in got(client, f"assemblies/{ASSEMBLY}/record.ndjson").decode()


def told_as_news(client: TestClient) -> None:
    """In the feed of everything, of what it is about, of its assembly and of who says it, in both languages."""
    for feed in ("all", f"recommendations/{ITEM}", f"assemblies/{ASSEMBLY}", "organisations/anytown"):
        titles = [entry["title"] for entry in said(client.get(f"/feeds/{feed}.json"), 200)["items"]]
        assert any("Anytown Council: pledge" in title for title in titles), (feed, titles)
    welsh = said(client.get("/feeds/all.json?lang=cy"), 200)["items"]
    assert any(": addewid" in entry["title"] for entry in welsh), welsh[0]
    history = said(client.get(f"/v1/recommendations/{ITEM}/history"), 200)["items"]
    assert any(row["thing"]["type"] == "pledge" for row in history)


def exported(client: TestClient) -> bytes:
    document = client.get(f"/v1/assemblies/{ASSEMBLY}/record").content
    assert [one["id"] for one in json.loads(document)["things"] if one["type"] == "pledge"]
    return document


def loaded_elsewhere(document: bytes, other: str) -> None:
    """A tracker that has the kind takes the document, and gives the same; there its owner finds it on the workbench."""
    here = os.environ["TRACKER_DATABASE_URL"]
    migrate(other)
    engine = open_engine(other)
    with writing(engine) as session:
        load_document(session, begin_write(session), parse(document))
    client = client_of(engine)
    assert client.get(f"/v1/assemblies/{ASSEMBLY}/record").content == document
    for covers, theirs in (("anytown", {"anytown"}), ("camden", set())):
        items = said(client.get(AT, headers=key_of(engine, Role.editor, covers)), 200)["items"]
        assert {one["by"]["id"] for one in items} == theirs, (covers, items)
    engine.dispose()
    os.environ["TRACKER_DATABASE_URL"] = here
    settings.cache_clear()


def erased(client: TestClient, key: dict[str, str]) -> None:
    """Its words go; that it was there stays."""
    rows: list[Any] = said(client.get("/v1/changes?after=0&limit=1000"), 200)["items"]
    (sequence,) = (row["sequence"] for row in rows if row["thing"]["id"] == PLEDGE["id"])
    order = {"sequence": sequence, "ground": "personal_data", "by": "anytown"}
    assert client.post("/v1/admin/erasures", json=order, headers=key).status_code in {201, 202}
    said(client.get(f"/v1/pledges/{PLEDGE['id']}"), 410)
    assert len(said(client.get("/v1/pledges?q=benches"), 200)["items"]) == 1
    things = json.loads(client.get(f"/v1/assemblies/{ASSEMBLY}/record").content)["things"]
    assert any(one["type"] == "tombstone" and one["id"] == PLEDGE["id"] for one in things)


if __name__ == "__main__":
    main(*sys.argv[1:])
