"""Replies to reminders, as a mail server's pipe hands them over: never more than a draft, whatever is in them."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from time import process_time
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy import update as change

from api.reminders.reply import LARGEST, NotAReplyError, Reply, read_reply
from api.settings import settings
from db.clock import now
from db.models.reminders import AnswerToken
from db.models.workbench import WorkingCopy
from db.session import begin_write, reading, writing
from db.vocabulary import Role
from tests.builders import POST, accountability, clock, due, post, put, recommendation
from tests.builders import update as news
from tests.commands import command
from tests.conftest import CopyWith, client_of, key_of, said
from tests.mailbox import Mailbox, served
from tests.workbench.reminded import (
    ITEM,
    STREETS,
    link_of,
    press,
    public_updates,
    reply_secret_of,
    run,
    something_due,
)
from tests.writing.given import stored

SECRET = "0123456789abcdef0123456789abcdef"
TAKEN, UNREADABLE, NOBODY, LATER, NO_LONGER = 0, 65, 67, 75, 77


def mail(text: str, secret: str = SECRET, **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Sam Roe <sam.roe@westmere.example>"
    message["To"] = f"Answers <answers+{secret}@westmere.example>"
    message["Subject"] = "Re: Late"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def read(text: str, **headers: str) -> dict[int, str]:
    return read_reply(mail(text, **headers).as_bytes()).said


QUOTED = "\n> 1. Open five streets to walking\n> An update was due.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two streets are open.", {0: "Two streets are open."}),
        ("1. Still true.", {1: "Still true."}),
        ("Hello,\n\n1. Still true.\n2) Two streets\nare open.\n", {1: "Still true.", 2: "Two streets\nare open."}),
        (f"1: Still true.\n{QUOTED}", {1: "Still true."}),
        (f"1. Still true.\n\nOn Sat, 1 Jun 2024 at 08:00, Tracker <t@x.example>\nwrote:\n{QUOTED}", {1: "Still true."}),
        (f"1. Yn dal yn wir.\n\nAr 1 Mehefin ysgrifennodd Traciwr:\n{QUOTED}", {1: "Yn dal yn wir."}),
        ("1. Done.\n\n-----Original Message-----\nFrom: Tracker\n2. Plant trees", {1: "Done."}),
        ("1. Done.\n________________________________\nFrom: Tracker <t@x.example>\n2. Plant trees", {1: "Done."}),
        ("1. Done.\n\nTo the mailbox of Head of Streets, Westmere\n\n2. Plant trees", {1: "Done."}),
        ("1. Done.\n-- \nSam Roe\n2. High Street", {1: "Done."}),
        ("From next week two streets are open.", {0: "From next week two streets are open."}),
        ("On Monday two streets opened.", {0: "On Monday two streets opened."}),
        ("It opens at 12.30 and 2.5 km long", {0: "It opens at 12.30 and 2.5 km long"}),
        ("12.30 is when it opens", {0: "12.30 is when it opens"}),
        ("Mae dwy o’r pum stryd ar agor: tŷ.", {0: "Mae dwy o’r pum stryd ar agor: tŷ."}),
    ],
)
def test_what_is_new_in_a_reply_is_read_by_number(text: str, expected: dict[int, str]) -> None:
    assert read(text) == expected


def test_the_secret_is_found_wherever_the_mail_server_left_it_and_in_whatever_case() -> None:
    for name in ("To", "Delivered_To", "X_Original_To", "Cc"):
        headers = {"To": "answers@westmere.example", name: f"answers+{SECRET.upper()}@westmere.example"}
        assert read_reply(mail("1. Done.", **headers).as_bytes()) == Reply(SECRET, {1: "Done."})


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacation)"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    ],
    ids=str,
)
def test_automatic_mail_is_ignored(headers: dict[str, str]) -> None:
    with pytest.raises(NotAReplyError) as raised:
        read("1. I am away until Monday.", **headers)

    assert raised.value.automatic


def test_who_says_that_they_wrote_it_themselves_is_read() -> None:
    assert read("1. Done.", Auto_Submitted="no", Return_Path="<sam.roe@westmere.example>") == {1: "Done."}


def raw(body: str, kind: str, *more: str) -> bytes:
    head = [f"To: answers+{SECRET}@westmere.example", "MIME-Version: 1.0", f"Content-Type: {kind}", *more]
    return "\r\n".join([*head, "", body]).encode()


REPORT = raw("--b\r\n\r\nNobody of that name\r\n--b--", 'multipart/report; report-type=delivery-status; boundary="b"')
HOSTILE = {
    "nothing": b"",
    "no mail": b"\xff\xfe\x00\x00" * 100,
    "no token": b"To: answers@westmere.example\r\n\r\n1. Done.",
    "two tokens": f"To: a+{SECRET}@x.example, a+{SECRET[::-1]}@x.example\r\n\r\n1. Done.".encode(),
    "unsure HTML": raw("<p>1. Done<s> not</s>.</p>", "text/html"),
    "an attachment only": raw("1. Done.", "text/plain", "Content-Disposition: attachment"),
    "only quoted": raw(QUOTED, "text/plain"),
    "too large": raw("1. Done. " * (LARGEST // 8), "text/plain"),
    "parts within parts": f"To: answers+{SECRET}@westmere.example\r\n".encode()
    + b"".join(f"Content-Type: multipart/mixed; boundary={n}\r\n\r\n--{n}\r\n".encode() for n in range(5000)),
    "a part without end": raw("--b\r\n", 'multipart/mixed; boundary="b"'),
    "broken letters": raw("1. Caf\u00e9", "text/plain; charset=utf-8").replace(b"\xa9", b"\x81\xc3\xa9\xff"),
    "a strange character set": raw("1. Done.", "text/plain; charset=punycode") + b"\xe9",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_is_refused_with_the_way_forward(data: bytes) -> None:
    with pytest.raises(NotAReplyError) as raised:
        read_reply(data)

    assert str(raised.value)
    assert not raised.value.automatic


@pytest.mark.parametrize("charset", ["nonsense", "rot13", "idna", "utf-7", '"\x00"', "undefined", "windows-1252"])
def test_a_strange_character_set_is_read_as_well_as_may_be(charset: str) -> None:
    assert read_reply(raw("1. Done.", f"text/plain; charset={charset}")).said == {1: "Done."}


LONG = ("on wrote " * 100_000, "on wrote\n" * 100_000, "1. " + "nothing new " * 80_000, "1.\n" * 300_000, " " * 900_000)


@pytest.mark.parametrize("body", LONG, ids=range(len(LONG)))
def test_a_reply_made_to_take_long_does_not(body: str) -> None:
    began = process_time()
    with suppress(NotAReplyError):
        read_reply(raw(f"x\n{body}", "text/plain"))

    assert process_time() - began < 5


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as found:
        yield found


@pytest.fixture
def westmere(copy_with: CopyWith) -> Engine:
    return copy_with(something_due)


@pytest.fixture
def secret(westmere: Engine, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> str:
    """That of the reply address of the mail that reminds the post, as if it had come today."""
    monkeypatch.setattr(settings(), "mail_reply_to", "answers@westmere.example")
    run(westmere, mailbox, "2024-06-01")
    with writing(westmere) as session:
        begin_write(session)
        session.execute(change(AnswerToken).values(expires_at=now() + timedelta(days=365)))
    return reply_secret_of(mailbox.got[-1])


def piped(engine: Engine, data: bytes, **environment: str) -> tuple[int, str]:
    """Hand a mail to the command as a mail server does; returns the exit code and what it said."""
    done = command(engine, "take-reply", data=data, **environment)
    assert done.stdout == b""
    return done.returncode, done.stderr.decode()


def copies(engine: Engine) -> list[WorkingCopy]:
    with reading(engine) as session:
        found = list(session.scalars(select(WorkingCopy)))
        session.expunge_all()
        return found


def test_a_reply_is_a_draft_that_the_post_finds_and_releases(westmere: Engine, secret: str) -> None:
    client, key = client_of(westmere), key_of(westmere, Role.officer, POST)

    code, told = piped(westmere, mail(f"1. Three streets are open.\n\nThanks\n{QUOTED}", secret).as_bytes())

    assert code == TAKEN
    (copy,) = copies(westmere)
    assert copy.thing in told
    assert secret not in told
    assert copy.state == "draft"
    assert len(public_updates(client)) == 1
    (waiting,) = said(client.get("/v1/admin/worklist?view=draft", headers=key), 200)["items"]
    assert waiting["summary"] == {"en": "Three streets are open."}
    assert waiting["said_by"]["post"]["id"] == POST
    trail = said(client.get("/v1/admin/audit", headers=key_of(westmere, Role.admin)), 200)["items"]
    assert [row["action"] for row in trail[:2]] == ["answer_mail", "create"]
    assert {row["by"]["holder"] for row in trail[:2]} == {STREETS}
    assert "sam.roe" not in str(trail)
    said(client.post(f"/v1/admin/updates/{copy.thing}/publication", headers=key), 201)
    assert public_updates(client)[0]["id"] == copy.thing


def test_a_secret_has_one_power(westmere: Engine, mailbox: Mailbox, secret: str) -> None:
    """A reply address is in logs and in copies: it publishes nothing. The link's secret is no reply address."""
    client, link = client_of(westmere), link_of(mailbox.got[-1])
    (before, of_link) = (stored(westmere), link.rpartition("/")[2])

    for wrong in (client.get(f"/v1/admin/answers/{secret}"), press(client, f"/v1/admin/answers/{secret}", summary="X")):
        assert (wrong.status_code, secret in wrong.text) == (404, False)
    code, told = piped(westmere, mail("1. Three streets are open.", of_link).as_bytes())
    assert (code, of_link in told) == (TAKEN, False)
    for bearer in (secret, of_link):
        said(client.get("/v1/admin/updates", headers={"Authorization": f"Bearer {bearer}"}), 401)
    assert stored(westmere) == before
    with reading(westmere) as session:
        (token,) = session.scalars(select(AnswerToken))
        assert not {secret, of_link} & {str(value) for value in vars(token).values()}

    assert piped(westmere, mail("1. Three streets are open.", secret).as_bytes())[0] == TAKEN
    assert (len(public_updates(client)), client.get(link).status_code) == (1, 200)  # a draft answers nothing yet


