"""A partner without a key answers for itself by a mailed link: changes it, takes it back, or declines unseen."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.clock import now
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of, said
from tests.desk.visiting import Visitor
from tests.mailbox import Mailbox

DECLARED, GROUP = "anytown-parks-workshops-fdqnbz", "anytown-tree-group"
MAILBOX = "trees@trees.example.org"
INVITATION = f"/v1/admin/declarations/{DECLARED}/invitation"
PUBLISH = "Publish this for our group"


@pytest.fixture
def council(engine: Engine) -> dict[str, str]:
    return key_of(engine, Role.editor, "anytown")


@pytest.fixture
def published(engine: Engine, client: TestClient) -> None:
    """The group says itself which mailbox is its own."""
    body = {"id": f"{GROUP}-desk", "organisation": GROUP, "kind": "team", "name": "The group", "contact": MAILBOX}
    key = key_of(engine, Role.editor, GROUP)
    said(client.post("/v1/admin/posts", json=body | {"publish": True}, headers=key), 201)


def asked(client: TestClient, key: dict[str, str], status: int = 201, mailbox: str = MAILBOX) -> Any:
    return said(client.post(INVITATION, json={"partner": GROUP, "mailbox": mailbox}, headers=key), status)


def link_in(mailbox: Mailbox, language: str = "en") -> str:
    words = mailbox.to(MAILBOX)[-1].get_body(("plain",)).get_content().split()
    return next(one for one in words if "/desk/pens/" in one and one.endswith(language)).removeprefix(
        "http://127.0.0.1:8000"
    )


def told(client: TestClient) -> Any:
    return said(client.get(f"/v1/declarations/{DECLARED}"), 200)


@pytest.mark.usefixtures("published")
def test_a_partner_answers_differs_changes_it_and_takes_it_back(
    client: TestClient, council: dict[str, str], mailbox: Mailbox
) -> None:
    before = told(client)
    assert asked(client, council)["published_by_itself"]
    assert told(client) == before  # nobody is named who only was asked
    partner = Visitor(client).open(link_in(mailbox))
    assert "Do not name a person." in partner.read
    partner.press(PUBLISH, 422)
    assert "Answer one of these at least" in partner.read
    partner.press(PUBLISH, pen_design="authority", answer_changed="no", text_changed="It was drawn before we came.")

    after = told(client)
    assert after["panel"]["lines"][0]["answered_by"] == "differ"
    assert after["panel"]["closing"]["en"].startswith("Anytown Council and Anytown Tree Group differ on")
    assert not partner.cookies
    partner.open(link_in(mailbox)).press(PUBLISH, pen_design="jointly", answer_changed="yes")
    assert told(client)["panel"]["closing"]["en"] == "What was shown supports this."
    partner.open(link_in(mailbox)).press("Take back what we answered")
    assert GROUP not in {one["by"]["id"] for one in told(client)["testimonies"]}
    assert told(client)["panel"] == before["panel"]


def test_what_comes_of_an_address_that_the_council_supplied_says_so_and_is_not_the_other_side(
    client: TestClient, council: dict[str, str], mailbox: Mailbox
) -> None:
    assert not asked(client, council)["published_by_itself"]
    partner = Visitor(client).open(link_in(mailbox))
    assert "says who gave us the address" in partner.read
    partner.press(PUBLISH, pen_design="authority", answer_changed="no")

    after = told(client)
    (side,) = (one for one in after["sides"] if one["testimony"] == after["testimonies"][-1]["id"])
    assert side["side"] == "beside"
    assert [one["en"] for one in side["beside_name"]] == ["written to at an address from Anytown Council"]
    assert after["panel"]["closing"]["en"] == "What was shown supports this."


def test_a_partner_declines_and_nobody_is_told(client: TestClient, council: dict[str, str], mailbox: Mailbox) -> None:
    asked(client, council)
    before, sent = told(client), len(mailbox.got)
    Visitor(client).open(link_in(mailbox)).press("We would rather not answer")
    assert told(client) == before
    assert len(mailbox.got) == sent
    seen = said(client.get(f"/v1/admin/declarations/{DECLARED}", headers=council), 200)
    assert GROUP not in str(seen)


def test_the_mail_is_in_both_languages_and_says_nothing_of_what_an_answer_would_change(
    client: TestClient, council: dict[str, str], mailbox: Mailbox
) -> None:
    asked(client, council)
    text = mailbox.to(MAILBOX)[-1].get_body(("plain",)).get_content()
    assert "Nid oes angen cyfrif." in text
    assert "No account is needed." in text
    for word in ("co-design", "support", "score", "one-sided"):
        assert word not in text.lower()
    assert "Pwy oedd yn dal y pin" in Visitor(client).open(link_in(mailbox, "cy")).read


def test_two_reminders_at_most_and_a_new_link_ends_the_one_before(
    client: TestClient, council: dict[str, str], mailbox: Mailbox
) -> None:
    asked(client, council)
    first = link_in(mailbox)
    asked(client, council)
    asked(client, council)
    assert asked(client, council, 409)["errors"][0]["rule"] == "asked-often"
    Visitor(client).open(first, 404)
    with travel(now() + timedelta(days=181)):
        Visitor(client).open(link_in(mailbox), 410)


def test_only_whoever_declared_asks_and_never_itself(
    engine: Engine, client: TestClient, council: dict[str, str], mailbox: Mailbox
) -> None:
    body = {"partner": GROUP, "mailbox": MAILBOX}
    for key in (key_of(engine, Role.editor, GROUP), key_of(engine, Role.admin)):
        assert "editor" in said(client.post(INVITATION, json=body, headers=key), 403)["detail"]
    own = said(client.post(INVITATION, json=body | {"partner": "anytown"}, headers=council), 409)
    assert own["errors"][0]["rule"] == "no-partner"
    assert not mailbox.got
