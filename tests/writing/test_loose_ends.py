"""What hangs loose in a record document is told of, and the document is loaded all the same."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.commands import command
from tests.conftest import client_of, said
from tests.writing.given import ANYTOWN, CAMDEN, RECORDS, admin, example, load, one, part

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NAME = {"name": {"en": "Nobody names it"}}
FRIENDS = {"type": "organisation", "id": "nobodys-friends", "kind": "other", "language": "en", **NAME}
CHAIR = {"type": "post", "id": "nobodys-friends-chair", "organisation": "nobodys-friends", "kind": "team", **NAME}


def warned(engine: Engine, document: Any) -> list[Any]:
    """What loading a document warns of."""
    return list(said(load(client_of(engine), admin(engine), document), 201)["warnings"])


@pytest.mark.parametrize("assembly", [ANYTOWN, CAMDEN])
def test_nothing_hangs_loose_in_the_examples(empty: Engine, assembly: str) -> None:
    assert warned(empty, example(assembly)) == []


def test_what_nothing_leads_to_is_told_of_with_how_much_hangs_on_it(engine: Engine) -> None:
    ponds = one(example(ANYTOWN), "anytown-play-streets") | {"id": "anytown-ponds", **NAME}
    digging = one(example(ANYTOWN), "anytown-play-streets-cfrqbp") | {
        "id": "anytown-ponds-bcdfgh",
        "about": ponds["id"],
    }
    reply = {"type": "reply", "id": f"{digging['id']}-bcdfgh", "about": digging["id"], "text": {"en": "No."}}
    reply |= {"said_by": digging["said_by"], "date": {"value": "2026-10"}}

    found = warned(engine, part(ANYTOWN, FRIENDS, CHAIR, ponds, digging, reply))

    assert [(one["pointer"], one["rule"], one["thing"]) for one in found] == [
        ("/things/0", "hangs-on-nothing", "nobodys-friends"),
        ("/things/2", "hangs-on-nothing", "anytown-ponds"),
    ]
    assert "this organisation, nor to what hangs on it (1)" in found[0]["detail"]
    assert "this project, nor to what hangs on it (2)" in found[1]["detail"]


def test_what_the_record_leads_to_already_hangs_on_nothing_no_more(engine: Engine) -> None:
    post = one(example(ANYTOWN), "anytown-head-of-parks") | NAME
    assert warned(engine, part(ANYTOWN, post)) == []
    assert [one["thing"] for one in warned(engine, part(ANYTOWN, FRIENDS))] == ["nobodys-friends"]

    named = one(example(ANYTOWN), ANYTOWN) | {"run_by": ["nobodys-friends"]}

    assert warned(engine, part(ANYTOWN, named, FRIENDS)) == []


@pytest.mark.parametrize(
    ("type_", "theme", "told"),
    [("contribution", "Foods", "the nearest is 'Food'"), ("contribution", "Xyz", "there are Food, Parks, Streets")],
)
def test_a_theme_that_no_recommendation_has_is_told_of_with_the_nearest(
    engine: Engine, type_: str, theme: str, told: str
) -> None:
    document = example(ANYTOWN)
    about = next(thing for thing in document["things"] if thing["type"] == type_ and "theme" in thing)

    (found,) = warned(engine, part(ANYTOWN, about | {"theme": theme}))

    assert (found["pointer"], found["rule"], found["thing"]) == ("/things/0/theme", "unknown-theme", about["id"])
    assert f"'{theme}'" in found["detail"]
    assert told in found["detail"]


def test_each_of_several_themes_is_looked_for(engine: Engine) -> None:
    answer = next(thing for thing in example(ANYTOWN)["things"] if thing["type"] == "response")
    answer.pop("recommendations", None)
    answer |= {"id": f"{ANYTOWN}-answer-themes", "theme": "Food", "themes": ["Food", "Park"]}

    (found,) = warned(engine, part(ANYTOWN, answer))

    assert (found["pointer"], found["rule"]) == ("/things/0/themes/1", "unknown-theme")
    assert "the nearest is 'Parks'" in found["detail"]


def test_two_items_with_one_reference_are_told_of_but_for_one_that_became_the_other(engine: Engine) -> None:
    second = one(example(ANYTOWN), f"{ANYTOWN}-2") | {"reference": "1"}

    (found,) = warned(engine, part(ANYTOWN, second))

    assert (found["pointer"], found["rule"]) == ("/things/0/reference", "reference-twice")
    assert found["detail"] == f"'{ANYTOWN}-1' has the reference '1' too"
    became = {"type": "lineage", "id": f"{ANYTOWN}-lineage-second", "assembly": ANYTOWN, "kind": "rewording"}
    became |= {"came_from": [f"{ANYTOWN}-1"], "became": [f"{ANYTOWN}-2"], "by": "council", "members": "agreed"}
    assert warned(engine, part(ANYTOWN, second, became)) == []


def test_lines_are_those_of_the_document(client: TestClient, engine: Engine) -> None:
    content = json.dumps(part(ANYTOWN, FRIENDS), indent=1)
    headers = admin(engine) | {"Content-Type": "application/json"}

    (found,) = said(client.post(RECORDS, content=content, headers=headers), 201)["warnings"]

    assert content.splitlines()[found["line"] - 1 : found["line"] + 1] == ["  {", '   "type": "organisation",']


def test_import_prints_them_after_its_line(engine: Engine, tmp_path: Any) -> None:
    file = tmp_path / "part.json"
    file.write_text(json.dumps(part(ANYTOWN, FRIENDS), indent=1))

    done = command(engine, "import", file)

    assert done.returncode == 0
    assert b"1 added" in done.stdout
    assert f"{file}:5: warning: nobodys-friends: /things/0: hangs-on-nothing: nothing of" in done.stderr.decode()
