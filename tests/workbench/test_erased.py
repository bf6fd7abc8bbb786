"""An erasure reaches every copy that was made here of a thing's words, whatever kind of thing it is."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from api.schemas.kinds import BY_TYPE, PAGES
from tests.addresses import ITEM, places, public_addresses
from tests.conftest import said
from tests.workbench.asking import at, patch, public
from tests.workbench.councils import ADMIN, OFFICER, Ground, Made, creation
from tests.workbench.table import MAKERS
from tests.writing.given import ERASURES, erased

SECRET = "Zyxwvut"  # in every text of what is erased, and nowhere else
OF_NO_THING = (
    "/docs",
    "/openapi",
    "/problems",
    "/v1/codelists",
    "/codelists",
    "/personal-data",
    "/robots",
    "/favicon",
    "/.well-known",
)
MEDIA = (("embed", ""), ("fragment", ""), ("badge", ".svg"))
each_kind = pytest.mark.parametrize("kind", sorted(MAKERS))


def in_every_text(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """What makes a thing, with the secret in all that it says in words."""
    whole = {name: f"{SECRET} {name}" for name in BY_TYPE[kind].texts if name != "reasons" or kind != "response"}
    if kind == "response":
        whole["reasons"] = f"{SECRET} reasons"
    if kind == "tally":
        whole = {"counted": f"{SECRET} counted", "counts": [{"label": {"en": f"{SECRET} label"}, "count": 2}]}
    if kind == "recommendation":
        whole["text_basis"] = {"basis": "verbatim"}
    source = {"address": "https://minutes.example/8", "title": f"{SECRET} title", "publisher": f"{SECRET} press"}
    return body | whole | {"note": f"{SECRET} note", "sources": [source]}


def in_tables(engine: Engine, word: str = SECRET) -> set[str]:
    """Every column of every table in which a word stands, whatever case it is in."""
    found = set()
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608 - our own
                found |= {f"{table}.{column}" for column, value in row.items() if word.lower() in _as_text(value)}
    return found


def _as_text(value: Any) -> str:
    raw = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | bytearray | memoryview) else str(value)
    return raw.lower()


def in_files(engine: Engine, word: str = SECRET) -> set[str]:
    """The files of an SQLite database in which a word stands: its pages, its log, what lies beside them."""
    file = Path(str(engine.url.database))
    return {one.name for one in file.parent.glob(f"{file.name}*") if word.lower().encode() in one.read_bytes().lower()}


def every_address(ground: Ground, kind: str, id_: str) -> Iterator[str]:
    """Every public address, of what the thing is about too; and those of the thing itself."""
    of = ground.ours
    for path in public_addresses():
        for address in () if path.startswith(OF_NO_THING) else places(path):
            yield address.replace(ITEM, of.item).replace("anytown-streets-2025", of.assembly)
    yield from own_addresses(ground, kind, id_)


def own_addresses(ground: Ground, kind: str, id_: str) -> Iterator[str]:
    """The addresses of a thing, and of the publications."""
    plural = BY_TYPE[kind].plural
    if kind in PAGES:
        yield from (f"/{plural}/{id_}", f"/v1/{plural}/{id_}", f"/feeds/{plural}/{id_}.atom")
    for medium, tail in MEDIA:
        yield f"/{medium}/{plural}/{id_}{tail}"
    yield f"/v1/{plural}?q={SECRET}"
    yield f"/v1/changes?after={said(ground.client.get('/v1/changes?limit=1'), 200)['head'] - 40}&limit=200"


def serving(ground: Ground, addresses: Iterable[str]) -> list[str]:
    """Those of these addresses whose answer has the secret, in its body or its head."""
    found = []
    for address in addresses:
        answer = ground.client.get(address, headers={"Accept": "text/html, */*"})
        told = answer.text + json.dumps(dict(answer.headers))
        if SECRET.lower() in told.replace(f"q={SECRET}", "").lower():
            found.append(address)
    return found


def said_in_public(ground: Ground, kind: str, number: str) -> Made:
    """A thing of a kind, made in a request that is safe to repeat, that has the secret in every text; published."""
    role = (*MAKERS[kind], ADMIN)[0]
    address, body = creation(ground.ours, kind, role)
    key = ground.keys["anytown"][role]
    asked = key | {"Idempotency-Key": f"{number}-{kind}"}
    made = Made(said(ground.client.post(address, json=in_every_text(kind, body), headers=asked), 201)["id"], key)
    ground.publish(kind, made)
    return made


def erase(ground: Ground, sequence: int) -> Any:
    body = {"ground": "personal_data", "by": "anytown", "sequence": sequence}
    return erased(ground.client.post(ERASURES, json=body, headers=ground.admin))


def left(ground: Ground, kind: str, made: Made) -> tuple[set[str], set[str], list[str]]:
    """Where the secret still is: columns, files of SQLite, public addresses."""
    return *stored(ground), serving(ground, every_address(ground, kind, made.id))


def stored(ground: Ground) -> tuple[set[str], set[str]]:
    """The columns in which the secret is, and the files of SQLite."""
    files = in_files(ground.engine) if ground.engine.dialect.name == "sqlite" else set()
    return in_tables(ground.engine), files


@each_kind
def test_no_byte_of_what_a_thing_said_is_left(ground: Ground, kind: str) -> None:
    """Its text, its words in the index, the draft made of it, the audit trail's, the note of who would not sign it."""
    made = said_in_public(ground, kind, "one")
    if kind == "update":
        refuse_to_sign(ground, made)
    said(patch(ground, kind, made, {"note": f"{SECRET} again"}, "*"), 200)
    columns, files = stored(ground)
    assert {"bodies.body", "working_copies.body", "audit_entries.after"} <= columns
    assert ("facets.value" in columns) == (kind in PAGES)
    assert ("sign_off_requests.note" in columns) == (kind == "update")
    assert bool(files) == (ground.engine.dialect.name == "sqlite")
    assert serving(ground, own_addresses(ground, kind, made.id))
    if kind == "update":  # a sentence repeats it
        repeating = [f"/{medium}/recommendations/{ground.ours.item}{tail}" for medium, tail in MEDIA]
        assert serving(ground, repeating) == repeating

    assert erase(ground, public(ground, made.id)[-1]["sequence"])

    assert left(ground, kind, made) == (set(), set(), [])


