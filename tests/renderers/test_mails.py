"""The mail that reminds: read as a mail reader reads it, whatever the record's texts hold."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest

from api.reminders.mails import MailItem, ReminderMail, language_of_mail, reminder_mail

HOSTILE = (
    "Open\r\nBcc: all@x.example\n\n\u202egnp.exe\u2066 <script>alert(1)</script>\x00\u2028 {{ 7*7 }} " + "w" * 3000
)
ITEM = MailItem(
    about="anytown-streets-2025-3",
    kind="update",
    due=date(2027, 1, 10),
    late=True,
    step="due",
    role="post",
    title="Open five streets to walking",
    where="Anytown assembly on streets",
    post="Head of Streets",
    sentence="The council says it is under way.",
    url="https://tracker.example/recommendations/anytown-streets-2025-3",
)
MAIL = ReminderMail(
    sender="Assembly Tracker <tracker@anytown.example>",
    recipient="streets@anytown.example",
    post="Head of Streets",
    organisation="Anytown Council",
    language="en",
    items=(ITEM,),
    answer_url="https://tracker.example/v1/admin/answers/s3cret-_x",
    reply_to="answers+s3cret-_x@anytown.example",
    base_url="https://tracker.example",
    at=datetime(2027, 1, 10, 6, tzinfo=UTC),
)


def read(mail: ReminderMail) -> EmailMessage:
    """As it went over the wire."""
    raw = reminder_mail(mail).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    found = message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    assert [part.defects for part in found.walk()] == [[], [], []]
    return found


def text(mail: ReminderMail, kind: str = "plain") -> str:
    part = read(mail).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize(("long", "shown"), [(500, "w" * 500), (501, "w" * 499 + "…")])
def test_a_long_name_is_cut_where_its_room_ends(long: int, shown: str) -> None:
    body = text(replace(MAIL, post="w" * long))

    assert set(re.findall(r"ww+…?", body)) == {shown}


def test_it_says_what_is_due_since_when_where_it_stands_and_how_to_answer() -> None:
    mail, body = read(MAIL), text(MAIL)

    assert mail["Subject"] == "Owed since 10 January 2027: Open five streets to walking"
    assert mail["To"] == "streets@anytown.example"
    assert mail["From"] == '"Anytown Council: Assembly Tracker" <tracker@anytown.example>'
    assert mail["Reply-To"] == "answers+s3cret-_x@anytown.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert {"OOF", "AutoReply"} <= set(mail["X-Auto-Response-Suppress"].split(", "))
    assert mail["Date"].datetime == MAIL.at
    for words in (
        "1. Open five streets to walking\n",
        "An update was due on 10 January 2027.",
        "Residents read: “The council says it is under way.”",
        "Your post, Head of Streets, answers for it.",
        "Answer in one click: https://tracker.example/v1/admin/answers/s3cret-_x#1\n",
        "Or reply to this mail",
        "What is working that you would build on?",
        "https://tracker.example/en/codelists#reminder_step\n",
    ):
        assert words in body


def test_in_welsh_it_is_all_in_welsh() -> None:
    welsh = replace(MAIL, language="cy", items=(replace(ITEM, title="Agor pum stryd", sentence="Ar waith."), ITEM))
    mail, body = read(welsh), text(welsh)

    assert mail["Content-Language"] == "cy"
    assert mail["Subject"] == "Mae angen gair am 2 o bethau – Anytown Council"
    assert "Roedd diweddariad i fod i ddod erbyn 10 Ionawr 2027." in body
    assert "Ateb ag un clic" in body
    assert "Beth sy’n gweithio y byddech" in body
    assert not {" the ", " you ", " due "} & {f" {word} " for word in body.replace(ITEM.sentence or "", "").split()}


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", ["update", "delivery", "answer"])
@pytest.mark.parametrize("role", ["post", "deputy", "reporting", "political_lead"])
@pytest.mark.parametrize("late", [True, False])
def test_every_mail_stands_in_both_languages(language: str, kind: str, role: str, late: bool) -> None:
    one = replace(ITEM, kind=kind, role=role, late=late, post=None if role != "post" else ITEM.post, sentence=None)
    mail = replace(
        MAIL, language=language, items=(one,), answer_url=None if role == "political_lead" else "https://a/1"
    )

    body = text(mail)

    assert ("10 January 2027" if language == "en" else "10 Ionawr 2027") in body
    assert "None" not in body
    assert "\n\n\n" not in body
    assert ("https://a/1#1" in body) == (role != "political_lead")


def test_a_mail_to_somebody_of_another_language_is_in_the_default() -> None:
    assert [language_of_mail(tag) for tag in ("cy-GB", "en", "gd")] == ["cy", "en", "en"]


def test_a_text_of_the_record_can_neither_add_a_header_nor_hide_nor_turn_round_what_stands_there() -> None:
    mail = replace(
        MAIL,
        items=(replace(ITEM, title=HOSTILE, where=HOSTILE, post=HOSTILE, sentence=HOSTILE),),
        post=HOSTILE,
        organisation=HOSTILE,
        sender="Tracker <tracker@anytown.example>",
    )
    found, body = read(mail), text(mail)

    assert found["Bcc"] is None
    assert found.get_all("Subject") == [found["Subject"]]
    assert not set("\u202e\u2066\u2028\x00\r\n") & set(found["Subject"])
    assert not set("\u202e\u2066\u2028\x00") & set(body)
    assert "{{ 7*7 }}" in body
    assert all(not line.startswith("Bcc") for line in body.splitlines())


class _Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_the_html_says_the_same_and_links_only_to_this_tracker() -> None:
    title = f"{HOSTILE[:80]} see https://evil.example/x"
    found = _Tags(text(replace(MAIL, items=(replace(ITEM, title=title),)), "html"))

    assert found.tags == {"html", "head", "meta", "title", "body", "p", "br", "a"}
    assert found.links == [f"{MAIL.answer_url}#1", ITEM.url, "https://tracker.example/en/codelists#reminder_step"]


def test_the_same_things_to_the_same_mailbox_are_the_same_mail() -> None:
    first, again = (
        read(MAIL)["Message-ID"],
        read(replace(MAIL, answer_url="https://tracker.example/other"))["Message-ID"],
    )

    assert first == again
    assert first.endswith("@tracker.example>")
    assert read(replace(MAIL, recipient="parks@anytown.example"))["Message-ID"] != first
    assert read(replace(MAIL, items=(replace(ITEM, step="deputy"),)))["Message-ID"] != first