def test_still_true_in_a_reply_is_a_confirmation_and_a_mail_handed_over_twice_is_one(
    westmere: Engine, secret: str
) -> None:
    reply = mail("Still true!\n\nThanks,\nSam", secret).as_bytes()

    assert piped(westmere, reply)[0] == TAKEN
    (before,) = copies(westmere)
    assert piped(westmere, reply)[0] == TAKEN

    (copy,) = copies(westmere)
    assert b'"confirmation"' in copy.body
    assert copy.revision == before.revision


def test_a_later_reply_replaces_the_draft_until_somebody_with_a_key_changes_it(westmere: Engine, secret: str) -> None:
    client, key = client_of(westmere), key_of(westmere, Role.officer, POST)
    for text in ("Two streets are open.", "Three streets are open."):
        assert piped(westmere, mail(text, secret).as_bytes())[0] == TAKEN
    (copy,) = copies(westmere)
    assert b"Three" in copy.body
    address = f"/v1/admin/updates/{copy.thing}"
    change_it = {"headers": key | {"If-Match": "*", "Content-Type": "application/merge-patch+json"}}
    said(client.patch(address, json={"summary": "Three of five."}, **change_it), 200)

    assert piped(westmere, mail("Four streets are open.", secret).as_bytes())[0] == TAKEN

    assert sorted(b"Three of five." in one.body for one in copies(westmere)) == [False, True]


