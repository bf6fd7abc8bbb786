"""Answering a reminder by its link: whoever reads the mailbox speaks as the post, once, and no further than it may."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from api.main import create_app
from api.reminders.due import owned
from api.scheduler import publish_all_due
from api.text.localizer import localizer
from api.workbench.mail_languages import offered
from db.clock import now
from db.models.access import Key
from db.models.reminders import AnswerToken
from db.session import begin_write, open_engine, reading, writing
from db.timeouts import Timeouts
from db.vocabulary import Role
from tests.builders import (
    COUNCIL,
    POST,
    accountability,
    assembly,
    changed,
    clock,
    due,
    groundwork,
    hold,
    organisation,
    post,
    promise,
    put,
    recommendation,
    withdrawal,
)
from tests.builders import update as news
from tests.clock import jumped
from tests.conftest import CopyWith, client_of, key_of, said
from tests.desk.visiting import forms_in
from tests.html import Read
from tests.mailbox import Mailbox, served
from tests.server.locks import locked
from tests.workbench.reminded import DEPUTY, ITEM, STREETS, link_of, press, public_updates, run, something_due, text_of
from tests.writing.given import stored

NEED_DAY, NEED_SUMMARY = (localizer("en").t(f"answer.need_{what}") for what in ("day", "summary"))
STILL_TRUE = {"en": "Nothing new: it is still true.", "cy": "Dim byd newydd: mae’n dal yn wir."}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as found:
        yield found


@pytest.fixture
def westmere(copy_with: CopyWith) -> Engine:
    return copy_with(something_due)


@pytest.fixture
def client(westmere: Engine) -> TestClient:
    return client_of(westmere)


@pytest.fixture
def link(westmere: Engine, mailbox: Mailbox) -> str:
    """The link of the mail that reminds the post, on the day the item is due."""
    assert run(westmere, mailbox, "2024-06-01")[0] == [STREETS]
    return link_of(mailbox.got[-1])


class Page(HTMLParser):
    """A page as a browser and a screen reader take it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.described: list[str] = []
        self.controls: list[dict[str, Any]] = []
        self.language = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [str(found["id"])] if "id" in found else []
        self.labelled += [str(found["for"])] if tag == "label" else []
        self.described += str(found.get("aria-describedby", "")).split()
        self.described += (
            str(found.get("href", "")).removeprefix("#").split()
            if tag == "a" and "#" in str(found.get("href", ""))[:1]
            else []
        )
        if tag in {"input", "textarea", "select"} and found.get("type") != "hidden":
            self.controls.append(found)
        if tag == "html":
            self.language = str(found["lang"])


def test_opening_the_link_changes_nothing_however_often(westmere: Engine, client: TestClient, link: str) -> None:
    before = stored(westmere)
    with clock("2024-06-01T13:00:00"):
        pages = [client.get(link) for _ in range(3)]
        head = client.head(link)

    assert {page.status_code for page in pages} == {head.status_code} == {200}
    assert "Open five streets to walking" in pages[0].text
    assert "An update is due on 1 June 2024." in pages[0].text
    assert stored(westmere) == before


def test_the_page_keeps_its_secret_and_loads_nothing(client: TestClient, link: str) -> None:
    with clock("2024-06-01T13:00:00"):
        page = client.get(link, headers={"Origin": "https://elsewhere.example"})

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "Set-Cookie" not in page.headers
    assert "Access-Control-Allow-Origin" not in page.headers
    assert not {"script", "img", "link", "iframe"} & set(Page(page.text).tags)
    assert not re.search(r"\s(on\w+|style|src)=", page.text)
    assert link.rpartition("/")[2] not in page.text


@pytest.mark.parametrize("language", ["en", "cy"])
def test_what_cannot_be_published_because_of_a_clock_stays_in_its_form(
    westmere: Engine, client: TestClient, link: str, language: str
) -> None:
    before = stored(westmere)
    with clock("2024-06-01T13:00:00"), jumped(timedelta(hours=3)):
        shown = press(client, f"{link}?lang={language}", summary="Three streets are open.", progress="under_way")

    assert shown.status_code == 503
    assert localizer(language).t("answer.clock_in_doubt") in shown.text
    assert "Three streets are open.</textarea>" in shown.text
    assert stored(westmere) == before


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("form", [{}, {"next_update_due": "2020-01-01"}])
def test_every_control_has_its_label_and_every_fault_its_place(
    client: TestClient, link: str, language: str, form: dict[str, str]
) -> None:
    with clock("2024-06-01T13:00:00"):
        answer = (
            client.post(f"{link}?lang={language}", data={"number": "1", **form})
            if form
            else client.get(f"{link}?lang={language}")
        )
    page = Page(answer.text)

    assert page.language == language
    assert page.tags.count("h1") == 1
    assert {control["id"] for control in page.controls} == set(page.labelled)
    assert len(page.controls) == 7 + len(offered())
    assert len(page.ids) == len(set(page.ids))
    assert set(page.described) <= set(page.ids)
    assert [control["id"] for control in page.controls if "aria-invalid" in control] == (
        ["summary-1", "next_update_due-1"] if form else []
    )


