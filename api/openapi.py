"""The contract: what the app says of itself, put in order, and written to `openapi/openapi.json`."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.schemas.record import RecordDocument

CONTRACT = Path(__file__).parent.parent / "openapi" / "openapi.json"
PROBLEM = "application/problem+json"


def contract(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of this app."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        _add_record_document(document)
        for path, operations in document["paths"].items():
            for operation in operations.values():
                _tidy(path, operation)
        app.openapi_schema = _named_plainly(document)
    return app.openapi_schema


def _add_record_document(document: dict[str, Any]) -> None:
    """The record document takes and gives the same shape, with ids where answers have references."""
    schema = RecordDocument.model_json_schema(ref_template="#/components/schemas/{model}-Input")
    schemas = document["components"]["schemas"]
    for name, definition in schema.pop("$defs").items():
        schemas.setdefault(f"{name}-Input", definition)
    schemas["RecordDocument"] = schema


def _tidy(path: str, operation: dict[str, Any]) -> None:
    """Problems are only ever `application/problem+json`; the security of each operation is said, even where none."""
    for status, response in operation["responses"].items():
        if int(status) >= 400:  # noqa: PLR2004
            content = response.get("content", {})
            schema = content.pop("application/json", None)
            if schema is not None:
                content[PROBLEM] = schema
    operation["responses"].pop("422", None) if "requestBody" not in operation else None
    if not path.startswith("/v1/admin"):
        operation["security"] = []


def _named_plainly(document: dict[str, Any]) -> dict[str, Any]:
    """`Update-Input` and `Update-Output` become `UpdateFacts` and `Update`; a schema with one form keeps its name."""
    schemas = document["components"]["schemas"]
    text = json.dumps(document)
    for name in sorted(schemas, key=len, reverse=True):
        base, _, mode = name.partition("-")
        if mode == "Output" or (mode == "Input" and f"{base}-Output" not in schemas and base not in schemas):
            text = text.replace(f'schemas/{name}"', f'schemas/{base}"').replace(f'"{name}": {{', f'"{base}": {{')
        elif mode == "Input":
            text = text.replace(f'schemas/{name}"', f'schemas/{base}Facts"').replace(
                f'"{name}": {{', f'"{base}Facts": {{'
            )
    renamed: dict[str, Any] = json.loads(text)
    renamed["components"]["schemas"] = dict(sorted(renamed["components"]["schemas"].items()))
    return renamed


def written(app: FastAPI) -> str:
    """The contract as it is committed."""
    return json.dumps(contract(app), indent=2, ensure_ascii=False) + "\n"
