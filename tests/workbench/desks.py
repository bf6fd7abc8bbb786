"""Who works at two councils: Anytown, where whoever writes may release, and Newshire, where a second person does."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.sign_in import auth
from db.session import begin_write, writing
from db.vocabulary import Role
from tests.conftest import said
from tests.writing.given import ANYTOWN, admin, load, part

Key = dict[str, str]
FILLED = {
    "accountability": {
        "type": "accountability",
        "id": "anytown-streets-2025-5-bcdfgh",
        "about": "anytown-streets-2025-5",
        "organisation": "newshire",
        "post": "newshire-head-of-highways",
        "role": "accountable",
        "ground": "explicit",
    }
}


def key(engine: Engine, role: Role, *covers: str, holder: str = "a test") -> Key:
    """The header of a new key that somebody named holds."""
    with writing(engine) as session:
        begin_write(session)
        return {"Authorization": f"Bearer {auth.create_key(session, role, list(covers), holder, 3650)}"}


@dataclass
class Desk:
    """A council's people, and what their officers answer for."""

    client: TestClient
    engine: Engine
    council: str
    item: str
    first: Key
    second: Key
    editor: Key

    def write(self, by: Key, status: int = 201, **more: Any) -> Any:
        """An update about the item."""
        body = {"progress": "under_way", "summary": "Two of the five streets are open.", **more}
        return said(self.client.post(f"/v1/admin/recommendations/{self.item}/updates", json=body, headers=by), status)

    def act(self, verb: str, id_: str, by: Key, status: int = 201, kind: str = "updates", **body: Any) -> Any:
        """Publish, return or withdraw something."""
        return said(self.client.post(f"/v1/admin/{kind}/{id_}/{verb}", json=body, headers=by), status)

    def read(self, id_: str, by: Key, kind: str = "updates") -> Any:
        """A working copy."""
        return said(self.client.get(f"/v1/admin/{kind}/{id_}", headers=by), 200)

    def change(self, id_: str, by: Key, kind: str = "updates", **patch: Any) -> Any:
        """A working copy, changed whatever its revision."""
        headers = by | {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
        return said(self.client.patch(f"/v1/admin/{kind}/{id_}", json=patch, headers=headers), 200)

    def listed(self, view: str, by: Key) -> list[str]:
        """The ids on a list to work from."""
        found = said(self.client.get(f"/v1/admin/worklist?view={view}", headers=by), 200)
        return [one["id"] for one in found["items"]]

    def public(self) -> dict[str, Any]:
        """The updates everybody reads about the item."""
        found = said(self.client.get(f"/v1/recommendations/{self.item}"), 200)["updates"]
        return {one["id"]: one for one in found}

    def changes(self, id_: str) -> list[Any]:
        """Every publication of a thing."""
        found = said(self.client.get("/v1/changes?after=0&limit=1000"), 200)["items"]
        return [row for row in found if row["thing"]["id"] == id_]


def anytown(client: TestClient, engine: Engine) -> Desk:
    return _desk(client, engine, "anytown", "anytown-streets-2025-3", "anytown-head-of-streets")


def newshire(client: TestClient, engine: Engine) -> Desk:
    """Its post is made to answer for an item of Anytown's assembly."""
    said(load(client, admin(engine), part(ANYTOWN, FILLED["accountability"])), 201)
    return _desk(client, engine, "newshire", "anytown-streets-2025-5", "newshire-head-of-highways")


def posts_with_mailboxes(desk: Desk, *posts: str) -> None:
    """Posts of Newshire, public, each with a mailbox of its name."""
    other = key(desk.engine, Role.editor, "newshire", holder="Di Other")
    for post in posts:
        body = {"id": post, "organisation": "newshire", "kind": "officer", "name": post, "publish": True}
        body |= {"contact": f"{post}@newshire.example"}
        said(desk.client.post("/v1/admin/posts", json=body, headers=desk.editor), 201)
        desk.act("publication", post, other, kind="posts")


def _desk(client: TestClient, engine: Engine, council: str, item: str, post: str) -> Desk:
    return Desk(
        client,
        engine,
        council,
        item,
        key(engine, Role.officer, post, holder="Ann First"),
        key(engine, Role.officer, post, holder="Bo Second"),
        key(engine, Role.editor, council, holder="Cy Editor"),
    )