def test_nothing_new_is_one_press_said_as_the_post_and_the_trail_names_the_mailbox(
    westmere: Engine, client: TestClient, link: str
) -> None:
    with clock("2024-06-01T13:00:00"):
        answer = press(client, link, still_true="yes")

    assert answer.status_code == 200
    assert "what you said is public now" in answer.text
    newest = public_updates(client)[0]
    assert (newest["kind"], newest["summary"], newest["date"]) == ("confirmation", STILL_TRUE, {"value": "2024-06-01"})
    assert newest["said_by"]["post"]["id"] == POST
    trail = said(client.get("/v1/admin/audit", headers=key_of(westmere, Role.admin)), 200)["items"]
    assert [(row["action"], row["by"]["kind"], row["by"]["holder"]) for row in trail] == [
        ("answer_mail", "mailbox", STREETS),
        ("publish", "mailbox", STREETS),
        ("create", "mailbox", STREETS),
    ]
    assert trail[0]["thing"]["id"] == newest["id"]
    assert trail[0]["request_id"] == answer.headers["X-Request-Id"]
    assert all(row["address"] for row in trail)
    assert STREETS not in client.get(f"/v1/recommendations/{ITEM.id}/history").text


def test_whoever_says_only_what_works_says_that_all_else_is_as_it_was(client: TestClient, link: str) -> None:
    with clock("2024-06-02"):
        answer = client.post(f"{link}?lang=en", data={"number": "1", "works": "The chairs.", "build_on": "More."})

        assert answer.status_code == 200, answer.text
        newest = public_updates(client)[0]
        assert (newest["kind"], newest["works"]) == ("confirmation", {"en": "The chairs."})
        assert newest["build_on"] == [{"text": {"en": "More."}}]


def test_what_changed_is_said_in_the_language_of_the_page(client: TestClient, link: str) -> None:
    form = {"summary": "Mae tair\r\nstryd ar agor.", "progress": "partly_delivered", "works": "Cadeiriau."}
    form |= {"build_on": "Stryd arall.", "build_on_date": "2999-03-01"}
    with clock("2024-06-02"):
        answer = client.post(f"{link}?lang=cy", data={"number": "1", "next_update_due": "2024-12-01", **form})

        assert answer.status_code == 200, answer.text
        newest = public_updates(client)[0]
        assert (newest["kind"], newest["progress"]) == ("news", "partly_delivered")
        assert (newest["summary"], newest["works"]) == ({"cy": "Mae tair stryd ar agor."}, {"cy": "Cadeiriau."})
        assert newest["build_on"] == [{"text": {"cy": "Stryd arall."}, "date": {"value": "2999-03-01"}}]
        assert newest["next_update_due"] == {"value": "2024-12-01"}
        assert "Diolch." in answer.text


def test_a_sentence_without_a_code_leaves_where_it_stands(client: TestClient, link: str) -> None:
    with clock("2024-06-02"):
        press(client, link, summary="The tender is out.")

        assert public_updates(client)[0]["kind"] == "fact"
        status = said(client.get(f"/v1/recommendations/{ITEM.id}/status"), 200)
        assert status["progress"] == "under_way"


def test_each_thing_is_answered_once(westmere: Engine, client: TestClient, link: str) -> None:
    with clock("2024-06-01T13:00:00"):
        press(client, link, still_true="yes")
        before = stored(westmere)
        again = [press(client, link, summary="Something else."), client.get(link)]

    assert [page.status_code for page in again] == [410, 410]
    assert all(
        localizer("en").t("ended.used") in page.text and localizer("cy").t("ended.used") in page.text for page in again
    )
    assert stored(westmere) == before


