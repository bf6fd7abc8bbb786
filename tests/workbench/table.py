"""The table of who may: for every operation of the workbench, which roles may, and how to ask for it.

An administrator always may. A row says how to ask about what is somebody's; what it answers follows from the row. An
operation without a row fails `test_who_may.py` with its name: add one line here, and no more.
"""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import update

from api.publishing.attribution import REGISTERED
from api.schemas import examples
from api.schemas.kinds import BY_TYPE, KINDS
from api.sign_in import sessions
from api.sign_in.auth import live_key
from db.models.access import TranslationRule
from db.models.clock import ClockReading
from db.models.workbench import WorkingCopy
from db.publications import canonical
from db.session import begin_write, writing
from db.vocabulary import Role
from tests.conftest import said
from tests.workbench.councils import (
    ADMIN,
    CONVENOR,
    EDITOR,
    KEEPER,
    MERGE,
    OFFICER,
    PANEL,
    RECORD_KEEPER,
    Ground,
    Headers,
    Made,
    Side,
    compiled,
    creation,
)
from tests.writing.given import erased

# Who works on what is theirs of each kind, and who makes one: a convenor's assembly and a keeper's project are there.
OWNERS: dict[str, tuple[Role, ...]] = {
    "organisation": (),
    "post": (EDITOR,),
    "assembly": (CONVENOR, EDITOR),
    "engagement": (EDITOR,),
    "recommendation": (CONVENOR, EDITOR),
    "lineage": (CONVENOR, EDITOR),
    "response": (EDITOR,),
    "project": (KEEPER, EDITOR),
    "contribution": (KEEPER, EDITOR),
    "declaration": (KEEPER, EDITOR),
    "testimony": (KEEPER, PANEL, EDITOR),
    "accountability": (EDITOR,),
    "update": (OFFICER, KEEPER, EDITOR),
    "verdict": (PANEL, EDITOR),
    "reply": (OFFICER, EDITOR, KEEPER, CONVENOR),
    "tally": (EDITOR,),
}
MAKERS = OWNERS | {"assembly": (EDITOR,), "project": (EDITOR,)}
# A kind of thing that somebody with each role makes.
MADE_BY = {
    ADMIN: "organisation",
    EDITOR: "post",
    OFFICER: "update",
    CONVENOR: "recommendation",
    PANEL: "verdict",
    KEEPER: "contribution",
}


AT = "/v1/admin"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Scene:
    """Whose thing is asked about, and by whom: somebody with the role `who`, of whom the thing is where `mine`."""

    ground: Ground
    of: Side
    who: Role
    mine: bool

    def thing(self, kind: str, state: str = "draft") -> Made:
        """One to ask about: new where it is to be done, else another council's, public or not, or one there is not."""
        if self.mine:
            return self.ground.make(self.of, kind, self.who, state)
        return self.ground.another(self.of, kind, self.who)


@dataclass(frozen=True)
class Asked:
    """A request: what goes into the path, the body, the key where it is not that of the role, and what a list shows."""

    path: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    key: Headers | None = None
    listed: tuple[str, str] | None = None
    headers: Headers = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """Who may, and how they ask."""

    may: tuple[Role, ...]
    ask: Callable[[Scene], Asked] = field(default=lambda _: Asked())
    instance: bool = False  # it is about the instance, or a list: nothing in it is another's
    admin: bool = True  # False where it would be said in somebody's voice, which an administrator does not have
    writes: bool = True  # False of what is asked with a body and stores nothing
    hidden: int = 404  # what is neither theirs nor public answers; 403 where what is asked for names its owner itself


def _of(kind: str, state: str = "draft", body: Any = None, headers: Headers | None = None) -> Callable[[Scene], Asked]:
    """A request at the address of a thing."""

    def ask(scene: Scene) -> Asked:
        made = scene.thing(kind, state)
        return Asked({"id": made.id}, body, made.key, headers=headers or {})

    return ask


def _exempted(kind: str) -> Callable[[Scene], Asked]:
    """A request that lets only the post of whose it is see a draft."""

    def ask(scene: Scene) -> Asked:
        made = scene.thing(kind)
        return Asked({"id": made.id}, {"until": "2998-01-01", "posts": [scene.of.post]}, made.key)

    return ask


def _new(kind: str) -> Callable[[Scene], Asked]:
    return lambda scene: Asked(body=creation(scene.of, kind, scene.who)[1])


