"""Words that are public are removed at the desk: looked at first, then for good, by who may."""

from starlette.testclient import TestClient

from db.vocabulary import Role
from tests.conftest import said
from tests.desk.conftest import At

ITEM, ASSEMBLY = "anytown-streets-2025-4", "anytown-streets-2025"
LOOK, REMOVE = "Look at what would be left", "Remove the words for good"


def test_a_convenor_looks_first_and_removes_for_good(at_desk: At, client: TestClient) -> None:
    title = said(client.get(f"/v1/recommendations/{ITEM}"), 200)["title"]["en"]
    words = title.split()[0]
    convenor = at_desk(Role.convenor, ASSEMBLY)
    convenor.open(f"/desk/items/{ITEM}/wording").follow("Remove words that are public")

    convenor.press(LOOK, words=words, ground="personal_data")
    assert "[words removed on " in convenor.read
    assert said(client.get(f"/v1/recommendations/{ITEM}"), 200)["title"]["en"] == title
    convenor.press(REMOVE)

    assert "The words are removed, and nobody reads them any more." in convenor.read
    left = said(client.get(f"/v1/recommendations/{ITEM}"), 200)["title"]["en"]
    assert left.startswith("[words removed on ")
    assert left.endswith(title.removeprefix(words))


def test_an_administrator_says_who_decided_it(at_desk: At, client: TestClient) -> None:
    admin = at_desk(Role.admin).open("/desk/admin").press("Go on", thing=ITEM)
    words = said(client.get(f"/v1/recommendations/{ITEM}"), 200)["title"]["en"]
    assert "Name the organisation" in admin.press(LOOK, 409, words=words, ground="rights").read
    assert "stand nowhere" in admin.press(LOOK, 409, words="Not there", ground="rights", by="anytown").read
    admin.press(LOOK, 422, words=words, ground="")

    admin.press(LOOK, words=words, ground="rights", by="anytown").press(REMOVE)

    (known, *_) = said(client.get("/v1/removals"), 200)["items"]
    assert (known["thing"]["id"], known["decided_by"]["organisation"], known["ground"]) == (ITEM, "anytown", "rights")


def test_nobody_else_is_offered_it(at_desk: At) -> None:
    at_desk(Role.editor, "anytown").open(f"/desk/removals/{ITEM}", 403)
    at_desk(Role.editor, "anytown").open("/desk/removals?thing=x", 403)
    at_desk(Role.convenor, ASSEMBLY).open("/desk/removals/nothing-here", 404)
    at_desk(Role.editor, "anytown").open("/desk/removals/anytown-streets-2025-answer-1", 403)