def test_pressed_several_times_at_once_it_answers_once(client: TestClient, link: str) -> None:
    with clock("2024-06-01T13:00:00"):
        press(
            client, link, number="0"
        )  # the framework makes a route ready at its first request, and not by several threads at once
    clients = [TestClient(client.app) for _ in range(4)]
    with clock("2024-06-01T13:00:00"), ThreadPoolExecutor(4) as several:
        found = list(several.map(lambda each: press(each, link, still_true="yes").status_code, clients))

    assert sorted(found) == [200, 410, 410, 410]
    assert len(public_updates(client)) == 2


def told(client: TestClient) -> list[Any]:
    """What was said of the item, but for that something is being checked."""
    return [one for one in public_updates(client) if one["kind"] != "being_checked"]


def test_where_a_second_person_releases_they_still_do(westmere: Engine, client: TestClient, mailbox: Mailbox) -> None:
    with clock("2024-03-02"):
        put(westmere, organisation(release="second_person"))
    run(westmere, mailbox, "2024-06-01")
    with clock("2024-06-01T13:00:00"):
        answer = press(client, link_of(mailbox.got[0]), summary="Three streets are open.", progress="partly_delivered")
        assert answer.status_code == 200
        assert "once somebody else at your organisation has released it" in answer.text
        assert len(told(client)) == 1

        second = key_of(westmere, Role.officer, POST)
        (waiting,) = said(client.get("/v1/admin/worklist?view=waiting", headers=second), 200)["items"]
        released = said(client.post(f"/v1/admin/updates/{waiting['id']}/publication", headers=second), 201)
        assert released["state"] == "clean"
        assert public_updates(client)[0]["summary"] == {"en": "Three streets are open."}


def test_before_an_election_the_mail_and_the_page_say_that_it_will_wait_and_it_waits(
    westmere: Engine, client: TestClient, mailbox: Mailbox
) -> None:
    with clock("2024-05-02"):
        put(westmere, organisation(holds=[hold("2024-05-20", "2024-07-04")]))
    run(westmere, mailbox, "2024-06-01")
    assert "becomes public after 4 July 2024." in text_of(mailbox.got[0])

    with clock("2024-06-02"):
        link = link_of(mailbox.got[0])
        assert "becomes public after 4 July 2024." in client.get(link).text
        assert "is kept, and becomes public on 5 July 2024." in press(client, link, still_true="yes").text
        assert len(public_updates(client)) == 1
    assert [run(westmere, mailbox, day)[0] for day in ("2024-06-08", "2024-06-29")] == [[], []]  # it was heard

    with clock("2024-07-05T00:00:01"):
        assert len(publish_all_due(westmere)) == 1
        assert public_updates(client)[0]["kind"] == "confirmation"


