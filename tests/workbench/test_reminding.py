"""Reminding by command and by the server's own clock: at its hour, once a day, again where it failed, never twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from api.core.mail import Outcome
from api.reminders.reminders import remind
from api.scheduler import Reminders
from tests.builders import POST, accountability, clock, post, put, recommendation, update
from tests.commands import command
from tests.conftest import CopyWith
from tests.mailbox import Mailbox
from tests.workbench.reminded import DEPUTY, ITEM, SECOND, STREETS, something_due
from tests.writing.given import stored


@pytest.fixture
def westmere(copy_with: CopyWith) -> Engine:
    return copy_with(something_due)


def tick(engine: Engine, reminders: Reminders, moment: str) -> None:
    with clock(moment):
        reminders.send_once_a_day(engine, lambda: False)


def test_the_server_reminds_from_its_hour_on_and_once_a_day(westmere: Engine, mailbox: Mailbox) -> None:
    reminders = Reminders()
    for hour in ("00:00:00", "06:59:59"):
        tick(westmere, reminders, f"2024-06-01T{hour}")
    assert mailbox.got == []

    tick(westmere, reminders, "2024-06-01T07:00:10")
    assert [mail["To"] for mail in mailbox.got] == [STREETS]
    with clock("2024-06-01T07:30:00"):
        other = recommendation(2)
        promised = update(other.id, "planned", "2024-06-01", next_update_due="2024-06-02")
        put(westmere, post(DEPUTY, contact=SECOND), other, accountability(other.id, DEPUTY), promised)
    for moment in ("2024-06-01T07:30:01", "2024-06-01T23:59:59"):
        tick(westmere, reminders, moment)
    assert len(mailbox.got) == 1
    tick(westmere, reminders, "2024-06-02T09:00:00")
    assert [mail["To"] for mail in mailbox.got[1:]] == [SECOND]


def test_what_failed_is_tried_again_every_hour(westmere: Engine, mailbox: Mailbox) -> None:
    reminders, mailbox.refuses = Reminders(), {"rcpt": "450 4.2.0 Come back later"}
    tick(westmere, reminders, "2024-06-01T07:00:00")
    mailbox.refuses = {}
    tick(westmere, reminders, "2024-06-01T07:59:00")
    assert mailbox.got == []
    tick(westmere, reminders, "2024-06-01T08:00:00")
    assert [mail["To"] for mail in mailbox.got] == [STREETS]


def test_several_servers_at_once_and_again_after_a_restart_send_each_mail_once(
    westmere: Engine, mailbox: Mailbox
) -> None:
    with clock("2024-06-01T07:00:00"), ThreadPoolExecutor(4) as several:
        list(several.map(lambda each: each.send_once_a_day(westmere, lambda: False), [Reminders() for _ in range(4)]))
    tick(westmere, Reminders(), "2024-06-01T11:00:00")

    assert [mail["To"] for mail in mailbox.got] == [STREETS]


def test_a_server_that_stops_sends_no_more_and_the_rest_goes_later(westmere: Engine) -> None:
    with clock("2024-06-01T06:00:00"):
        other = recommendation(2)
        promised = update(other.id, "planned", "2024-06-01", next_update_due="2024-06-02")
        put(westmere, other, accountability(other.id, DEPUTY), promised)
    sent: list[str] = []

    def one(mail: object) -> Outcome:
        sent.append(str(mail))
        return Outcome("sent")

    with clock("2024-06-02T07:00:00"):
        remind(westmere, one, lambda: bool(sent))
        assert len(sent) == 1
        remind(westmere, one)
    assert len(sent) == 2


def test_a_server_without_a_mail_server_reminds_nobody(westmere: Engine) -> None:
    before = stored(westmere)

    tick(westmere, Reminders(), "2024-06-01T09:00:00")

    assert stored(westmere) == before


@pytest.fixture
def today(westmere: Engine) -> Iterator[Engine]:
    """The same, on the day on which it is due."""
    with clock("2024-06-01T09:00:00"):
        yield westmere


def test_a_dry_run_says_who_would_be_told_of_what_and_changes_nothing(today: Engine) -> None:
    before = stored(today)

    done = command(today, "remind", "--dry-run")

    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert [STREETS, POST, "due"] in [line[:3] for line in lines]
    assert all(line[4] == ITEM.id for line in lines)
    assert stored(today) == before


def test_the_command_sends_once_and_says_how_many(today: Engine, mailbox: Mailbox) -> None:
    first, again = command(today, "remind"), command(today, "remind")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    assert first.stdout.decode() == f"Sent: {len(mailbox.got)}. Failed: 0.\n"
    assert again.stdout == b"Sent: 0. Failed: 0.\n"
    assert STREETS in [mail["To"] for mail in mailbox.got]


def test_the_command_names_what_failed_and_ends_so(today: Engine, mailbox: Mailbox) -> None:
    mailbox.refuses = {STREETS: "550 5.1.1 Nobody of that name"}

    done = command(today, "remind")

    assert done.returncode == 1
    assert f"{STREETS}: failed: 550 5.1.1 Nobody of that name" in done.stderr.decode()


def test_without_a_mail_server_the_command_says_what_to_set(today: Engine) -> None:
    done = command(today, "remind", TRACKER_SMTP_URL="")

    assert done.returncode == 1
    assert b"TRACKER_SMTP_URL" in done.stderr
