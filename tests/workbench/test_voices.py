"""Nobody speaks in another's voice: whatever somebody writes, the chain says that they, or nobody, said it."""

from datetime import timedelta
from typing import Any

import pytest

from api.core.principal import SERVER
from api.record.reader import begin
from api.schemas.kinds import BY_TYPE
from api.schemas.names import ref_fields
from api.workbench.release import publish_due
from db.clock import now
from db.session import writing
from db.vocabulary import CODELISTS, Role
from tests.clock import travel
from tests.conftest import said
from tests.workbench.asking import at, patch, public
from tests.workbench.councils import CONVENOR, EDITOR, KEEPER, LATER, OFFICER, PANEL, Ground, Made
from tests.writing.given import ANYTOWN, example, load, one, part

one_database = pytest.mark.parametrize("ground", ["sqlite"], indirect=True, scope="module")
OTHERS = ("newshire", "newshire-planters", "anytown", "anytown-planters")


def voices(ground: Ground, role: Role) -> set[tuple[str, str]]:
    """As whom what a role publishes may be said."""
    ours = ground.ours
    return {
        EDITOR: {(ours.council, "for_itself"), (ours.council, "members"), (ours.scrutiny, "for_itself")},
        OFFICER: {(ours.council, "for_itself")},
        CONVENOR: {(ours.council, "members")},
        PANEL: {(ours.panel, "for_itself")},
        KEEPER: {(ours.group, "project")},
    }[role]


def moves(kind: str) -> list[dict[str, Any]]:
    """Every change of a kind that names somebody else in a place that names an organisation, or says what sort it is.

    What lies deeper, such as a keeper, is named too.
    """
    form = BY_TYPE[kind].patch.model_fields
    fields = ref_fields(BY_TYPE[kind].model)
    named = [field for field, types in fields.items() if types and "organisation" in types and field in form]
    found: list[dict[str, Any]] = [{field: other} for field in named for other in OTHERS]
    if kind in ("assembly", "engagement"):
        found += [{"keeper": {"organisation": other, "capacity": "answering_body"}} for other in OTHERS]
    if kind == "project":
        found += [{"kind": code} for code in CODELISTS["project_kind"]]
        found += [{"led_by": [{"said_by": other, "led_by": "jointly"}]} for other in OTHERS]
    if kind == "lineage":
        found += [{"by": code} for code in CODELISTS["lineage_by"]]
    if kind == "contribution":
        found += [{"made_by": code} for code in CODELISTS["link_made_by"]]
    return found


@one_database
@pytest.mark.parametrize(("kind", "role"), [(kind, role) for kind, row in BY_TYPE.items() for role in row.roles])
def test_no_change_by_any_role_in_any_field_moves_a_thing_into_another_voice(
    ground: Ground, kind: str, role: Role
) -> None:
    made = ground.make(ground.ours, kind, role, "public")
    before = len(public(ground, made.id))
    doors = ("publication", "releases")
    for number, move in enumerate(moves(kind)):
        if patch(ground, kind, made, move, "*").status_code != 200:
            continue
        if doors[number % 2] == "publication":
            ground.client.post(at(kind, made.id, "/publication"), headers=made.key)
        else:
            ground.client.post("/v1/admin/releases", json={"things": [made.id]}, headers=made.key)
        for row in public(ground, made.id)[before:]:
            who = (row["said_by"]["organisation"], row["said_by"]["capacity"])
            assert who in voices(ground, role), (move, row["said_by"])
            quoted = {one["said_by"] for one in row["body"].get("led_by", [])}
            assert quoted <= {voice[0] for voice in voices(ground, role)}, move


@one_database
def test_a_keeper_puts_no_project_into_the_councils_mouth_by_any_door(ground: Ground) -> None:
    made = ground.make(ground.ours, "project", KEEPER, "public")
    said(patch(ground, "project", made, {"keeper": "anytown"}, "*"), 200)
    before = public(ground, made.id)

    for door, body in (
        (at("project", made.id, "/publication"), {}),
        (at("project", made.id, "/publication"), {"at": LATER}),
        ("/v1/admin/releases", {"things": [made.id]}),
    ):
        told = said(ground.client.post(door, json=body, headers=made.key), 403)["detail"]
        assert "would be said by 'anytown': only the editor of 'anytown'" in told

    assert public(ground, made.id) == before


