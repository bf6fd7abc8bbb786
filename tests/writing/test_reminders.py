"""Reminders: what is due is read from the record, and each step goes to each mailbox once, by a real mail server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy import update as change

from api.core.mail import Outcome, send
from api.reminders.due import due
from api.reminders.reminders import Report, plan, remind, secret_hash
from db.clock import now
from db.models.access import Key
from db.models.reminders import AnswerToken, Reminder
from db.queries import moments
from db.queries.entries import Theirs
from db.session import begin_write, reading, writing
from db.vocabulary import Role
from tests.api.test_query_counts import counted
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    GROUP,
    POST,
    accountability,
    assembly,
    changed,
    clock,
    contribution,
    organisation,
    post,
    project,
    promise,
    put,
    recommendation,
    update,
    withdrawal,
)
from tests.builders import due as promised_for
from tests.conftest import CopyWith, key_of
from tests.mailbox import Mailbox, served
from tests.workbench.reminded import (
    DEPUTY,
    DESK,
    ITEM,
    LEAD,
    NEWS,
    REPORTS,
    SECOND,
    STREETS,
    run,
    something_due,
)
from tests.workbench.test_pages import rows_read


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as found:
        yield found


@pytest.fixture
def westmere(copy_with: CopyWith) -> Engine:
    """One item, due on 1 June 2024, with everybody around it."""
    return copy_with(something_due)


def owed(engine: Engine, **who: Any) -> list[tuple[str, str, str, str | None, bool]]:
    with reading(engine) as session:
        found = due(session, moments.current(session), Theirs(**who))
        return [(str(one.due), one.kind, one.about, one.post, found.is_owned(one)) for one in found.items]


def test_what_is_due_is_listed_soonest_first_with_the_posts_that_nobody_holds(engine: Engine) -> None:
    key_of(engine, Role.officer, "anytown-head-of-streets")
    with clock("2026-11-24"):
        found = owed(engine)

        assert found == sorted(found, key=lambda one: (one[0], one[2], one[1]))
        assert ("2027-04-01", "update", "anytown-streets-2025-14", None, False) in found
        assert ("2026-09-30", "delivery", "anytown-streets-2025-4", "anytown-head-of-streets", True) in found
        assert ("2026-10-31", "update", "anytown-streets-2025-4", "anytown-head-of-streets", True) in found
        assert ("2026-12-10", "delivery", "anytown-streets-2025-10", "anytown-head-of-parks", False) in found
        assert not any(about.startswith("camden") for _, _, about, _, _ in found)

        partners = owed(engine, organisations=["anytown-tree-group", "schools-office"])
        assert {about for _, _, about, _, _ in partners} == {"anytown-streets-2025-8", "anytown-streets-2025-14"}
        assert sorted(owed(engine, organisations=["anytown"]) + partners, key=str) == sorted(found, key=str)
        assert owed(engine, organisations=["camden", "newshire"]) == []
        parks = owed(engine, posts=["anytown-head-of-parks"])
        assert parks == [one for one in found if one[3] == "anytown-head-of-parks"]
        deputy = owed(engine, posts=["anytown-deputy-head-of-streets"])
        assert {about for _, _, about, _, _ in deputy} == {"anytown-streets-2025-3"}


def test_what_is_due_is_read_in_as_many_statements_however_much_there_is(westmere: Engine) -> None:
    def statements() -> int:
        with clock("2024-06-01"), counted(westmere) as sent:
            owed(westmere)
        return len(sent)

    owed(westmere)
    before = statements()
    with clock("2024-03-02"):
        for number in range(2, 9):
            one = recommendation(number)
            put(westmere, one, accountability(one.id), update(one.id, None, "2024-03-02", next_update_due="2024-05-01"))

    assert statements() == before
    assert len(owed(westmere)) == 8


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_plan_reads_no_reminders_but_those_of_what_is_due(westmere: Engine) -> None:
    def rows() -> int:
        with clock("2024-06-01"), rows_read(westmere) as read, reading(westmere) as session:
            assert plan(session, Report())[1]
        return len(read)

    before = rows()
    sent = {"kind": "update", "due": date(2023, 1, 1), "step": "due", "recipient": STREETS, "state": "sent"}
    with writing(westmere) as session:
        begin_write(session)
        at = now() - timedelta(days=900)
        session.add_all(Reminder(about=f"{COUNCIL}-{number}", at=at, tried_at=at, **sent) for number in range(99))

    assert rows() == before


def test_a_withdrawn_thing_and_a_withdrawn_update_are_not_due(westmere: Engine) -> None:
    with clock("2024-05-30"):
        put(westmere, withdrawal(NEWS), withdrawal(ITEM))

        assert owed(westmere) == []


def test_projects_are_due_where_their_own_organisation_keeps_them(westmere: Engine) -> None:
    compiled = assembly(
        f"{COUNCIL}-old-2020",
        keeper={"organisation": COUNCIL, "capacity": "compiler", "checked_to": {"value": "2024-01-01"}},
    )
    kinds = {
        "own": ({"keeper": COUNCIL}, None),
        "lead": ({}, ASSEMBLY),
        "partner": ({"keeper": GROUP, "partners": [GROUP]}, None),
        "elsewhere": ({"keeper": GROUP}, ASSEMBLY),
        "compiled": ({}, compiled.id),
        "loose": ({}, None),
    }
    with clock("2024-03-02"):
        put(westmere, compiled)
        for name, (more, to) in kinds.items():
            one = project(f"{COUNCIL}-{name}", name, lead=COUNCIL, kind="council_action", **more)
            links = [contribution(None, one.id, assembly=to)] if to else []
            said = update(one.id, None, "2024-03-02", kind="fact", next_update_due="2024-07-01")
            put(westmere, one, accountability(one.id), said, *links)

        assert [about for _, _, about, _, _ in owed(westmere) if about != ITEM.id] == [
            f"{COUNCIL}-lead",
            f"{COUNCIL}-own",
            f"{COUNCIL}-partner",
        ]


def test_run_every_day_each_mailbox_gets_each_step_once(westmere: Engine, mailbox: Mailbox) -> None:
    sent = {}
    for days in range(-20, 80):
        day = date(2024, 6, 1) + timedelta(days)
        if to := run(westmere, mailbox, day.isoformat())[0]:
            sent[days] = to

    assert sent == {
        -14: [STREETS],
        0: [STREETS],
        7: [STREETS, SECOND],
        28: [STREETS, SECOND, REPORTS],
        56: [STREETS, SECOND, REPORTS, LEAD],
    }
    assert len({str(mail["Message-ID"]) for mail in mailbox.got}) == len(mailbox.got)


def test_a_mail_says_how_to_answer_and_the_link_is_kept_only_as_a_hash(westmere: Engine, mailbox: Mailbox) -> None:
    run(westmere, mailbox, "2024-06-01")

    body = mailbox.got[0].get_body(("plain",))
    assert body is not None
    address = next(word for word in body.get_content().split() if "/v1/admin/answers/" in word)
    secret, number = address.rpartition("/")[2].split("#")
    with reading(westmere) as session:
        (token,) = session.scalars(select(AnswerToken))
        assert (token.secret_hash, token.number) == (secret_hash(secret), int(number))
        assert (token.post, token.about, token.kind, token.due) == (POST, ITEM.id, "update", date(2024, 6, 1))
        assert token.used_at is None


def test_a_political_lead_is_told_and_gets_no_link(westmere: Engine, mailbox: Mailbox) -> None:
    for day in ("2024-06-01", "2024-06-08", "2024-06-29", "2024-07-27"):
        run(westmere, mailbox, day)

    with reading(westmere) as session:
        assert set(session.scalars(select(AnswerToken.post))) == {POST, DEPUTY, DESK}
    (mail,) = mailbox.to(LEAD)
    assert "/v1/admin/answers/" not in mail.as_string()
    assert len(mailbox.to(STREETS)) == 4


def test_the_day_after_a_post_is_left_its_deputy_and_the_team_mailbox_are_reminded(
    westmere: Engine, mailbox: Mailbox
) -> None:
    assert run(westmere, mailbox, "2024-05-18")[0] == [STREETS]
    with clock("2024-05-31T22:00:00"), writing(westmere) as session:
        begin_write(session)
        session.execute(change(Key).values(revoked_at=now()))

    assert run(westmere, mailbox, "2024-06-01")[0] == [STREETS, SECOND]


def test_a_deputy_is_told_at_once_of_a_step_the_post_left_unanswered(westmere: Engine, mailbox: Mailbox) -> None:
    assert run(westmere, mailbox, "2024-06-01")[0] == [STREETS]
    with clock("2024-06-02"), writing(westmere) as session:
        begin_write(session)
        session.execute(change(Key).values(revoked_at=now()))

    assert run(westmere, mailbox, "2024-06-03")[0] == [SECOND]


def test_who_answered_is_left_in_peace(westmere: Engine, mailbox: Mailbox) -> None:
    assert run(westmere, mailbox, "2024-06-01")[0] == [STREETS]
    with clock("2024-06-05"):
        put(westmere, update(ITEM.id, None, "2024-06-05", kind="confirmation", next_update_due="2024-12-01"))

    assert [run(westmere, mailbox, f"2024-{day}")[0] for day in ("06-08", "06-29", "07-27")] == [[], [], []]
    assert run(westmere, mailbox, "2024-11-17")[0] == [STREETS]


def test_who_said_a_word_since_it_was_due_is_left_in_peace_though_it_is_late(
    westmere: Engine, mailbox: Mailbox
) -> None:
    with clock("2024-03-02"):
        put(westmere, changed(NEWS, next_update_due=None, due=promised_for("2024-06-01")))
    assert run(westmere, mailbox, "2024-06-01")[0] == [STREETS]
    with clock("2024-06-05"):
        put(westmere, update(ITEM.id, None, "2024-06-05", kind="confirmation"))

    assert owed(westmere)[0][:2] == ("2024-06-01", "delivery")
    assert run(westmere, mailbox, "2024-06-08")[0] == []


def test_one_mail_a_day_holds_all_that_is_due_from_a_mailbox(westmere: Engine, mailbox: Mailbox) -> None:
    with clock("2024-03-02"):
        second = recommendation(2, "Plant street trees")
        put(
            westmere,
            post(DEPUTY, "Deputy Head of Streets", contact=STREETS.title()),
            second,
            accountability(second.id, DEPUTY),
            update(second.id, "planned", "2024-03-02", next_update_due="2024-06-02"),
        )
        key_of(westmere, Role.officer, DEPUTY)

    assert len(run(westmere, mailbox, "2024-06-02")[0]) == 1
    with clock("2024-06-02T20:00:00"):
        put(westmere, update(ITEM.id, None, "2024-06-02", next_update_due="2024-06-03"))
    assert run(westmere, mailbox, "2024-06-02T23:00:00")[0] == []
    text = mailbox.got[0].as_string()
    assert "1. Open five streets to walking" in text
    assert "2. Plant street trees" in text
    with reading(westmere) as session:
        assert sorted((one.number, one.post) for one in session.scalars(select(AnswerToken))) == [
            (1, POST),
            (2, DEPUTY),
        ]


def test_several_processes_at_once_send_each_mail_once(westmere: Engine, mailbox: Mailbox) -> None:
    with clock("2024-06-01"), ThreadPoolExecutor(4) as several:
        list(several.map(lambda _: remind(westmere, lambda mail: send(mailbox.url, mail)), range(4)))

    assert [mail["To"] for mail in mailbox.got] == [STREETS]


def test_what_certainly_failed_is_tried_again_and_said(westmere: Engine, mailbox: Mailbox) -> None:
    mailbox.refuses = {"rcpt": "450 4.2.0 Come back later"}
    report = run(westmere, mailbox, "2024-06-01")[1]

    assert report.outcomes == {"failed": 1}
    assert report.troubles == [f"{STREETS}: failed: 450 4.2.0 Come back later"]
    mailbox.refuses = {}
    assert run(westmere, mailbox, "2024-06-01T13:00:00")[0] == [STREETS]
    with reading(westmere) as session:
        assert len(session.scalars(select(AnswerToken)).all()) == 1


def test_a_mailbox_that_always_refuses_does_not_stop_the_ladder(westmere: Engine, mailbox: Mailbox) -> None:
    mailbox.refuses = {STREETS: "550 5.1.1 Nobody of that name"}

    assert [run(westmere, mailbox, f"2024-06-{day}")[0] for day in ("01", "04", "08")] == [[], [], [SECOND]]


def test_what_may_have_arrived_is_never_sent_again_and_is_said(westmere: Engine, mailbox: Mailbox) -> None:
    mailbox.hangs_up = True
    report = run(westmere, mailbox, "2024-06-01")[1]
    mailbox.hangs_up = False

    assert report.outcomes == {"unknown": 1}
    assert report.troubles[0].startswith(f"{STREETS}: unknown: ")
    assert [run(westmere, mailbox, f"2024-06-{day}")[0] for day in ("01T18:00:00", "02", "07")] == [[], [], []]


def test_a_process_that_is_stopped_while_it_sends_leaves_it_unknown(westmere: Engine, mailbox: Mailbox) -> None:
    def stopped(_mail: Any) -> Outcome:
        raise KeyboardInterrupt

    with clock("2024-06-01"), pytest.raises(KeyboardInterrupt):
        remind(westmere, stopped)

    to, report = run(westmere, mailbox, "2024-06-02")
    assert (to, report.troubles) == ([], [f"{STREETS}: unknown: stopped while it was sent"])
    with reading(westmere) as session:
        assert [one.state for one in session.scalars(select(Reminder))] == ["unknown"]
    assert run(westmere, mailbox, "2024-06-02")[1].troubles == []


def test_what_no_mailbox_can_be_told_of_is_said(westmere: Engine, mailbox: Mailbox) -> None:
    with clock("2024-03-02"):
        orphan = recommendation(2)
        put(westmere, orphan, update(orphan.id, None, "2024-03-02", next_update_due="2024-06-02"))

    report = run(westmere, mailbox, "2024-06-01")[1]

    assert [(one.about, one.post) for one in report.unreachable] == [(orphan.id, None)]


def test_a_welsh_organisation_is_written_to_in_welsh(westmere: Engine, mailbox: Mailbox) -> None:
    with clock("2024-03-02"):
        put(westmere, organisation(COUNCIL, {"en": "Westmere Council", "cy": "Cyngor Westmere"}, language="cy"))

    run(westmere, mailbox, "2024-06-01")

    assert mailbox.got[0]["Subject"].startswith("Erbyn 1 Mehefin 2024: ")
    assert "SUT I ATEB" in mailbox.got[0].as_string()


def test_an_answer_that_was_promised_is_due_of_the_post(westmere: Engine) -> None:
    with clock("2024-03-02"):
        put(westmere, assembly(promises=[promise("answer_each", "2024-09-30")]))

        assert ("2024-09-30", "answer", ITEM.id, POST, True) in owed(westmere)
