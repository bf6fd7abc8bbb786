"""Addresses: the canonical one of each thing, which is its page for people, and those of the API."""

from api.settings import settings

PLURALS = {
    "assembly": "assemblies",
    "recommendation": "recommendations",
    "project": "projects",
    "organisation": "organisations",
    "post": "posts",
}


def page(type_: str, id_: str) -> str:
    """The canonical address of a thing that has a page of its own."""
    return f"{settings().base_url}/{PLURALS[type_]}/{id_}"


def api(path: str) -> str:
    """An address of the public API."""
    return f"{settings().base_url}/v1{path}"
