"""How tests ask about one thing: its address on the workbench, a change of it, and what everybody reads of it."""

import json
from typing import Any

from api.schemas.kinds import BY_TYPE
from tests.conftest import said
from tests.workbench.councils import Ground, Made


def at(kind: str, id_: str, verb: str = "") -> str:
    return f"/v1/admin/{BY_TYPE[kind].plural}/{id_}{verb}"


def patch(ground: Ground, kind: str, made: Made, change: Any, tag: str | None) -> Any:
    headers = made.key | {"Content-Type": "application/merge-patch+json"} | ({"If-Match": tag} if tag else {})
    return ground.client.patch(at(kind, made.id), content=json.dumps(change), headers=headers)


def public(ground: Ground, id_: str) -> list[Any]:
    """What everybody reads of a thing: its publications, the first first."""
    changes = said(ground.client.get("/v1/changes?after=0&limit=500"), 200)
    rows = []
    while changes["items"]:
        rows += [row for row in changes["items"] if row["thing"]["id"] == id_]
        after = changes["items"][-1]["sequence"]
        changes = said(ground.client.get(f"/v1/changes?after={after}&limit=500"), 200)
    return rows
