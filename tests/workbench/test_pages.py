"""Every list of the workbench is paged in the database: a page costs the same however much there is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from api.publishing.publish import own_bytes
from api.sign_in import auth, sessions
from api.sign_in.people import meant_or_new
from db.clock import now
from db.models.access import Holding
from db.models.workbench import SignOffRequest, WorkingCopy
from db.session import begin_write, writing
from db.vocabulary import Grant, Role
from tests.api.test_query_counts import MUCH, about_one_thing, of_each_kind
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    POST,
    PROJECT,
    assembly,
    gone,
    groundwork,
    organisation,
    post,
    project,
    put,
    recommendation,
    speaker,
    tally,
    update,
)
from tests.conftest import application, client_of, copied, key_of, said, signed_in

FEW, MANY, SHOWN = 3, 24, 3
KEYS = {Role.admin: (), Role.editor: (COUNCIL,), Role.officer: (POST,)}
IDS = {"recommendations": MUCH, "projects": PROJECT, "assemblies": ASSEMBLY, "posts": POST}
JURY = f"{COUNCIL}-jury-2024"


def lists() -> list[str]:
    """The address of every list under /v1/admin, by what the contract says is answered there."""
    document = application().openapi()
    found = []
    for path, operations in document["paths"].items():
        answer = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        named = answer.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
        if (
            path.startswith("/v1/admin")
            and {"items", "next"} <= document["components"]["schemas"].get(named, {}).get("properties", {}).keys()
        ):
            found.append(path.replace("{id}", IDS.get(path.split("/")[3], "")))
    # Of the worklist the view that is anybody's.
    return [f"{address}?{'view=draft&' if address.endswith('/worklist') else ''}" for address in found]


def named(address: str) -> str:
    """How a test of a list is called."""
    return address.removeprefix("/v1/admin/").rstrip("?&")


class Cost(NamedTuple):
    statements: int
    rows: int  # that the database handed over
    shown: int


@contextmanager
def rows_read(engine: Engine) -> Iterator[list[None]]:
    """A mark for each row that SQLite hands over meanwhile."""
    read: list[None] = []

    def noted(_cursor: Any, row: Any) -> Any:
        read.append(None)
        return row

    def counted(connection: Any, *_rest: Any) -> None:
        connection.row_factory = noted

    event.listen(engine, "checkout", counted)
    yield read
    event.remove(engine, "checkout", counted)


def cost(engine: Engine, client: TestClient, address: str, key: dict[str, str]) -> Cost:
    """What a page costs, the connection being open."""
    at = f"{address}limit={SHOWN}"
    said(client.get(at, headers=key), 200)
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    with rows_read(engine) as read:
        shown = said(client.get(at, headers=key), 200)["items"]
    event.remove(engine, "before_cursor_execute", note)
    return Cost(len(sent), len(read), len(shown))


def drafted(thing: Any, actor: int, number: int, organisation_id: str) -> WorkingCopy:
    """A draft of a thing, as it would be stored."""
    at = now() - timedelta(seconds=number // 2)  # some of them changed in one moment
    return WorkingCopy(
        thing=thing.id,
        type=thing.type,
        about=getattr(thing, "about", None) or getattr(thing, "assembly", None) or "",
        organisation=organisation_id,
        body=own_bytes(thing),
        state="draft",
        revision=1,
        entered_by=organisation_id,
        entered_capacity="for_itself",
        created_at=at,
        created_by=actor,
        changed_at=at,
        changed_by=actor,
    )


def fill(engine: Engine, actor: int, numbers: range) -> None:
    """One more of everything that is listed, for each number; and as much that is somebody else's."""
    of_post = {"said_by": speaker(post=POST), "entered_by": speaker(post=POST)}
    news = [update(MUCH, None, "2024-02-01", kind="fact", **of_post) for _ in numbers]
    asked = [recommendation(number, assembly=JURY) for number in numbers]
    owing = [update(one.id, "under_way", "2024-02-02", next_update_due="2024-03-01") for one in asked]
    others = [organisation(f"other-{number}", "Other") for number in numbers]
    theirs = [post(f"other-{number}-post", "Other post", organisation=f"other-{number}") for number in numbers]
    put(engine, *(thing for number in numbers for thing in of_each_kind(number)), *news, *asked, *owing)
    put(engine, *others, *theirs)
    put(engine, *(thing for number in numbers for thing in about_one_thing(number)))
    tallies = [tally(f"tally-{number}", "2024-03-01") for number in numbers]
    erased = put(engine, *(update(MUCH, None, "2024-02-03", kind="fact") for _ in numbers), *tallies)
    for sequence in erased[: len(numbers)]:
        gone(engine, sequence)
    for number in numbers:
        with writing(engine) as session:
            begin_write(session)
            auth.create_key(session, Role.officer, [POST], f"Officer {number}", 30)
        account = signed_in(engine, f"Person {number}", Grant(Role.officer, POST))
        with writing(engine) as session:
            begin_write(session)
            sessions.begin(session, account, "en")
    drafts = [recommendation(1000 + number) for number in numbers]
    drafts += [update(MUCH, None, "2024-02-04", kind="fact", **of_post) for _ in numbers]
    away = [speaker(f"other-{number}", post=f"other-{number}-post") for number in numbers]
    hidden = [update(MUCH, None, "2024-02-04", kind="fact", said_by=one, entered_by=one) for one in away]
    with writing(engine) as session:
        begin_write(session)
        session.add_all(drafted(one, actor, number, COUNCIL) for number, one in enumerate([*drafts, *news]))
        session.add_all(drafted(one, actor, number, one.said_by.organisation) for number, one in enumerate(hidden))
        session.add_all(
            SignOffRequest(thing=one.id, post=POST, asked_at=now(), asked_by=actor, note="") for one in news
        )
        for number in numbers:
            person = meant_or_new(session, f"Holder {number}", None, ("holder", "person"))
            day = date(2000, 1, 1) + timedelta(days=number // 2)
            session.add(Holding(post=POST, person=person.id, begins=day, ends=day, noted_at=now()))


class Costs(NamedTuple):
    client: TestClient
    keys: dict[Role, dict[str, str]]
    few: dict[tuple[str, Role], Cost]
    many: dict[tuple[str, Role], Cost]


@pytest.fixture(scope="module")
def costs(templates: dict[str, str], postgres: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Costs]:
    """What a page of each list costs to each role that may read it: with few things in it, and with many."""
    with copied("sqlite-empty", templates, postgres, tmp_path_factory.mktemp("pages")) as engine:
        client = client_of(engine)
        put(engine, *groundwork(), assembly(JURY), recommendation(99), project())
        keys = {role: key_of(engine, role, *covers) for role, covers in KEYS.items()}
        actor = signed_in(engine, "Somebody", Grant(Role.admin, ""))
        asked = [
            (address, role)
            for address in lists()
            for role in KEYS
            if client.get(address, headers=keys[role]).status_code == 200
        ]
        found = []
        for numbers in (range(1, 1 + FEW), range(1 + FEW, 1 + MANY)):
            fill(engine, actor, numbers)
            found.append({(address, role): cost(engine, client, address, keys[role]) for address, role in asked})
        yield Costs(client, keys, *found)


@pytest.mark.parametrize("address", lists(), ids=named)
def test_a_page_of_a_long_list_costs_what_a_page_of_a_short_one_costs(costs: Costs, address: str) -> None:
    asked = [role for one, role in costs.few if one == address]
    assert Role.admin in asked

    for role in asked:
        few, many = costs.few[address, role], costs.many[address, role]
        # The two pages show other things, of which one may take a few statements and rows more than another; what is
        # done once for each thing of the list would be done `MANY - FEW` times more.
        assert many.statements - few.statements < (MANY - FEW) // 2, (role, few, many)
        assert many.rows - few.rows < (MANY - FEW) // 2, (role, few, many)
        assert (few.shown, many.shown) == (SHOWN, SHOWN) or role != Role.admin


@pytest.mark.parametrize("address", lists(), ids=named)
def test_the_pages_of_a_list_give_each_thing_once(costs: Costs, address: str) -> None:
    key, found, following = costs.keys[Role.admin], [], f"{address}limit=7"
    while following:
        page = said(costs.client.get(following, headers=key), 200)
        found += [json.dumps(one) for one in page["items"]]
        following = page["next"]
        assert len(page["items"]) == 7 or not following
    whole = said(costs.client.get(f"{address}limit=200", headers=key), 200)

    assert len(set(found)) == len(found) >= MANY
    assert found[:200] == [json.dumps(one) for one in whole["items"]]
