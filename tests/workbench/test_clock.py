"""A clock that is in doubt: every door of the workbench through which something is published is shut, and no other."""

import json
from datetime import timedelta
from typing import Any

from api.core import problems
from api.http.contract import CONTRACT
from api.schemas.kinds import KINDS
from db.vocabulary import Role
from tests.clock import jumped
from tests.conftest import said
from tests.workbench.councils import ADMIN, Ground
from tests.workbench.table import ROWS, Asked, Scene
from tests.workbench.test_who_may import send
from tests.writing.given import stored
from tests.writing.misdated import CLOCK, LONG, RESUMPTION

# The way out, which has a test of its own.
RESUMING = f"POST {RESUMPTION}"
OTHERS = [f"/v1/admin/{kind.plural}" for kind in KINDS if kind.thing not in {"update", "organisation", "reply"}]
VERBS = ("", "/publication", "/return", "/withdrawal")


def is_asked(operation: str) -> bool:
    """Whether it writes. What every kind of thing has is the same code for all of them: three stand for all."""
    method = operation.partition(" ")[0]
    common = any(operation in {f"{method} {at}", *(f"{method} {at}/{{id}}{verb}" for verb in VERBS)} for at in OTHERS)
    return method != "GET" and operation != RESUMING and not common


def doors() -> set[str]:
    """The operations that say in the contract that a clock in doubt shuts them."""
    title = problems.KINDS["clock-in-doubt"].title
    return {
        f"{method.upper()} {path}"
        for path, operations in json.loads(CONTRACT.read_text(encoding="utf-8"))["paths"].items()
        for method, operation in operations.items()
        if title in operation["responses"].get("503", {}).get("description", "")
    }


def to_publish(ground: Ground, operation: str, asked: Asked, role: Role) -> Any:
    """The request as it would publish, where it can; else as it is."""
    key = asked.key or ground.keys["anytown"][role]
    if isinstance(asked.body, dict):
        answer = send(ground, operation, Asked(**{**vars(asked), "body": asked.body | {"publish": True}}), key)
        if answer.status_code != 422:
            return answer
    return send(ground, operation, asked, key)


def test_every_door_is_shut_and_no_other_and_nothing_is_stored(ground: Ground) -> None:
    shut = set()
    for operation in sorted(filter(is_asked, ROWS)):
        row = ROWS[operation]
        role = (*row.may, ADMIN)[0]
        asked = row.ask(Scene(ground, ground.ours, role, mine=True))
        before = stored(ground.engine)
        with jumped(LONG):
            answer = to_publish(ground, operation, asked, role)
        if answer.status_code == 503:
            assert answer.json()["type"].endswith("/clock-in-doubt"), operation
            assert stored(ground.engine) == before, operation
            shut.add(operation)
        else:
            assert answer.is_success, f"{operation}: {answer.text}"
            assert stored(ground.engine)["head"] == before["head"], operation

    assert shut == set(filter(is_asked, doors()))


def test_only_an_administrator_says_to_go_on_and_only_where_there_is_doubt(ground: Ground) -> None:
    refused = ground.client.post(RESUMPTION, headers=ground.admin)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "conflict")

    with jumped(LONG):
        seen = said(ground.client.get(CLOCK, headers=ground.admin), 200)
        assert (seen["in_doubt"], seen["jumped"], seen["ahead"]) == (True, LONG // timedelta(seconds=1), 0)
        for role in Role:
            if role != ADMIN:
                key = ground.keys["anytown"][role]
                assert ground.client.post(RESUMPTION, headers=key).status_code == 403
        assert said(ground.client.post(RESUMPTION, headers=ground.admin), 201)["in_doubt"] is False
        (row, *_) = said(ground.client.get("/v1/admin/audit?limit=1", headers=ground.admin), 200)["items"]
        assert (row["action"], row["thing"]) == ("go_on", {"type": "clock", "id": "clock"})
        assert "set forward by 300 days" in row["reason"]
        said(ground.client.get(CLOCK, headers=ground.admin), 200)