@pytest.mark.parametrize("by", ["key", "link", "new words"])
def test_a_link_is_spent_when_the_draft_of_a_reply_is_published_and_not_before(
    westmere: Engine, mailbox: Mailbox, secret: str, by: str
) -> None:
    client, link = client_of(westmere), link_of(mailbox.got[-1])
    assert piped(westmere, mail("Three streets are open.", secret).as_bytes())[0] == TAKEN
    (copy,) = copies(westmere)
    page = client.get(link)
    assert page.text.count("Three streets are open.") == 2  # as the draft, and to be changed
    assert len(public_updates(client)) == 1

    if by == "key":
        key = key_of(westmere, Role.officer, POST)
        said(client.post(f"/v1/admin/updates/{copy.thing}/publication", headers=key), 201)
    elif by == "link":
        assert press(client, link, draft=str(copy.revision + 1)).status_code == 422  # not what the page showed
        assert len(public_updates(client)) == 1
        assert press(client, link, draft=str(copy.revision)).status_code == 200
    else:
        assert press(client, link, summary="Four streets are open.").status_code == 200

    assert [one.thing for one in copies(westmere)] == [copy.thing]
    newest = public_updates(client)[0]
    assert (newest["id"], newest["summary"]) == (
        copy.thing,
        {"en": "Four streets are open." if by == "new words" else "Three streets are open."},
    )
    assert client.get(link).status_code == 410
    code, told = piped(westmere, mail("Five streets are open.", secret).as_bytes())
    assert (code, "answered already" in told, "Atebwyd hwn eisoes" in told) == (NOBODY, True, True)


