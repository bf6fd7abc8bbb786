"""Asking for pages as a browser does."""

import json
import re
from typing import Any

from starlette.testclient import TestClient

from tests import documents
from tests.conftest import EXAMPLES
from tests.html import Read

AS_A_PERSON = {"Accept": "text/html"}
PLURALS = {
    "assembly": "assemblies",
    "engagement": "engagements",
    "recommendation": "recommendations",
    "project": "projects",
    "declaration": "declarations",
    "organisation": "organisations",
    "post": "posts",
}
THINGS: list[dict[str, Any]] = [
    thing for file in sorted(EXAMPLES.glob("*.json")) for thing in json.loads(file.read_bytes())["things"]
]
EVERY = [f"/{PLURALS[thing['type']]}/{thing['id']}" for thing in THINGS if thing["type"] in PLURALS]
GUIDES = [f"/docs/{file.stem}" for file in documents.GUIDES]
ABOUT_ITSELF = ["/", "/engagements", "/codelists", "/problems/not-found", "/personal-data", "/head", "/docs", *GUIDES]
ABOUT_ITSELF += ["/docs/embeds", "/embed", "/search"]
LISTS = ["/assemblies", "/recommendations", "/projects", "/organisations", "/posts"]
_LEAKS = re.compile(
    r"\bNone\b|\{'|Markup|&lt;a href|built-in method|Undefined|<bound|(?<!/)\{\w+\}|\{\{"
)  # but for what stands in an address


def asked(client: TestClient, address: str, status: int = 200, **headers: str) -> Any:
    """What is answered to somebody with a browser."""
    answer = client.get(address, headers=AS_A_PERSON | headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer


def page(client: TestClient, address: str, status: int = 200, **headers: str) -> Read:
    """A page, which must be well formed, with ids of which each is there once."""
    found = Read(asked(client, address, status, **headers).text)
    ids = [element.attrs["id"] for element in found.elements if "id" in element.attrs]
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    return found


def leaks(text: str) -> list[str]:
    """What a template prints where something is missing or of another sort than it thinks."""
    return _LEAKS.findall(text)
