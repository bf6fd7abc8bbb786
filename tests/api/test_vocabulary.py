"""The words the API uses are published as data, and every address it names leads somewhere."""

import json
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from api.core.problems import KINDS
from api.text.languages import languages
from api.text.localizer import localizer
from db.vocabulary import CODELISTS
from tests.conftest import EXAMPLES, said

ASSEMBLIES = ["anytown-streets-2025", "camden-climate-2019"]


def test_every_codelist_is_listed_with_all_its_codes(reader: TestClient) -> None:
    items = said(reader.get("/v1/codelists"), 200)["items"]
    assert {one["name"]: tuple(code["code"] for code in one["codes"]) for one in items} == CODELISTS


@pytest.mark.parametrize("name", CODELISTS)
def test_every_code_has_a_label_and_a_definition_in_both_languages(reader: TestClient, name: str) -> None:
    found = said(reader.get(f"/v1/codelists/{name}"), 200)

    assert found["url"] == f"http://127.0.0.1:8000/v1/codelists/{name}"
    assert {"en", "cy"} <= found["title"].keys()
    for code in found["codes"]:
        assert {"en", "cy"} <= code["label"].keys()
        assert {"en", "cy"} <= code["definition"].keys()
        assert all(text.strip() for text in [*code["label"].values(), *code["definition"].values()])


def _schema(reader: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = said(reader.get("/v1/schemas/record.json"), 200)
    jsonschema.Draft202012Validator.check_schema(found)
    return found


@pytest.mark.parametrize("assembly", ASSEMBLIES)
def test_the_example_files_and_what_is_exported_fit_the_published_schema(reader: TestClient, assembly: str) -> None:
    validator = jsonschema.Draft202012Validator(_schema(reader))
    file = json.loads((EXAMPLES / f"{assembly}.json").read_text(encoding="utf-8"))
    exported = said(reader.get(f"/v1/assemblies/{assembly}/record"), 200)

    validator.validate(file)
    validator.validate(exported)
    assert exported == file


@pytest.mark.parametrize("fault", ["format", "thing", "field", "code"])
def test_the_published_schema_refuses_what_the_door_would_refuse(reader: TestClient, fault: str) -> None:
    document = said(reader.get("/v1/assemblies/anytown-streets-2025/record"), 200)
    first = document["things"][0]
    changes: dict[str, Any] = {
        "format": lambda: document.update(format="assembly-record/2"),
        "thing": lambda: first.update(type="rumour"),
        "field": lambda: first.update(colour="red"),
        "code": lambda: first.update(kind="kingdom"),
    }
    changes[fault]()
    assert list(jsonschema.Draft202012Validator(_schema(reader)).iter_errors(document))


@pytest.mark.parametrize("assembly", ASSEMBLIES)
def test_the_record_document_is_canonical_and_says_nothing_of_its_history(reader: TestClient, assembly: str) -> None:
    answer = reader.get(f"/v1/assemblies/{assembly}/record")
    document = said(answer, 200)

    assert document.keys() == {"format", "assembly", "things"}
    assert document["assembly"] == assembly
    ids = [thing["id"] for thing in document["things"]]
    assert ids == sorted(set(ids))
    for thing in document["things"]:
        assert thing["type"]
        assert not thing.keys() & {"sequence", "published_at", "url", "hash", "state", "revision"}
    compact = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert answer.content == compact.encode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_problem_has_a_page_in_both_languages(reader: TestClient, kind: str) -> None:
    for language in languages():
        title = localizer(language).t(f"problem.{kind}")
        page = reader.get(f"/problems/{kind}", params={"lang": language})

        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["content-language"] == language
        assert f"<h1>{escape(title)}</h1>" in page.text


def test_a_problems_type_is_the_address_of_its_page(reader: TestClient) -> None:
    problem = said(reader.get("/v1/recommendations?limit=0"), 400)
    assert reader.get(urlsplit(problem["type"]).path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/assemblies/anytown-streets-2025",
        "/recommendations/anytown-streets-2025-3",
        "/projects/anytown-food-programme",
        "/organisations/anytown",
        "/posts/anytown-head-of-streets",
    ],
)
def test_a_canonical_address_leads_to_the_thing(reader: TestClient, path: str) -> None:
    there = reader.get(path, follow_redirects=True)

    assert there.status_code == 200
    assert path.rpartition("/")[2] in there.text


@pytest.mark.parametrize(
    "path", ["/v1/recommendations", "/v1/assemblies", "/v1/projects", "/v1/organisations", "/v1/posts"]
)
def test_every_url_in_a_list_is_the_canonical_address_of_its_thing(reader: TestClient, path: str) -> None:
    plural = path.rpartition("/")[2]
    for one in said(reader.get(f"{path}?limit=200"), 200)["items"]:
        assert one["url"] == f"http://127.0.0.1:8000/{plural}/{one['id']}"


def _references(value: Any) -> list[dict[str, Any]]:
    """Every reference in an answer: what has just these four fields."""
    if isinstance(value, list):
        return [found for one in value for found in _references(one)]
    if not isinstance(value, dict):
        return []
    own = [value] if value.keys() == {"type", "id", "name", "url"} else []
    return own + [found for one in value.values() for found in _references(one)]


def test_every_reference_in_the_examples_leads_to_what_it_names(reader: TestClient) -> None:
    addresses: dict[str, str] = {}
    for plural in ("recommendations", "assemblies", "projects", "posts"):
        for one in said(reader.get(f"/v1/{plural}?limit=12"), 200)["items"]:
            whole = said(reader.get(f"/v1/{plural}/{one['id']}"), 200)
            addresses |= {
                found["id"]: urlsplit(found["url"]).path for found in _references(whole) if "/v1/" not in found["url"]
            }
    assert len(addresses) > 40
    for id_, path in addresses.items():
        answer = reader.get(path, follow_redirects=True)
        assert answer.status_code in {200, 410}, f"{id_} at {path}"
