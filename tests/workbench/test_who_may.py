"""Who may do what: every role at every operation of the workbench, about what is theirs and about what is not."""

import json
import re
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from api.main import create_app
from db.vocabulary import Role
from tests.conftest import said
from tests.workbench.councils import ADMIN, Ground, Headers, Side
from tests.workbench.table import BY_LINK, ROWS, Asked, Row, Scene

OPERATIONS = sorted(
    f"{method} {route.path}"
    for route in iter_route_contexts(create_app().routes)
    if (route.path or "").startswith("/v1/admin")
    for method in route.methods or ()
)
# Who may is decided by what was read, wherever it was read from; what reads it is tried on both databases elsewhere.
pytestmark = pytest.mark.parametrize("ground", ["sqlite"], indirect=True, scope="module")
every_operation = pytest.mark.parametrize("operation", sorted(ROWS.keys() & set(OPERATIONS)))


def test_every_operation_has_a_row(ground: Ground) -> None:  # noqa: ARG001 - as every test here
    without = [operation for operation in OPERATIONS if operation not in ROWS.keys() | BY_LINK]
    gone = sorted((ROWS.keys() | BY_LINK) - set(OPERATIONS))

    assert not without, f"a row in table.py is missing for: {', '.join(without)}"
    assert not gone, f"no operation any more: {', '.join(gone)}"


def send(ground: Ground, operation: str, asked: Asked, key: Headers) -> Any:
    method, _, path = operation.partition(" ")
    content = asked.body if isinstance(asked.body, str | None) else json.dumps(asked.body)
    headers = {"Content-Type": "application/json"} if content else {}
    address = path.format(**asked.path) + ("?limit=200&view=draft" if asked.listed else "")
    return ground.client.request(method, address, content=content, headers=headers | asked.headers | key)


@every_operation
def test_without_a_good_key_nobody_may(ground: Ground, operation: str) -> None:
    asked = Asked({"id": ground.ours.item, "number": 1, "sequence": 1})
    bad = {"Authorization": "Bearer at_nobody"}
    for key in ({}, bad, *ground.expired.values(), *ground.revoked.values()):
        refused = send(ground, operation, asked, key)
        assert (refused.status_code, refused.json()["type"][-12:]) == (401, "/key-missing"), key


@pytest.mark.parametrize("operation", sorted(BY_LINK))
def test_a_link_is_its_own_key_and_a_key_opens_none(ground: Ground, operation: str) -> None:
    for key in ({}, ground.admin):
        assert send(ground, operation, Asked({"secret": "nobody-was-ever-asked"}), key).status_code in {404, 422}


@every_operation
@pytest.mark.parametrize("role", Role)
def test_who_may(ground: Ground, operation: str, role: Role) -> None:
    row = ROWS[operation]
    if role != ADMIN and role not in row.may:
        _wrong_role(ground, operation, role, row)
        return
    if role == ADMIN and not row.admin:
        _no_voice(ground, operation, row)
        return
    who = role if role in row.may else (*row.may, ADMIN)[0]
    for of in [ground.ours] if row.instance or role != ADMIN else [ground.ours, ground.others]:
        asked = row.ask(Scene(ground, of, who, mine=True))
        key = ground.admin if role == ADMIN else asked.key or ground.keys["anytown"][role]
        _done(ground, operation, asked, key, writes=row.writes and not operation.startswith("GET"))
    if role != ADMIN and not row.instance:
        _not_theirs(ground, operation, role, row)


def _done(ground: Ground, operation: str, asked: Asked, key: Headers, *, writes: bool) -> None:
    """It is done, and leaves its trace where it writes; a list shows what is theirs and nothing of another's."""
    acts, _ = ground.counted()
    answer = send(ground, operation, asked, key)
    assert answer.is_success, answer.text
    assert (ground.counted()[0] > acts) is writes, f"rows in the audit trail: {answer.text}"
    if asked.listed is not None:
        kind, mine = asked.listed
        ids = {item.get("id") or item["thing"]["id"] for item in answer.json()["items"]}
        assert mine in ids
        if key != ground.admin:
            assert not ids & ground.of_others(kind)


def _no_voice(ground: Ground, operation: str, row: Row) -> None:
    """403 naming who may: what would be said in somebody's voice is not an administrator's to publish."""
    for of in (ground.ours, ground.others):
        asked = row.ask(Scene(ground, of, row.may[0], mine=True))
        before = ground.counted()
        refused = said(send(ground, operation, asked, ground.admin), 403)
        assert ground.counted() == before
        assert refused["type"].endswith("/not-yours")
        assert re.search(r"the \w+ of '", refused["detail"])


def _wrong_role(ground: Ground, operation: str, role: Role, row: Row) -> None:
    """403 naming the roles that may, whatever it is about."""
    sides = [ground.ours, ground.others, ground.hidden]
    for of in sides[:1] if row.instance else sides:
        asked = row.ask(Scene(ground, of, (*row.may, ADMIN)[0], mine=False))
        refused = _refused(ground, operation, role, asked)
        assert (refused["status"], refused["type"].rpartition("/")[2]) == (403, "wrong-role"), refused
        named = re.match(r"The role (.+) may do this", refused["detail"])
        assert named, refused
        assert set(named[1].split(" or ")) == {one.value for one in row.may or (ADMIN,)}


def _not_theirs(ground: Ground, operation: str, role: Role, row: Row) -> None:
    """403 naming whose it is where it is public; else as if there were no such thing."""

    def ask(of: Side) -> Any:
        asked = row.ask(Scene(ground, of, role, mine=False))
        return _refused(ground, operation, role, asked)

    public = ask(ground.others)
    assert (public["status"], public["type"].rpartition("/")[2]) == (403, "not-yours"), public
    assert re.search(r"(the \w+ of '|: |, )newshire", public["detail"]), public
    hidden = ask(ground.hidden)
    assert hidden["status"] == row.hidden, hidden
    nothing = ask(ground.nothing)
    shape = [(one["status"], re.sub(r"'[^']*'", "''", one["detail"])) for one in (hidden, nothing)]
    assert shape[0] == shape[1], "what is not public is told from what is not there"


def _refused(ground: Ground, operation: str, role: Role, asked: Asked) -> Any:
    """The problem, which must leave no trace."""
    before = ground.counted()
    refused = send(ground, operation, asked, ground.keys["anytown"][role])
    assert ground.counted() == before
    return refused.json() if refused.status_code >= 400 else {"status": refused.status_code, "type": refused.text}