def _group(scene: Scene) -> Asked:
    """A group that published a mailbox: whoever edits an organisation may ask it."""
    ground, id_ = scene.ground, f"group-{next(_numbers)}"
    facts = {"id": id_, "kind": "community_group", "name": "A group", "language": "en", "publish": True}
    terms = {"asks_welcome": {"contact": "us@group.example"}}
    said(ground.client.post(f"{AT}/organisations", json=facts | terms, headers=ground.admin), 201)
    return Asked({"id": id_})


def _planned(scene: Scene) -> Asked:
    """An engagement that is planned, which names whose it is."""
    return Asked(body={"engagement": creation(scene.of, "engagement", scene.who)[1]})


def _listed(kind: str | None = None) -> Callable[[Scene], Asked]:
    def ask(scene: Scene) -> Asked:
        found = kind or MADE_BY[scene.who]
        made = scene.thing(found)
        return Asked(key=made.key, listed=(found, made.id))

    return ask


def _about(which: Callable[[Side, Role], str], body: Any) -> Callable[[Scene], Asked]:
    """A request at the address of what something is said about."""
    return lambda scene: Asked({"id": which(scene.of, scene.who)}, body)


def _item(of: Side, _: Role) -> str:
    return of.item


def _own_post(of: Side, _: Role) -> str:
    return of.post


def _project(of: Side, who: Role) -> str:
    return of.project if who == KEEPER else of.works


def _assembly(of: Side, _: Role) -> str:
    return of.assembly


def _said_of(which: Callable[[Side, Role], str], by: Role) -> Callable[[Scene], Asked]:
    """The list of what is said about a thing, which is mostly said by one role."""

    def ask(scene: Scene) -> Asked:
        listed = ("update", scene.thing("update").id) if scene.who == by else None
        return Asked({"id": which(scene.of, by)}, listed=listed)

    return ask


def _several(scene: Scene) -> Asked:
    made = scene.thing(MADE_BY[scene.who])
    return Asked(body={"things": [made.id]}, key=made.key)


def _to_translate(scene: Scene) -> Asked:
    """A draft in French, of an organisation that publishes in French and German together: the rest, in English and
    Welsh, may go on as it is.
    """
    made = scene.thing({KEEPER: "update"}.get(scene.who) or MADE_BY[scene.who])
    asked = Asked(body={"things": [made.id]}, key=made.key)
    if scene.mine:
        with writing(scene.ground.engine) as session:
            begin_write(session)
            copy = session.get_one(WorkingCopy, asked.body["things"][0])
            rule = {"organisation": copy.organisation, "languages": "fr de", "post": scene.of.checker}
            facts = json.loads(copy.body.replace(b'"en":', b'"fr":'))
            copy.body = canonical(facts | ({"question": {"fr": "Quoi ?"}} if copy.type == "verdict" else {}))
            session.merge(TranslationRule(**rule))
    return asked


def _partner(scene: Scene) -> Asked:
    made = scene.thing("declaration", "public")
    body = {"partner": scene.of.panel, "mailbox": "panel@panel.example"}
    return Asked({"id": made.id}, body, made.key)


def _facilitator(scene: Scene) -> Asked:
    made = scene.thing("declaration", "public")
    body = {"facilitator": scene.of.panel, "mailbox": "panel@panel.example", "sheets": 2}
    return Asked({"id": made.id}, body, made.key)


def _promise(scene: Scene) -> Asked:
    body = examples.PROMISE | {"by": scene.of.council, "publish": False}
    return Asked({"id": scene.thing("assembly", "public").id, "number": 0}, body)


def _next_post(scene: Scene) -> Asked:
    made = scene.thing("accountability")
    return Asked({"id": made.id}, {"post": scene.thing("post", "public").id, "on": "2026-02-01"}, made.key)


def _next_organisation(scene: Scene) -> Asked:
    return Asked({"id": scene.thing("organisation").id}, {"successor": "anytown", "on": {"value": "2028"}})


def _next_plan(scene: Scene) -> Asked:
    made = scene.thing("project")
    return Asked({"id": made.id}, {"successor": scene.of.works, "on": {"value": "2027"}}, made.key)


def _publication(scene: Scene) -> Asked:
    ground = scene.ground
    made = (
        ground.make(scene.of, "update", OFFICER, "public")
        if scene.mine
        else ground.another(ground.ours, "update", OFFICER)
    )
    found = ground.client.get(f"/v1/admin/updates/{made.id}", headers=ground.admin).json()
    return Asked(body={"sequence": found["published"]["sequence"], "ground": "rights", "by": scene.of.council})


