"""The contract: what is committed is what the app says, and every operation says all it should."""

import json
from collections.abc import Callable, Iterator
from functools import cache, wraps
from hashlib import sha256
from typing import Any

import jsonschema
import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.http.contract import CONTRACT, HEADER_REF, REF, contract, written
from api.main import create_app
from api.schemas import examples
from api.settings import settings

APP = create_app()
# As it is committed, which the first test finds to be what the app says; to make it takes two seconds.
DOCUMENT = json.loads(CONTRACT.read_text(encoding="utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    f"{method.upper()} {path}": (path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def of_every_operation(check: Callable[[str, dict[str, Any]], None]) -> Callable[[], None]:
    """One test of every operation, which names each that fails: two thousand tests took longer than what they do."""

    @wraps(check)
    def test() -> None:
        faults = {}
        for name, (path, operation) in OPERATIONS.items():
            try:
                check(path, operation)
            except (AssertionError, LookupError, StopIteration) as fault:
                faults[name] = repr(fault)
        assert not faults, "\n".join(f"{name}: {fault}" for name, fault in faults.items())

    del test.__wrapped__  # or its arguments would be taken for fixtures
    return test


def described(value: Any, schemas: dict[str, Any] = SCHEMAS) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, following the names of schemas once."""
    seen: set[str] = set()
    rest = [value]
    while rest:
        node = rest.pop()
        if isinstance(node, list):
            rest += node
        if not isinstance(node, dict):
            continue
        yield node
        rest += node.values()
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name in schemas and name not in seen:
            seen.add(name)
            rest.append(schemas[name])


def parameters(operation: dict[str, Any], place: str) -> dict[str, dict[str, Any]]:
    """The parameters of an operation in the path, in the query or in headers."""
    return {one["name"]: one for one in operation.get("parameters", []) if one["in"] == place}


@cache
def made(*, public: bool = True, admin: bool = True) -> Any:
    """The contract of a side or both as it is made from the routes, which takes seconds; nobody may change it."""
    return contract(create_app(public=public, admin=admin))


def test_the_committed_contract_is_what_the_app_says_wherever_it_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "base_url", "https://elsewhere.example")

    assert CONTRACT.read_text(encoding="utf-8") == written(create_app()), "run `make contract`"


@pytest.mark.parametrize("sides", [{}, {"public": False}, {"admin": False}])
def test_what_is_served_is_what_is_committed_of_its_sides(sides: dict[str, bool]) -> None:
    served, ours = create_app(**sides).openapi(), json.loads(json.dumps(made(**sides)))

    assert {**served, "paths": shapes(served), "components": {}} == {**ours, "paths": shapes(ours), "components": {}}


def shapes(document: Any) -> Any:
    """The addresses of a contract, each schema by what it is: what one is called depends on what else there is."""

    @cache
    def shape(name: str) -> str:
        schema = {key: value for key, value in document["components"]["schemas"][name].items() if key != "title"}
        return sha256(json.dumps(inside(schema), sort_keys=True).encode()).hexdigest()

    def inside(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: inside(one) for key, one in value.items()}
        if isinstance(value, list):
            return [inside(one) for one in value]
        return shape(value.removeprefix(REF)) if isinstance(value, str) and value.startswith(REF) else value

    return inside(document["paths"])


def test_the_contract_that_is_served_says_where_and_whom_to_write_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "base_url", "https://council.example/tracker")
    monkeypatch.setattr(settings(), "contact", "open.data@council.example")

    found = TestClient(create_app()).get("/openapi.json").json()

    assert [one["url"] for one in found["servers"]] == ["https://council.example/tracker"]
    assert found["info"]["contact"]["email"] == "open.data@council.example"
    assert found["paths"] == DOCUMENT["paths"]


@pytest.mark.parametrize("side", ["public", "admin"])
def test_an_instance_of_one_side_serves_the_contract_of_that_side(side: str) -> None:
    app = create_app(public=side == "public", admin=side == "admin")

    paths = TestClient(app).get("/openapi.json").json()["paths"]

    assert {path.startswith("/v1/admin") for path in paths if path not in {"/healthz", "/readyz"}} == {side == "admin"}


def test_no_field_has_a_default_which_generators_take_for_one_that_has_to_be_there() -> None:
    assert [node for node in described(SCHEMAS) if "default" in node and "type" in node] == []
    assert "Left out, it is `false`." in SCHEMAS["UpdateCreate"]["properties"]["publish"]["description"]


def test_every_route_is_in_the_contract_but_pages() -> None:
    routes = [route for route in iter_route_contexts(APP.routes) if (route.path or "").startswith(("/v1", "/healthz"))]
    page = "/v1/admin/answers/{secret}"  # for whoever reads a mail

    assert {route.path for route in routes} - {page} <= DOCUMENT["paths"].keys()


@of_every_operation
def test_an_operation_reads_well(path: str, operation: dict[str, Any]) -> None:  # noqa: ARG001
    assert operation["summary"]
    assert operation["description"].rstrip().endswith(".")
    assert len(operation["description"]) > len(operation["summary"]) + 10
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    for parameter in operation.get("parameters", []):
        assert parameter.get("description"), parameter["name"]


def test_operations_are_called_as_the_functions_are() -> None:
    names = {route.name for route in iter_route_contexts(APP.routes)}
    found = [operation["operationId"] for _, operation in OPERATIONS.values()]

    assert set(found) <= names
    assert len(set(found)) == len(found)


@of_every_operation
def test_an_operation_has_an_example(path: str, operation: dict[str, Any]) -> None:  # noqa: ARG001
    answers = [answer for status, answer in operation["responses"].items() if status < "300"]
    places = [operation.get("parameters", []), operation.get("requestBody", {}), answers]

    assert any(node.get("example") or node.get("examples") for node in described(places))


def bodies() -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example of a body in the contract, with its schema."""
    for name, (_, operation) in OPERATIONS.items():
        for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in holder.get("content", {}).values():
                given = [content["example"]] if "example" in content else []
                given += [example["value"] for example in content.get("examples", {}).values()]
                for value in given:
                    yield name, content["schema"], value


def test_examples_fit_their_schemas() -> None:
    found = list(bodies())

    assert len(found) >= 8
    for name, schema, value in found:
        whole = {**schema, "components": DOCUMENT["components"]}
        faults = [error.message for error in jsonschema.Draft202012Validator(whole).iter_errors(value)]
        assert not faults, name


def test_every_example_is_used() -> None:
    used = [value for _, _, value in bodies()]

    for name in (name for name in vars(examples) if name.isupper() and not name.startswith("_")):
        found = getattr(examples, name)
        for value in found.values() if name == "CREATIONS" else [found]:
            lists = (one.get("items", ()) for one in used if isinstance(one, dict))
            assert value in [*used, *(item for items in lists for item in items)], name


@of_every_operation
def test_problems_are_problems(path: str, operation: dict[str, Any]) -> None:  # noqa: ARG001
    for status, response in operation["responses"].items():
        if status >= "400":
            content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
            assert response["content"] == content, status
        assert response["description"] not in {"", "Successful Response"}


@of_every_operation
def test_every_refusal_is_declared(path: str, operation: dict[str, Any]) -> None:
    declared = operation["responses"].keys()
    headers = parameters(operation, "header")
    expected = set()
    if parameters(operation, "query"):
        expected |= {"400"}
    if "id" in parameters(operation, "path"):
        expected |= {"400", "404"}
    if path.startswith("/v1/admin"):
        expected |= {"401"}
    elif path.endswith(("/{id}", "/{id}/status", "/{id}/record")):
        expected |= {"410"}
    if "requestBody" in operation:
        expected |= {"400", "403", "409", "413", "415", "422"}
    if "If-Match" in headers:
        expected |= {"409", "412"} | ({"428"} if headers["If-Match"]["required"] else set())
    if "Idempotency-Key" in headers:
        expected |= {"400", "409"}

    assert expected <= declared


@of_every_operation
def test_security_is_said(path: str, operation: dict[str, Any]) -> None:
    assert operation["security"] == ([{"Key": []}] if path.startswith("/v1/admin") else [])


@of_every_operation
def test_headers_are_declared_where_they_are_sent(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    good = next(response for status, response in responses.items() if status.startswith("2"))
    headers = good.get("headers", {}).keys()
    fields = SCHEMAS.get(str(good.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref"))[21:])
    if not path.startswith("/v1/admin") and path not in {"/healthz", "/readyz"}:
        assert headers >= {"ETag", "Cache-Control"}
        assert "304" in responses
    if parameters(operation, "query").keys() >= {"cursor"}:
        assert "Link" in headers
    if fields is not None and "revision" in fields["properties"]:
        assert "ETag" in headers
        kind = fields["properties"]["type"]["const"]
        verbs = {f"get_working_{kind}", f"change_{kind}", f"publish_{kind}", f"withdraw_{kind}"}
        assert good["links"].keys() == verbs
    if operation["operationId"].startswith("create_") and "links" in good:
        assert "Location" in headers
    if "401" in responses:
        assert "WWW-Authenticate" in responses["401"]["headers"]


def test_links_lead_to_operations_and_their_parameters() -> None:
    known = {operation["operationId"]: operation for _, operation in OPERATIONS.values()}
    links = [node for node in described(DOCUMENT["paths"]) if "operationId" in node and "responses" not in node]

    assert links
    for link in links:
        taken = {(one["in"], one["name"]) for one in known[link["operationId"]].get("parameters", [])}
        assert {tuple(name.split(".", 1)) for name in link["parameters"]} <= taken


def test_schemas_have_plain_names_and_each_is_used() -> None:
    used = {str(node["$ref"]) for node in described(DOCUMENT["paths"]) if "$ref" in node}

    assert used == {
        *(REF + name for name in SCHEMAS),
        *(HEADER_REF + name for name in DOCUMENT["components"]["headers"]),
    }
    assert all(name.isalpha() for name in SCHEMAS)
    assert "HTTPValidationError" not in SCHEMAS


def test_what_a_record_document_takes_is_what_it_gives() -> None:
    given = DOCUMENT["paths"]["/v1/assemblies/{id}/record"]["get"]["responses"]["200"]["content"]
    taken = DOCUMENT["paths"]["/v1/admin/records"]["post"]["requestBody"]["content"]

    assert given["application/json"]["schema"] == taken["application/json"]["schema"]


@pytest.mark.parametrize(("public", "admin"), [(True, False), (False, True)])
def test_each_side_alone_has_a_whole_contract(public: bool, admin: bool) -> None:
    document = made(public=public, admin=admin)
    schemas, headers = document["components"]["schemas"], document["components"]["headers"]
    names = {str(node["$ref"]) for node in described(document["paths"], schemas) if "$ref" in node}

    assert names == {*(REF + name for name in schemas), *(HEADER_REF + name for name in headers)}
