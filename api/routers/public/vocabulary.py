"""The words the API uses: codelists, and the schema of the record document."""

from functools import cache
from typing import Annotated

from fastapi import Path

from api.core import urls
from api.core.codelists import codelist, codelists
from api.core.problems import Problem, documented
from api.core.routing import Router
from api.http.contract import answered
from api.schemas.answers import Codelist, Codelists
from api.schemas.examples import CODELISTS as EXAMPLES
from api.schemas.examples import RECORD_SCHEMA
from api.schemas.record import RecordDocument
from db.vocabulary import CODELISTS

router = Router(prefix="/v1", tags=["Vocabulary"])


@router.get("/codelists", responses=answered(EXAMPLES), response_model=Codelists, response_model_exclude_unset=True)
def list_codelists() -> dict[str, object]:
    """Every codelist: its codes, with a label and a definition in English and Welsh."""
    return {"items": codelists(), "next": None}


@router.get(
    "/codelists/{name}", responses=documented("not-found"), response_model=Codelist, response_model_exclude_unset=True
)
def get_codelist(name: Annotated[str, Path(description="The name of a codelist.", examples=["progress"])]) -> Codelist:
    """One codelist: every code of it, with a label and a definition in English and Welsh."""
    if name not in CODELISTS:
        raise Problem("not-found", f"There is no codelist of that name; there are: {', '.join(CODELISTS)}.")
    return codelist(name)


@router.get("/schemas/record.json", responses=answered(RECORD_SCHEMA), response_model=dict[str, object])
def get_record_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of the record document, to check one before it is loaded."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": urls.api("/schemas/record.json"),
        **_record_schema(),
    }


@cache
def _record_schema() -> dict[str, object]:
    return RecordDocument.model_json_schema()  # a fifth of a second of processor
