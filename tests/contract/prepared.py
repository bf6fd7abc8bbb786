"""What fuzzing finds on the workbench: things of every kind in every state, and where each operation looks for them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from api.schemas.examples import CREATIONS
from api.schemas.kinds import KINDS, Kind
from tests.conftest import said
from tests.contract.numbers import ACCOUNTS, ENTRIES, LEAVERS, SESSIONS, SPARE_KEYS
from tests.writing.given import ERASURES, erased

ASSEMBLY = "anytown-streets-2025"
ITEMS = [f"{ASSEMBLY}-{number}" for number in (1, 3, 5)]
LATER = "2099-12-01T18:30:00Z"
MANY = 6
CHECKER = "-monitoring-officer"  # what a council's post that signs off is called


@dataclass
class Made:
    """The ids of things of one kind, by the state they are in."""

    thrown: list[str] = field(default_factory=list)  # drafts, to be thrown away
    draft: list[str] = field(default_factory=list)
    scheduled: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)


def prepared(client: TestClient, key: dict[str, str], council: str = "anytown", note: str = "") -> dict[str, Made]:
    """Things of every kind of a council in every state, by the plural of the kind; what is not public has a note."""
    return {kind.plural: _made(client, key, kind, council, note) for kind in KINDS}


def erasures(client: TestClient, key: dict[str, str]) -> list[int]:
    """Publications whose body was erased."""
    found = []
    for _ in range(MANY):
        body = CREATIONS["update"] | {"publish": True}
        at = f"/v1/admin/recommendations/{ITEMS[0]}/updates"
        made = said(client.post(at, json=body, headers=key), 201)["published"]["sequence"]
        erased(client.post(ERASURES, json={"sequence": made, "ground": "rights", "by": "anytown"}, headers=key))
        found.append(made)
    return found


def asked(client: TestClient, officer: dict[str, str]) -> list[str]:
    """Public updates that another post was asked to sign off."""
    found = []
    for _ in range(MANY):
        at = f"/v1/admin/recommendations/{ITEMS[0]}/updates"
        made = said(client.post(at, json=CREATIONS["update"] | {"publish": True}, headers=officer), 201)["id"]
        body = {"post": f"anytown{CHECKER}"}
        said(client.post(f"/v1/admin/updates/{made}/sign-off-request", json=body, headers=officer), 201)
        found.append(made)
    return found


def configured(*councils: dict[str, Made], of_erasures: Sequence[int] = (1,), of_sign_offs: Sequence[str] = ()) -> str:
    """Where things are found that were made, as a part of Schemathesis's configuration."""
    ours = councils[0]
    # A hold is refused where a draft is under way: two organisations are left alone by whatever makes drafts.
    left_alone = ours["organisations"].public[-2:]
    found: dict[str, dict[str, list[Any]]] = {
        r"/keys/\{number\}": {"path.number": list(SPARE_KEYS)},
        r"/accounts/\{number\}": {"path.number": list(ACCOUNTS)},
        r"/people/\{number\}": {"path.number": list(LEAVERS)},
        r"/sessions/\{number\}": {"path.number": list(SESSIONS)},
        r"/erasures/\{sequence\}": {"path.sequence": list(of_erasures)},
        r"/audit/\{number\}/redaction$": {"path.number": list(ENTRIES)},
        r"/recommendations/\{id\}/(updates|confirmation|date)$": {"path.id": ITEMS},
        r"/confirmations$": {"body.recommendations[*]": ITEMS},
        r"/releases$": {"body.things[*]": ours["replies"].draft},
        r"/projects/\{id\}/updates$": {"path.id": ["anytown-play-streets"]},
        r"/assemblies/\{id\}/updates$": {"path.id": [ASSEMBLY]},
        r"/updates/\{id\}/correction$": {"path.id": ours["updates"].public},
        r"/updates/\{id\}/sign-off-request$": {"path.id": ours["updates"].public, "body.post": [f"anytown{CHECKER}"]},
        r"/updates/\{id\}/sign-off(-refusal)?$": {"path.id": list(of_sign_offs or ours["updates"].public)},
        r"/accountabilities/\{id\}/handover$": {"path.id": ours["accountabilities"].public},
        r"/posts/\{id\}/(holdings|handover)$": {"path.id": ["anytown-head-of-streets"]},
        r"/organisations/\{id\}/release-rule$": {
            "path.id": ["anytown"],
            "body.posts[*]": ["anytown-head-of-streets"],
        },
        r"/organisations/\{id\}/holds$": {
            "path.id": left_alone,
            "body.begins": ["2099-03-25"],
            "body.ends": ["2099-05-07"],
        },
        r"/organisations/\{id\}/succession$": {
            "path.id": ours["organisations"].public[:-2],
            "body.successor": ["newshire"],
        },
        r"/projects/\{id\}/succession$": {
            "path.id": ours["projects"].public,
            "body.successor": ["anytown-streets-plan-2026"],
        },
        r"/promises/\{number\}/standing$": {"path.id": [ASSEMBLY], "path.number": [0], "body.by": ["anytown"]},
    }
    for plural in ours:
        at = rf"^/v1/admin/{plural}/\{{id\}}"
        thrown, draft, scheduled, public = (
            [id_ for made in councils for id_ in getattr(made[plural], state)]
            for state in ("thrown", "draft", "scheduled", "public")
        )
        public = [id_ for id_ in public if id_ not in left_alone]
        found |= {
            f"DELETE {at}$": {"path.id": thrown, "header.If-Match": ["*"]},
            f"{at}(/preview)?$": {"path.id": draft + public},
            f"{at}/publication$": {"path.id": draft, "body.at": [LATER]},
            f"{at}/return$": {"path.id": scheduled},
            f"{at}/withdrawal$": {"path.id": public},
        }
    return _configuration(found)