@one_database
def test_a_convenor_makes_no_other_council_say_an_assembly(ground: Ground) -> None:
    made = ground.make(ground.ours, "assembly", CONVENOR, "public")
    said(patch(ground, "assembly", made, {"keeper": {"organisation": "newshire"}}, "*"), 200)

    told = said(ground.client.post(at("assembly", made.id, "/publication"), headers=made.key), 403)["detail"]

    assert "only the editor of 'newshire'" in told
    said(patch(ground, "assembly", made, {"keeper": {"organisation": "anytown"}, "place": {"en": "Hall"}}, "*"), 200)
    said(ground.client.post(at("assembly", made.id, "/publication"), headers=made.key), 201)
    assert public(ground, made.id)[-1]["said_by"] == {"organisation": "anytown", "capacity": "members"}


@one_database
def test_a_panel_of_one_assembly_gives_no_verdict_of_another_panel(ground: Ground) -> None:
    key = ground.key(PANEL, ground.ours.assembly)
    body = {"assembly": ground.ours.assembly, "of": "process", "verdict": "met", "date": "2026-10-01", "publish": True}

    refused = body | {"id": f"{ground.ours.assembly}-v1", "by": ground.others.panel}
    said(ground.client.post("/v1/admin/verdicts", json=refused, headers=key), 403)
    given = body | {"id": f"{ground.ours.assembly}-v2", "by": ground.ours.panel}
    assert said(ground.client.post("/v1/admin/verdicts", json=given, headers=key), 201)["assessor"] == "members"


@one_database
def test_what_an_administrator_registers_says_so_and_speaks_for_nobody(ground: Ground) -> None:
    body = {"id": "anytown-registered", "organisation": "anytown", "kind": "team", "name": "Team", "publish": True}
    made = said(ground.client.post("/v1/admin/posts", json=body, headers=ground.admin), 201)["id"]
    assert public(ground, made)[-1]["said_by"] == {"organisation": "anytown", "capacity": "administrator"}

    item = ground.ours.item
    for address, body in (
        (f"/v1/admin/recommendations/{item}/confirmation", {}),
        ("/v1/admin/confirmations", {"recommendations": [item]}),
        (f"/v1/admin/recommendations/{item}/updates", {"progress": "planned", "summary": "Soon.", "publish": True}),
    ):
        before = ground.counted()
        told = said(ground.client.post(address, json=body, headers=ground.admin), 403)["detail"]
        assert "An administrator speaks for nobody." in told
        assert ground.counted() == before


@pytest.mark.parametrize("left", ["revoked", "handed over"])
def test_what_was_released_for_later_is_published_only_by_who_may_say_it_then(ground: Ground, left: str) -> None:
    post = said(
        ground.client.post(
            "/v1/admin/posts",
            json={
                "id": f"anytown-leaving-{left.replace(' ', '-')}",
                "organisation": "anytown",
                "kind": "officer",
                "name": "Leaving",
                "publish": True,
            },
            headers=ground.keys["anytown"][EDITOR],
        ),
        201,
    )["id"]
    answers = {"about": ground.ours.item, "organisation": "anytown", "post": post, "role": "responsible"}
    editor = ground.keys["anytown"][EDITOR]
    answers |= {"ground": "explicit", "publish": True}
    said(ground.client.post("/v1/admin/accountabilities", json=answers, headers=editor), 201)
    body = {"role": "officer", "covers": [post], "holder": f"Pat {left}"}
    key = said(ground.client.post("/v1/admin/keys", json=body, headers=ground.admin), 201)
    officer = {"Authorization": f"Bearer {key['secret']}"}
    news = {"progress": "under_way", "summary": "Later.", "post": post}
    address = f"/v1/admin/recommendations/{ground.ours.item}/updates"
    made = Made(said(ground.client.post(address, json=news, headers=officer), 201)["id"], officer)
    later = now() + timedelta(days=2)
    asked = {"at": later.isoformat()}
    assert said(ground.client.post(at("update", made.id, "/publication"), json=asked, headers=officer), 201)

    if left == "revoked":
        said(ground.client.post(f"/v1/admin/keys/{key['number']}/revocation", headers=ground.admin), 201)
    else:
        leaves = {"holder": f"Pat {left}", "to": "Kim New"}
        said(ground.client.post(f"/v1/admin/posts/{post}/handover", json=leaves, headers=editor), 201)
    with travel(later + timedelta(hours=1)), writing(ground.engine) as session:
        assert [copy.thing for copy in publish_due(begin(session), SERVER)] == [made.id]

    assert public(ground, made.id) == []
    back = said(ground.client.get(at("update", made.id), headers=editor), 200)
    assert back["state"] == "draft"
    assert f"the officer of '{post}'" in back["returned"]


