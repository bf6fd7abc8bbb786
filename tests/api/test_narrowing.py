"""Lists, single things and statuses with `fields` and `lang`: less is answered, and nothing else than before."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core.gaps import is_text
from api.schemas.kinds import LISTED, Kind
from tests.builders import organisation, put
from tests.conftest import client_of, said

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ITEM = "/v1/recommendations/anytown-streets-2025-3"
STATUS = f"{ITEM}/status"
DETAILS = [f"/v1/{kind.plural}/{kind.known}" for kind in LISTED]
every_kind = pytest.mark.parametrize("kind", LISTED, ids=lambda kind: kind.plural)


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text by language in an answer."""
    if isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, dict) and is_text(value):
        yield value
    elif isinstance(value, dict):
        yield from texts(list(value.values()))


@every_kind
def test_a_list_has_the_fields_that_are_named(client: TestClient, kind: Kind) -> None:
    path = f"/v1/{kind.plural}?limit=3"
    whole = said(client.get(path), 200)
    expected = [{name: one[name] for name in ("url", "type", "id", "updated_at")} for one in whole["items"]]

    for asked in ("fields=id,updated_at", "fields=id&fields=updated_at"):
        page = said(client.get(f"{path}&{asked}"), 200)
        assert page["items"] == expected
        assert page.keys() == whole.keys()


@every_kind
def test_a_thing_has_the_fields_that_are_named(client: TestClient, kind: Kind) -> None:
    path = f"/v1/{kind.plural}/{kind.known}"
    whole = said(client.get(path), 200)
    for name in whole:
        narrow = said(client.get(f"{path}?fields={name}"), 200)
        assert narrow == {one: whole[one] for one in whole if one in {name, "type", "id", "url"}}


def test_fields_of_what_stands_in_a_field(client: TestClient) -> None:
    whole = said(client.get(ITEM), 200)
    narrow = said(client.get(f"{ITEM}?fields=status.sentence,status.progress,updates.date,assembly.name"), 200)

    assert narrow == {name: whole[name] for name in ("type", "id", "url")} | {
        "status": {name: whole["status"][name] for name in ("sentence", "progress")},
        "updates": [{"date": one["date"]} for one in whole["updates"]],
        "assembly": {"name": whole["assembly"]["name"]},
    }
    assert whole["updates"]


def test_a_status_has_the_fields_that_are_named(client: TestClient) -> None:
    for more in ("", "&why=true", "&as_of=2026-11-25"):
        whole = said(client.get(f"{STATUS}?{more}"), 200)
        narrow = said(client.get(f"{STATUS}?fields=sentence{more}"), 200)
        assert narrow == {name: whole[name] for name in whole if name in {"sentence", "type", "id", "url"}}


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("address", [*(f"/v1/{kind.plural}?limit=200" for kind in LISTED), *DETAILS, f"{STATUS}?"])
def test_each_text_is_in_one_language(client: TestClient, address: str, language: str) -> None:
    asked = f"{address}{'&' if '?' in address else '?'}lang={language}"
    whole, narrow = said(client.get(address), 200), said(client.get(asked), 200)
    pairs = list(zip(texts(whole), texts(narrow), strict=True))

    assert pairs
    for full, one in pairs:
        ((tag, text),) = one.items()
        assert full[tag] == text
        assert tag == language or language not in full
    assert without_texts(narrow) == without_texts(whole) or "next" in whole


def test_a_text_that_is_not_in_a_language_is_in_the_one_it_was_written_in(empty: Engine) -> None:
    name = {"en": "Rivemont Town Council", "fr": "Ville de Rivemont"}
    put(empty, organisation("rivemont", name, language="fr"))
    client = client_of(empty)
    for language, tag in (("cy", "fr"), ("en", "en")):
        (listed,) = said(client.get(f"/v1/organisations?lang={language}&fields=name"), 200)["items"]
        alone = said(client.get(f"/v1/organisations/rivemont?lang={language}&fields=name"), 200)
        assert listed["name"] == alone["name"] == {tag: name[tag]}


