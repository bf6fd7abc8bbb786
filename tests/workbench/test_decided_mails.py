"""Whoever runs an occasion is told by mail what somebody else decided about it, once, and may reply."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.scheduler import ReleaseMails, publish_all_due
from db.vocabulary import Role
from tests.builders import COUNCIL, accountability, clock, engagement, groundwork, hold, organisation, post, put
from tests.conftest import client_of, key_of, said
from tests.mailbox import Mailbox
from tests.workbench.reminded import text_of

HEALTH, GROUP = "westmere-health", "ageing-well"
TEAM, US = "surveys@health.example", "us@ageing-well.example"
CHECKS, WALKS = f"{HEALTH}-checks", f"{GROUP}-walks"
PARKS = f"{COUNCIL}-parks"
REASON = "Their answers of January tell us what we meant to ask."
AT = "/v1/admin/engagements"


def of(organisation: str, slug: str, **more: Any) -> Any:
    return engagement(slug, id=f"{organisation}-{slug}", commissioned_by=organisation, **more)


@pytest.fixture
def told(empty: Engine) -> Engine:
    """A council; a health board whose survey a post answers for; a group with a mailbox, and one with none."""
    lead = post(f"{HEALTH}-lead", "Head of Surveys", organisation=HEALTH, contact=TEAM)
    with clock("2027-01-04"):
        put(
            empty,
            *groundwork()[:-1],
            organisation(HEALTH, "Westmere Health", kind="public_body"),
            organisation(GROUP, "Ageing Well", kind="community_group", asks_welcome={"contact": US}),
            organisation("quiet", "Quiet Group", kind="community_group"),
            lead,
            of(HEALTH, "checks", name={"en": "Health checks"}),
            of(GROUP, "walks", name={"en": "Walks"}),
            of("quiet", "talks", name={"en": "Talks"}),
            engagement("paths"),
            accountability(CHECKS, lead.id, organisation=HEALTH),
        )
    return empty


def decision(other: str, reason: str = REASON, choice: str = "reuse") -> dict[str, Any]:
    return {"other": other, "choice": choice, "reason": {"en": reason}, "date": "2027-02-01"}


def key(engine: Engine, organisation: str = COUNCIL) -> dict[str, str]:
    return key_of(engine, Role.editor, organisation)


def published(engine: Engine, *overlaps: dict[str, Any], at: str = "2027-02-01", **more: Any) -> Any:
    """A survey of parks with these decisions, published."""
    body = {"id": PARKS, "form": "survey", "name": {"en": "Parks"}, "commissioned_by": COUNCIL, "publish": True}
    with clock(at):
        return said(client_of(engine).post(AT, json=body | {"overlaps": overlaps} | more, headers=key(engine)), 201)


def changed(engine: Engine, at: str, **facts: Any) -> None:
    headers = key(engine) | {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    with clock(at):
        client = client_of(engine)
        said(client.patch(f"{AT}/{PARKS}", content=json.dumps(facts), headers=headers), 200)
        said(client.post(f"{AT}/{PARKS}/publication", headers=headers), 201)


def tick(engine: Engine, moment: str) -> None:
    with clock(moment):
        ReleaseMails().send(engine, lambda: False)


def test_they_are_told_who_decided_what_why_and_where_to_reply(told: Engine, mailbox: Mailbox) -> None:
    published(told, decision(CHECKS))
    tick(told, "2027-02-01T12:10:00")
    assert mailbox.got == []
    for moment in ("2027-02-01T12:15:00", "2027-02-01T12:30:00", "2027-02-03"):
        tick(told, moment)

    assert [str(mail["To"]) for mail in mailbox.got] == [TEAM]
    text = text_of(mailbox.got[0])
    assert "1 thing was decided about what you run – Westmere Health" in str(mailbox.got[0]["Subject"])
    for words in (
        "To the mailbox of Head of Surveys, Westmere Health",
        "1. Westmere Council plans “Parks”, and says what it does about yours, “Health checks”:",
        f"Use what is known: “{REASON}”",
        f"/engagements/{PARKS}",
        f"/desk/things/replies/new?about={PARKS}",
        "Westmere Council: mae’n cynllunio “Parks”",
        "Defnyddio’r hyn sy’n hysbys",
    ):
        assert words in text, text
    assert "Sign in to see all of it" not in text


def test_they_may_reply_and_the_reply_stands_beside_the_decision(told: Engine) -> None:
    published(told, decision(CHECKS))
    body = {"about": PARKS, "text": {"en": "January was another ward."}, "date": "2027-02-02", "publish": True}
    with clock("2027-02-02"):
        client: TestClient = client_of(told)
        said(client.post("/v1/admin/replies", json=body, headers=key(told, HEALTH)), 201)
        assert "January was another ward." in client.get(f"/en/engagements/{PARKS}").text


def test_a_decision_is_told_once_and_again_only_where_it_is_another(told: Engine, mailbox: Mailbox) -> None:
    published(told, decision(CHECKS))
    tick(told, "2027-02-01T13:00:00")
    changed(told, "2027-02-02", summary={"en": "About parks."})
    tick(told, "2027-02-02T13:00:00")
    assert len(mailbox.got) == 1

    changed(told, "2027-02-03", overlaps=[decision(CHECKS, "We wait.", "wait"), decision(WALKS)])
    changed(told, "2027-02-03T12:05:00", overlaps=[decision(CHECKS, "We wait for yours.", "wait"), decision(WALKS)])
    tick(told, "2027-02-03T13:00:00")
    assert len(mailbox.got) == 3
    text = text_of(mailbox.to(TEAM)[1])
    assert "Wait for theirs: “We wait for yours.”" in text  # as it is decided now, and once
    assert "“We wait.”" not in text
    assert text_of(mailbox.to(US)[0]).startswith("To the mailbox of Ageing Well\r\n")


def test_nobody_is_told_of_their_own_or_without_a_mailbox_or_of_what_was_loaded(told: Engine, mailbox: Mailbox) -> None:
    published(told, decision(f"{COUNCIL}-paths"), decision("quiet-talks"))
    with clock("2027-02-02"):
        put(told, of("quiet", "more", overlaps=[decision(CHECKS) | {"date": {"value": "2027-02-01"}}]))
    tick(told, "2027-02-03")

    assert mailbox.got == []


def test_in_a_hold_nobody_is_told_until_it_is_public(told: Engine, mailbox: Mailbox) -> None:
    with clock("2027-01-05"):
        put(told, organisation(holds=[hold("2027-01-20", "2027-02-10")]))
    assert published(told, decision(CHECKS))["state"] == "scheduled"
    tick(told, "2027-02-02")
    assert mailbox.got == []

    with clock("2027-02-11T09:00:00"):
        assert publish_all_due(told) == [PARKS]
    tick(told, "2027-02-11T10:00:00")
    assert [str(mail["To"]) for mail in mailbox.got] == [TEAM]


def test_what_is_taken_back_before_is_not_told(told: Engine, mailbox: Mailbox) -> None:
    published(told, decision(CHECKS))
    with clock("2027-02-01T12:05:00"):
        reason = {"reason": {"en": "Entered by mistake."}}
        said(client_of(told).post(f"{AT}/{PARKS}/withdrawal", json=reason, headers=key(told)), 201)
    tick(told, "2027-02-01T13:00:00")

    assert mailbox.got == []


def test_what_failed_is_tried_again_after_an_hour(told: Engine, mailbox: Mailbox) -> None:
    published(told, decision(CHECKS))
    mailbox.refuses["rcpt"] = "451 later"
    tick(told, "2027-02-01T12:20:00")
    mailbox.refuses.clear()
    tick(told, "2027-02-01T12:40:00")
    assert mailbox.got == []
    tick(told, "2027-02-01T13:25:00")
    assert len(mailbox.got) == 1
