"""A partner without a key answers for itself by a mailed link: changes it, takes it back, or declines unseen."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.text.localizer import localizer
from db.clock import now, today
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import client_of, key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor
from tests.mailbox import Mailbox

DECLARED, GROUP = "anytown-parks-workshops-fdqnbz", "anytown-tree-group"
MAILBOX = "trees@trees.example.org"
INVITATION = f"/v1/admin/declarations/{DECLARED}/invitation"
ASKING = f"/desk/partners/{DECLARED}"
LOOK, SEND, PUBLISH = "See how it would be asked", "Send the link", "Publish this for our group"


@pytest.fixture
def council(engine: Engine) -> dict[str, str]:
    return key_of(engine, Role.editor, "anytown")


@pytest.fixture
def published(engine: Engine, client: TestClient) -> None:
    """The group says itself which mailbox is its own."""
    publish(client, engine)


def publish(client: TestClient, engine: Engine) -> None:
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
    assert asked(client, council)["own_mailbox"]
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
    assert not asked(client, council)["own_mailbox"]
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


@pytest.mark.usefixtures("published")
def test_a_partner_says_what_shows_it_by_an_address_or_where_it_can_be_seen(
    client: TestClient, council: dict[str, str], mailbox: Mailbox
) -> None:
    asked(client, council)
    changed = {"changed_kind": "before_and_after", "changed_address": "https://trees.example.org/plans"}
    board = {"kind": "photo", "title": "The old plan", "date": "May 2026", "seen_at": "On the board in the hall"}
    stage = {"stages_stage": "design", **{f"stages_{name}": value for name, value in board.items()}}
    answers = {"pen_design": "jointly", "answer_changed": "yes", "text_changed": "The gate moved."}
    Visitor(client).open(link_in(mailbox)).press(PUBLISH, **answers, **changed, **stage)

    html = Visitor(client).open(f"/en/declarations/{DECLARED}").read
    assert "Anytown Tree Group: The gate moved (before and after)." in html
    assert "Photo: The old plan, May 2026" in html
    assert "It can be seen here: On the board in the hall" in html
    again = Visitor(client).open(link_in(mailbox))
    before = told(client)["testimonies"][-1]
    again.press(PUBLISH)
    after = told(client)["testimonies"][-1]
    assert (after["stages"], after["answers"]) == (before["stages"], before["answers"])
    assert len(after["answers"][0]["evidence"]) == 1


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"changed_title": "Plans"}, "changed_kind", "Say what sort of evidence it is."),
        ({"changed_title": "Plans", "changed_kind": "report"}, "changed_seen_at", "by title, date and place"),
        ({"changed_address": "our hall", "changed_kind": "report"}, "changed_address", "does not take this"),
        ({"changed_date": "lately", "changed_kind": "photo"}, "changed_date", "is not a date"),
        ({"lost_address": "https://a.example/b", "lost_kind": "photo"}, "answer_lost", "Say this: it is needed."),
        ({"stages_address": "https://a.example/b", "stages_kind": "photo"}, "stages_stage", "it is needed"),
        (
            {"stages_address": "https://a.example/b", "stages_kind": "photo", "stages_stage": "review"},
            "pen_review",
            "it is needed",
        ),
    ],
)
def test_what_is_lacking_of_what_shows_it_is_said_at_its_field_and_nothing_is_public(
    client: TestClient, council: dict[str, str], mailbox: Mailbox, typed: dict[str, str], field: str, why: str
) -> None:
    asked(client, council)
    before, partner = told(client), Visitor(client).open(link_in(mailbox))
    status = 409 if why in ("by title, date and place", "does not take this") else 422
    partner.press(PUBLISH, status, answer_changed="yes", **typed)
    assert any(at == field and why in said for at, said in faults_in(partner)), faults_in(partner)
    assert dict(partner.form(PUBLISH).fields).items() >= typed.items()
    assert told(client) == before


@pytest.mark.usefixtures("published")
def test_a_survey_called_co_production_is_contested_and_ordinary_once_it_is_called_a_consultation(
    client: TestClient, at_desk: At, council: dict[str, str], mailbox: Mailbox
) -> None:
    survey(client, council)
    look, new = "See what residents will read", f"/desk/things/declarations/new?by=anytown&about={SURVEY}"
    editor = at_desk(Role.editor, "anytown").open(new).press(look, level="co_production").press("Publish")
    (declared,) = said(client.get(f"/v1/declarations?about={SURVEY}"), 200)["items"]
    answers(client, council, declared["id"])

    editor.open(f"/desk/partners/{declared['id']}").press(LOOK, partner=GROUP, mailbox=MAILBOX).press(SEND)
    partner = Visitor(client).open(link_in(mailbox))
    partner.press(PUBLISH, pen_decision="authority", answer_changed="no", text="We were asked once.")
    partner.follow("See what each side says")
    differ = "Anytown Council and Anytown Tree Group differ on “One thing that residents changed” and “Deciding”."
    assert differ in partner.read

    editor.open(f"/desk/things/declarations/{declared['id']}").press(look, level="consultation").press("Publish")
    page = partner.open(f"/en/declarations/{declared['id']}").read
    assert "Anytown Council calls this a consultation." in page
    assert "What was shown supports this." in page
    assert differ not in page
    assert f"Called before Co-production: until {localizer('en').day(today())}" in page
    changes = said(client.get("/v1/changes?limit=1000"), 200)["items"]
    assert [one["nature"] for one in changes if one["thing"]["id"] == declared["id"]] == ["news", "relabelling"]


SURVEY = "anytown-co-producing-our-parks"


def survey(client: TestClient, key: dict[str, str]) -> None:
    """A survey that is named as if it were more."""
    body = {"id": SURVEY, "form": "survey", "name": "Co-producing our parks", "commissioned_by": "anytown"}
    said(client.post("/v1/admin/engagements", json=body | {"publish": True}, headers=key), 201)


def answers(client: TestClient, key: dict[str, str], declared: str) -> None:
    """The council says that it shared the decision; and shows what was open, and that people were told."""
    shown = {"evidence": [{"kind": "report", "address": "https://anytown.example/parks"}]}
    questions = {"changed": ("yes", {}), "open_at_start": ("some", shown), "told": ("yes", shown)}
    given = [{"question": one, "answer": code, **more} for one, (code, more) in questions.items()]
    stages = [{"work_stage": "decision", "pen": "jointly"}]
    body = {"about": declared, "by": "anytown", "stages": stages, "answers": given, "publish": True}
    said(client.post("/v1/admin/testimonies", json=body, headers=key), 201)


# Asking at the desk.


@pytest.mark.usefixtures("published")
def test_an_editor_is_told_whether_a_mailbox_is_the_partners_own_before_the_link_goes(
    client: TestClient, at_desk: At, mailbox: Mailbox
) -> None:
    editor = at_desk(Role.editor, "anytown").open(f"/desk/things/declarations/{DECLARED}")
    editor.follow("Ask the other side to answer")
    assert "Nobody yet." in editor.read
    editor.press(LOOK, partner=GROUP, mailbox="Trees@Trees.example.org")
    assert "This mailbox is the partner’s own" in editor.read
    editor.press(LOOK, partner=GROUP, mailbox="one@member.example.org")
    assert "does not count as the other side. What it published itself: trees@trees.example.org" in editor.read
    assert not mailbox.got
    editor.press(LOOK, partner=GROUP, mailbox=MAILBOX).press(SEND)
    assert "The link is on its way to the partner." in editor.read
    assert "trees@trees.example.org · its own mailbox · mails: 1 of 3" in editor.read

    before = editor.open(ASKING).read
    Visitor(client).open(link_in(mailbox)).press("We would rather not answer")
    assert editor.open(ASKING).read == before
    Visitor(client).open(link_in(mailbox)).press(PUBLISH, pen_design="jointly")
    assert editor.open(ASKING).read == before


def test_who_cannot_be_asked_is_said_at_the_field_and_nothing_is_sent(at_desk: At, mailbox: Mailbox) -> None:
    editor = at_desk(Role.editor, "anytown").open(ASKING)
    editor.press(LOOK, 422, mailbox=MAILBOX)
    assert ("partner", "Say this: it is needed.") in faults_in(editor)
    editor.press(LOOK, 422, partner=GROUP, mailbox="trees")
    assert any(at == "mailbox" and "an e-mail address such as" in said for at, said in faults_in(editor))
    for _ in range(3):
        editor.press(LOOK, partner=GROUP, mailbox=MAILBOX).press(SEND)
    assert "Write again" not in editor.read
    editor.press(LOOK, 409, partner=GROUP, mailbox=MAILBOX)
    assert any(at == "partner" and "written to 3 times already" in said for at, said in faults_in(editor))
    assert len(mailbox.got) == 3


def faults_in(visitor: Visitor) -> list[tuple[str, str]]:
    """What is wrong with a form, each with the field that it leads to."""
    return re.findall(r'<li><a href="#([^"]*)">([^<]*)</a></li>', visitor.page.text)


def test_nobody_but_whoever_declared_sees_whom_it_asked(
    client: TestClient, council: dict[str, str], at_desk: At, mailbox: Mailbox
) -> None:
    asked(client, council)
    for of in (GROUP, "newshire"):
        assert MAILBOX not in at_desk(Role.editor, of).open(ASKING, 403).read
    at_desk(Role.editor, "anytown").open("/desk/partners/anytown-nothing-bcdfgh", 404)
    Visitor(client).open(ASKING)  # leads to the way to sign in
    assert len(mailbox.got) == 1


# Whose a mailbox is.


def invited(client: TestClient, engine: Engine, role: str = "editor", covers: str = GROUP) -> None:
    """An administrator lets whoever reads the mailbox do something."""
    body = {"mailbox": MAILBOX, "role": role, "covers": [covers], "holder": "Tree Group"}
    said(client.post("/v1/admin/accounts", json=body, headers=key_of(engine, Role.admin)), 201)


def signed_in(client: TestClient, mailbox: Mailbox) -> None:
    """Somebody opens the link in the mail to the mailbox, and presses."""
    visitor = Visitor(client).open("/desk/sign-in?lang=en")
    form = next(form for form in visitor.forms if form.action.endswith("/mail"))
    visitor.send(form.action, [*(one for one in form.fields if one[0] != "mailbox"), ("mailbox", MAILBOX)])
    text = mailbox.to(MAILBOX)[-1].get_body(("plain",)).get_content()
    visitor.open(re.search(r"/desk/sign-in/link/\S+", text)[0]).press("Sign in as Tree Group")


def test_a_mailbox_is_confirmed_by_whoever_signs_in_with_it_and_may_answer_for_the_partner(
    client: TestClient, engine: Engine, council: dict[str, str], mailbox: Mailbox
) -> None:
    invited(client, engine)
    assert not asked(client, council)["own_mailbox"]  # as long as nobody read a mail there
    link = link_in(mailbox)
    assert "says who gave us the address" in Visitor(client).open(link).read
    signed_in(client, mailbox)
    assert asked(client, council)["own_mailbox"]
    Visitor(client).open(link_in(mailbox)).press(PUBLISH, pen_design="authority", answer_changed="no")
    assert told(client)["panel"]["lines"][0]["answered_by"] == "differ"


@pytest.mark.parametrize(("role", "covers"), [("editor", "anytown-walkers"), ("officer", "anytown-head-of-streets")])
def test_a_mailbox_that_may_not_answer_for_the_partner_confirms_nothing(
    client: TestClient, engine: Engine, council: dict[str, str], mailbox: Mailbox, role: str, covers: str
) -> None:
    invited(client, engine, role, covers)
    signed_in(client, mailbox)
    assert not asked(client, council)["own_mailbox"]


@pytest.mark.usefixtures("mailbox")
def test_what_somebody_else_entered_is_not_published_by_the_partner(
    client: TestClient, engine: Engine, council: dict[str, str]
) -> None:
    body = {"id": f"{GROUP}-desk", "organisation": GROUP, "kind": "team", "name": "The group", "contact": MAILBOX}
    said(client.post("/v1/admin/posts", json=body | {"publish": True}, headers=key_of(engine, Role.admin)), 201)
    assert not asked(client, council)["own_mailbox"]


def test_a_mailbox_that_is_confirmed_after_the_answer_counts_once_it_answers_again(
    client: TestClient, engine: Engine, council: dict[str, str], mailbox: Mailbox
) -> None:
    asked(client, council)
    link = link_in(mailbox)
    Visitor(client).open(link).press(PUBLISH, pen_design="authority")
    assert told(client)["panel"]["lines"][0]["answered_by"] != "differ"
    invited(client, engine)
    signed_in(client, mailbox)
    assert told(client)["panel"]["lines"][0]["answered_by"] != "differ"  # what was said is not rewritten
    Visitor(client).open(link).press(PUBLISH)
    assert told(client)["panel"]["lines"][0]["answered_by"] == "differ"


def test_an_address_that_the_council_supplied_takes_the_place_of_no_word_of_the_partners_own(
    client: TestClient, engine: Engine, council: dict[str, str], mailbox: Mailbox
) -> None:
    own = {"about": DECLARED, "by": GROUP, "stages": [{"work_stage": "design", "pen": "authority"}], "publish": True}
    said(client.post("/v1/admin/testimonies", json=own, headers=key_of(engine, Role.editor, GROUP)), 201)
    differing = told(client)["panel"]
    assert differing["lines"][0]["answered_by"] == "differ"
    asked(client, council)
    with travel(now() + timedelta(days=1)):  # it is the later word
        Visitor(client).open(link_in(mailbox)).press(PUBLISH, pen_design="jointly", answer_changed="yes")
        assert told(client)["panel"] == differing


# Asking for a link.

FOR_A_LINK, SEND_ME = f"/desk/pens/of/{DECLARED}", "Send the link to its mailbox"


def asks_for_a_link(client: TestClient, organisation: str = GROUP, status: int = 200) -> Visitor:
    return Visitor(client).open(f"{FOR_A_LINK}?lang=en").press(SEND_ME, status, organisation=organisation)


@pytest.mark.usefixtures("published")
def test_a_group_asks_for_a_link_itself_and_whoever_declared_is_not_told(
    client: TestClient, at_desk: At, mailbox: Mailbox
) -> None:
    group = Visitor(client).open(f"/en/declarations/{DECLARED}").follow("Ask for a link to answer")
    assert "only to the mailbox that your organisation has published here itself" in group.read
    group.press(SEND_ME, 422)
    assert ("organisation", "Say this: it is needed.") in faults_in(group)
    group.press(SEND_ME, organisation=GROUP)
    assert "if you did not ask" in mailbox.to(MAILBOX)[-1].get_body(("plain",)).get_content().lower()
    editor = at_desk(Role.editor, "anytown").open(ASKING)
    assert "Nobody yet." in editor.read
    assert DECLARED not in at_desk(Role.editor, "anytown").open("/desk/trail").page.text

    Visitor(client).open(link_in(mailbox)).press(PUBLISH, pen_design="authority")
    assert told(client)["panel"]["lines"][0]["answered_by"] == "differ"
    for _ in range(3):  # it is invited as often as if it had not asked
        editor.open(ASKING).press(LOOK, partner=GROUP, mailbox=MAILBOX).press(SEND)
    again = Visitor(client).open(link_in(mailbox))
    assert dict(again.form(PUBLISH).fields)["pen_design"] == "authority"
    again.press(PUBLISH, pen_design="jointly")
    assert [one["by"]["id"] for one in told(client)["testimonies"]].count(GROUP) == 1


def test_the_page_says_the_same_whether_or_not_a_group_has_a_mailbox(
    client: TestClient, engine: Engine, council: dict[str, str], mailbox: Mailbox
) -> None:
    def said_to(organisation: str) -> str:
        return asks_for_a_link(client, organisation).page.text

    asked(client, council, mailbox="one@member.example.org")  # supplied by somebody else
    sent, without = len(mailbox.got), said_to(GROUP)
    assert "If your organisation has a mailbox of its own here, a link is on its way to it." in without
    assert len(mailbox.got) == sent
    publish(client, engine)
    assert said_to(GROUP) == without
    assert len(mailbox.to(MAILBOX)) == 1
    assert said_to(GROUP) == without  # and too soon
    assert len(mailbox.to(MAILBOX)) == 1
    for name in ("anytown", "nobody-here"):
        fields = {"organisation": name}
        Visitor(client).open(FOR_A_LINK).send(FOR_A_LINK, fields, 422)


@pytest.mark.usefixtures("published")
def test_a_group_is_sent_three_links_at_most_an_hour_apart(client: TestClient, mailbox: Mailbox) -> None:
    for hours in range(5):
        with travel(now() + timedelta(minutes=61 * hours)):
            asks_for_a_link(client)
            asks_for_a_link(client)
            assert len(mailbox.to(MAILBOX)) == min(hours + 1, 3)
    Visitor(client).open(link_in(mailbox))


@pytest.mark.usefixtures("mailbox")
def test_no_page_leads_to_a_link_where_none_can_be_sent(engine: Engine, client: TestClient) -> None:
    page, before = f"/declarations/{DECLARED}", (now() - timedelta(days=1)).date()
    assert FOR_A_LINK in Visitor(client).open(page).page.text
    assert FOR_A_LINK not in Visitor(client).open(f"{page}?as_of={before}").page.text
    reading = client_of(engine)
    reading.app.state.works = False
    assert FOR_A_LINK not in reading.get(page, headers={"Accept": "text/html"}).text
    Visitor(client).open("/desk/pens/of/anytown-nothing-bcdfgh", 404)


def test_nothing_is_asked_for_where_no_mail_is_sent(client: TestClient) -> None:
    assert FOR_A_LINK not in Visitor(client).open(f"/declarations/{DECLARED}").page.text
    Visitor(client).open(FOR_A_LINK, 404)
