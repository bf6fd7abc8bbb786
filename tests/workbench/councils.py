"""Two councils of the example record, each with something for every role to own, and a key of each role for each.

`Ground.make` makes a thing of any kind as any role that may, over HTTP; everything it makes is new.
"""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.schemas.kinds import BY_TYPE
from api.sign_in.people import meant_or_new
from db.clock import now
from db.models.access import Account, Actor
from db.session import writing
from db.vocabulary import Role
from tests import builders
from tests.clock import travel
from tests.conftest import client_of, key_of, said

Headers = dict[str, str]
ADMIN, EDITOR, OFFICER, CONVENOR, PANEL, KEEPER, RECORD_KEEPER = Role
LATER = "2999-01-01T12:00:00Z"
MERGE = {"Content-Type": "application/merge-patch+json", "If-Match": "*"}
_COUNTED = "SELECT (SELECT count(*) FROM audit_entries), sequence FROM record_head"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Side:
    """The ids of one council's: what its keys cover, and what things are made about."""

    council: str
    post: str
    checker: str  # a post outside the line of the other
    panel: str
    scrutiny: str
    assembly: str  # has a convenor
    item: str  # a recommendation of it, for which the post answers
    kept: str  # an assembly without a convenor
    kept_item: str
    compiled: str  # an assembly whose record an archive keeps that has no key here
    works: str  # a project of the council, for which the post answers
    project: str  # a community project
    group: str  # runs it
    verdict: str  # of the panel, about the recommendation
    news: str  # about the community project
    declared: str  # the council's declaration about its project
    declared_theirs: str  # the group's, about its own

    def covers(self, role: Role) -> list[str]:
        return {
            ADMIN: [],
            EDITOR: [self.council, self.scrutiny],
            OFFICER: [self.post],
            CONVENOR: [self.assembly],
            PANEL: [self.panel],
            KEEPER: [self.project],
            RECORD_KEEPER: [self.compiled],
        }[role]


class Made(NamedTuple):
    """A thing, and the key of whoever owns it."""

    id: str
    key: Headers


def side(council: str) -> Side:
    return Side(
        council=council,
        post=f"{council}-head-of-trees",
        checker=f"{council}-auditor",
        panel=f"{council}-tree-panel",
        scrutiny=f"{council}-scrutiny",
        assembly=f"{council}-trees-2026",
        item=f"{council}-trees-2026-1",
        kept=f"{council}-parks-2026",
        kept_item=f"{council}-parks-2026-1",
        compiled=f"{council}-ponds-2026",
        works=f"{council}-tree-planting",
        project=f"{council}-planters-nursery",
        group=f"{council}-planters",
        verdict=f"{council}-trees-2026-verdict",
        news=f"{council}-planters-nursery-bcdfgh",
        declared=f"{council}-tree-planting-bcdfgh",
        declared_theirs=f"{council}-planters-nursery-jklmnp",
    )


def groundwork(of: Side) -> list[dict[str, Any]]:
    """A record document for each of its assemblies."""
    kept_by = {"organisation": of.council, "capacity": "answering_body"}
    own = {"commissioned_by": of.council, "keeper": kept_by, "promises": [builders.promise("report", by=of.council)]}
    by_group = builders.speaker(of.group, capacity="project")
    first = [
        builders.assembly(of.assembly, **own),
        builders.organisation(of.panel, "Tree panel", kind="members_panel"),
        builders.organisation(of.group, "Planters", kind="community_group", declares=True),
        builders.organisation(of.scrutiny, "Scrutiny", kind="scrutiny"),
        builders.post(of.post, "Head of Trees", organisation=of.council),
        builders.post(
            of.checker,
            "Auditor",
            organisation=of.council,
            reports_to=f"{of.checker}s",
            contact=f"checks@{of.council}.example",
        ),
        builders.post(f"{of.checker}s", "Chief auditor", organisation=of.council),
        *(builders.recommendation(number, assembly=of.assembly) for number in (1, 2)),
        builders.project(of.works, "Tree planting", kind="council_action", lead=of.council),
        builders.project(of.project, "Tree nursery", lead=of.group, keeper=of.group),
        *(builders.accountability(id_, of.post, organisation=of.council) for id_ in (of.item, of.works)),
        builders.update(of.project, None, "2026-05-01", id=of.news, said_by=by_group, entered_by=by_group),
        builders.declaration(of.council, of.works, id=of.declared),
        builders.declaration(of.group, of.project, "community_led", id=of.declared_theirs),
        builders.verdict(
            "verdict", "partly", "2026-05-02", id=of.verdict, assembly=of.assembly, recommendation=of.item, by=of.panel
        ),
    ]
    second = [builders.assembly(of.kept, **own), builders.recommendation(1, assembly=of.kept)]
    return [
        {
            "format": "assembly-record/1",
            "assembly": things[0].id,
            "things": [one.model_dump(exclude_none=True) for one in things],
        }
        for things in (first, second)
    ] + [compiled(of)]


