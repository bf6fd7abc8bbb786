"""What the tests of writing share: the requests everybody writes, documents, and what is stored."""

import json
from typing import Any

from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

import db.models  # noqa: F401 - so that the metadata knows every table
from db.base import Base
from db.models.record import RecordHead
from db.session import reading
from db.vocabulary import Role
from tests.conftest import EXAMPLES, key_of, said

ITEM = "anytown-streets-2025-3"
POST = "anytown-head-of-streets"
ANYTOWN = "anytown-streets-2025"
CAMDEN = "camden-climate-2019"
ASSEMBLIES = (ANYTOWN, CAMDEN, "jury-des-fontaines-2009", "rivemont-eau-2021")  # every one of the examples
UPDATES = f"/v1/admin/recommendations/{ITEM}/updates"
RECORDS = "/v1/admin/records"
ERASURES = "/v1/admin/erasures"
NEWS = {"progress": "under_way", "summary": "Two of the five streets are open."}


def officer(engine: Engine, *posts: str) -> dict[str, str]:
    return key_of(engine, Role.officer, *(posts or (POST,)))


def admin(engine: Engine) -> dict[str, str]:
    return key_of(engine, Role.admin)


def draft(client: TestClient, key: dict[str, str], **more: Any) -> Any:
    return said(client.post(UPDATES, json=NEWS | more, headers=key), 201)


def published(client: TestClient, key: dict[str, str], **more: Any) -> Any:
    return draft(client, key, publish=True, **more)


def patch(client: TestClient, key: dict[str, str], id_: str, change: Any, tag: str | None) -> Any:
    headers = key | {"Content-Type": "application/merge-patch+json"} | ({"If-Match": tag} if tag else {})
    return client.patch(f"/v1/admin/updates/{id_}", content=json.dumps(change), headers=headers)


def public_updates(client: TestClient, item: str = ITEM) -> dict[str, Any]:
    """The updates that everybody reads about a recommendation, by id."""
    return {one["id"]: one for one in said(client.get(f"/v1/recommendations/{item}"), 200)["updates"]}


def history(client: TestClient, item: str = ITEM) -> list[Any]:
    return list(said(client.get(f"/v1/recommendations/{item}/history?limit=200"), 200)["items"])


def example(assembly: str) -> Any:
    """An example record as it stands in the repository."""
    return json.loads((EXAMPLES / f"{assembly}.json").read_bytes())


def one(document: Any, id_: str) -> Any:
    """One thing of a document."""
    return next(thing for thing in document["things"] if thing["id"] == id_)


def part(assembly: str, *things: Any) -> Any:
    """A document of an assembly that says only these things, and the assembly itself as it stands."""
    own = [] if any(thing.get("id") == assembly for thing in things) else [one(example(assembly), assembly)]
    return {"format": "assembly-record/1", "assembly": assembly, "things": [*things, *own]}


def load(client: TestClient, key: dict[str, str], document: Any) -> Any:
    return client.post(RECORDS, json=document, headers=key)


def exported(client: TestClient, assembly: str) -> bytes:
    found = client.get(f"/v1/assemblies/{assembly}/record")
    assert found.status_code == 200, found.text
    return bytes(found.content)


def stored(engine: Engine) -> dict[str, Any]:
    """How many rows each table has, and where the record ends: what a refusal must leave as it was."""
    with reading(engine) as session:
        counts = {
            table.name: session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
        }
        head = session.scalars(select(RecordHead)).one()
        return counts | {"head": (head.sequence, head.hash)}


def places(problem: Any) -> dict[str, str]:
    """Each place a problem names, and the rule broken there."""
    return {fault["pointer"]: fault["rule"] for fault in problem["errors"]}


def erased(answer: Any) -> Any:
    """The answer to an erasure: 201 where its bytes are gone from the files, else 202."""
    assert answer.status_code in {201, 202}, answer.text
    found = answer.json()
    assert answer.status_code == {"done": 201, "pending": 202}[found["state"]]
    assert answer.headers["Location"] == f"{ERASURES}/{found['sequence']}"
    return found
