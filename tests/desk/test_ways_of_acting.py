"""Whoever acts for a post in a way of their own: for a time, beside or instead of another, from a mailbox of many."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.sign_in.links import Minted, mint
from db.clock import now, today
from db.session import begin_write, writing
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of, said
from tests.desk.visiting import SIGN_IN, Visitor
from tests.workbench.table import WAYS

HEAD, DEPUTY, LEAD = (
    f"anytown-{post}" for post in ("head-of-streets", "deputy-head-of-streets", "cabinet-member-streets")
)
ITEM, TITLE = "anytown-streets-2025-4", "Make the walk to school safe"
LOOK = "See what residents will read"


@dataclass
class Council:
    """Anytown, whose editor lets people act for its posts."""

    client: TestClient
    engine: Engine
    editor: dict[str, str]

    def lets(self, post: str, name: str, mailbox: str, status: int = 201, **more: str) -> Any:
        """An account for a mailbox that acts for a post."""
        body = {"mailbox": mailbox, "role": "officer", "covers": [post], "holder": name, **more}
        return said(self.client.post("/v1/admin/accounts", json=body, headers=self.editor), status)

    def hands(self, post: str, **body: object) -> Any:
        return said(self.client.post(f"/v1/admin/posts/{post}/handover", json=body, headers=self.editor), 201)

    def minted(self, mailbox: str) -> Minted | None:
        with writing(self.engine) as session:
            begin_write(session)
            return mint(session, mailbox)

    def comes(self, name: str, mailbox: str) -> Visitor:
        """Somebody signs in by a link to a mailbox."""
        minted = self.minted(mailbox)
        assert minted
        return Visitor(self.client).open(f"{SIGN_IN}/link/{minted.secret}").press(f"Sign in as {name}")

    def pressed(self, id_: str) -> list[str]:
        """Who did something to a thing, as its editor reads in the trail."""
        found = said(self.client.get(f"/v1/admin/audit?thing={id_}", headers=self.editor), 200)["items"]
        return [one["by"]["holder"] for one in found if one["action"] == "publish"]


@pytest.fixture
def council(client: TestClient, engine: Engine) -> Council:
    return Council(client, engine, key_of(engine, Role.editor, "anytown"))


def may(council: Council, way: str, visitor: Visitor, name: str, mailbox: str) -> None:
    """What the table has of a way: seeing, saying, and that who it is stays inside."""
    row = WAYS[way]
    assert (TITLE in visitor.open("/desk/late").read) == row.sees
    if not row.says:
        visitor.open(f"/desk/items/{ITEM}", 403)
        return
    update = says(council, visitor, f"News that is said by {way}.")
    assert update["said_by"]["post"]["id"] == (DEPUTY if way == "cover" else HEAD)
    assert council.pressed(update["id"]) == [name]
    for public in (f"/v1/recommendations/{ITEM}", f"/recommendations/{ITEM}", "/v1/changes?after=0&limit=1000"):
        text = council.client.get(public).text
        assert name not in text
        assert mailbox not in text


def says(council: Council, visitor: Visitor, news: str) -> Any:
    """The update that somebody publishes."""
    words = {"summary_en": news, "summary_cy": "Newyddion.", "when": "kept"}
    visitor.open(f"/desk/items/{ITEM}").press(LOOK, **words).press("Publish")
    found = said(council.client.get(f"/v1/recommendations/{ITEM}"), 200)["updates"]
    return next(one for one in found if one["summary"]["en"] == news)


@contextmanager
def next_morning() -> Iterator[None]:
    """Ten minutes later, which is another day."""
    with travel(now() + timedelta(minutes=10), tick=False):
        yield


@contextmanager
def late_in_the_evening() -> Iterator[None]:
    with travel(datetime.combine(today(), datetime.min.time(), now().tzinfo) + timedelta(hours=23, minutes=55)):
        yield


def ends_with_its_day(council: Council, visitor: Visitor, name: str, mailbox: str) -> None:
    """What is for a time is listed with its last day, lasts to the end of it, and no request is taken after."""
    editor = Visitor(council.client).sign_in(council.editor["Authorization"].removeprefix("Bearer "))
    assert "until" in editor.open(f"/desk/posts/{HEAD}").read
    visitor.open("/desk")
    with next_morning():
        assert visitor.open("/desk").at.startswith(SIGN_IN)
        assert council.minted(mailbox) is None, "nor is a link sent that leads to nothing"
        assert name not in editor.open(f"/desk/posts/{HEAD}").read.partition("Who can act")[2]


def test_every_way_has_a_test_of_its_name() -> None:
    assert [way for way in WAYS if f"test_{way}" not in globals()] == []


def for_a_time(council: Council, way: str, name: str) -> None:
    mailbox = f"{way}@anytown.example"
    with late_in_the_evening():
        council.lets(HEAD, name, mailbox, until=today().isoformat())
        visitor = council.comes(name, mailbox)
        may(council, way, visitor, name, mailbox)
        ends_with_its_day(council, visitor, name, mailbox)


def test_interim(council: Council) -> None:
    for_a_time(council, "interim", "Ira Interim")


def test_acting_up(council: Council) -> None:
    """The deputy acts for the head for a time; for their own post they act on when that is over."""
    with late_in_the_evening():
        council.lets(DEPUTY, "Dee Deputy", "deputy@anytown.example")
        council.lets(HEAD, "Dee Deputy", "deputy@anytown.example", until=today().isoformat())
        visitor = council.comes("Dee Deputy", "deputy@anytown.example")
        may(council, "acting_up", visitor, "Dee Deputy", "deputy@anytown.example")
        with next_morning():
            assert "Deputy Head of Streets" in visitor.open("/desk/sessions").read
            assert "Officer: Head of Streets" not in visitor.read


def test_job_share(council: Council) -> None:
    people = {"Ann First": "ann@anytown.example", "Bo Second": "bo@anytown.example"}
    council.hands(HEAD, to="Ann First", mailbox=people["Ann First"])
    told = council.hands(HEAD, to="Bo Second", mailbox=people["Bo Second"], shares=True)
    assert [(one["holder"], "ends" in one) for one in told["items"]] == [(name, False) for name in people]
    assert told["ended"] == []
    assert [one["holder"] for one in told["still_acting"]] == [*people]
    second = council.comes("Bo Second", people["Bo Second"])
    may(council, "job_share", second, "Bo Second", people["Bo Second"])
    first = says(council, council.comes("Ann First", people["Ann First"]), "Eight of eight.")
    assert council.pressed(first["id"]) == ["Ann First"]


def test_who_shares_a_post_is_said_at_the_desk(council: Council) -> None:
    council.hands(HEAD, to="Ann First")
    editor = Visitor(council.client).sign_in(council.editor["Authorization"].removeprefix("Bearer "))
    editor.open(f"/desk/posts/{HEAD}").press("Hand it over", to="Bo Second", shares="yes")
    assert "Ann First" in editor.read
    assert "Bo Second" in editor.read
    assert "nothing acted for it before" in editor.read


def test_cover(council: Council) -> None:
    """The head is away, and the deputy acts meanwhile for what they are deputy for: as their own post."""
    deputy = {"about": ITEM, "organisation": "anytown", "post": DEPUTY, "role": "deputy", "ground": "explicit"}
    body = deputy | {"publish": True}
    said(council.client.post("/v1/admin/accountabilities", json=body, headers=council.editor), 201)
    council.lets(HEAD, "Hal Head", "head@anytown.example")
    council.lets(DEPUTY, "Dee Deputy", "deputy@anytown.example")
    head, until = council.comes("Hal Head", "head@anytown.example"), today() + timedelta(days=9)
    head.open(f"/desk/posts/{HEAD}").press("Say so", away=until.isoformat())
    assert "Its deputy is written to meanwhile" in head.read
    may(
        council,
        "cover",
        council.comes("Dee Deputy", "deputy@anytown.example"),
        "Dee Deputy",
        "deputy@anytown.example",
    )
    head.press("Say so", 409, away="2020-01-01")
    assert 'href="#away"' in head.page.text
    head.open(f"/desk/posts/{HEAD}").press("Say so", away="")
    assert "This post is there again" in head.read


def test_shared_mailbox(council: Council) -> None:
    council.lets(HEAD, "The Streets inbox", "streets.team@anytown.example")
    team = council.comes("The Streets inbox", "streets.team@anytown.example")
    may(council, "shared_mailbox", team, "The Streets inbox", "streets.team@anytown.example")


def test_political_lead(council: Council) -> None:
    council.lets(LEAD, "Cass Lead", "cabinet@anytown.example")
    lead = council.comes("Cass Lead", "cabinet@anytown.example")
    may(council, "political_lead", lead, "Cass Lead", "cabinet@anytown.example")


def test_a_last_day_is_listed_and_can_be_moved_and_is_not_past(council: Council, engine: Engine) -> None:
    last = (today() + timedelta(days=90)).isoformat()
    made = council.lets(HEAD, "Ira Interim", "ira@anytown.example", until=last)
    assert made["grants"] == [{"role": "officer", "covers": HEAD, "until": last}]
    admin = key_of(engine, Role.admin)
    address = f"/v1/admin/accounts/{made['number']}"
    assert said(council.client.get(address, headers=admin), 200)["grants"] == made["grants"]
    told = council.hands(HEAD, to="Ira Interim")
    assert [one["until"] for one in told["still_acting"]] == [last]
    refused = council.lets(HEAD, "Ira Interim", "ira@anytown.example", 409, until="2020-01-01")
    assert refused["errors"][0]["pointer"] == "/until"
    council.lets(HEAD, "Ira Interim", "ira@anytown.example")
    assert "until" not in said(council.client.get(address, headers=admin), 200)["grants"][0]


@pytest.mark.usefixtures("mailbox")
def test_nobody_makes_their_own_time_longer(council: Council) -> None:
    council.lets(HEAD, "Ira Interim", "ira@anytown.example", until=today().isoformat())
    ira = council.comes("Ira Interim", "ira@anytown.example").open(f"/desk/posts/{HEAD}")
    ira.press("Hand it over", 409, to="Ira Interim", mailbox="ira@anytown.example")
    assert 'href="#to"' in ira.page.text