def compiled(of: Side, recommendations: int = 1) -> dict[str, Any]:
    """The document of a compiled record, with so many recommendations."""
    archive = f"{of.council}-archive"
    things = [
        builders.organisation(archive, "Archive", kind="charity"),
        builders.assembly(
            of.compiled,
            commissioned_by=of.council,
            keeper={"organisation": archive, "capacity": "compiler", "checked_to": {"value": "2026-06-01"}},
        ),
        *(builders.recommendation(number, assembly=of.compiled) for number in range(1, recommendations + 1)),
    ]
    return {
        "format": "assembly-record/1",
        "assembly": of.compiled,
        "things": [one.model_dump(exclude_none=True) for one in things],
    }


def creation(of: Side, kind: str, role: Role) -> tuple[str, dict[str, Any]]:
    """The address and body by which a role makes a thing of a kind about what is this side's."""
    number = next(_numbers)
    about = {
        OFFICER: ("recommendations", of.item),
        KEEPER: ("projects", of.project),
        EDITOR: ("assemblies", of.assembly),
    }
    if kind == "update":
        plural, id_ = about[role]
        progress = {"progress": "under_way"} if role == OFFICER else {}
        return f"/v1/admin/{plural}/{id_}/updates", {"summary": "Two of five are planted.", **progress}
    members = role == CONVENOR
    assembly = of.assembly if members else of.kept
    replied = {OFFICER: of.verdict, KEEPER: of.news, CONVENOR: of.verdict, EDITOR: of.verdict}
    bodies: dict[str, dict[str, Any]] = {
        "organisation": {
            "id": f"{of.council}-charity-{number}",
            "kind": "charity",
            "name": "A charity",
            "language": "en",
        },
        "post": {"id": f"{of.council}-post-{number}", "organisation": of.council, "kind": "officer", "name": "Post"},
        "assembly": {
            "id": f"{of.council}-assembly-{number}",
            "form": "jury",
            "name": "A jury",
            "commissioned_by": of.council,
            "keeper": {"organisation": of.council, "capacity": "answering_body"},
            "promises": [builders.promise("report", by=of.council)],
        },
        "engagement": {
            "id": f"{of.council}-survey-{number}",
            "form": "survey",
            "name": "A survey",
            "commissioned_by": of.council,
        },
        "declaration": {
            "about": of.project if role == KEEPER else of.works,
            "by": of.group if role == KEEPER else of.council,
            "level": "co_design",
        },
        "testimony": {
            "about": of.declared_theirs if role == KEEPER else of.declared,
            "by": {KEEPER: of.group, PANEL: of.panel}.get(role, of.council),
            "stages": [{"work_stage": "decision", "pen": "jointly"}],
        },
        "recommendation": {
            "id": f"{assembly}-new-{number}",
            "assembly": assembly,
            "reference": f"N{number}",
            "position": number,
            "kind": "recommendation",
            "standing": "adopted",
            "title": "Plant more",
            "title_basis": {"basis": "verbatim"},
        },
        "lineage": {
            "id": f"{of.assembly}-lineage-{number}",
            "assembly": of.assembly,
            "kind": "rewording" if members else "taken_up_as_project",
            "came_from": [of.item],
            "became": [f"{of.assembly}-2" if members else of.works],
            "by": "members" if members else "council",
            "members": "agreed",
        },
        "response": {
            "id": f"{of.assembly}-answer-{number}",
            "assembly": of.assembly,
            "by": of.council,
            "response": "accepted",
            "date": "2026-10-07",
        },
        "project": {
            "id": f"{of.council}-project-{number}",
            "kind": "council_action",
            "name": "Benches",
            "lead": of.council,
            "stage": "planned",
        },
        "contribution": {
            "project": of.project if role == KEEPER else of.works,
            "assembly": of.assembly,
            "kind": "partly_delivers",
            "made_by": "project" if role == KEEPER else "council",
            "ground": "explicit",
        },
        "accountability": {
            "about": of.item,
            "organisation": of.council,
            "post": of.post,
            "role": "responsible",
            "begins": "2026-01-01",
            "ground": "explicit",
        },
        "verdict": {
            "id": f"{of.assembly}-verdict-{number}",
            "assembly": of.assembly,
            "of": "process",
            "by": of.panel if role == PANEL else of.scrutiny,
            "assessor": "members" if role == PANEL else "scrutiny",
            "sources": [{"address": "https://minutes.example/7"}],
            "verdict": "mostly",
            "date": "2026-10-01",
        },
        "reply": {"about": replied.get(role, of.verdict), "text": "We see it otherwise."},
        "tally": {
            "id": f"{of.assembly}-tally-{number}",
            "assembly": of.assembly,
            "by": of.council,
            "counted": "Actions",
            "counts": [{"label": {"en": "Done"}, "count": 2}],
            "date": "2026-10-01",
        },
    }
    return f"/v1/admin/{BY_TYPE[kind].plural}", bodies[kind]