def refuse_to_sign(ground: Ground, made: Made) -> None:
    asked = {"post": ground.ours.checker}
    said(ground.client.post(at("update", made.id, "/sign-off-request"), json=asked, headers=made.key), 201)
    checker = ground.key(OFFICER, ground.ours.checker)
    note = {"note": f"{SECRET} does not live there."}
    said(ground.client.post(at("update", made.id, "/sign-off-refusal"), json=note, headers=checker), 201)


def test_a_draft_of_what_was_withdrawn_goes_with_its_words(ground: Ground) -> None:
    """It was changed since, and so is not the text that is erased; nor does that text stand any more."""
    made = said_in_public(ground, "project", "two")
    said(
        ground.client.post(at("project", made.id, "/withdrawal"), json={"reason": "A mistake."}, headers=made.key), 201
    )
    said(patch(ground, "project", made, {"note": "Checked."}, "*"), 200)
    assert "working_copies.body" in in_tables(ground.engine)

    erase(ground, public(ground, made.id)[0]["sequence"])

    assert left(ground, "project", made) == (set(), set(), [])


def test_a_draft_that_is_as_public_stays_where_an_earlier_text_is_erased(ground: Ground) -> None:
    made = said_in_public(ground, "post", "three")
    plain = {name: {"en": "Plain."} for name in (*BY_TYPE["post"].texts, "note")} | {"sources": None}
    said(patch(ground, "post", made, plain, "*"), 200)
    ground.publish("post", made)
    revision = said(ground.client.get(at("post", made.id), headers=made.key), 200)["revision"]

    erase(ground, public(ground, made.id)[0]["sequence"])

    assert left(ground, "post", made) == (set(), set(), [])
    read = said(ground.client.get(at("post", made.id), headers=made.key), 200)
    assert (read["state"], read["name"], read["revision"]) == ("clean", {"en": "Plain."}, revision)
