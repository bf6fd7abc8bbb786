"""Two councils on one instance: with a key of one, nothing unpublished of the other is read or changed.

Schemathesis compares what each peer is answered; our own check looks in every answer for a word that stands only in the
other council's drafts; and afterwards those drafts are as they were.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import EXAMPLES, client_of, key_of, said
from tests.contract.fuzzing import accepted, fuzz, keys
from tests.contract.prepared import Made, configured, prepared

SECRET = "Zyxwvut"
COUNCILS = ("anytown", "othertown")


@pytest.fixture
def client(engine: Engine) -> TestClient:
    """A client of an instance with Anytown's record, and with the same of another council."""
    client = client_of(engine)
    record = (EXAMPLES / "anytown-streets-2025.json").read_text(encoding="utf-8")
    twin = json.loads(record.replace("anytown", "othertown").replace("Anytown", "Othertown"))
    said(client.post("/v1/admin/records", json=twin, headers=key_of(engine, Role.admin)), 201)
    return client


def unpublished(client: TestClient, key: dict[str, str], made: dict[str, Made]) -> dict[str, Any]:
    """What an administrator reads of all that is not public."""
    return {
        id_: said(client.get(f"/v1/admin/{plural}/{id_}", headers=key), 200)
        for plural, ids in made.items()
        for id_ in [*ids.draft, *ids.scheduled]
    }


@pytest.mark.long  # `tests/workbench/test_who_may.py` tries each operation once, with what was written by hand
@pytest.mark.parametrize(
    ("database", "user"),
    [("sqlite", "editor"), ("postgresql", "other-officer")],
    indirect=["database"],
)
def test_nothing_of_the_others(client: TestClient, engine: Engine, tmp_path: Path, user: str) -> None:
    users = keys(engine)
    admin = users["admin"]
    ours, theirs = reversed(COUNCILS) if user.startswith("other") else COUNCILS
    mine = prepared(client, admin, ours)
    others = prepared(client, admin, theirs, SECRET)
    before = unpublished(client, admin, others)
    assert all(SECRET in json.dumps(one) for one in before.values())
    others_keys = ("editor", "officer") if user.startswith("other") else ("other-editor", "other-officer")

    report = fuzz(
        engine,
        tmp_path,
        users,
        *("--include-path-regex", "^/v1/admin", "--phases", "examples,fuzzing", "--max-examples", "4"),
        user=user,
        peers=(user, *others_keys),
        found=configured(mine, others),
        secret=SECRET,
    )

    assert {told["status"] for told in report["phases"].values()} <= {"success", "skip"}
    taken = accepted(report)
    assert "GET /v1/admin/updates/{id}" in taken
    assert [operation for operation in taken if operation.startswith("PATCH ")]  # which, differs with each run's ids
    assert unpublished(client, admin, others) == before
