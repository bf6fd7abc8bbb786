"""The contract: what the app says of itself, put in order, and written to `openapi/openapi.json`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.core.json_text import Json
from api.core.problems import KINDS
from api.core.urls import ADMIN
from api.http.composed import may_be_composed
from api.schemas.base import Reference
from api.schemas.record import RecordDocument
from api.settings import Settings, settings
from api.text.languages import languages

CONTRACT = Path(__file__).parent.parent.parent / "openapi" / "openapi.json"
PROBLEM = "application/problem+json"
REF = "#/components/schemas/"
_COMMITTED = tuple(Settings.model_fields["languages"].default.split(","))  # the languages in the committed contract
_LOOSE = ("/healthz", "/readyz")  # neither kept by readers nor revalidated
HEADER_REF = "#/components/headers/"
_OF_LIMITS = {
    "Retry-After": "Seconds after which to try again.",
    "RateLimit": 'What is left of each limit: `"account";r=0;t=3`, where something is again after `t` seconds.',
    "RateLimit-Policy": 'What may be asked for: `"account";q=600;w=60` is 600 in 60 seconds.',
}
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def contract(app: FastAPI) -> Json:
    """The OpenAPI document of this app, made from its routes: seconds of work, and what is committed."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        license_info=app.license_info,
        contact={"name": "Whoever runs the instance, as its own `/openapi.json` says"},
        servers=[{"url": "/", "description": "Wherever it is served"}],
        routes=app.routes,
        tags=app.openapi_tags,
    )
    schemas = document["components"]["schemas"]
    _add_record_document(schemas)
    schemas.update({name: _walk(schema, _by_name) for name, schema in schemas.items() if name != "Reference"})
    document["components"] = _walk(document["components"], _default_in_words)
    document["components"]["headers"] = {name: header(said, always=True) for name, said in _OF_LIMITS.items()}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _complete(path, operation)
    return _in_order(_named_plainly(document))


def committed(app: FastAPI) -> Json:
    """The contract as it is committed, of the side or sides that this app has."""
    if app.openapi_schema is None:
        document = json.loads(CONTRACT.read_bytes())
        ours = {getattr(route, "path", "") for route in app.routes}
        paths = {path: operations for path, operations in document["paths"].items() if path in ours}
        components = document["components"] | {"schemas": _used(document["components"]["schemas"], paths)}
        if not any(one.get("security") for operations in paths.values() for one in operations.values()):
            del components["securitySchemes"]
        app.openapi_schema = document | {"paths": paths, "components": components}
    return app.openapi_schema


def served(document: Json) -> Json:
    """The contract as this instance serves it: with its own address and languages, and whom to write to."""
    ours = settings()
    contact = {"name": "Whoever runs this instance"}
    if ours.contact:
        contact["url" if ours.contact.startswith("https://") else "email"] = ours.contact
    info = document["info"] | {"contact": contact | ({} if ours.contact else {"url": ours.base_url})}
    if languages() != _COMMITTED:
        document = _walk(document, _in_our_languages)
    return document | {"info": info, "servers": [{"url": ours.base_url, "description": "This instance"}]}


def _in_our_languages(value: Any) -> Any:
    is_language = isinstance(value, dict) and value.get("enum") == list(_COMMITTED)
    return value | {"enum": list(languages())} if is_language else value


def written(app: FastAPI) -> str:
    """The contract as it is committed."""
    return json.dumps(contract(app), indent=2, ensure_ascii=False) + "\n"


def header(description: str, *, always: bool = False) -> Json:
    """A response header, for the contract."""
    return {"description": description, "required": always, "schema": {"type": "string"}}


def link(operation: str, description: str = "", **parameters: str) -> Json:
    """An OpenAPI link to another operation, with what it takes from this answer: `id="body#/id"`."""
    taken = {name: f"$response.{place}" for name, place in parameters.items()}
    found: Json = {"operationId": operation, "parameters": taken}
    return {**found, "description": description} if description else found


