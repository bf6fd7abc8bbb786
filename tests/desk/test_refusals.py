"""Every refusal at the desk is a page in the language of whoever is refused, and says what is true for who they are."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from db.clock import now
from db.vocabulary import Role
from tests.clock import travel
from tests.desk.conftest import At
from tests.desk.test_links import KEEPER, account, admin, link_in
from tests.desk.visiting import SIGN_IN, Visitor
from tests.mailbox import Mailbox

__all__ = ["account", "admin"]
OFFICER = (Role.officer, "anytown-head-of-streets")


def form(fields: str, origin: str | None = None) -> Callable[[Visitor, int], Visitor]:
    return lambda visitor, status: visitor.send("/desk/language", [("lang", fields)], status, origin)


def page(path: str) -> Callable[[Visitor, int], Visitor]:
    return lambda visitor, status: visitor.open(path, status)


@pytest.mark.parametrize(
    ("asked", "status", "heading"),
    [
        (page("/desk/nowhere"), 404, "Does dim byd yma"),
        (page("/desk/items/anytown-nothing-2025-3"), 404, "Does dim byd yma"),
        (page("/desk/sign-out"), 405, "Does dim byd yma"),
        (page("/desk/items/NO-ID!"), 400, "Ni ellir derbyn hwn fel yr anfonwyd ef"),
        (page("/desk/admin/keys"), 403, "Gwaith rhywun arall yw hynny"),
        (form("en", "https://elsewhere.example"), 403, "Ni ellir derbyn y ffurflen hon"),
        (form("en"), 403, "Ni ellir derbyn y ffurflen hon"),
    ],
)
def test_a_refusal_is_in_the_language_of_the_session(
    at_desk: At, asked: Callable[[Visitor, int], Visitor], status: int, heading: str
) -> None:
    visitor = asked(at_desk(*OFFICER, language="cy"), status)

    assert heading in visitor.read
    assert visitor.page.headers["content-language"] == "cy"
    assert 'lang="en"' not in re.sub(r"<header.*?</header>", "", visitor.page.text, flags=re.DOTALL)


def test_a_refusal_is_in_the_language_that_was_chosen_meanwhile(at_desk: At) -> None:
    visitor = at_desk(*OFFICER).press("Cymraeg").open("/desk/nowhere", 404)
    assert "Does dim byd yma" in visitor.read
    visitor.open("/desk").press("English").open("/desk/nowhere", 404)
    assert "There is nothing here" in visitor.read


def test_whose_session_is_over_signs_in_again_in_their_language(at_desk: At) -> None:
    visitor = at_desk(*OFFICER, language="cy")
    with travel(now().replace(year=2999), tick=False):
        visitor.open("/desk")
    assert visitor.at.startswith(SIGN_IN)
    assert visitor.page.headers["content-language"] == "cy"


@pytest.mark.usefixtures("account")
def test_nobody_is_told_of_a_key_who_has_none(client: TestClient, mailbox: Mailbox) -> None:
    Visitor(client).open(SIGN_IN).press("Send me a link", mailbox=KEEPER)
    keeper = Visitor(client).open(link_in(mailbox.got[0])).press("Sign in as Jo Bloggs")
    keeper.open("/desk/admin/keys", 403)

    assert "what you are here as may not do this. Who may: Administrator" in keeper.read
    assert not re.search(r"\bkey\b", keeper.read, re.IGNORECASE)