def _configuration(found: dict[str, dict[str, list[Any]]]) -> str:
    """The values that parameters of some operations have most of the time. The first that fits an operation counts."""
    lines = ["[parameters]", f'"header.If-Match" = {_drawn("versions")}', "[dictionaries.versions]", 'values = ["*"]']
    for number, (operations, parameters) in enumerate(found.items()):
        for place, values in parameters.items():
            lines += [f"[dictionaries.{_name(number, place)}]", f"values = {json.dumps(values)}"]
        method, _, path = operations.rpartition(" ")
        lines += ["[[operations]]", f"include-path-regex = {json.dumps(path)}"]
        lines += [f"include-method = {json.dumps(method)}"] if method else []
        often = 1.0 if method else 0.9  # what is thrown away is there once only
        lines += [f"parameters.{json.dumps(place)} = {_drawn(_name(number, place), often)}" for place in parameters]
    return "\n".join(lines)


def _name(number: int, place: str) -> str:
    return f"{''.join(letter if letter.isalpha() else '_' for letter in place)}{number}"


def _drawn(dictionary: str, often: float = 0.9) -> str:
    return f'{{ dictionary = "{dictionary}", probability = {often} }}'


def _made(client: TestClient, key: dict[str, str], kind: Kind, council: str, note: str) -> Made:
    found = Made()
    for state, ids in vars(found).items():
        for number in range(MANY):
            public = state == "public"
            more = {"publish": public} | ({"note": note} if note and not public else {})
            id_ = _create(client, key, kind, council, f"{state[0]}{number}", more)
            if state == "scheduled":
                at = f"/v1/admin/{kind.plural}/{id_}/publication"
                assert said(client.post(at, json={"at": LATER}, headers=key), 201)["state"] == "scheduled"
            ids.append(id_)
    return found


def _create(client: TestClient, key: dict[str, str], kind: Kind, council: str, name: str, more: dict[str, Any]) -> str:
    """One thing like the example of its kind, of this council and called otherwise."""
    body = json.loads(json.dumps(CREATIONS[kind.thing]).replace("anytown", council)) | more
    if "id" in body:
        body["id"] += f"-{name}"
    about = f"recommendations/{council}-streets-2025-3/" if kind.thing == "update" else ""
    return str(said(client.post(f"/v1/admin/{about}{kind.plural}", json=body, headers=key), 201)["id"])
