"""What is wrong with a record document is told once for each cause: where, of which thing, and what to write."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.conftest import client_of, said
from tests.writing.given import ANYTOWN, ITEM, RECORDS, admin, example, exported, load, one, places, stored

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
JSON = {"Content-Type": "application/json"}


def bare(value: Any) -> Any:
    """The same with every text and date bare that can be: in English alone, with no words as printed."""
    if isinstance(value, dict) and value.keys() in ({"en"}, {"value"}):
        return next(iter(value.values()))
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items()}
    return [bare(one) for one in value] if isinstance(value, list) else value


def refused(engine: Engine, document: Any, status: int = 422) -> list[dict[str, Any]]:
    """The faults of a document, of which nothing is loaded."""
    key = admin(engine) | JSON
    before = stored(engine)
    content = document if isinstance(document, bytes) else json.dumps(document, indent=1).encode()
    problem = said(client_of(engine).post(RECORDS, content=content, headers=key), status)
    assert stored(engine) == before
    return list(problem["errors"])


def spoilt(id_: str, **more: Any) -> Any:
    document = example(ANYTOWN)
    one(document, id_).update(more)
    return document


def test_a_document_with_everything_bare_is_the_same_document(client: TestClient, empty: Engine) -> None:
    document = bare(example(ANYTOWN))
    assert isinstance(one(document, ITEM)["title_basis"], dict)
    assert isinstance(one(document, ANYTOWN)["promises"][0]["made"], str)

    other = client_of(empty)
    said(load(other, admin(empty), document), 201)

    assert exported(other, ANYTOWN) == exported(client, ANYTOWN)


@pytest.mark.parametrize(
    ("thing", "assembly", "keeper", "language"),
    [
        ("fr", "cy", "gd", "fr"),
        (None, "cy", "gd", "cy"),
        (None, None, "gd", "gd"),
        ("Welsh", None, "gd", None),
        (5, None, "gd", None),
    ],
)
def test_a_bare_text_is_in_the_language_of_what_says_it(
    empty: Engine, thing: Any, assembly: str | None, keeper: str, language: str | None
) -> None:
    document, client = example(ANYTOWN), client_of(empty)
    one(document, "anytown")["language"] = keeper
    post = one(document, "anytown-head-of-parks") | {"name": "Parciau", "language": thing}
    document["things"].append(post | {"id": "anytown-head-of-ponds"})
    one(document, ANYTOWN)["language"] = assembly
    for thing_ in document["things"]:
        if thing_.get("language", "") is None:
            del thing_["language"]

    answer = load(client, admin(empty), document)

    if language is None:  # and its text is no second fault
        number = len(document["things"]) - 1
        assert list(places(said(answer, 422))) == [f"/things/{number}/language"]
    else:
        said(answer, 201)
        assert said(client.get("/v1/posts/anytown-head-of-ponds"), 200)["name"] == {language: "Parciau"}


def test_an_organisation_that_the_document_leaves_out_says_its_language(client: TestClient, engine: Engine) -> None:
    document = example(ANYTOWN)
    own = one(document, ANYTOWN) | {"recruited": "By lot."}
    own["keeper"]["watches"] = "Everything."

    said(load(client, admin(engine), document | {"things": [own]}), 201)

    found = said(client.get(f"/v1/assemblies/{ANYTOWN}"), 200)
    assert (found["recruited"], found["keeper"]["watches"]) == ({"en": "By lot."}, {"en": "Everything."})


@pytest.mark.parametrize(
    ("id_", "more", "many"),
    [
        (ANYTOWN, {"form": "wizard"}, 80),
        (ANYTOWN, {"name": 5}, 80),
        ("anytown", {"kind": 5}, 100),
        ("anytown-head-of-streets", {"type": "wizard"}, 10),
    ],
)
def test_what_names_a_faulty_thing_is_counted_in_its_fault(engine: Engine, id_: str, more: Any, many: int) -> None:
    (fault,) = refused(engine, spoilt(id_, **more))

    assert fault["thing"] == id_
    assert "name it were not judged by it)" in fault["detail"]
    assert int(fault["detail"].rpartition("(")[2].split()[0]) >= many


def test_an_empty_tracker_tells_no_more_than_one_with_the_record(empty: Engine) -> None:
    assert len(refused(empty, spoilt(ANYTOWN, form="wizard"))) == 1
    assert len(refused(empty, spoilt("anytown", kind=5))) == 1


def test_an_id_that_is_none_is_told_of_where_it_is_given(empty: Engine) -> None:
    text = json.dumps(example(ANYTOWN)).replace('"anytown-head-of-streets"', '"Head of streets"')

    (fault,) = refused(empty, text.encode())

    assert (fault["thing"], fault["rule"]) == ("Head of streets", "string-pattern-mismatch")
    assert fault["pointer"].endswith("/id")
    assert "things that name it were not judged" in fault["detail"]


def test_what_is_nowhere_is_told_of_once_with_the_nearest(empty: Engine) -> None:
    document = example(ANYTOWN)
    one(document, "anytown-head-of-streets")["id"] = "anytown-head-of-street"

    (fault,) = refused(empty, document, 409)

    assert fault["rule"] == "unknown-id"
    assert "'anytown-head-of-streets' was never published" in fault["detail"]
    assert "the nearest here is 'anytown-head-of-street'" in fault["detail"]
    assert "more of what is here name it" in fault["detail"]


def test_faults_stand_in_the_order_of_the_document_with_thing_and_line(engine: Engine) -> None:
    document = example(ANYTOWN)
    for number in (2, 10, 100):
        document["things"][number]["note"] = 5
    lines = json.dumps(document, indent=1).splitlines()

    found = refused(engine, document)

    assert [fault["pointer"] for fault in found] == [f"/things/{number}/note" for number in (2, 10, 100)]
    assert [fault["thing"] for fault in found] == [document["things"][number]["id"] for number in (2, 10, 100)]
    assert [lines[fault["line"] - 1].strip(" ,") for fault in found] == ['"note": 5'] * 3


DATE = "a date is written 2019, 2019-autumn, 2019-10 or 2019-10-07, in quotation marks"
TEXT = 'write a text in quotation marks, or texts by language: {"en": "…"}'
SAID: dict[str, tuple[str, Any, str, str]] = {
    "a date that is a number": ("begins", 2019, "/begins", DATE),
    "a date that is none": ("begins", "2019-13", "/begins", "'2019-13' is not a date: give 2019, 2019-autumn"),
    "a date in a list": ("sessions", ["2019", [1]], "/sessions/1", DATE),
    "a date inside a date": ("begins", {"value": 2019}, "/begins/value", 'write it in quotation marks: "…"'),
    "a text that is a number": ("name", 7, "/name", TEXT),
    "an empty text": ("name", "", "/name", "at least 1 character"),
    "a text at depth": ("promises", [{"by": "anytown", "what": "consider", "text": 5}], "/promises/0/text", TEXT),
    "an object that is none": ("keeper", "anytown", "/keeper", "write an object, with names and values: {…}"),
    "a list that is none": ("promises", {}, "/promises", "write a list: […]"),
    "a field that is none": ("titel", "x", "/titel", "there is no 'titel' here"),
}


@pytest.mark.parametrize("case", SAID)
def test_a_fault_says_what_to_write(engine: Engine, case: str) -> None:
    field, value, place, told = SAID[case]

    (fault,) = refused(engine, spoilt(ANYTOWN, **{field: value}))

    assert fault["pointer"].endswith(place)
    assert fault["pointer"].count("/") == 2 + place.count("/")
    assert told in fault["detail"]


@pytest.mark.parametrize("content", [b"[]", b"\xef\xbb\xbf[]", b"5"])
def test_what_is_no_object_is_told_what_a_document_is(engine: Engine, content: bytes) -> None:
    (fault,) = refused(engine, content)

    assert "a record document is an object" in fault["detail"]
    assert fault["line"] == 1


def test_a_name_that_stands_twice_is_told_with_its_line(engine: Engine, client: TestClient) -> None:
    content = b'{"format": "assembly-record/1",\n "things": [{"id": "a}\\"",\n "type": 1,\n "id": "b"}]}'

    problem = said(client.post(RECORDS, content=content, headers=admin(engine) | JSON), 400)

    assert 'In line 4 "id" stands for the second time' in problem["detail"]
