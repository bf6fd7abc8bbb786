"""What the tests of reminders share: a council with one thing due, its posts and their mailboxes, and its mails."""

from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core.mail import send
from api.reminders.reminders import Report, remind
from db.vocabulary import Role
from tests.builders import (
    COUNCIL,
    POST,
    accountability,
    changed,
    clock,
    groundwork,
    post,
    put,
    recommendation,
    update,
)
from tests.conftest import key_of
from tests.mailbox import Mailbox

DEPUTY, DESK, CABINET = f"{COUNCIL}-deputy", f"{COUNCIL}-desk", f"{COUNCIL}-cabinet"
STREETS, SECOND, REPORTS, LEAD = (f"{name}@westmere.example" for name in ("streets", "deputy", "desk", "cabinet"))
ITEM = recommendation(1)
NEWS = update(ITEM.id, "under_way", "2024-03-01", next_update_due="2024-06-01")


def something_due(engine: Engine) -> dict[str, str]:
    """One item, due on 1 June 2024, with a post, its deputy, whoever reports on it and its political lead.

    Returns the key of the post, which is good for a year.
    """
    with clock("2024-03-01"):
        put(
            engine,
            *(changed(one, contact=STREETS) if one.type == "post" else one for one in groundwork()),
            post(DEPUTY, "Deputy Head of Streets", contact=SECOND),
            post(DESK, "Assembly Desk", kind="team", contact=REPORTS),
            post(CABINET, "Cabinet Member", kind="elected", contact=LEAD),
            ITEM,
            NEWS,
            accountability(ITEM.id),
            accountability(ITEM.id, DEPUTY, role="deputy"),
            accountability(ITEM.id, DESK, role="reporting"),
            accountability(ITEM.id, CABINET, role="political_lead"),
        )
        return key_of(engine, Role.officer, POST)


def run(engine: Engine, mailbox: Mailbox, day: str) -> tuple[list[str], Report]:
    """Remind on a day; returns who got a mail, and the report."""
    before = len(mailbox.got)
    with clock(day):
        report = remind(engine, lambda mail: send(mailbox.url, mail))
    return [str(mail["To"]) for mail in mailbox.got[before:]], report


def text_of(mail: Any) -> str:
    """The plain text of a mail."""
    return str(mail.get_body(("plain",)).get_content())


def link_of(mail: Any) -> str:
    """The address that a mail answers at, without the number."""
    address = next(word for word in text_of(mail).split() if "/v1/admin/answers/" in word)
    return address.partition("#")[0].removeprefix("http://127.0.0.1:8000")


def reply_secret_of(mail: Any) -> str:
    """The secret in the address that a reply to a mail goes to."""
    return str(mail["Reply-To"]).partition("+")[2].partition("@")[0]


def press(client: TestClient, link: str, **form: Any) -> Any:
    """Send a form of the page."""
    return client.post(link, data={"number": "1", **form})


def public_updates(client: TestClient, item: str = ITEM.id) -> list[Any]:
    """What everybody reads about the item, the newest first."""
    found = client.get(f"/v1/recommendations/{item}")
    assert found.status_code == 200, found.text
    return list(found.json()["updates"])