def test_a_draft_that_was_thrown_away_leaves_the_link_as_it_was(
    westmere: Engine, mailbox: Mailbox, secret: str
) -> None:
    client, link = client_of(westmere), link_of(mailbox.got[-1])
    assert piped(westmere, mail("Three streets are open.", secret).as_bytes())[0] == TAKEN
    (copy,) = copies(westmere)
    key = key_of(westmere, Role.officer, POST)
    assert client.delete(f"/v1/admin/updates/{copy.thing}", headers=key | {"If-Match": "*"}).status_code == 204

    assert "Three streets are open." not in client.get(link).text
    assert press(client, link, still_true="yes").status_code == 200


def test_a_mail_about_several_things_is_answered_by_number_whole_or_not_at_all(
    westmere: Engine, mailbox: Mailbox, secret: str
) -> None:
    del secret
    second = recommendation(2, "Plant street trees")
    with clock("2024-06-02"):
        promised = news(second.id, "planned", "2024-06-02", next_update_due="2024-06-20")
        put(westmere, second, accountability(second.id), promised)
    run(westmere, mailbox, "2024-06-20")
    with writing(westmere) as session:
        begin_write(session)
        session.execute(change(AnswerToken).values(expires_at=now() + timedelta(days=365)))
    secret = reply_secret_of(mailbox.to(STREETS)[-1])
    before = stored(westmere)

    code, told = piped(westmere, mail("Still true.", secret).as_bytes())
    assert (code, stored(westmere)) == (UNREADABLE, before)
    assert "by its number" in told
    unsure = {
        "1. Still true.\n3. Done.": "no number 3",
        "The strike held us up.\n1. Still true.": "under no number",
        "1. Still true.\n2. Plant street trees": "repeats the mail",
        f"1. {ITEM.title['en']}\nAn update was due on 1 June 2024.\n2. Planted.": "repeats the mail",
        "1. Done. Others want to do it\nas well.": "repeats the mail",
    }
    for text, why in unsure.items():
        code, told = piped(westmere, mail(text, secret).as_bytes())
        assert (code, why in told, "Ni chadwyd dim" in told) == (UNREADABLE, True, True), told
        assert stored(westmere) == before
    assert (
        piped(westmere, mail("2. Plant street trees\nAll are planted.\n1. Still true.", secret).as_bytes())[0] == TAKEN
    )
    found = sorted(copies(westmere), key=lambda copy: copy.about)
    assert [copy.about for copy in found] == [ITEM.id, second.id]
    assert b'"summary":{"en":"All are planted."}' in found[1].body


