"""Every kind of thing goes one way: made, read, changed, previewed, published, changed again, withdrawn, listed."""

import pytest

from api.schemas.kinds import BY_TYPE, KINDS
from db.vocabulary import LISTED_TYPES, Role
from tests.conftest import said
from tests.workbench.asking import at, patch, public
from tests.workbench.councils import ADMIN, CONVENOR, EDITOR, KEEPER, OFFICER, PANEL, Ground, Made, creation
from tests.workbench.table import MAKERS

OWNED = [(kind, role) for kind, roles in MAKERS.items() for role in roles or (ADMIN,)]
every_owner = pytest.mark.parametrize(("kind", "role"), OWNED, ids=[f"{kind}-{role}" for kind, role in OWNED])


@every_owner
def test_the_whole_way(ground: Ground, kind: str, role: Role) -> None:
    made = ground.make(ground.ours, kind, role)
    read = ground.client.get(at(kind, made.id), headers=made.key)
    assert (said(read, 200)["state"], read.headers["ETag"], public(ground, made.id)) == ("draft", '"1"', [])

    change = {"note": "Checked."}
    assert said(patch(ground, kind, made, change, None), 428)["type"].endswith("/if-match-missing")
    assert said(patch(ground, kind, made, change, '"1"'), 200)["note"] == {"en": "Checked."}
    assert said(patch(ground, kind, made, {"note": "Late."}, '"1"'), 412)["type"].endswith("/stale")

    shown = said(ground.client.get(at(kind, made.id, "/preview"), headers=made.key), 200)
    if kind == "engagement":
        assert shown["engagement"]["then"]["sentence"]["en"].startswith("This is")
    first = said(ground.client.post(at(kind, made.id, "/publication"), headers=made.key), 201)
    (row,) = public(ground, made.id)
    assert (first["state"], row["nature"]) == ("clean", shown["nature"])
    assert shown["thing"]["note"] == row["body"]["note"] == {"en": "Checked."}
    assert set(shown["thing"]) - {"url"} == set(row["body"])
    said(ground.client.post(at(kind, made.id, "/publication"), headers=made.key), 409)

    again = said(patch(ground, kind, made, {"note": "Checked twice."}, '"3"'), 200)
    assert (again["state"], len(public(ground, made.id))) == ("draft", 1)
    said(ground.client.post(at(kind, made.id, "/publication"), headers=made.key), 201)
    assert [(row["nature"], row["body"]["note"]["en"]) for row in public(ground, made.id)] == [
        ("news", "Checked."),
        ("news", "Checked twice."),
    ]

    listed = said(ground.client.get(f"/v1/admin/{BY_TYPE[kind].plural}?limit=200", headers=made.key), 200)
    assert made.id in {one["id"] for one in listed["items"]}
    if kind in LISTED_TYPES:
        said(ground.client.get(f"/v1/{BY_TYPE[kind].plural}/{made.id}"), 200)

    taken = ground.client.post(at(kind, made.id, "/withdrawal"), json={"reason": "A mistake."}, headers=made.key)
    assert "published" not in said(taken, 201)
    assert [row["nature"] for row in public(ground, made.id)] == ["news", "news", "withdrawal"]
    if kind in LISTED_TYPES:
        gone = said(ground.client.get(f"/v1/{BY_TYPE[kind].plural}/{made.id}"), 410)
        assert "A mistake." in gone["detail"]


@every_owner
def test_in_one_call_and_once_only(ground: Ground, kind: str, role: Role) -> None:
    address, body = creation(ground.ours, kind, role)
    key = ground.keys["anytown"][role] | {"Idempotency-Key": f"{kind}-{role}"}

    first = ground.client.post(address, json=body | {"publish": True}, headers=key)
    second = ground.client.post(address, json=body | {"publish": True}, headers=key)

    assert said(first, 201)["state"] == "clean"
    assert (second.status_code, second.json()) == (201, first.json())
    assert first.headers["Location"] == second.headers["Location"] == at(kind, first.json()["id"])
    assert len(public(ground, first.json()["id"])) == 1


@pytest.mark.parametrize("kind", sorted(MAKERS.keys() - {kind.thing for kind in KINDS if kind.coded}))
def test_an_id_is_never_given_twice(ground: Ground, kind: str) -> None:
    role = (*MAKERS[kind], ADMIN)[0]
    address, body = creation(ground.ours, kind, role)
    key = ground.keys["anytown"][role]
    said(ground.client.post(address, json=body, headers=key), 201)

    refused = said(ground.client.post(address, json=body, headers=key), 409)

    assert refused["errors"][0]["rule"] == "id-taken"


# What a record document has loaded has no working copy until somebody here touches it.
LOADED = {
    "post": (EDITOR, "anytown-head-of-parks"),
    "assembly": (CONVENOR, "anytown-streets-2025"),
    "engagement": (EDITOR, "anytown-bus-survey"),
    "recommendation": (CONVENOR, "anytown-streets-2025-3"),
    "lineage": (EDITOR, "anytown-streets-2025-lineage-merge"),
    "response": (EDITOR, "anytown-streets-2025-answer-1"),
    "project": (KEEPER, "anytown-tree-group-street-trees"),
    "contribution": (KEEPER, "anytown-tree-group-street-trees-cnrcqx"),
    "declaration": (EDITOR, "anytown-bus-survey-vkrdnc"),
    "testimony": (EDITOR, "anytown-bus-survey-vkrdnc-gztpmh"),
    "accountability": (EDITOR, "anytown-streets-2025-1-tfdznz"),
    "update": (OFFICER, "anytown-streets-2025-1-fxjqgh"),
    "verdict": (PANEL, "anytown-streets-2025-verdict-1-members"),
    "tally": (EDITOR, "anytown-streets-2025-tally-council"),
    "organisation": (ADMIN, "anytown"),
}
COVERS = {
    EDITOR: ["anytown"],
    CONVENOR: ["anytown-streets-2025"],
    KEEPER: ["anytown-tree-group-street-trees"],
    OFFICER: ["anytown-head-of-streets"],
    PANEL: ["anytown-members-panel"],
    ADMIN: [],
}


@pytest.mark.parametrize("kind", LOADED)
def test_what_was_loaded_is_read_changed_and_published(ground: Ground, kind: str) -> None:
    role, id_ = LOADED[kind]
    made = Made(id_, ground.key(role, *COVERS[role]))

    read = ground.client.get(at(kind, id_), headers=made.key)
    assert (said(read, 200)["revision"], read.json()["state"], read.headers["ETag"]) == (0, "clean", '"0"')
    listed = said(ground.client.get(f"/v1/admin/{BY_TYPE[kind].plural}?limit=200", headers=made.key), 200)
    assert id_ in {one["id"] for one in listed["items"]}
    assert said(patch(ground, kind, made, {"confidence": "high"}, '"0"'), 200)["revision"] == 1
    said(ground.client.post(at(kind, id_, "/publication"), headers=made.key), 201)

    last = public(ground, id_)[-1]
    assert (last["nature"], last["body"]["confidence"]) == ("news", "high")
