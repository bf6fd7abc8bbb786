"""Any interleaving of what people do: whatever becomes public was released by somebody who may, and not before its time.

What the test remembers is its own: which words stand in which working copy, who asked for them to be public, and what
was released for when. Every publication is held against that, and nothing else may be on any public address.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from api import auth
from api.clockwork import publish_all_due
from api.services.verify import faults_of_record
from db.models.record import Body, Publication
from db.models.workbench import WorkingCopy
from db.session import begin_write, open_engine, reading, writing
from db.vocabulary import Role
from tests.api.test_nothing_unpublished import public_addresses
from tests.builders import (
    ASSEMBLY,
    POST,
    accountability,
    assembly,
    clock,
    groundwork,
    item,
    organisation,
    post,
    put,
    recommendation,
)
from tests.conftest import client_of, copy_of, said

SELF, SECOND = "westmere", "eastmere"
ITEMS = {SELF: item(1), SECOND: item(2)}
EAST_POST, OTHER_POST = "eastmere-head-of-streets", "westmere-head-of-parks"
KEYS: dict[str, tuple[Role, list[str]]] = {
    "first": (Role.officer, [POST, EAST_POST]),
    "second": (Role.officer, [EAST_POST]),
    "editor": (Role.editor, [SELF, SECOND]),
    "admin": (Role.admin, []),
    "outsider": (Role.officer, [OTHER_POST]),
}
MAY = {SELF: {"first", "editor", "admin"}, SECOND: {"first", "second", "editor", "admin"}}
BEGAN = datetime(2027, 1, 4, 12, tzinfo=UTC)
WORD = re.compile(r"word\d{4}")


class Asked(NamedTuple):
    """Words that somebody asked to be public: who, not before when, and whether they gave a reason to pass a hold."""

    word: str
    who: str
    at: datetime | None
    reason: bool


class Cleared(NamedTuple):
    """Words that may become public, from when, and whether a hold keeps them back."""

    word: str
    at: datetime
    passes: bool


@dataclass
class World:
    """Two councils, five people, and what the test remembers of them."""

    engine: Engine
    client: TestClient
    now: datetime = BEGAN
    keys: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    council: dict[str, str] = field(default_factory=dict)  # whose each thing is
    waits: dict[str, Asked] = field(default_factory=dict)
    cleared: dict[str, Cleared] = field(default_factory=dict)
    public: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # words once published of each
    standing: set[str] = field(default_factory=set)
    corrections: set[str] = field(default_factory=set)
    hold_of: dict[str, tuple[date, date]] = field(default_factory=dict)  # by the word it is called by
    holds: dict[str, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    sequence: int = 0
    words: int = 0

    def word(self) -> str:
        self.words += 1
        return f"word{self.words:04d}"

    def ask(self, who: str, method: str, address: str, body: Any) -> Any:
        """What somebody's request is answered with; None where it is refused."""
        headers = self.keys[who][1] | ({"If-Match": "*"} if method == "PATCH" else {})
        answer = self.client.request(method, f"/v1/admin{address}", json=body, headers=headers)
        assert answer.status_code in {200, 201, 401, 403, 404, 409}, answer.text
        assert (answer.status_code == 401) == (who in self.revoked)
        return answer.json() if answer.status_code < 300 else None

    def released(self, thing: str, who: str, word: str, at: datetime | None, *, reason: bool) -> None:
        """Somebody's request to publish was granted: that submits, or releases."""
        council, before = self.council[thing], self.waits.pop(thing, None)
        assert who in MAY[council] - self.revoked
        asked = before or Asked(word, who, at, reason)
        if council == SECOND and before is None:
            self.waits[thing] = asked
            return
        if before is not None:
            assert before.who != who
        correction = thing in self.standing or thing in self.corrections
        passes = asked.word in self.hold_of or asked.word.isupper() or ((reason or asked.reason) and correction)
        self.cleared[thing] = Cleared(asked.word, at or asked.at or self.now, passes)

    def held(self, council: str, day: date) -> bool:
        return any(begins <= day <= ends for begins, ends in self.holds[council])


def world(engine: Engine) -> World:
    made = World(engine, client_of(engine))
    with clock("2027-01-01"):
        put(
            engine,
            *groundwork(),
            organisation(SECOND, "Eastmere Council", release="second_person"),
            post(EAST_POST, organisation=SECOND),
            post(OTHER_POST),
            assembly(),
            recommendation(1),
            recommendation(2),
            accountability(item(1)),
            accountability(item(2), EAST_POST, organisation=SECOND),
        )
        with writing(engine) as session:
            begin_write(session)
            for who, (role, covers) in KEYS.items():
                key, secret = auth.new_key(session, role, covers, who, 3650)
                made.keys[who] = (key.id, {"Authorization": f"Bearer {secret}"})
    made.council |= {SELF: SELF, SECOND: SECOND}
    with reading(engine) as session:
        made.sequence = max(session.scalars(select(Publication.sequence)))
    return made