def _words(scene: Scene) -> Asked:
    """Words of something that is public, which this role may put right."""
    kind = {KEEPER: "update"}.get(scene.who) or MADE_BY[scene.who]
    made = scene.thing(kind, "public")
    if scene.mine:
        address = f"{AT}/{BY_TYPE[kind].plural}/{made.id}"
        said(scene.ground.client.patch(address, content='{"note": "Ann has seen it."}', headers=made.key | MERGE), 200)
        scene.ground.publish(kind, made)
    passages = [{"field": "note", "words": "Ann"}]
    return Asked(
        body={"thing": made.id, "passages": passages, "ground": "rights", "by": scene.of.council}, key=made.key
    )


def _erasure(scene: Scene) -> Asked:
    if not scene.mine:
        return Asked({"sequence": 1})
    body = _publication(scene).body
    erased(scene.ground.client.post(f"{AT}/erasures", json=body, headers=scene.ground.admin))
    return Asked({"sequence": body["sequence"]})


def _entry(scene: Scene) -> Asked:
    """An entry of the audit trail that holds a text."""
    if not scene.mine:
        return Asked({"number": 1}, examples.REDACTION)
    made = scene.ground.make(scene.of, "update", OFFICER)
    (entry,) = said(scene.ground.client.get(f"{AT}/audit?thing={made.id}", headers=scene.ground.admin), 200)["items"]
    return Asked({"number": entry["number"]}, examples.REDACTION)


def _key(scene: Scene) -> Asked:
    ground = scene.ground
    if not scene.mine:
        return Asked({"number": 1})
    ground.key(OFFICER, scene.of.post)
    numbers = ground.client.get("/v1/admin/keys", headers=ground.admin).json()["items"]
    return Asked({"number": max(one["number"] for one in numbers)})


def _hold(scene: Scene) -> Asked:
    made = scene.thing("organisation", "public")
    return Asked({"id": made.id}, examples.HOLD, made.key)


def _sheet(scene: Scene) -> Asked:
    row = f"{scene.of.item},{scene.of.post},under_way,{next(_numbers)} of five are planted."
    return Asked(body=f"id,post,progress,summary_en\r\n{row}\r\n", headers=CSV)


def _to_be_signed_off(scene: Scene) -> Asked:
    """An update that a post said: its officer and its editor may ask."""
    ground, of = scene.ground, scene.of
    made = ground.make(of, "update", OFFICER, "public") if scene.mine else ground.another(of, "update", OFFICER)
    return Asked({"id": made.id}, {"post": of.checker})


def _asked_to_sign_off(body: Any) -> Callable[[Scene], Asked]:
    """An update, and where it is theirs the key of the post that was asked to sign it off."""

    def ask(scene: Scene) -> Asked:
        made = scene.thing("update", "public")
        if not scene.mine:
            return Asked({"id": made.id}, body)
        address = f"{AT}/updates/{made.id}/sign-off-request"
        said(scene.ground.client.post(address, json={"post": scene.of.checker}, headers=made.key), 201)
        return Asked({"id": made.id}, body, scene.ground.key(OFFICER, scene.of.checker))

    return ask


def _post(scene: Scene) -> Asked:
    """A new post, and the key of somebody who acts for it, where that is who asks; else another council's."""
    ground = scene.ground
    if not scene.mine:
        return Asked({"id": ground.another(scene.of, "post", EDITOR).id})
    post = ground.make(scene.of, "post", EDITOR, "public")
    return Asked({"id": post.id}, key=ground.key(OFFICER, post.id) if scene.who == OFFICER else post.key)


def _mailed_post(body: Any) -> Callable[[Scene], Asked]:
    """A post with a mailbox, and the key of somebody who acts for it, where that is an officer who asks."""

    def ask(scene: Scene) -> Asked:
        ground, post = scene.ground, scene.of.checker
        if not scene.mine:
            return Asked({"id": ground.another(scene.of, "post", EDITOR).id}, body)
        return Asked({"id": post}, body, ground.key(OFFICER, post) if scene.who == OFFICER else None)

    return ask


def _handed_over(scene: Scene) -> Asked:
    """The same with who begins; an editor says who leaves too, who for an officer is themselves."""
    asked = _post(scene)
    return replace(asked, body={"to": "Alex"} | ({} if scene.who == OFFICER else {"holder": "Sam Roe"}))