class Ground:
    """The application on a database with both councils' ground laid."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.client: TestClient = client_of(engine)
        self.ours, self.others = side("anytown"), side("newshire")
        self.admin = key_of(engine, ADMIN, holder="An administrator")
        for of in (self.ours, self.others):
            for document in groundwork(of):
                said(self.client.post("/v1/admin/records", json=document, headers=self.admin), 201)
        self.keys = {of.council: self._keys(of) for of in (self.ours, self.others)}
        self.seconds = {of.council: self.key(EDITOR, of.council, holder="A second") for of in (self.ours, self.others)}
        with travel(now() - timedelta(days=9)):
            self.expired = {role: key_of(engine, role, *self.ours.covers(role), days=8) for role in Role}
        self.revoked = {role: self._revoked(role) for role in Role}
        self._kept: dict[tuple[Side, str, Role], Made] = {}
        # Nothing of it is public, and drafts name only what is: so that each is of its own.
        draft = {kind: self.make(self.others, kind, role).id for kind, role in _DRAFTS.items()}
        self.hidden = replace(
            self.others,
            council=draft["organisation"],
            scrutiny=draft["organisation"],
            post=draft["post"],
            assembly=draft["assembly"],
            kept=draft["assembly"],
            compiled=draft["assembly"],
            item=draft["recommendation"],
            works=draft["project"],
            project=draft["project"],
            verdict=draft["verdict"],
            news=draft["update"],
            declared=draft["declaration"],
            declared_theirs=draft["declaration"],
        )
        self.nothing = replace(
            side("newshire-nothing"), panel=self.others.panel, group=self.others.group, scrutiny=self.others.scrutiny
        )

    def another(self, of: Side, kind: str, who: Role) -> Made:
        """A thing that stays as it is, made by somebody with this role there: public, not, or not there at all."""
        if of is self.nothing:
            return Made(f"{of.item}-bcdfgh", {})
        if (of, kind, who) not in self._kept:
            draft = of is self.hidden
            maker = MAKER.get(kind, who) if draft and (kind, who) in _COVERED else who
            made = self.make(self.others if draft else of, kind, maker, "draft" if draft else "public")
            self._kept[of, kind, who] = made
        return self._kept[of, kind, who]

    def of_others(self, kind: str) -> set[str]:
        """The ids of the other council's things of a kind, public and not."""
        return {made.id for (of, thing, _), made in self._kept.items() if thing == kind and of is not self.ours}

    def account(self) -> int:
        """Somebody who signed in at a provider; returns the number of their account."""
        with writing(self.engine) as session:
            actor = Actor(kind="account", person=meant_or_new(session, "Sam Roe", None, ("holder", "person")).id)
            session.add(actor)
            session.flush()
            seen = now()
            who = {"issuer": "https://id.example", "subject": f"{actor.id}", "login": f"sam{actor.id}@anytown.example"}
            session.add(Account(id=actor.id, **who, created_at=seen, seen_at=seen, ends_at=seen))
            return actor.id

    def key(self, role: Role, *covers: str, holder: str = "A test") -> Headers:
        """A new key, made over HTTP."""
        body = {"role": role.value, "covers": list(covers), "holder": holder}
        secret = said(self.client.post("/v1/admin/keys", json=body, headers=self.admin), 201)["secret"]
        return {"Authorization": f"Bearer {secret}"}

    def make(self, of: Side, kind: str, role: Role, state: str = "draft") -> Made:
        """A new thing of a side's in this state: `draft`, `public`, or `scheduled`."""
        if (kind, role) in _COVERED:
            made = self._covered(of, kind, role)
            if state != "public":
                changed = self.client.patch(
                    f"/v1/admin/{BY_TYPE[kind].plural}/{made.id}",
                    content=json.dumps({"note": "Checked."}),
                    headers=made.key | MERGE,
                )
                said(changed, 200)
        else:
            address, body = creation(of, kind, role)
            key = self.keys[of.council][role]
            made = Made(said(self.client.post(address, json=body, headers=key), 201)["id"], key)
            if state == "public":
                self.publish(kind, made)
        if state == "scheduled":
            address = f"/v1/admin/{BY_TYPE[kind].plural}/{made.id}/publication"
            said(self.client.post(address, json={"at": LATER}, headers=made.key), 201)
        return made

    def publish(self, kind: str, made: Made) -> Any:
        """Publish a draft, with another editor of the council where a second person is to release it."""
        address = f"/v1/admin/{BY_TYPE[kind].plural}/{made.id}/publication"
        answer = said(self.client.post(address, headers=made.key), 201)
        if answer["state"] == "clean":
            return answer
        tried = [self.client.post(address, headers=second) for second in self.seconds.values()]
        return said(max(tried, key=lambda one: one.status_code == 201), 201)

    def counted(self) -> tuple[int, int]:
        """How many acts the audit trail holds, and where the record ends."""
        with self.engine.connect() as connection:  # no session, as it is asked before and after all that is refused
            acts, end = connection.exec_driver_sql(_COUNTED).one()
            return int(acts), int(end)

    def _covered(self, of: Side, kind: str, role: Role) -> Made:
        """A new assembly with a convenor, or a new project with a keeper of its own: what such a key covers."""
        address, body = creation(of, kind, EDITOR)
        if kind == "project":
            body |= {"id": f"{of.group}-project-{next(_numbers)}", "lead": of.group, "kind": "community_project"}
        key = self.keys[of.council][EDITOR] if kind == "assembly" else self.admin
        made = Made(said(self.client.post(address, json=body, headers=key), 201)["id"], key)
        self.publish(kind, made)
        return Made(made.id, self.key(role, made.id))

    def _keys(self, of: Side) -> dict[Role, Headers]:
        return {role: self.admin if role == ADMIN else self.key(role, *of.covers(role)) for role in Role}

    def _revoked(self, role: Role) -> Headers:
        key = self.key(role, *self.ours.covers(role))
        numbers: Sequence[Any] = said(self.client.get("/v1/admin/keys", headers=self.admin), 200)["items"]
        number = max(one["number"] for one in numbers)
        said(self.client.post(f"/v1/admin/keys/{number}/revocation", headers=self.admin), 201)
        return key


# What such a key covers is public before there is one: somebody else makes it.
_COVERED = {("assembly", CONVENOR), ("project", KEEPER), ("organisation", EDITOR)}
MAKER = {"assembly": EDITOR, "project": EDITOR, "organisation": ADMIN}
_DRAFTS = {
    "organisation": ADMIN,
    "post": EDITOR,
    "assembly": EDITOR,
    "recommendation": CONVENOR,
    "project": EDITOR,
    "verdict": PANEL,
    "update": OFFICER,
    "declaration": EDITOR,
}
