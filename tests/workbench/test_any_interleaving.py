"""Any interleaving of what people do: whatever is public was released by somebody who may, and not before its time.

What the test remembers is its own: which words stand in which working copy, who asked for them to be public, and what
was released for when. Every publication is held against that, and nothing else may be on any public address.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from api.publishing.verify import faults_of_record
from api.scheduler import publish_all_due
from api.sign_in import auth
from db.models.record import Body, Publication
from db.models.workbench import WorkingCopy
from db.session import begin_write, reading, writing
from db.vocabulary import Role
from tests.api.test_nothing_unpublished import public_addresses
from tests.builders import (
    ASSEMBLY,
    POST,
    accountability,
    clock,
    groundwork,
    item,
    organisation,
    post,
    put,
    recommendation,
)
from tests.conftest import client_of, copied

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
SPEAKERS = {council: may - {"admin"} for council, may in MAY.items()}  # an administrator speaks for nobody
BEGAN = datetime(2027, 1, 4, 12, tzinfo=UTC)
WORD = re.compile(r"word\d{4}")


class Asked(NamedTuple):
    """Words that somebody asked to be public."""

    word: str
    who: str
    at: datetime | None = None  # not before
    reason: bool = False  # one was given to pass a hold
    upkeep: bool = False  # a hold does not bear on it


class Cleared(NamedTuple):
    """Words that somebody released: from when they are public, and whether a hold keeps them back."""

    word: str
    at: datetime
    passes: bool
    who: str = ""  # released it, and must still be able to say it then


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
    text: dict[str, str] = field(default_factory=dict)  # the word in each working copy
    public: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # words once published of each
    standing: set[str] = field(default_factory=set)
    corrections: set[str] = field(default_factory=set)
    asked_holds: dict[str, tuple[date, date]] = field(default_factory=dict)  # by the word each is called by
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

    def granted(self, thing: str, asked: Asked) -> None:
        """A request to publish was granted: where a second person releases, the first has only submitted."""
        council, before = self.council[thing], self.waits.pop(thing, None)
        assert asked.who in (MAY if thing in ITEMS else SPEAKERS)[council] - self.revoked
        if council == SECOND and before is None:
            self.waits[thing] = asked
            return
        first = before or asked
        assert before is None or before.who != asked.who
        passes = first.upkeep or ((asked.reason or first.reason) and thing in self.corrections)
        self.cleared[thing] = Cleared(first.word, asked.at or first.at or self.now, passes, asked.who)

    def changed(self, thing: str) -> None:
        """What anybody had asked for, or released, is so no more."""
        self.waits.pop(thing, None)
        self.cleared.pop(thing, None)

    def held(self, council: str, day: date) -> bool:
        return any(begins <= day <= ends for begins, ends in self.holds[council])


def world(engine: Engine) -> World:
    made = World(engine, client_of(engine), council={SELF: SELF, SECOND: SECOND})
    with clock("2027-01-01"):
        made.sequence = put(
            engine,
            *groundwork(),
            organisation(SECOND, "Eastmere Council", release="second_person"),
            post(EAST_POST, organisation=SECOND),
            post(OTHER_POST),
            recommendation(1),
            recommendation(2),
            accountability(item(1)),
            accountability(item(2), EAST_POST, organisation=SECOND),
        )[-1]
        with writing(engine) as session:
            begin_write(session)
            for who, (role, covers) in KEYS.items():
                key, secret = auth.new_key(session, role, covers, None, 3650)
                made.keys[who] = (key.id, {"Authorization": f"Bearer {secret}"})
    return made


# What people do. Each takes who does it, and two numbers that choose to what and how.


def write(here: World, who: str, one: int, other: int) -> None:
    council, word = (SELF, SECOND)[one % 2], here.word()
    body = {"summary": word, "progress": "under_way", "publish": bool(other % 2)}
    if who == "admin":
        body["post"] = POST if council == SELF else EAST_POST
    _made(here, who, council, here.ask(who, "POST", f"/recommendations/{ITEMS[council]}/updates", body), word, body)


def correct(here: World, who: str, one: int, other: int) -> None:
    of = _chosen(here, one)
    if of is None:
        return
    word = here.word()
    body = {"summary": word, "publish": bool(other % 2)}
    made = here.ask(who, "POST", f"/updates/{of}/correction", body)
    if made is not None:
        assert of in here.standing
        here.corrections.add(made["id"])
    _made(here, who, here.council[of], made, word, body)


def _made(here: World, who: str, council: str, made: Any, word: str, body: Any) -> None:
    if made is not None:
        here.council[made["id"]], here.text[made["id"]] = council, word
        if body["publish"]:
            here.granted(made["id"], Asked(word, who))


def edit(here: World, who: str, one: int, other: int) -> None:
    """Into new words, or back into words that it had before."""
    thing = _chosen(here, one)
    if thing is None:
        return
    before = sorted(here.public[thing])
    word = before[other % len(before)] if before and other % 3 == 0 else here.word()
    if here.ask(who, "PATCH", f"/updates/{thing}", {"summary": {"en": word}}) is not None:
        assert who in MAY[here.council[thing]]
        here.text[thing] = word
        here.changed(thing)


def release(here: World, who: str, one: int, other: int) -> None:
    thing = _chosen(here, one)
    if thing is None:
        return
    at = here.now + timedelta(days=other % 4) if other % 4 else None
    body = ({"at": at.isoformat()} if at else {}) | ({"hold_reason": "Miscounted."} if other % 5 == 0 else {})
    if here.ask(who, "POST", f"/updates/{thing}/publication", body) is not None:
        here.granted(thing, Asked(here.text[thing], who, at, "hold_reason" in body))


def release_many(here: World, who: str, one: int, other: int) -> None:
    chosen = {thing: None for number in (one, other) if (thing := _chosen(here, number))}
    if chosen and here.ask(who, "POST", "/releases", {"things": list(chosen)}) is not None:
        for thing in chosen:
            here.granted(thing, Asked(here.text[thing], who))


def send_back(here: World, who: str, one: int, other: int) -> None:
    thing = _chosen(here, one) if other % 4 else (SELF, SECOND)[one % 2]
    if thing is None:
        return
    kind = "organisations" if thing in ITEMS else "updates"
    if here.ask(who, "POST", f"/{kind}/{thing}/return", {"note": "Which streets?"}) is not None:
        assert who in MAY[here.council[thing]]
        assert thing in here.waits.keys() | here.cleared.keys()
        here.changed(thing)


def withdraw(here: World, who: str, one: int, _other: int) -> None:
    thing = _chosen(here, one)
    if thing is None:
        return
    word = here.word()
    if here.ask(who, "POST", f"/updates/{thing}/withdrawal", {"reason": {"en": word}}) is not None:
        assert thing in here.standing
        here.changed(thing)
        here.granted(thing, Asked(word, who, upkeep=True))


def hold(here: World, who: str, one: int, other: int) -> None:
    """From a day to come on which none began."""
    council, word = (SELF, SECOND)[one % 2], here.word()
    begins = (here.now + timedelta(days=1 + other % 2)).date()
    ends = begins + timedelta(days=other % 3)
    if any(begins == days[0] for days in here.asked_holds.values()):
        return
    body = {"begins": {"value": str(begins)}, "ends": {"value": str(ends)}, "occasion": {"en": word}, "publish": True}
    if here.ask(who, "POST", f"/organisations/{council}/holds", body) is not None:
        assert who in {"editor", "admin"}
        here.asked_holds[word] = (begins, ends)
        here.granted(council, Asked(word, who, upkeep=True))


def release_hold(here: World, who: str, _one: int, _other: int) -> None:
    if here.ask(who, "POST", f"/organisations/{SECOND}/publication", {}) is not None:
        assert who in {"editor", "admin"}
        here.granted(SECOND, Asked("", who, upkeep=True))


def revoke(here: World, who: str, one: int, other: int) -> None:
    victim = ("first", "second", "editor")[one % 3]
    if other % 3 == 0 and here.ask(who, "POST", f"/keys/{here.keys[victim][0]}/revocation", None) is not None:
        assert who == "admin"
        here.revoked.add(victim)


def wait(here: World, _who: str, _one: int, other: int) -> None:
    """Hours or days pass, and the server looks for what is due."""
    here.now += timedelta(hours=(7, 24, 36)[other % 3])
    with clock(here.now.isoformat()[:19]):
        publish_all_due(here.engine)
    for thing, (_, at, passes, by) in list(here.cleared.items()):
        if by in here.revoked and at <= here.now and (passes or not here.held(here.council[thing], here.now.date())):
            here.changed(thing)  # it went back: nobody who may say it releases it any more


def _chosen(here: World, number: int) -> str | None:
    updates = [thing for thing in here.council if thing not in ITEMS][-3:]
    return updates[number % len(updates)] if updates else None


# What must hold after each of them.


def judge(here: World) -> None:
    """Each new publication is of words that somebody released for now; and what was released for now is public."""
    with reading(here.engine) as session:
        new = session.execute(
            select(Publication, Body.body)
            .join(Body, Body.sequence == Publication.sequence)
            .where(Publication.sequence > here.sequence)
            .order_by(Publication.sequence)
        ).all()
        copies = {copy.thing: copy for copy in session.scalars(select(WorkingCopy))}
        session.expunge_all()
    for row, body in new:
        here.sequence = row.sequence
        _judge_one(here, row, WORD.findall(body.decode()))
    for thing, (_, at, passes, _who) in here.cleared.items():
        assert at > here.now or (not passes and here.held(here.council[thing], here.now.date())), thing
    for thing, copy in copies.items():
        _judge_copy(here, thing, copy)


def _judge_one(here: World, row: Any, words: list[str]) -> None:
    thing, council = row.thing, here.council[row.thing]
    word, at, passes, who = here.cleared.pop(thing)
    assert who not in here.revoked
    assert word in words
    assert set(words) - {word} <= (here.public[thing] if thing in ITEMS else set())
    assert at <= here.now
    assert passes or not here.held(council, here.now.date())
    here.public[thing].add(word)
    if word in here.asked_holds:
        here.holds[council].append(here.asked_holds[word])
    (here.standing.discard if row.nature == "withdrawal" else here.standing.add)(thing)


def _judge_copy(here: World, thing: str, copy: WorkingCopy) -> None:
    """It is in a state that can be, and that is the one the test remembers."""
    waits, cleared = thing in here.waits, thing in here.cleared
    assert (copy.state == "submitted") == waits, thing
    assert (copy.state == "scheduled") == cleared, thing
    assert (copy.submitted_by is not None) == (waits or (cleared and here.council[thing] == SECOND))
    released = copy.released_by is not None
    assert released == (cleared or copy.state == "clean") or (thing in ITEMS and copy.state == "clean")
    assert copy.withdrawal is None or copy.state in {"submitted", "scheduled"}
    assert not copy.spoken_by or copy.state == "submitted"
    assert copy.publish_at is None or copy.state in {"submitted", "scheduled"}
    if cleared and here.council[thing] == SECOND:
        assert copy.submitted_by != copy.released_by
    if thing not in ITEMS:
        assert WORD.findall(copy.body.decode()) == [here.text[thing]]
        assert copy.state != "clean" or thing in here.standing


def scan(here: World) -> None:
    """No public address has other words than those that were published."""
    known = {word for words in here.public.values() for word in words}
    near = {"recommendations": [*ITEMS.values()], "organisations": [*ITEMS], "assemblies": [ASSEMBLY], "posts": [POST]}
    for path in public_addresses():
        if path in {"/openapi.json", "/docs"}:  # which read no record, and take long
            continue
        ids = next((ids for kind, ids in near.items() if f"/{kind}/{{" in path), [] if "{" in path else [""])
        for id_ in ids:
            answer = here.client.get(path.replace("{id}", id_), params={"limit": 200})
            assert set(WORD.findall(answer.text)) <= known, path


ACTS: dict[str, Callable[[World, str, int, int], None]] = {
    one.__name__: one
    for one in (write, correct, edit, release, release_many, send_back, withdraw, hold, release_hold, revoke, wait)
}
OFTEN = [*ACTS, "write", "edit", "release", "release", "release", "withdraw", "hold", "wait"]
WHO = [*KEYS, "first", "second", "editor"]
TURNS = 150


@pytest.mark.parametrize(("database", "examples"), [("sqlite", 6), ("postgresql", 4)], indirect=["database"])
def test_any_interleaving(
    database: str, examples: int, templates: dict[str, str], postgres: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("interleavings")

    @settings(max_examples=examples, phases=[Phase.generate])
    @given(st.randoms(use_true_random=True))  # long runs of acts that differ, rather than short ones made simple
    def check(chance: Random) -> None:
        with copied(f"{database}-empty", templates, postgres, folder) as engine:
            here = world(engine)
            for _ in range(TURNS):
                act, who = ACTS[chance.choice(OFTEN)], chance.choice(WHO)
                with clock(here.now.isoformat()[:19]):
                    act(here, who, chance.randrange(60), chance.randrange(60))
                with clock(here.now.isoformat()[:19]):
                    judge(here)
            scan(here)
            with reading(engine) as session:
                assert list(faults_of_record(session)) == []

    check()