def _person(scene: Scene) -> Asked:
    """Somebody new, who holds a key."""
    ground = scene.ground
    if not scene.mine:
        return Asked({"number": 1})
    body = examples.KEY_CREATE | {"holder": f"Person {next(_numbers)}"}
    made = said(ground.client.post(f"{AT}/keys", json=body, headers=ground.admin), 201)
    return Asked({"number": made["person"]})


def _account(scene: Scene) -> Asked:
    return Asked({"number": scene.ground.account() if scene.mine else 1})


def _invited(scene: Scene) -> Asked:
    """Somebody new, who is to act for a post."""
    number = next(_numbers)
    who = {"mailbox": f"person{number}@anytown.example", "holder": f"Person {number}"}
    return Asked(body=who | {"role": "officer", "covers": [scene.thing("post", "public").id]})


def _disabled_account(scene: Scene) -> Asked:
    ground, asked = scene.ground, _account(scene)
    if scene.mine:
        said(ground.client.post(f"{AT}/accounts/{asked.path['number']}/disabling", headers=ground.admin), 201)
    return asked


def _session_at_desk(scene: Scene) -> Asked:
    """A session that was begun with the key of whoever asks."""
    ground = scene.ground
    if not scene.mine:
        return Asked({"number": 1})
    key = ground.admin if scene.who == ADMIN else ground.keys[scene.of.council][scene.who]
    found = live_key(ground.engine, key["Authorization"].removeprefix("Bearer "))
    assert found
    with writing(ground.engine) as session:
        begin_write(session)
        sessions.begin(session, found[1].id, "en")
    return Asked({"number": sessions_of(ground, key)[-1]}, key=key)


def sessions_of(ground: Ground, key: Headers) -> list[int]:
    """The numbers of the sessions that somebody with this key sees, in order."""
    return [one["number"] for one in said(ground.client.get(f"{AT}/sessions", headers=key), 200)["items"]]


def _record(scene: Scene) -> Asked:
    """A compiled record, with one recommendation more each time."""
    return Asked(body=compiled(scene.of, next(_numbers)))


def _set_clock(scene: Scene) -> Asked:
    if scene.mine:
        with writing(scene.ground.engine) as session:
            session.execute(update(ClockReading).values(ahead=ClockReading.ahead + 3600 * 10**6))
    return Asked()


def _things() -> dict[str, Row]:
    """The same operations for every kind of thing."""
    rows = {}
    for kind in KINDS:
        thing, at, may = kind.thing, f"/v1/admin/{kind.plural}", OWNERS[kind.thing]
        registered = thing in REGISTERED and KEEPER not in may  # whose project has a keeper here
        if thing != "update":  # made at the address of what it is about
            rows[f"POST {at}"] = Row(MAKERS[thing], _new(thing), hidden=404 if thing == "reply" else 403)
        rows[f"GET {at}"] = Row(may, _listed(thing), instance=True)
        rows[f"GET {at}/{{id}}"] = Row(may, _of(thing))
        rows[f"PATCH {at}/{{id}}"] = Row(may, _of(thing, "draft", {"note": "Checked."}, MERGE))
        rows[f"DELETE {at}/{{id}}"] = Row(may, _of(thing, headers={"If-Match": "*"}))
        rows[f"GET {at}/{{id}}/preview"] = Row(may, _of(thing))
        rows[f"GET {at}/{{id}}/times"] = Row(may, _of(thing))
        rows[f"POST {at}/{{id}}/exemption"] = Row(may, _exempted(thing))
        rows[f"POST {at}/{{id}}/publication"] = Row(may, _of(thing), admin=registered)
        rows[f"POST {at}/{{id}}/return"] = Row(may, _of(thing, "scheduled", {"note": "Say more."}))
        rows[f"POST {at}/{{id}}/withdrawal"] = Row(
            may, _of(thing, "public", {"reason": "It was not so."}), admin=registered
        )
    return rows


@dataclass(frozen=True)
class Way:
    """What somebody may who acts for a post in a way of their own; `lasts` where no day ends it."""

    sees: bool
    says: bool
    lasts: bool


# Each is tried by a test of its name (`tests/desk/test_ways_of_acting.py`). Who it is stays inside, whichever it is.
WAYS: dict[str, Way] = {
    "interim": Way(sees=True, says=True, lasts=False),
    "acting_up": Way(sees=True, says=True, lasts=False),
    "job_share": Way(sees=True, says=True, lasts=True),
    "cover": Way(sees=True, says=True, lasts=True),
    "shared_mailbox": Way(sees=True, says=True, lasts=True),
    "political_lead": Way(sees=True, says=False, lasts=True),
}