@pytest.mark.parametrize(
    ("form", "status", "field", "words"),
    [
        ({}, 422, "summary", NEED_SUMMARY),
        ({"summary": " \t\r\n"}, 422, "summary", NEED_SUMMARY),
        (
            {"summary": "x", "next_update_due": "2024-06-01"},
            422,
            "next_update_due",
            NEED_DAY,
        ),
        ({"summary": "x", "next_update_due": "soon"}, 422, "next_update_due", NEED_DAY),
        ({"summary": "x", "progress": "unknown"}, 409, "progress", "is not a code"),
        ({"summary": "x\0y"}, 409, "summary", "no control characters"),
        ({"summary": "x", "works": "\u202e\x07"}, 409, "works", "no control characters"),
        ({"summary": "x" * 20_001}, 409, "summary", "20000"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_with_what_was_written_and_nothing_is_kept(
    westmere: Engine, client: TestClient, link: str, form: dict[str, str], status: int, field: str, words: str
) -> None:
    before = stored(westmere)
    with clock("2024-06-01T13:00:00"):
        answer = press(client, link, **form)

        assert answer.status_code == status
        fault = re.search(rf'id="{field}-1-fault">(.*?)</p>', answer.text, re.DOTALL)
        assert fault is not None
        assert words in fault[1]
        assert "<title>Error: " in answer.text
        assert stored(westmere) == before
        assert press(client, link, still_true="yes").status_code == 200


def test_what_was_written_comes_back_to_be_mended_as_text(client: TestClient, link: str) -> None:
    hostile = '</textarea><script>alert(1)</script>"{{ 7*7 }}'
    with clock("2024-06-01T13:00:00"):
        answer = press(client, link, summary=hostile, works=hostile, next_update_due=hostile, progress=hostile)

    assert answer.status_code == 422
    assert "<script" not in answer.text
    assert "49" not in re.sub(r"sha256-\S+", "", answer.text)
    assert answer.text.count("&lt;/textarea&gt;&lt;script&gt;") == 3


def moved(engine: Engine) -> None:
    put(engine, post(contact="new-streets@westmere.example"))


def reassigned(engine: Engine) -> None:
    with writing(engine) as session:
        begin_write(session)
        session.execute(update(AnswerToken).values(post=f"{COUNCIL}-cabinet", recipient="cabinet@westmere.example"))


def withdrawn(engine: Engine) -> None:
    put(engine, withdrawal(ITEM))


@pytest.mark.parametrize(
    ("change", "why"), [(moved, "moved"), (reassigned, "moved"), (withdrawn, "moved")], ids=["mailbox", "post", "item"]
)
def test_a_link_that_is_nobodys_any_more_says_so_and_keeps_nothing(
    westmere: Engine, client: TestClient, link: str, change: Any, why: str
) -> None:
    with clock("2024-06-02"):
        change(westmere)
        before = stored(westmere)
        answer = press(client, link, still_true="yes")

        assert answer.status_code == 410
        assert localizer("en").t(f"ended.{why}_why") in answer.text
        assert localizer("en").t("ended.way") in answer.text
        assert localizer("cy").t("ended.way") in answer.text
        assert stored(westmere) == before


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_and_expired_links_say_so_and_keep_nothing(
    westmere: Engine, client: TestClient, link: str, method: str
) -> None:
    before = stored(westmere)
    form = {"data": {"number": "1", "still_true": "yes"}} if method == "POST" else {}
    with clock("2024-07-31T12:00:01"):
        expired = client.request(method, link, **form)
        unknown = [
            client.request(method, f"/v1/admin/answers/{secret}", **form)
            for secret in ("0" * 32, "%00", "%ff%fe", "a" * 4000, link.rpartition("/")[2].upper())
        ]

    assert expired.status_code == 410
    assert localizer("en").t("ended.expired") in expired.text
    assert [page.status_code for page in unknown] == [404] * 5
    assert all(page.headers["Cache-Control"] == "no-store" for page in unknown)
    assert stored(westmere) == before


@pytest.mark.parametrize("number", ["", "0", "2", "-1", "1.0", "²", "99999999999999999999"])
def test_a_number_that_the_mail_did_not_give_answers_nothing(
    westmere: Engine, client: TestClient, link: str, number: str
) -> None:
    before = stored(westmere)
    with clock("2024-06-01T13:00:00"):
        assert press(client, link, number=number, still_true="yes").status_code == 404

    assert stored(westmere) == before


def test_a_mail_about_several_things_is_answered_one_by_one(
    westmere: Engine, client: TestClient, mailbox: Mailbox
) -> None:
    second = recommendation(2, "Plant street trees")
    with clock("2024-03-02"):
        put(
            westmere,
            second,
            accountability(second.id),
            news(second.id, "planned", "2024-03-02", next_update_due="2024-06-01"),
        )
    run(westmere, mailbox, "2024-06-01")
    link = link_of(mailbox.got[0])
    with clock("2024-06-01T13:00:00"):
        first = press(client, link, number="2", still_true="yes")

        assert "This was answered on 1 June 2024." in first.text
        assert first.text.count("<form") == 3  # one is of the mails
        assert press(client, link, number="2", still_true="yes").status_code == 410
        assert press(client, link, number="1", still_true="yes").status_code == 200
        assert client.get(link).status_code == 410
        assert public_updates(client, second.id)[0]["kind"] == "confirmation"


def test_of_an_answer_that_is_owed_nothing_new_is_no_answer(empty: Engine, mailbox: Mailbox) -> None:
    with clock("2024-03-01"):
        put(
            empty,
            *(changed(one, contact=STREETS) if one.type == "post" else one for one in groundwork()),
            assembly(promises=[promise("answer_each", "2024-06-01")]),
            ITEM,
            accountability(ITEM.id),
        )
    client = client_of(empty)
    run(empty, mailbox, "2024-06-01")
    link = link_of(mailbox.got[0])
    with clock("2024-06-02"):
        assert localizer("en").t("answer.still_true") not in client.get(link).text
        refused = press(client, link, still_true="yes")
        assert refused.status_code == 422
        assert localizer("en").t("answer.need_summary_answer") in refused.text
        assert press(client, link, summary="Cabinet decides on 18 June.").status_code == 200
        assert public_updates(client)[0]["kind"] == "fact"


def test_a_deputy_speaks_as_deputy(westmere: Engine, client: TestClient, mailbox: Mailbox) -> None:
    with clock("2024-06-01"), writing(westmere) as session:
        begin_write(session)
        session.execute(update(Key).values(revoked_at=now()))
    run(westmere, mailbox, "2024-06-01")
    deputys = next(mail for mail in mailbox.got if mail["To"] != STREETS)
    with clock("2024-06-02"):
        assert press(client, link_of(deputys), still_true="yes").status_code == 200

        assert public_updates(client)[0]["said_by"]["post"]["id"] == DEPUTY


def test_a_mailbox_that_answered_holds_nothing(westmere: Engine, client: TestClient, link: str) -> None:
    with clock("2024-06-01T13:00:00"):
        with writing(westmere) as session:
            begin_write(session)
            session.execute(update(Key).values(revoked_at=now()))
        press(client, link, still_true="yes")
        with reading(westmere) as session:
            assert owned(session, [POST]) == frozenset()
        secret = link.rpartition("/")[2]
        assert client.get("/v1/admin/updates", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_server_of_the_public_side_alone_has_no_such_page(westmere: Engine, link: str) -> None:
    app = create_app(admin=False)
    app.state.engine = westmere

    assert TestClient(app).get(link).status_code == 404


def test_what_was_written_stays_on_the_page_while_somebody_else_is_writing(westmere: Engine, link: str) -> None:
    url = westmere.url.render_as_string(hide_password=False)
    hasty = open_engine(url, timeouts=Timeouts(lock=0.2, statement=30))
    client, before = client_of(hasty), stored(westmere)

    with clock("2024-06-01T13:00:00"), locked(westmere):
        page = press(client, link, summary="Two of five are open.")

    assert page.status_code == 503
    assert int(page.headers["Retry-After"]) > 0
    assert "Two of five are open." in page.text
    assert "Somebody else is writing to the record just now. Nothing was stored." in page.text
    assert stored(westmere) == before
    with clock("2024-06-01T13:01:00"):
        assert press(client, link, summary="Two of five are open.").status_code == 200
    hasty.dispose()


@pytest.fixture
def late_link(westmere: Engine, mailbox: Mailbox) -> str:
    """The link of the mail that reminds the post of what was promised for the day before."""
    with clock("2024-03-02"):
        put(westmere, news(ITEM.id, "planned", "2024-03-02", due=due("2024-06-01")))
    assert run(westmere, mailbox, "2024-06-02")[0] == [STREETS]
    return link_of(mailbox.got[-1])


@pytest.mark.parametrize("language", ["en", "cy"])
def test_of_what_is_late_a_date_and_a_reason_are_asked_for_before_still_true(
    westmere: Engine, client: TestClient, late_link: str, mailbox: Mailbox, language: str
) -> None:
    t = localizer(language)
    assert "give a new date and the reason" in " ".join(text_of(mailbox.got[-1]).split())
    with clock("2024-06-02T13:00:00"):
        shown = client.get(f"{late_link}?lang={language}").text
        before = stored(westmere)
        refused = client.post(f"{late_link}?lang={language}", data={"number": "1", "still_true": "yes"})

    assert t.t("answer.still_true") not in shown
    assert shown.index(t.t("answer.due")) < shown.index(t.t("answer.reason")) < shown.index(t.t("answer.what_changed"))
    assert {"en": "Waiting for a decision", "cy": "Aros am benderfyniad"}[language] in shown
    assert refused.status_code == 422
    assert [control["id"] for control in Page(refused.text).controls if "aria-invalid" in control] == [
        "due-1",
        "reason-1",
    ]
    assert set(Page(refused.text).described) <= set(Page(refused.text).ids)
    assert stored(westmere) == before


@pytest.mark.parametrize(
    ("form", "faulty"),
    [
        ({"due": "2024-12-01"}, ["reason"]),
        ({"reason": "funding"}, ["due"]),
        ({"due": "2024-06-02", "reason": "funding"}, ["due"]),
        ({"due": "2024-12-01", "reason": "idleness"}, ["reason"]),
        ({"due": "2024-12-01", "reason": "other"}, ["why"]),
    ],
)
def test_of_what_is_late_a_day_to_come_and_a_known_reason_are_needed(
    client: TestClient, late_link: str, form: dict[str, str], faulty: list[str]
) -> None:
    with clock("2024-06-02T13:00:00"):
        refused = press(client, late_link, still_true="yes", **form)

    assert refused.status_code == 422
    controls = Page(refused.text).controls
    assert [control["name"] for control in controls if "aria-invalid" in control] == faulty
    assert form.get("due", "2024") in refused.text


def test_a_new_date_with_its_reason_moves_the_date(client: TestClient, late_link: str) -> None:
    with clock("2024-06-02T13:00:00"):
        answer = press(
            client, late_link, still_true="yes", due="2024-12-01", reason="other", why="The bridge has to be mended."
        )

        assert answer.status_code == 200, answer.text
        newest = public_updates(client)[0]
        status = said(client.get(f"/v1/recommendations/{ITEM.id}/status"), 200)
    assert newest["kind"] == "fact"
    assert newest["due"] == {"date": {"value": "2024-12-01"}, "set_by": "responder"}
    assert newest["delays"] == [{"reason": "other", "text": {"en": "The bridge has to be mended."}}]
    assert (status["schedule"], status["due"], status["times_moved"]) == ("not_due", "2024-12-01", 1)


def test_of_what_is_late_news_can_be_told_without_a_new_date(client: TestClient, late_link: str) -> None:
    with clock("2024-06-02T13:00:00"):
        answer = press(client, late_link, summary="All five streets are open.", progress="delivered")

        assert answer.status_code == 200
        assert said(client.get(f"/v1/recommendations/{ITEM.id}/status"), 200)["schedule"] == "finished"


MOVED = {"still_true": "yes", "due": "2024-12-01", "reason": "funding"}


@pytest.mark.parametrize("form", [{"summary": "All five streets are open.", "progress": "delivered"}, MOVED], ids=str)
def test_what_residents_would_read_is_seen_before_it_is_public(
    client: TestClient, late_link: str, form: dict[str, str]
) -> None:
    with clock("2024-06-02T13:00:00"):
        before = public_updates(client)
        page = press(client, late_link, look="yes", **form)
        assert page.status_code == 200
        assert public_updates(client) == before, "looking publishes nothing"
        (last,) = [one for one in forms_in(page.text) if [words for *_, words in one.buttons] == ["Publish"]]
        assert client.post(late_link, data=dict(last.fields)).status_code == 200
        sentence = said(client.get(f"/v1/recommendations/{ITEM.id}/status"), 200)["sentence"]["en"]
        assert public_updates(client) != before

    assert sentence in Read(page.text).visible()


def test_what_is_due_of_one_thing_is_one_form(westmere: Engine, client: TestClient, mailbox: Mailbox) -> None:
    """A day that was promised and the day for news, both past: answered at once, and both are answered."""
    with clock("2024-03-02"):
        told = news(ITEM.id, "planned", "2024-03-02", due=due("2024-06-01"), next_update_due="2024-06-01")
        put(westmere, told)
    run(westmere, mailbox, "2024-06-02")
    mail = mailbox.got[-1]
    assert "\n2. " in text_of(mail)
    with clock("2024-06-02T13:00:00"):
        page = client.get(link_of(mail)).text
        assert page.count('id="title-') == 1
        assert Read(page).visible().count("1 June 2024") >= 2, "both are said"
        assert press(client, link_of(mail), **MOVED).status_code == 200
        assert client.get(link_of(mail)).status_code == 410


def test_who_pressed_at_a_shared_mailbox_is_kept_inside(westmere: Engine, client: TestClient, late_link: str) -> None:
    with clock("2024-06-02T13:00:00"):
        press(client, late_link, summary="All five streets are open.", who="Sam  Roe")
        trail = said(client.get("/v1/admin/audit", headers=key_of(westmere, Role.admin)), 200)["items"]
        public = client.get(f"/v1/recommendations/{ITEM.id}/history").text

    assert "gives their name as Sam Roe." in next(one["reason"] for one in trail if one["action"] == "answer_mail")
    assert "Sam Roe" not in public


def test_a_new_date_and_what_changed_are_told_on_one_form(client: TestClient, late_link: str) -> None:
    with clock("2024-06-02T13:00:00"):
        shown = [
            one
            for one in forms_in(client.get(late_link).text)
            if {"due", "summary"} <= {name for name, _ in one.fields}
        ]
        assert len(shown) == 1
        both = {"due": "2024-12-01", "reason": "funding", "summary": "Four of five are open.", "progress": "under_way"}
        assert press(client, late_link, **both).status_code == 200
        newest = public_updates(client)[0]

    assert (newest["kind"], newest["progress"]) == ("news", "under_way")
    assert (newest["summary"]["en"], newest["due"]["date"]["value"]) == ("Four of five are open.", "2024-12-01")