# What a document says in somebody's name.
SOURCE = [{"address": "https://paper.example/7"}]
CAMDEN = "camden-climate-2019"


def _verdict(assembly: str, by: str, **more: Any) -> dict[str, Any]:
    body = {"type": "verdict", "id": f"{assembly}-verdict-new", "assembly": assembly, "of": "delivery", "by": by}
    body |= {"recommendation": f"{assembly}-3", "assessor": "press", "verdict": "met", "date": {"value": "2026-10-01"}}
    return body | more


def _update(by: str, post: str) -> dict[str, Any]:
    """By a post that nobody here acts for, of a council that somebody does."""
    speaker = {"organisation": by, "post": post, "capacity": "for_itself"}
    body = {"type": "update", "id": f"{CAMDEN}-3-bcdfgh", "about": f"{CAMDEN}-3", "kind": "news", "progress": "planned"}
    body |= {"summary": {"en": "Soon."}, "date": {"value": "2026-10-01"}, "sources": SOURCE}
    return body | {"said_by": speaker, "entered_by": speaker}


def test_a_document_reports_only_with_a_source_what_nobody_here_can_say(ground: Ground) -> None:
    """And only the keeper of a compiled record, never the body that it is about."""
    own = one(example(CAMDEN), CAMDEN)
    itself = own | {"keeper": own["keeper"] | {"organisation": "camden"}}
    key = ground.admin

    for document, rule in (
        (part(ANYTOWN, _verdict(ANYTOWN, "anytown-herald", sources=SOURCE)), "not-reported"),
        (part(CAMDEN, _verdict(CAMDEN, "camden-citizen")), "source-missing"),
        (part(CAMDEN, _verdict(CAMDEN, "newshire", sources=SOURCE)), "owner-has-key"),
        (part(CAMDEN, _update("newshire", "newshire-head-of-highways")), "voice-has-grant"),
        (part(CAMDEN, _verdict(CAMDEN, "camden-citizen", sources=SOURCE), itself), "about-its-keeper"),
    ):
        problem = said(load(ground.client, key, document), 409)
        assert rule in {fault["rule"] for fault in problem["errors"]}, problem

    said(load(ground.client, key, part(CAMDEN, _verdict(CAMDEN, "camden-citizen", sources=SOURCE))), 201)
    row = public(ground, f"{CAMDEN}-verdict-new")[-1]
    assert (row["said_by"]["organisation"], row["entered_by"]["capacity"]) == ("camden-citizen", "keeper")
    page = ground.client.get(f"/recommendations/{CAMDEN}-3", headers={"Accept": "text/html"}).text
    assert "As reported in" in page


def test_a_record_that_is_new_here_is_entered_by_an_administrator(ground: Ground) -> None:
    row = public(ground, "anytown-streets-2025-answer-1")[0]

    assert row["said_by"] == {"organisation": "anytown", "capacity": "for_itself"}
    assert row["entered_by"] == {"organisation": "anytown", "capacity": "administrator"}


def test_the_trail_shows_nobody_what_the_things_own_address_refuses(ground: Ground) -> None:
    made = ground.make(ground.ours, "recommendation", CONVENOR)
    editor = ground.keys["anytown"][EDITOR]
    said(ground.client.get(at("recommendation", made.id), headers=editor), 404)

    trail = ground.client.get(f"/v1/admin/audit?thing={made.id}", headers=editor)
    assert said(trail, 200) == {"items": [], "next": None}
    assert made.id not in ground.client.get("/v1/admin/audit?limit=200", headers=editor).text
    assert said(ground.client.get(f"/v1/admin/audit?thing={made.id}", headers=ground.admin), 200)["items"]


def test_a_repeated_request_shows_nothing_that_was_lost_since(ground: Ground) -> None:
    mine = ground.make(ground.ours, "update", OFFICER)
    body = {"role": "officer", "covers": [ground.ours.post, ground.ours.checker], "holder": "Lee Both"}
    key = said(ground.client.post("/v1/admin/keys", json=body, headers=ground.admin), 201)
    both = {"Authorization": f"Bearer {key['secret']}", "Idempotency-Key": "once"}
    asked = {"things": [mine.id]}
    said(ground.client.post("/v1/admin/releases", json=asked, headers=both), 201)
    leaves = {"holder": "Lee Both", "to": "Kim New"}
    address = f"/v1/admin/posts/{ground.ours.post}/handover"
    said(ground.client.post(address, json=leaves, headers=ground.keys["anytown"][EDITOR]), 201)

    again = said(ground.client.post("/v1/admin/releases", json=asked, headers=both), 201)

    assert again["items"] == []