SAYS = {"progress": "under_way", "summary": "Two of the five streets are open."}
NEWS = {"summary": "Two of the five streets are open."}
CSV = {"Content-Type": "text/csv"}
DATE = examples.NEW_DATE | {"publish": False}
# The secret in a link of a reminder is the key: it is good for what was asked about, and for nothing else.
BY_LINK = {f"GET {AT}/answers/{{secret}}", f"POST {AT}/answers/{{secret}}"}
ROWS: dict[str, Row] = _things() | {
    # What an officer, a project's keeper and an organisation's editor say.
    f"POST {AT}/recommendations/{{id}}/updates": Row((OFFICER,), _about(_item, SAYS)),
    f"POST {AT}/projects/{{id}}/updates": Row((OFFICER, KEEPER, EDITOR), _about(_project, NEWS)),
    f"POST {AT}/assemblies/{{id}}/updates": Row((EDITOR,), _about(_assembly, NEWS)),
    f"GET {AT}/recommendations/{{id}}/updates": Row(OWNERS["update"], _said_of(_item, OFFICER), instance=True),
    f"GET {AT}/projects/{{id}}/updates": Row(OWNERS["update"], _said_of(_project, KEEPER), instance=True),
    f"GET {AT}/assemblies/{{id}}/updates": Row(OWNERS["update"], _said_of(_assembly, EDITOR), instance=True),
    f"POST {AT}/updates/{{id}}/correction": Row((OFFICER, KEEPER, EDITOR), _of("update", "public", SAYS)),
    f"GET {AT}/organisations/{{id}}/holds": Row((EDITOR,), _of("organisation", "public")),
    f"GET {AT}/organisations/{{id}}/translation-rule": Row((EDITOR,), _of("organisation", "public")),
    f"POST {AT}/organisations/{{id}}/translation-rule": Row(
        (EDITOR,), _of("organisation", "public", body={"languages": []})
    ),
    f"POST {AT}/translations": Row((EDITOR, OFFICER, CONVENOR, PANEL, KEEPER), _to_translate),
    f"GET {AT}/organisations/{{id}}/exemptions": Row((EDITOR,), _of("organisation", "public")),
    f"GET {AT}/sign-offs": Row((OFFICER, EDITOR), instance=True),
    f"POST {AT}/updates/{{id}}/sign-off-request": Row((OFFICER, EDITOR), _to_be_signed_off, admin=False),
    f"POST {AT}/updates/{{id}}/sign-off": Row((OFFICER,), _asked_to_sign_off({}), admin=False),
    f"POST {AT}/updates/{{id}}/sign-off-refusal": Row((OFFICER,), _asked_to_sign_off({"note": "No."}), admin=False),
    f"POST {AT}/recommendations/{{id}}/confirmation": Row((OFFICER,), _about(_item, {"publish": False})),
    f"POST {AT}/recommendations/{{id}}/date": Row((OFFICER,), _about(_item, DATE)),
    f"POST {AT}/confirmations": Row(
        (OFFICER,), lambda scene: Asked(body={"recommendations": [scene.of.item]}), admin=False
    ),
    # What is due, and the sheet of it.
    f"GET {AT}/due": Row((OFFICER, EDITOR), instance=True),
    f"GET {AT}/due.ics": Row((OFFICER, EDITOR), instance=True),
    f"GET {AT}/sheet": Row((OFFICER, EDITOR), instance=True),
    f"POST {AT}/sheet": Row((OFFICER,), _sheet, instance=True),
    # Handing over, and what an election or a reorganisation changes.
    f"GET {AT}/organisations/{{id}}/release-rule": Row((EDITOR,), _of("organisation", "public")),
    f"POST {AT}/organisations/{{id}}/release-rule": Row((EDITOR,), _of("organisation", "public", {"next_after": 3})),
    f"GET {AT}/posts/{{id}}/absence": Row((OFFICER, EDITOR), _about(_own_post, None)),
    f"POST {AT}/posts/{{id}}/absence": Row((OFFICER, EDITOR), _about(_own_post, {"until": "2998-01-01"})),
    f"POST {AT}/overlap-checks": Row((EDITOR,), _planned, hidden=403, writes=False),
    f"GET {AT}/engagements/{{id}}/groups": Row((EDITOR,), _of("engagement")),
    f"POST {AT}/engagements/{{id}}/groups": Row((EDITOR,), _of("engagement", "draft", {"groups": []})),
    f"POST {AT}/organisations/{{id}}/group-invitation": Row((EDITOR,), _group, instance=True),
    f"GET {AT}/organisations/{{id}}/plans-shown": Row((EDITOR,), _of("organisation", "public")),
    f"POST {AT}/organisations/{{id}}/plans-shown": Row((EDITOR,), _of("organisation", "public", {"organisations": []})),
    f"GET {AT}/posts/{{id}}/mail-languages": Row((EDITOR, OFFICER), _mailed_post(None)),
    f"POST {AT}/posts/{{id}}/mail-languages": Row((EDITOR, OFFICER), _mailed_post({"languages": ["cy"]})),
    f"GET {AT}/posts/{{id}}/holdings": Row((EDITOR, OFFICER), _post),
    f"POST {AT}/posts/{{id}}/handover": Row((EDITOR, OFFICER), _handed_over),
    f"POST {AT}/accountabilities/{{id}}/handover": Row((EDITOR,), _next_post),
    f"POST {AT}/assemblies/{{id}}/promises/{{number}}/standing": Row((EDITOR,), _promise),
    f"POST {AT}/organisations/{{id}}/holds": Row((EDITOR,), _hold),
    f"POST {AT}/declarations/{{id}}/invitation": Row((EDITOR, KEEPER), _partner, admin=False),
    f"POST {AT}/declarations/{{id}}/sheets": Row((EDITOR, KEEPER), _facilitator, admin=False),
    f"POST {AT}/organisations/{{id}}/of-itself": Row(
        (EDITOR,), _of("organisation", "public", body={"run_by_people": False})
    ),
    f"POST {AT}/organisations/{{id}}/succession": Row((), _next_organisation),
    f"POST {AT}/projects/{{id}}/succession": Row((KEEPER, EDITOR), _next_plan),
    # Of any kind, and the lists to work from.
    f"POST {AT}/releases": Row((EDITOR, OFFICER, CONVENOR, PANEL, KEEPER), _several),
    f"GET {AT}/worklist": Row((EDITOR, OFFICER, CONVENOR, PANEL, KEEPER), _listed(), instance=True),
    f"GET {AT}/audit": Row((EDITOR,), _listed(), instance=True),
    # The instance.
    f"GET {AT}/keys": Row((), instance=True),
    f"POST {AT}/keys": Row((), lambda _: Asked(body=examples.KEY_CREATE), instance=True),
    f"GET {AT}/keys/{{number}}": Row((), _key, instance=True),
    f"POST {AT}/keys/{{number}}/revocation": Row((), _key, instance=True),
    f"GET {AT}/people": Row((), instance=True),
    f"POST {AT}/people/{{number}}/departure": Row((), _person, instance=True),
    f"GET {AT}/accounts": Row((), instance=True),
    f"POST {AT}/accounts": Row((EDITOR,), _invited),
    f"GET {AT}/sessions": Row((EDITOR, OFFICER, CONVENOR, PANEL, KEEPER, RECORD_KEEPER), instance=True),
    f"POST {AT}/sessions/{{number}}/ending": Row(
        (EDITOR, OFFICER, CONVENOR, PANEL, KEEPER, RECORD_KEEPER), _session_at_desk, instance=True
    ),
    f"GET {AT}/accounts/{{number}}": Row((), _account, instance=True),
    f"POST {AT}/accounts/{{number}}/disabling": Row((), _account, instance=True),
    f"POST {AT}/accounts/{{number}}/enabling": Row((), _disabled_account, instance=True),
    f"GET {AT}/clock": Row((), instance=True),
    f"POST {AT}/clock/resumption": Row((), _set_clock, instance=True),
    f"GET {AT}/records": Row((), instance=True),
    f"POST {AT}/records": Row((RECORD_KEEPER,), _record, hidden=403),
    f"POST {AT}/elections": Row((), lambda _: Asked(body=examples.ELECTIONS, headers=CSV), instance=True),
    f"GET {AT}/erasures": Row((), instance=True),
    f"POST {AT}/erasures": Row((), _publication, instance=True),
    f"GET {AT}/erasures/{{sequence}}": Row((), _erasure, instance=True),
    f"POST {AT}/erasures/{{sequence}}/purge": Row((), _erasure, instance=True),
    f"POST {AT}/redactions": Row((EDITOR, OFFICER, CONVENOR, PANEL, KEEPER), _words),
    f"POST {AT}/audit/{{number}}/redaction": Row((), _entry, instance=True),
    f"POST {AT}/reminders/redaction": Row((), lambda _: Asked(body=examples.MAILBOX_REDACTION), instance=True),
}
