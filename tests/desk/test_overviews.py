"""What a head of service and a monitoring officer see: what is late and who holds it; what waits, who released what."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.clock import today
from db.vocabulary import Role
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor

HEAD, DEPUTY, CABINET = (
    f"anytown-{post}" for post in ("head-of-streets", "deputy-head-of-streets", "cabinet-member-streets")
)
ITEM, LATE = "anytown-streets-2025-3", "anytown-streets-2025-4"
LATE_TITLE = "Make the walk to school safe"


def updates(client: TestClient, item: str = ITEM) -> list[Any]:
    return list(said(client.get(f"/v1/recommendations/{item}"), 200)["updates"])


def held(client: TestClient, engine: Engine) -> None:
    """Anytown is under a hold for two more weeks."""
    begins, ends = (today() + timedelta(days=days) for days in (-2, 14))
    body = {
        "begins": begins.isoformat(),
        "ends": ends.isoformat(),
        "occasion": "By-election, Station ward",
        "election": f"local.anytown.{ends.isoformat()}",
        "publish": True,
    }
    said(client.post("/v1/admin/organisations/anytown/holds", json=body, headers=key_of(engine, Role.admin)), 201)


def drafted(client: TestClient, engine: Engine, address: str, holder: str, **body: object) -> str:
    """Something an officer submitted for release."""
    key = key_of(engine, Role.officer, HEAD, holder=holder)
    id_ = said(client.post(address, json=body, headers=key), 201)["id"]
    said(client.post(f"/v1/admin/updates/{id_}/publication", json={"submit": True}, headers=key), 201)
    return str(id_)


def test_what_is_late_stands_by_the_post_that_answers_for_it(at_desk: At) -> None:
    editor = at_desk(Role.editor, "anytown").open("/desk/late")

    assert "Head of Streets" in editor.read
    assert LATE_TITLE in editor.read
    assert "Promised by 30 September 2026, which is past" in editor.read
    assert "Nobody here can act for this post" in editor.read
    assert "is due by" not in editor.read


def test_a_head_sees_what_is_late_at_the_posts_that_report_to_hers(at_desk: At) -> None:
    head = at_desk(Role.officer, CABINET).open("/desk/late")
    assert LATE_TITLE in head.read
    assert "A bench every 200 metres" not in head.read
    deputy = at_desk(Role.officer, "anytown-food-team").open("/desk/late")
    assert LATE_TITLE not in deputy.read


def test_who_holds_a_post_is_told_to_the_editor_alone(engine: Engine, client: TestClient, at_desk: At) -> None:
    body = {"to": "Sam Roe", "on": today().isoformat()}
    key = key_of(engine, Role.editor, "anytown")
    said(client.post(f"/v1/admin/posts/{HEAD}/handover", json=body, headers=key), 201)

    assert "Sam Roe" in at_desk(Role.editor, "anytown").open("/desk/late").read
    assert "Sam Roe" not in at_desk(Role.officer, CABINET).open("/desk/late").read


@pytest.mark.parametrize("page", ["/desk/late", "/desk/holds"])
def test_a_panel_has_nothing_to_do_with_either(at_desk: At, page: str) -> None:
    panel = at_desk(Role.panel, "anytown-members-panel").open(page, 403)
    assert f'href="{page}"' not in panel.open("/desk").page.text


def test_what_waits_because_of_a_hold_says_which_and_until_when(
    engine: Engine, client: TestClient, at_desk: At
) -> None:
    assert "No election is near" in at_desk(Role.editor, "anytown").open("/desk/holds").read
    held(client, engine)
    officer = at_desk(Role.officer, HEAD).open(f"/desk/items/{ITEM}")
    officer.press("See what residents will read", summary_en="Two streets are open.").press("Publish")
    editor = at_desk(Role.editor, "anytown").open("/desk/holds")

    assert "By-election, Station ward stands now" in editor.read
    assert "Open five streets for children to play" in editor.read
    assert updates(client)[0]["summary"]["en"] != "Two streets are open."


def test_who_released_what_lately_and_why_a_hold_did_not_stop_it(
    engine: Engine, client: TestClient, at_desk: At
) -> None:
    wrong = updates(client)[0]["id"]
    held(client, engine)
    body = {"progress": "planned", "summary": "One street is open."}
    fixed = drafted(client, engine, f"/v1/admin/updates/{wrong}/correction", "Ann First", **body)
    editor = at_desk(Role.editor, "anytown").open(f"/desk/release/{fixed}")
    editor.press("Release it now", 422)
    assert "Say why it cannot wait" in editor.read
    editor.press("Release it now", hold_reason="People would go to a closed street.")
    assert "Released." in editor.read
    assert updates(client)[0]["summary"]["en"] == "One street is open."
    editor.open("/desk/holds")
    assert "Why a hold did not stop it: People would go to a closed street." in editor.read
    assert "a test" in editor.read


def test_news_does_not_pass_a_hold_whatever_the_reason(engine: Engine, client: TestClient, at_desk: At) -> None:
    held(client, engine)
    address = f"/v1/admin/recommendations/{ITEM}/updates"
    news = drafted(client, engine, address, "Ann First", summary="News.", progress="under_way")
    editor = at_desk(Role.editor, "anytown").open(f"/desk/release/{news}")
    editor.press("Release it now", 409, hold_reason="It is good news.")
    assert 'id="hold_reason-fault"' in editor.page.text
    assert updates(client)[0]["summary"]["en"] != "News."


def test_what_is_exempt_is_told_without_a_word_of_it(engine: Engine, client: TestClient, at_desk: At) -> None:
    key = key_of(engine, Role.officer, HEAD)
    body = {"progress": "under_way", "summary": "The land is to be bought."}
    id_ = said(client.post(f"/v1/admin/recommendations/{ITEM}/updates", json=body, headers=key), 201)["id"]
    exemption = {"until": (today() + timedelta(days=30)).isoformat(), "posts": [HEAD]}
    said(client.post(f"/v1/admin/updates/{id_}/exemption", json=exemption, headers={"If-Match": "*", **key}), 201)
    editor = at_desk(Role.editor, "anytown").open("/desk/holds")

    assert "Exempt from publication" in editor.read
    assert "Seen only by: Head of Streets" in editor.read
    assert "The land" not in editor.read


def test_another_organisations_holds_and_releases_are_not_shown(
    engine: Engine, client: TestClient, at_desk: At
) -> None:
    held(client, engine)
    stranger = Visitor(client).sign_in(key_of(engine, Role.editor, "newshire")["Authorization"].removeprefix("Bearer "))
    assert "By-election" not in stranger.open("/desk/holds").read
    assert "By-election" in at_desk(Role.admin).open("/desk/holds").read


@pytest.mark.parametrize(
    ("role", "covers", "act"),
    [
        (Role.convenor, "anytown-streets-2025", "What the members asked for"),
        (Role.panel, "anytown-members-panel", "Give a verdict"),
    ],
)
def test_a_convenor_and_a_panel_begin_with_their_assembly(at_desk: At, role: Role, covers: str, act: str) -> None:
    theirs = at_desk(role, covers)
    assert "Your assemblies Anytown Assembly on Streets, Parks and Food" in theirs.read
    assert act in theirs.read
    assert "Camden" not in theirs.read
    assert "Nothing waits" not in theirs.read


def test_today_says_where_nothing_waits(at_desk: At) -> None:
    assert "Nothing waits for you." in at_desk(Role.record_keeper, "anytown").read
