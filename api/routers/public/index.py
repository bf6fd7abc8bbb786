"""Where everything is that can be read as data: made from the contract, which knows every address."""

from fastapi import Request
from pydantic import Field

from api.core import urls
from api.core.json_text import Json
from api.core.routing import Router
from api.http.contract import answered
from api.schemas.base import Schema
from api.schemas.examples import INDEX
from api.schemas.kinds import LISTED

router = Router()
LISTS = (*(kind.plural for kind in LISTED), "changes", "codelists", "removals", "summary", "works")


class IndexedAddress(Schema):
    """One address, or one for each thing, that can be read under `/v1`."""

    address: str = Field(
        description="With `{id}` and the like where an id goes, `{?q}` where a query is needed: as RFC 6570 has it."
    )
    operation: str = Field(description="The `operationId` that it has in the contract.")
    summary: str = Field(description="What it answers.")
    parameters: list[str] = Field(description="What its query may have.")


class Index(Schema):
    """Where everything is that can be read as data."""

    url: str
    docs_url: str = Field(description="Every address, parameter and shape, for people; and the guides.")
    openapi_url: str = Field(description="The same for programs, as OpenAPI.")
    lists: dict[str, str] = Field(description="The address of each list, by its name.")
    head_url: str = Field(description="Where the record ends: what to keep, to tell later that nothing was rewritten.")
    changes_url: str = Field(description="Every publication in order: what a mirror follows.")
    open_data_url: str = Field(description="The record as files, for people and in a data package.")
    feeds_url: str = Field(
        description="A feed of all that is new; every assembly, post and recommendation has its own."
    )
    addresses: list[IndexedAddress] = Field(description="All that can be read under `/v1`, without a key.")


@router.get("/v1", tags=["Operations"], responses=answered(INDEX), response_model=Index)
def get_index(request: Request) -> Index:
    """Where everything is: each list, every address under `/v1`, the contract, the guides, files and feeds.

    The data of each thing is at `/v1`, the name of its list, and its `id`; its `url` is its page for people.
    """
    return Index(
        url=urls.api(""),
        docs_url=urls.public("/docs"),
        openapi_url=urls.public("/openapi.json"),
        lists={name: urls.api(f"/{name}") for name in LISTS},
        head_url=urls.api("/head"),
        changes_url=urls.api("/changes"),
        open_data_url=urls.public("/open-data"),
        feeds_url=urls.public("/feeds/all.atom"),
        addresses=_addresses(request.app.openapi()["paths"]),
    )


def _addresses(paths: Json) -> list[IndexedAddress]:
    """What can be read under `/v1` of the addresses of a contract."""
    return [
        _address(path, operations["get"])
        for path, operations in paths.items()
        if path.startswith("/v1") and urls.is_public(path) and "get" in operations
    ]


def _address(path: str, operation: Json) -> IndexedAddress:
    query = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
    asked, needed = [one["name"] for one in query], [one["name"] for one in query if one.get("required")]
    return IndexedAddress(
        address=urls.public(path) + (f"{{?{','.join(needed)}}}" if needed else ""),
        operation=operation["operationId"],
        summary=operation["summary"],
        parameters=asked,
    )
