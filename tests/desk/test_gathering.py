"""People who took part and belong to no group answer on numbered sheets, or with the code of one."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from api.core.limits import CODES
from api.privacy.forget import forget
from db.clock import now
from db.models.gathering import Gathering, Sheet, SheetLink
from db.session import reading
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor
from tests.mailbox import Mailbox
from tests.workbench.reminded import text_of
from tests.writing.given import admin

DECLARED, GROUP = "anytown-parks-workshops-fdqnbz", "anytown-walkers"
MAILBOX = "walkers@walkers.example.org"
AT = f"/v1/admin/declarations/{DECLARED}/sheets"
ENTER, PUBLISH = "Enter this sheet", "Publish every sheet that came back"
OWN = "/desk/sheet"


@pytest.fixture
def council(engine: Engine) -> dict[str, str]:
    return key_of(engine, Role.editor, "anytown")


def asked(client: TestClient, key: dict[str, str], status: int = 201, **more: Any) -> Any:
    body = {"facilitator": GROUP, "mailbox": MAILBOX, "sheets": 60} | more
    return said(client.post(AT, json=body, headers=key), status)


def link_in(mailbox: Mailbox, language: str = "en") -> str:
    words = text_of(mailbox.to(MAILBOX)[-1]).split()
    return next(one for one in words if "/desk/sheets/" in one and one.endswith(language)).removeprefix(
        "http://127.0.0.1:8000"
    )


@pytest.fixture
def link(client: TestClient, engine: Engine, council: dict[str, str], mailbox: Mailbox) -> str:
    """The path in the mail to a facilitator that says itself which mailbox is its own."""
    body = {"id": f"{GROUP}-desk", "organisation": GROUP, "kind": "team", "name": "The walkers", "contact": MAILBOX}
    said(client.post("/v1/admin/posts", json=body | {"publish": True}, headers=key_of(engine, Role.editor, GROUP)), 201)
    assert asked(client, council) == {
        "declaration": DECLARED,
        "facilitator": GROUP,
        "first": 1,
        "last": 60,
        "own_mailbox": True,
    }
    return link_in(mailbox)


def entered(visitor: Visitor, link: str, numbers: Iterable[int], **answers: str) -> None:
    """Sheets with these numbers come back with the same answers."""
    for number in numbers:
        visitor.send(link, {"do": "enter", "number": number, "answers_as": "took_part", **answers})


def codes(client: TestClient, link: str) -> list[str]:
    printed = client.get(link.replace("?", "/print?")).text
    return re.findall(r"[B-Z2-9]{4}-[B-Z2-9]{4}", printed)


def told(client: TestClient) -> Any:
    return said(client.get(f"/v1/declarations/{DECLARED}"), 200)


def gathered(client: TestClient) -> Any:
    return next((one["gathered"] for one in told(client)["testimonies"] if "gathered" in one), None)


def test_sheets_come_back_are_published_and_differ(client: TestClient, council: dict[str, str], link: str) -> None:
    before = told(client)
    walkers = Visitor(client).open(link)
    assert "60 sheets are there to be given out. 0 came back." in walkers.read
    assert "Nothing came back yet." in walkers.read
    entered(walkers, link, range(1, 21), design="authority", changed="no")
    entered(walkers, link, range(21, 35), design="jointly", changed="yes", lost="with_reason")
    walkers.open(link)
    assert "34 came back." in walkers.read

    # Nobody sees anything of it before.
    assert told(client) == before
    for path in ("declarations", "testimonies"):
        assert GROUP not in client.get(f"/v1/admin/{path}", headers=council).text
    assert "took_part" not in client.get("/v1/admin/audit", headers=council).text

    assert "Do not name a person." in walkers.read
    walkers.press(PUBLISH, text="Most of them came to one evening only.")
    assert "What came back is public" in walkers.read

    after = told(client)
    (testimony,) = (one for one in after["testimonies"] if "gathered" in one)
    assert testimony["by"]["id"] == GROUP
    assert testimony["text"] == {"en": "Most of them came to one evening only."}
    sheets = testimony["gathered"]
    assert (sheets["given_out"], sheets["came_back"]) == ({"count": 60}, {"count": 34})
    (design,) = sheets["stages"]
    assert design["held"] == ["authority", "jointly"]
    few = {"fewer_than": 10}
    assert design["counts"][:3] == [
        {"answer": "authority", "count": 20},
        {"answer": "jointly", "count": 14},
        {"answer": "community"} | few,
    ]
    panel = after["panel"]
    says = {line["code"]: [one["en"] for one in line["says"]] for line in panel["lines"]}
    assert says["says"][1] == "People who took part: 34 of 60 sheets came back, gathered by Walkers of Anytown."
    assert "Working out what to do, say 20 people who took part: the council or other public body." in says["pen"]
    assert "Working out what to do, say 14 people who took part: both together." in says["pen"]
    assert "20 people who took part: Nothing." in says["changed"]
    assert panel["closing"]["en"] == (
        "Anytown Council and people who took part differ on “One thing that residents changed” and “Working out what"
        " to do”."
    )
    welsh = [line["says"][1]["cy"] for line in panel["lines"] if line["code"] == "says"]
    assert welsh == ["Pobl a gymerodd ran: daeth 34 o 60 taflen yn ôl, a gasglwyd gan: Cerddwyr Tref Unman."]
    feed = client.get("/feeds/all.atom").text
    assert "People who took part say how they see this, gathered by Walkers of Anytown." in feed
    page = Visitor(client).open(f"/declarations/{DECLARED}").read
    assert "Gathered by: Walkers of Anytown" in page
    assert "Given out: 60. Came back: 34." in page
    assert "The council or other public body: 20" in page
    assert "Every other answer: fewer than ten" in page


def test_seven_care_leavers_are_heard_and_no_number_of_theirs_shows(client: TestClient, link: str) -> None:
    walkers = Visitor(client).open(link)
    entered(walkers, link, range(1, 5), design="authority")
    entered(walkers, link, range(5, 8), design="jointly")
    walkers.open(link).press(PUBLISH)
    assert gathered(client) == {
        "given_out": {"count": 60},
        "came_back": {"fewer_than": 10},
        "stages": [{"work_stage": "design", "held": ["authority"]}],
    }
    panel = told(client)["panel"]
    assert panel["lines"][4]["says"][1]["en"] == (
        "Fewer than ten people who took part have answered, gathered by Walkers of Anytown."
    )
    assert "Working out what to do, say people who took part: the council or other public body." in {
        one["en"] for one in panel["lines"][0]["says"]
    }
    assert panel["closing"]["en"].startswith("Anytown Council and people who took part differ on")


def test_a_sheet_counts_once_and_how_often_one_was_put_right_is_public(client: TestClient, link: str) -> None:
    walkers = Visitor(client).open(link)
    walkers.press(ENTER, 409, number="7", design="authority")
    assert "Say which fits whoever answers." in walkers.read
    walkers.press(ENTER, 409, number="7", answers_as="lives_there", design="")
    assert "Answer one of these at least." in walkers.read
    walkers.press(ENTER, 409, number="61", answers_as="lives_there", design="authority")
    assert "numbered from 1 to 60" in walkers.read
    walkers.press(ENTER, number="7", answers_as="lives_there", design="authority")
    assert "Sheet 7 is entered." in walkers.read
    for _ in range(2):
        walkers.open(link).press(ENTER, 409, number="7", answers_as="took_part", design="jointly")
        assert "Sheet 7 came back before." in walkers.read
    walkers.press(ENTER, replaces="yes")
    assert "1 came back. Put right: 1." in walkers.read
    entered(walkers, link, range(10, 30), design="jointly")
    walkers.open(link).press(PUBLISH)
    assert gathered(client)["replaced"] == {"count": 1}
    assert gathered(client)["came_back"] == {"count": 21}
    assert gathered(client)["capacities"][0] == {"answers_as": "took_part", "count": 21}


def test_whoever_holds_a_sheet_answers_with_its_code_and_nobody_else_changes_that(
    client: TestClient, engine: Engine, link: str
) -> None:
    code = codes(client, link)[11]
    person = Visitor(client).open(f"{OWN}?lang=en")
    person.press("Open my sheet", 422, code="BCDF-2345")
    assert "There is no sheet with this code." in person.read
    person.press("Open my sheet", code=code.lower().replace("-", " "))
    assert "Anytown Council: Co-design" in person.read
    person.press("Send my answers", 409, design="authority")
    person.press("Send my answers", answers_as="uses_service", design="authority")
    assert "They count when Walkers of Anytown publishes what came back." in person.read
    assert not person.cookies

    walkers = Visitor(client).open(link)
    assert "Came back: 12." in walkers.read
    walkers.press(ENTER, 409, number="12", answers_as="took_part", design="jointly", replaces="yes")
    assert "only whoever holds it can put it right" in walkers.read
    person.open(OWN).press("Open my sheet", code=code)
    assert "This sheet was answered before." in person.read
    person.press("Send my answers", 409, answers_as="uses_service", design="jointly")
    person.press("Send my answers", replaces="yes")
    with reading(engine) as session:
        row = session.scalars(select(Sheet).where(Sheet.number == 12)).one()
        assert (row.answers_as, row.answers, row.replaced) == ("uses_service", '{"design": "jointly"}', 1)
        assert code not in "".join(session.scalars(select(Sheet.code_hash)))


def test_codes_cannot_be_tried_one_after_the_other(client: TestClient) -> None:
    stranger = Visitor(client)
    for _ in range(CODES):
        stranger.send(OWN, {"do": "open", "code": "BCDF-2345"}, 422)
    stranger.send(OWN, {"do": "open", "code": "BCDF-2345"}, 429)


def test_it_is_published_again_when_ten_more_are_back(client: TestClient, link: str) -> None:
    walkers = Visitor(client).open(link)
    entered(walkers, link, range(1, 13), design="jointly")
    walkers.open(link).press(PUBLISH)
    entered(walkers, link, range(13, 22), design="authority")
    assert "so it waits" in walkers.open(link).read
    walkers.send(link, {"do": "publish"}, 409)
    assert gathered(client)["came_back"] == {"count": 12}
    entered(walkers, link, [22], design="authority")
    walkers.open(link).press(PUBLISH)
    assert gathered(client)["came_back"] == {"count": 22}
    assert len([one for one in told(client)["testimonies"] if "gathered" in one]) == 1
    assert "What is public counts 22 sheets." in walkers.open(link).read


def test_who_cannot_gather_is_refused_in_words(
    client: TestClient, engine: Engine, council: dict[str, str], mailbox: Mailbox
) -> None:
    def why(status: int = 409, **more: Any) -> str:
        return str(asked(client, council, status, **more)["detail"])

    assert "is not in this record" in why(facilitator="nobody-here")
    assert "owned or appointed by it" in why(facilitator="anytown")
    assert "owned or appointed by it" in why(facilitator="anytown-residents-panel")
    for many in (0, 501):
        asked(client, council, 422, sheets=many)
    assert not mailbox.got
    for key in (key_of(engine, Role.editor, GROUP), key_of(engine, Role.admin)):
        assert "editor" in asked(client, key, 403)["detail"]
    assert not asked(client, council, sheets=400)["own_mailbox"]
    assert "500 sheets at most" in why(sheets=101)
    assert asked(client, council, sheets=100)["first"] == 401
    assert asked(client, council, 409, sheets=1)["errors"][0]["rule"] == "too-many"


def test_what_who_is_paid_gathers_or_who_was_written_to_by_the_councils_address_counts_on_neither_side(
    client: TestClient, engine: Engine, council: dict[str, str], mailbox: Mailbox
) -> None:
    address = f"/v1/admin/organisations/{GROUP}/of-itself"
    paid = {"paid_to_run": ["anytown-parks-workshops"], "publish": True}
    said(client.post(address, json=paid, headers=admin(engine)), 201)
    asked(client, council)
    walkers = Visitor(client).open(link_in(mailbox))
    assert "counts on neither side" in walkers.read
    entered(walkers, link_in(mailbox), range(1, 13), design="authority")
    before = told(client)["panel"]["closing"]
    walkers.open(link_in(mailbox)).press(PUBLISH)
    after = told(client)
    assert after["panel"]["closing"] == before
    assert after["panel"]["lines"][4]["says"][-1]["en"] == (
        "People who took part: 12 of 60 sheets came back, gathered by Walkers of Anytown (paid to run this and written"
        " to at an address from Anytown Council); counted on neither side."
    )


def test_sheets_are_printed_in_both_languages_one_on_a_page(client: TestClient, link: str, mailbox: Mailbox) -> None:
    printed = Visitor(client).open(link.replace("?", "/print?"))
    assert len(set(codes(client, link))) == 60
    assert codes(client, link) == codes(client, link)  # the same however often they are printed
    assert printed.page.text.count('class="one-sheet') == 60
    for words in ("Do not write a name on it.", "Peidiwch ag ysgrifennu enw arni.", "http://127.0.0.1:8000/desk/sheet"):
        assert words in printed.read
    mail = text_of(mailbox.to(MAILBOX)[-1])
    assert "There are 60 sheets for you to print" in mail
    assert "Mae 60 taflen i chi eu hargraffu" in mail
    for word in ("co-design", "support", "one-sided", "differ"):
        assert word not in mail.lower()
    assert "Cofnodi taflen a ddaeth yn ôl" in Visitor(client).open(link_in(mailbox, "cy")).read
    assert "Y cod ar eich taflen" in Visitor(client).open(f"{OWN}?lang=cy").read


def test_the_facilitator_writes_no_numbers_and_answers_apart(client: TestClient, engine: Engine, link: str) -> None:
    key = key_of(engine, Role.editor, GROUP)
    body = {"about": DECLARED, "by": GROUP, "gathered": {"given_out": {"count": 60}, "came_back": {"count": 60}}}
    refused = said(client.post("/v1/admin/testimonies", json=body, headers=key), 422)
    assert refused["errors"][0]["pointer"] == "/gathered"
    walkers = Visitor(client).open(link)
    entered(walkers, link, range(1, 13), design="jointly")
    walkers.open(link).press(PUBLISH)
    (id_,) = (one["id"] for one in told(client)["testimonies"] if "gathered" in one)
    for patch in ({"gathered": None}, {"stages": [{"work_stage": "design", "pen": "authority"}]}):
        headers = key | {"Content-Type": "application/merge-patch+json", "If-Match": "*"}
        answer = client.patch(f"/v1/admin/testimonies/{id_}", json=patch, headers=headers)
        assert answer.status_code in (409, 422), answer.text


def rows(engine: Engine) -> list[int]:
    with reading(engine) as session:
        return [session.scalars(select(func.count()).select_from(one)).one() for one in (SheetLink, Sheet, Gathering)]


def test_sheets_go_with_the_declaration_the_mailbox_or_their_time(
    client: TestClient, engine: Engine, council: dict[str, str], link: str
) -> None:
    walkers = Visitor(client).open(link)
    entered(walkers, link, range(1, 13), design="jointly")
    walkers.open(link).press(PUBLISH)
    assert rows(engine) == [1, 60, 1]
    with travel(now() + timedelta(days=181)):
        walkers.open(link, 410)
        walkers.send(OWN, {"do": "open", "code": codes(client, link)[0] if codes(client, link) else ""}, 422)
    with travel(now() + timedelta(days=364)):
        assert forget(engine, dry_run=True)["sheets"] == 0
    with travel(now() + timedelta(days=366)):
        assert forget(engine, dry_run=True)["sheets"] == 60
    changes = said(client.get("/v1/changes?limit=1000"), 200)["items"]
    (sequence,) = (one["sequence"] for one in changes if one["thing"]["id"] == DECLARED)
    body = {"mailbox": MAILBOX, "ground": "personal_data"}
    removed = said(client.post("/v1/admin/reminders/redaction", json=body, headers=admin(engine)), 201)
    assert removed["links"] == 1
    assert rows(engine) == [0, 0, 0]
    walkers.open(link, 404)
    assert gathered(client)["came_back"] == {"count": 12}  # what is public stays

    asked(client, council)
    assert rows(engine) == [1, 60, 0]
    erasure = {"sequence": sequence, "ground": "court_order", "by": "anytown"}
    assert client.post("/v1/admin/erasures", json=erasure, headers=admin(engine)).status_code in (201, 202)
    assert rows(engine) == [0, 0, 0]


def test_an_editor_asks_for_sheets_at_the_desk_and_is_told_no_more_than_that(
    client: TestClient, at_desk: At, mailbox: Mailbox
) -> None:
    editor, send = at_desk(Role.editor, "anytown").open(f"/desk/partners/{DECLARED}"), "Send the link for the sheets"
    wrong = {"sheets.facilitator": "anytown-residents-panel", "sheets.mailbox": MAILBOX, "sheets.sheets": "many"}
    editor.press(send, status=422, **wrong)
    assert mailbox.to(MAILBOX) == []
    editor.press(send, status=409, **wrong | {"sheets.sheets": "20"})
    assert "sheets 1 to 20" not in editor.read
    editor.press(send, **{"sheets.facilitator": GROUP, "sheets.mailbox": MAILBOX, "sheets.sheets": "20"})
    assert "The link is on its way to whoever gives the sheets out." in editor.read
    assert "an address from you · sheets 1 to 20" in editor.read

    entered(Visitor(client), link_in(mailbox), [1], design="authority")
    assert editor.open(f"/desk/partners/{DECLARED}").read.count("came back") == 0