# The `responses` of a list.
PAGED: dict[int | str, Json] = {
    200: {"headers": {"Link": header('The next page, with `rel="next"`; absent on the last.')}}
}


def paged(example: object) -> dict[int | str, Json]:
    """The `responses` of a list with an example of its answer."""
    return {200: answered(example)[200] | PAGED[200]}


def answered(example: object, status: int = 200) -> dict[int | str, Json]:
    """The `responses` of an operation with an example of its answer."""
    return {status: {"content": {"application/json": {"example": example}}}}


def example(value: object) -> Json:
    """An example of a body, for the contract."""
    return {"example": {"value": value}}


def _add_record_document(schemas: Json) -> None:
    """The record document takes and gives the same shape, with ids where answers have references."""
    for model, mode in ((RecordDocument, "-Input"), (Reference, "")):
        schema = model.model_json_schema(ref_template=REF + "{model}" + mode)
        for name, definition in schema.pop("$defs").items():
            schemas.setdefault(f"{name}{mode}", definition)
        schemas.setdefault(model.__name__, schema)


def _by_name(node: Any) -> Any:
    """A reference to another thing by the name of its schema, where Pydantic writes the schema out."""
    if not isinstance(node, dict) or node.get("title") != "Reference" or "properties" not in node:
        return node
    own = {} if node["description"] == Reference.__doc__ else {"description": node["description"]}
    return {"$ref": REF + "Reference", **own}


def _default_in_words(node: Any) -> Any:
    """A field that may be left out, with what it is then in words: from a `default`, generators make one that is there
    in every answer and has to be in every request.
    """
    if not isinstance(node, dict) or "default" not in node or "type" not in node:
        return node
    default = json.dumps(node.pop("default"), ensure_ascii=False)
    said = node.get("description", "")
    return {**node, "description": f"{said} Left out, it is `{default}`.".lstrip()}


def _complete(path: str, operation: Json) -> None:
    """What holds for every operation: plain summary, security said even where none, problems and headers declared."""
    name = operation["operationId"].replace("_", " ")
    if operation["summary"] == name.title():
        operation["summary"] = name.capitalize()
    responses = operation["responses"]
    if "requestBody" not in operation:
        responses.pop("422", None)  # the framework's own, for parameters; ours are 400
    for status, response in responses.items():
        _complete_answer(status, response)
    _declare_refusals(path, operation)
    if path.startswith(ADMIN):
        return
    operation["security"] = []
    if path not in _LOOSE:
        tag = header("Strong: it changes with every byte of the answer. Send it as `If-None-Match`.", always=True)
        kept = header("For how long the answer may be kept; never past midnight UTC.", always=True)
        ignored = header(
            "The first of the parameters in the query that this address does not know; absent where none is."
        )
        told = {"ETag": tag, "Cache-Control": kept, "Ignored-Parameters": ignored}
        responses["200"].setdefault("headers", {}).update(told)
        responses["304"] = {"description": "Not changed since the answer whose ETag `If-None-Match` names."}


def _declare_refusals(path: str, operation: Json) -> None:
    """Declare what no route raises by itself."""
    responses, parameters = operation["responses"], operation.get("parameters", ())
    if path != "/healthz":
        _may_refuse(operation, "unavailable")
    if "requestBody" in operation:
        _may_refuse(operation, "body-too-slow")
    if any(one["in"] == "query" for one in parameters):
        _may_refuse(operation, "address-too-long")
    if "401" in responses:
        responses["401"]["headers"] = {"WWW-Authenticate": header("Always `Bearer`.", always=True)}
        _may_refuse(operation, "token-refused")
        _may_refuse(operation, "sign-in-unavailable")
    if path.startswith(ADMIN) or may_be_composed(path, (one["name"] for one in parameters)):
        _may_refuse(operation, "too-many-requests")


