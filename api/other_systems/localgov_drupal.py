"""What LocalGov Drupal’s consultations say by JSON:API (`/jsonapi/node/consultation`): a page of nodes, or several.

Their categories and departments are other things of the answer, where it was asked to include them. Whoever is to be
written to is not read. What came of one has no date there, so that none of it is taken.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from api.other_systems.found import Code, Found, Read, Told, host_of
from api.schemas.base import LANGUAGE_PATTERN

_FIELD = "localgov_consultation_"
_INCLUDE = f"include={_FIELD}categories,{_FIELD}dept"
_PLACES = {"name": "title", "summary": f"{_FIELD}summary", "begins": f"{_FIELD}date", "ends": f"{_FIELD}date"}


def is_localgov_drupal(content: object) -> bool:
    """Whether this is what JSON:API answers of consultations."""
    data = content.get("data") if isinstance(content, Mapping) else None
    return isinstance(data, list) and all(
        isinstance(one, Mapping) and str(one.get("type", "")).endswith("consultation") for one in data
    )


def read_nodes(content: Mapping[str, Any]) -> Read:
    """The consultations that are public; of the others, how many there are."""
    read = Read("LocalGov Drupal")
    included = content.get("included")
    names = dict(filter(None, map(_named, included if isinstance(included, list) else ())))
    hidden = results = unnamed = 0
    for number, node in enumerate(content["data"]):
        attributes = node.get("attributes")
        values = attributes if isinstance(attributes, Mapping) else {}
        if values.get("status") is False:
            hidden += 1
            continue
        terms = _terms(node, "categories")
        unnamed += sum(one not in names for one in terms)
        told = Told(f"/data/{number}/attributes", values, _number(values))
        found = _found(told, node, [Code(names[one], names[one]) for one in terms if one in names], names)
        results += bool(values.get(f"{_FIELD}rs_summary"))
        read.faults += told.faults
        if found is not None and not told.faults:
            read.found.append(found)
    if hidden:
        read.notices.append(f"Passed over, as they are not public there: {hidden}.")
    links = content.get("links")
    if isinstance(links, Mapping) and links.get("next"):
        read.notices.append("This is one page of several: give the address, and all of them are read.")
    if unnamed:
        read.notices.append(f"Categories without a name: {unnamed}. Ask with {_INCLUDE} in the address.")
    if results:
        read.notices.append(f"What came of them is told of {results}, without a day: write it in by hand.")
    return read


def _number(values: Mapping[str, Any]) -> str:
    """By what a node is known on its site."""
    number = values.get("drupal_internal__nid")
    return str(number) if isinstance(number, int | str) and not isinstance(number, bool) else ""


def _named(term: object) -> tuple[str, str] | None:
    """A term that was included: its id, and what it is called."""
    if isinstance(term, Mapping) and isinstance(term.get("attributes"), Mapping):
        id_, name = term.get("id"), term["attributes"].get("name")
        if isinstance(id_, str) and isinstance(name, str) and name.strip():
            return id_, name.strip()
    return None


def _terms(node: Mapping[str, Any], name: str) -> list[str]:
    """The ids of the terms that a node leads to."""
    relations = node.get("relationships")
    relation = relations.get(f"{_FIELD}{name}") if isinstance(relations, Mapping) else None
    data = relation.get("data") if isinstance(relation, Mapping) else None
    several = data if isinstance(data, list) else [data]
    return [str(one["id"]) for one in several if isinstance(one, Mapping) and "id" in one]


def _found(told: Told, node: Mapping[str, Any], topics: list[Code], names: Mapping[str, str]) -> Found | None:
    site, name = _self(node), told.line("title")
    told.needs("drupal_internal__nid", told.number, "each consultation has a number")
    told.needs("title", name, "each consultation has a title")
    days = _part(told, f"{_FIELD}date")
    body = _part(told, "body")
    department = next((names[one] for one in _terms(node, "dept") if one in names), "")
    source = {"address": _address(told, site), "title": name, "publisher": department}
    facts = {
        "name": name,
        "summary": "\n\n".join(filter(None, (told.text(f"{_FIELD}summary"), body.text("value")))),
        "begins": days.day("value"),
        "ends": days.day("end_value"),
        "sources": [{field: value for field, value in source.items() if value}],
    }
    told.faults += days.faults + body.faults
    if told.faults:
        return None
    places = {ours: f"{told.at}/{theirs}" for ours, theirs in _PLACES.items()}
    return Found(
        told.at,
        host_of(site) or "localgov-drupal",
        told.number,
        name,
        facts,
        "consultation",
        {"topic": topics},
        places,
        _language(told),
    )


def _language(told: Told) -> str:
    """The language that a node says it is in; empty where it says none."""
    tag = told.values.get("langcode")
    return tag if isinstance(tag, str) and re.fullmatch(LANGUAGE_PATTERN, tag) and tag not in {"und", "zxx"} else ""


def _part(told: Told, name: str) -> Told:
    """A value that has values of its own; one without any where there is none."""
    value = told.values.get(name)
    if value is not None and not isinstance(value, Mapping):
        told.wrong(name, "dict-type", "here stands an object")
        value = None
    return Told(f"{told.at}/{name}", value or {}, told.number)


def _self(node: Mapping[str, Any]) -> str:
    """The address of a node as data, which says on which site it is."""
    links = node.get("links")
    own = links.get("self") if isinstance(links, Mapping) else None
    href = own.get("href") if isinstance(own, Mapping) else own
    return href if isinstance(href, str) and host_of(href) else ""


def _address(told: Told, site: str) -> str:
    """The address of its page."""
    alias = _part(told, "path").words("alias")
    if not site:
        return ""
    parts = urlsplit(site)
    path = quote(alias, safe="/%-._~") if alias.startswith("/") else f"/node/{told.number}"
    return f"{parts.scheme}://{parts.netloc}{path}"