def without_texts(value: Any) -> Any:
    if isinstance(value, list):
        return [without_texts(one) for one in value]
    if isinstance(value, dict):
        return None if is_text(value) else {name: without_texts(one) for name, one in value.items()}
    return value


def test_later_pages_are_as_narrow(client: TestClient) -> None:
    path, found = "/v1/recommendations?limit=40&fields=title&lang=cy", []
    while path:
        answer = client.get(path)
        page = said(answer, 200)
        found += page["items"]
        path = page["next"]
        assert (f"<{path}>" in answer.headers["link"]) if path else ("link" not in answer.headers)

    whole = said(client.get("/v1/recommendations?limit=200"), 200)["items"]
    assert [one["id"] for one in found[:200]] == [one["id"] for one in whole]
    assert {*map(frozenset, found)} == {frozenset({"type", "id", "url", "title"})}
    assert {len(one["title"]) for one in found} == {1}


@pytest.mark.parametrize("address", ["/v1/recommendations", ITEM, STATUS])
def test_what_is_not_there_is_refused_with_what_is(client: TestClient, address: str) -> None:
    refused = said(client.get(f"{address}?fields=sentences"), 400)
    assert (refused["errors"][0]["pointer"], refused["errors"][0]["rule"]) == ("fields", "unknown-field")
    assert "`sentences`" in refused["detail"]
    assert "progress" in refused["detail"] or "title, " in refused["detail"]
    assert "sentence" in refused["detail"]


def test_of_a_field_of_a_field_the_refusal_names_those_there(client: TestClient) -> None:
    refused = said(client.get(f"{ITEM}?fields=status.nothing"), 400)
    assert "status.sentence, " in refused["detail"]
    assert "there are url, " in said(client.get("/v1/posts?fields=id.id"), 400)["detail"]


@pytest.mark.parametrize(
    "query", ["fields=", "fields=%3Cb%3E", "fields=id,,title", "fields=id%0A", "lang=xx", "lang=", "fields=id&" * 51]
)
@pytest.mark.parametrize("address", ["/v1/organisations", ITEM, STATUS])
def test_what_is_no_name_or_language_is_refused_by_name(client: TestClient, address: str, query: str) -> None:
    refused = said(client.get(f"{address}?{query}"), 400)
    assert {error["pointer"].partition("/")[0] for error in refused["errors"]} == {query.partition("=")[0]}


@pytest.mark.parametrize("address", ["/v1/assemblies", "/v1/recommendations", ITEM, STATUS])
def test_each_variant_has_a_tag_of_its_own(client: TestClient, address: str) -> None:
    asked = [address, f"{address}?fields=url", f"{address}?lang=cy", f"{address}?fields=url&lang=cy"]
    tags = {one: client.get(one).headers["etag"] for one in asked}

    assert len({*tags.values()}) >= 3  # of the fields that stay none may be in a language
    for one, tag in tags.items():
        assert client.get(one, headers={"If-None-Match": tag}).status_code == 304
        assert len(client.get(one).content) <= len(client.get(address).content)


def test_no_object_of_an_answer_can_be_taken_for_a_text(client: TestClient) -> None:
    """What is in an answer is known for a text by its names, which are those of languages."""
    contract = said(client.get("/openapi.json"), 200)
    public = json.dumps([value for path, value in contract["paths"].items() if not path.startswith("/v1/admin")])
    schemas, rest, seen = contract["components"]["schemas"], [public], set[str]()
    while rest:
        told = rest.pop()
        new = {name for name in schemas.keys() - seen if f'/{name}"' in told}
        seen |= new
        rest += [json.dumps(schemas[name]) for name in new]
    objects = {name: schemas[name] for name in seen if "properties" in schemas[name]}
    assert len(objects) > 40
    for name, schema in objects.items():
        alike = {field for field in schema["properties"] if is_text({field: ""})}
        assert not alike or set(schema.get("required", ())) - alike, name
