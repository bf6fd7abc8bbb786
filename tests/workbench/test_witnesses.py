"""Witnesses: mailboxes elsewhere are sent where the record ends, and what they keep finds out who rewrites history."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine

from api.privacy.forget import forget
from api.scheduler import Reminders
from api.settings import Settings, settings
from tests.builders import clock, groundwork, put, recommendation
from tests.commands import command
from tests.conftest import client_of, nothing_given_again, said
from tests.html import Read
from tests.mailbox import Mailbox, named_in_settings
from tests.record.forging import cut, rewritten
from tests.workbench.reminded import text_of
from tests.writing.given import stored

PAPER, AUDITOR = "desk@paper.example", "auditor@elsewhere.example"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """The mail server that the settings name, with two witnesses; nothing is given again meanwhile."""
    witnesses = f"Desk@paper.example, {AUDITOR},{PAPER}"
    with nothing_given_again(), named_in_settings(TRACKER_WITNESSES=witnesses) as found:
        yield found


@pytest.fixture
def westmere(empty: Engine) -> Engine:
    with clock("2024-05-31"):
        put(empty, *groundwork())
    return empty


def tick(engine: Engine, moment: str, works: Reminders | None = None) -> None:
    """What the server does at a moment; one that was started just before, where none is named."""
    with clock(moment):
        (works or Reminders()).send_once_a_day(engine, lambda: False)


def sent_to(mailbox: Mailbox) -> list[str]:
    return [str(mail["To"]) for mail in mailbox.got]


def kept_addresses(mail: EmailMessage) -> list[str]:
    """The addresses in a mail that say whether what it says still stands."""
    return re.findall(r"http://127\.0\.0\.1:8000(/\w+/head\?\S+)", text_of(mail))


def answer(engine: Engine, address: str) -> str:
    """What the page says of it that the address in a mail leads to."""
    return Read(client_of(engine).get(address).text).visible()


def test_each_witness_is_told_once_where_the_record_ends(westmere: Engine, mailbox: Mailbox) -> None:
    tick(westmere, "2024-06-01T06:59:59")
    assert mailbox.got == []
    tick(westmere, "2024-06-01T07:00:00")
    tick(westmere, "2024-06-01T09:00:00")

    assert sent_to(mailbox) == [PAPER, AUDITOR]
    mail, head = mailbox.got[0], said(client_of(westmere).get("/v1/head"), 200)
    assert str(mail["Subject"]).partition(" / ")[0] == "Keep this: publication 5 of http://127.0.0.1:8000"
    assert mail["Content-Language"] == "en, cy"
    for words in (
        "Last publication: 5\n",
        f"Hash: {head['hash']}\n",
        "Published: 31 May 2024, 12:00 UTC\n",
        "This is the first such mail to you.",
        "Cyhoeddwyd: 31 Mai 2024, 12:00 UTC\n",
        "/cy/docs/reading-the-api#checking-that-nothing-was-rewritten\n",
    ):
        assert words in text_of(mail).replace("\r\n", "\n")
    english, welsh = kept_addresses(mail)
    assert "Yes, it stands" in answer(westmere, english)
    assert "Ydy, mae’n sefyll" in answer(westmere, welsh)
    html = mail.get_body(("html",))
    assert html is not None
    assert f'<a href="http://127.0.0.1:8000{welsh.replace("&", "&amp;")}">' in html.get_content()


def test_they_are_told_again_on_another_day_on_which_it_moved(westmere: Engine, mailbox: Mailbox) -> None:
    tick(westmere, "2024-06-01T07:00:00")
    with clock("2024-06-01T08:00:00"):
        put(westmere, recommendation(1), recommendation(2))
    tick(westmere, "2024-06-01T09:00:00")
    assert len(mailbox.got) == 2
    tick(westmere, "2024-06-02T07:00:00")
    tick(westmere, "2024-06-03T07:00:00")

    assert sent_to(mailbox) == [PAPER, AUDITOR] * 2
    assert "2 publications since the last such mail to you." in text_of(mailbox.got[2])
    assert "Attention" not in text_of(mailbox.got[2])


def test_nobody_is_told_of_an_empty_record(empty: Engine, mailbox: Mailbox) -> None:
    tick(empty, "2024-06-01T07:00:00")

    assert mailbox.got == []


def test_what_failed_is_tried_again_every_hour_and_what_was_sent_is_not(westmere: Engine, mailbox: Mailbox) -> None:
    works, mailbox.refuses = Reminders(), {AUDITOR: "450 4.2.0 Come back later"}
    tick(westmere, "2024-06-01T07:00:00", works)
    mailbox.refuses = {}
    tick(westmere, "2024-06-01T07:59:00", works)
    assert sent_to(mailbox) == [PAPER]
    tick(westmere, "2024-06-01T08:00:00", works)
    assert sent_to(mailbox) == [PAPER, AUDITOR]
    assert "This is the first such mail to you." in text_of(mailbox.got[1])


def test_several_servers_at_once_tell_each_witness_once(westmere: Engine, mailbox: Mailbox) -> None:
    with clock("2024-06-01T07:00:00"), ThreadPoolExecutor(4) as several:
        list(several.map(lambda each: each.send_once_a_day(westmere, lambda: False), [Reminders() for _ in range(4)]))

    assert sorted(sent_to(mailbox)) == sorted([PAPER, AUDITOR])


def test_rewritten_history_is_found_by_comparing_with_the_mail_of_yesterday(westmere: Engine, mailbox: Mailbox) -> None:
    tick(westmere, "2024-06-01T07:00:00")
    kept, _ = kept_addresses(mailbox.got[0])
    with clock("2024-06-01T08:00:00"):
        put(westmere, recommendation(1))
    assert "Yes, it stands" in answer(westmere, kept)

    rewritten(westmere, 3, "westmere-wheels")

    assert "No, it does not stand" in answer(westmere, kept)
    tick(westmere, "2024-06-02T07:00:00")
    assert "Attention: what we mailed you last, publication 5 with the hash" in text_of(mailbox.got[2])


def test_a_record_that_ends_earlier_than_a_witness_was_told_says_so(westmere: Engine, mailbox: Mailbox) -> None:
    tick(westmere, "2024-06-01T07:00:00")

    cut(westmere, 4)

    assert "before the one that you kept, which was 5" in answer(westmere, kept_addresses(mailbox.got[0])[0])
    tick(westmere, "2024-06-02T07:00:00")
    assert "Attention" in text_of(mailbox.got[2])
    assert "since the last such mail" not in text_of(mailbox.got[2])


def test_the_command_tells_them_too_and_a_dry_run_only_says_so(westmere: Engine, mailbox: Mailbox) -> None:
    with clock("2024-06-01T07:00:00"):
        before, head = stored(westmere), said(client_of(westmere).get("/v1/head"), 200)
        done = command(westmere, "remind", "--dry-run")
        lines = done.stdout.decode().splitlines()
        assert lines == [f"{one}\twitness\tpublication 5\t{head['hash']}" for one in (PAPER, AUDITOR)]
        assert stored(westmere) == before

        done = command(westmere, "remind")
    assert (done.returncode, done.stdout) == (0, b"Sent: 2. Failed: 0.\n"), done.stderr
    assert sent_to(mailbox) == [PAPER, AUDITOR]


def test_whom_the_settings_name_no_more_is_forgotten(
    westmere: Engine, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick(westmere, "2024-06-01T07:00:00")
    assert stored(westmere)["witness_mails"] == len(mailbox.got) == 2
    monkeypatch.setenv("TRACKER_WITNESSES", PAPER)
    settings.cache_clear()

    for moment, forgotten in {"2024-06-02T07:00:00": 0, "2024-06-02T07:00:01": 1}.items():
        with clock(moment):
            assert forget(westmere)["witnesses"] == forgotten
    assert stored(westmere)["witness_mails"] == 1


@pytest.mark.parametrize("value", ["nobody", "a@b.example;c@d.example", "Paper <desk@paper.example>"])
def test_a_witness_is_a_mailbox(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_WITNESSES", value)

    with pytest.raises(ValidationError, match="witnesses"):
        Settings()
