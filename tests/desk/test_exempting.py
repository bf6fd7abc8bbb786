"""A draft is kept from publication until a day at the desk, for the posts that are ticked, and let go again."""

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import key_of, said
from tests.desk.conftest import At
from tests.desk.visiting import Visitor

OFFICER = (Role.officer, "anytown-head-of-streets")
STREETS = OFFICER[1]
SECRET, GROUND = "The yard is to be sold for less.", "Schedule 12A, paragraph 3"
KEEP = "Keep it back"


@pytest.fixture
def officer(at_desk: At) -> Visitor:
    """Somebody at the page of a draft of theirs."""
    visitor = at_desk(*OFFICER).open("/desk/items/anytown-streets-2025-3")
    return visitor.press("Keep as a draft", summary_en=SECRET)


def test_a_draft_is_seen_by_the_ticked_posts_alone_until_it_is_let_go(
    officer: Visitor, at_desk: At, engine: Engine, client: TestClient
) -> None:
    id_ = officer.at.partition("?")[0].rpartition("/")[2]
    officer.follow("Keep it from publication until a day")
    officer.press(KEEP, until="2999-06-10", ground=GROUND, posts=[STREETS])
    assert "Exempt until 10 June 2999" in officer.read
    assert GROUND in officer.page.text
    address = f"/v1/admin/updates/{id_}"
    seen = said(client.get(address, headers=key_of(engine, Role.officer, STREETS)), 200)
    assert seen["exempt"] == {"until": "2999-06-10", "posts": [STREETS], "ground": GROUND}
    editor = at_desk(Role.editor, "anytown")
    for path in (f"/desk/exemptions/{id_}", f"/desk/drafts/{id_}"):
        assert SECRET not in editor.open(path, 404).page.text
    assert GROUND not in editor.open("/desk/holds").read + editor.open("/desk/trail").read
    assert "10 June 2999" in officer.open(f"/desk/drafts/{id_}").read

    officer.follow("Keep it from publication until a day").press("Let everybody who works on it see it again")

    seen = said(client.get(address, headers=key_of(engine, Role.editor, "anytown")), 200)
    assert (seen.get("exempt"), SECRET in str(seen)) == (None, True)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"until": "", "posts": [STREETS]}, "Say the last day of it."),
        ({"until": "2999-06-10"}, "Tick at least one post."),
        ({"until": "2020-01-01", "posts": [STREETS]}, "2020-01-01 has passed"),
        ({"until": "someday", "posts": [STREETS]}, "There is something to mend"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_beside_its_field(
    officer: Visitor, typed: dict[str, str | list[str]], told: str
) -> None:
    officer.follow("Keep it from publication until a day")
    officer.press(KEEP, 409 if "passed" in told else 422, ground=GROUND, **typed)

    assert told in officer.read
    assert GROUND in officer.page.text