STRANGERS = {name: data for name, data in HOSTILE.items() if name != "an attachment only"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("data", [mail("1. Done.").as_bytes(), *STRANGERS.values()], ids=["unknown", *STRANGERS])
def test_strangers_are_not_answered_and_their_words_not_read(
    westmere: Engine, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(westmere)
    monkeypatch.setattr("api.cli.commands.read_reply", None)

    code, told = piped(westmere, data)

    assert (code, told.startswith("Ignored: ")) == (TAKEN, True)
    assert stored(westmere) == before


UNSURE = {
    "an attachment only": "holds no text",
    "unsure HTML": "formatted",
    "only quoted": "nothing of its own",
    "too large": "larger than 1 MB",
    "parts within parts": "too many parts",
    "a part without end": "holds no text",
    "broken letters": "letters",
    "a strange character set": "letters",
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", UNSURE)
def test_what_is_surely_no_answer_is_answered_with_the_reason_and_spends_nothing(
    westmere: Engine, mailbox: Mailbox, secret: str, name: str
) -> None:
    before = stored(westmere)

    code, told = piped(westmere, HOSTILE[name].replace(SECRET.encode(), secret.encode()))

    assert (code, UNSURE[name] in told, "Nothing was kept" in told, "Ni chadwyd dim" in told) == (65, True, True, True)
    assert stored(westmere) == before
    assert client_of(westmere).get(link_of(mailbox.got[-1])).status_code == 200


def test_automatic_mail_is_not_answered_and_spends_nothing(westmere: Engine, mailbox: Mailbox, secret: str) -> None:
    before = stored(westmere)
    for data in (mail("1. I am away.", secret, Auto_Submitted="auto-replied").as_bytes(), REPORT):
        code, told = piped(westmere, data)
        assert (code, told.startswith("Ignored: automatic")) == (TAKEN, True)

    assert stored(westmere) == before
    assert client_of(westmere).get(link_of(mailbox.got[-1])).status_code == 200


def test_text_that_the_record_does_not_hold_is_refused(westmere: Engine, secret: str) -> None:
    before = stored(westmere)
    body = mail("x", secret).as_bytes().replace(b"\r\nx\r\n", b"\r\n1. Two \x07streets.\r\n")

    assert piped(westmere, body)[0] == UNREADABLE
    assert piped(westmere, mail("1. " + "long " * 5_000, secret).as_bytes())[0] == UNREADABLE
    assert stored(westmere) == before


def test_a_mailbox_that_is_no_longer_the_posts_is_told_so(westmere: Engine, secret: str) -> None:
    with clock("2024-06-02"):
        put(westmere, post(contact="new@westmere.example"))
    before = stored(westmere)

    code, told = piped(westmere, mail("1. Done.", secret).as_bytes())

    assert (code, stored(westmere)) == (NOBODY, before)
    assert "mailbox" in told


def test_a_post_that_no_longer_answers_is_told_so(westmere: Engine, secret: str) -> None:
    with writing(westmere) as session:
        begin_write(session)
        session.execute(change(AnswerToken).values(post="westmere-cabinet", recipient="cabinet@westmere.example"))

    assert piped(westmere, mail("1. Done.", secret).as_bytes())[0] == NO_LONGER


def test_a_database_that_is_away_makes_the_mail_server_try_again(westmere: Engine, secret: str, tmp_path: Any) -> None:
    away = f"sqlite:///{tmp_path / 'nowhere' / 'tracker.sqlite3'}"

    code, told = piped(westmere, mail("1. Done.", secret).as_bytes(), TRACKER_DATABASE_URL=away)

    assert code == LATER
    assert secret not in told


def test_still_true_of_what_is_late_is_not_kept_and_says_what_is_asked_for(westmere: Engine, secret: str) -> None:
    with clock("2024-06-01T12:30:00"):
        put(westmere, news(ITEM.id, "planned", "2024-03-02", due=due("2024-05-31")))

    code, told = piped(westmere, mail("1. Still true!", secret).as_bytes())

    assert code == UNREADABLE
    assert "past its day: by the link, say by when it will be done now and why it is late" in told
    assert copies(westmere) == []
    assert piped(westmere, mail("1. Two of the five streets are open.", secret).as_bytes())[0] == TAKEN