def _may_refuse(operation: Json, name: str) -> None:
    """Declare a problem that any such operation may answer with."""
    kind = KINDS[name]
    status = str(kind.status)
    declared = operation["responses"].setdefault(status, {"description": ""})
    declared["description"] = "; or: ".join(filter(None, (declared["description"], kind.title)))
    if status == "503":
        declared["headers"] = {"Retry-After": header("Seconds after which to try again.")}
    if status == "429":
        declared["headers"] = {name: {"$ref": f"{HEADER_REF}{name}"} for name in _OF_LIMITS}
    _complete_answer(status, declared)


def _complete_answer(status: str, response: Json) -> None:
    if int(status) >= 400:  # noqa: PLR2004
        response["content"] = {PROBLEM: {"schema": {"$ref": REF + "ProblemBody"}}}
        return
    if response["description"] == "Successful Response":
        response["description"] = "Done." if status in {"201", "204"} else "The answer."
    for media_type, content in response.get("content", {}).items():
        if media_type == "application/json" and "items" in content.get("example", {}):
            content["example"].setdefault("next", None)  # the framework leaves out what is null


def _named_plainly(document: Json) -> Json:
    """One plain name for each schema.

    The framework tells what is taken (`Update-Input`) from what is given (`Update-Output`). Where both are the same,
    or there is only one, it is `Update`; where they differ, what is given is `Update` and what is taken, and stands in
    a record document, `UpdateFacts`: ids in place of references, and closed lists of codes.
    """
    schemas = document["components"]["schemas"]
    bases = {name: name.removesuffix("-Input").removesuffix("-Output") for name in schemas}
    given = {base: f"{base}-Output" if f"{base}-Output" in schemas else base for base in bases.values()}
    pairs = {base: given[base] for name, base in bases.items() if name != base and given[base] in schemas}
    same = _same(schemas, pairs)
    names = {
        name: f"{base}Facts" if name.endswith("-Input") and base in pairs.keys() - same else base
        for name, base in bases.items()
    }
    renamed: Json = _walk({**document, "components": {}}, _renaming(names))
    found = {names[name]: _walk(schema, _renaming(names)) for name, schema in schemas.items()}
    for name, schema in found.items():
        if "title" in schema:
            schema["title"] = name
    renamed["components"] = {**document["components"], "schemas": _used(found, renamed["paths"])}
    return renamed


def _same(schemas: Json, given: dict[str, str]) -> set[str]:
    """Those whose two forms are one: they differ in nothing but names of forms that are one, too."""
    same = set(given)
    while True:
        rename = _renaming({f"{base}-{mode}": base for base in same for mode in ("Input", "Output")})
        differ = {b for b in same if _walk(schemas[f"{b}-Input"], rename) != _walk(schemas[given[b]], rename)}
        if not differ:
            return same
        same -= differ


def _renaming(names: dict[str, str]) -> Callable[[Any], Any]:
    def rename(value: Any) -> Any:
        if isinstance(value, str) and value.startswith(REF):
            name = value.removeprefix(REF)
            return REF + names.get(name, name)
        return value

    return rename


def _used(schemas: Json, paths: Json) -> Json:
    """The schemas that any operation leads to."""
    found: set[str] = set()

    def note(value: Any) -> Any:
        if isinstance(value, str) and value.startswith(REF) and (name := value.removeprefix(REF)) not in found:
            found.add(name)
            _walk(schemas[name], note)
        return value

    _walk(paths, note)
    return {name: schemas[name] for name in sorted(found)}


def _in_order(document: Json) -> Json:
    """Answers by status, and whole numbers as whole numbers."""
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"] = dict(sorted(operation["responses"].items()))

    def whole(node: Any) -> Any:
        if isinstance(node, dict):
            for limit in _LIMITS:
                if isinstance(node.get(limit), float) and node[limit].is_integer():
                    node[limit] = int(node[limit])
        return node

    ordered: Json = _walk(document, whole)
    return ordered


def _walk(value: Any, change: Callable[[Any], Any]) -> Any:
    """A JSON value with `change` applied to every value in it, the inmost first."""
    if isinstance(value, dict):
        value = {key: _walk(inner, change) for key, inner in value.items()}
    elif isinstance(value, list):
        value = [_walk(inner, change) for inner in value]
    return change(value)
