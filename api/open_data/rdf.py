"""Statements about things as JSON-LD, and the same as Turtle.

They are written once, as the plain values of JSON-LD whose names all have a prefix (`dct:title`): a node is a dict with
its `@id`, its `@type` and what is said of it. Turtle is written from these, so that both say the same.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from api.settings import settings
from db.publications import moment_text

Node = dict[str, Any]
TURTLE, JSON_LD = "text/turtle", "application/ld+json"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# What may stand between `<` and `>`: an address of the record may hold what has to be written otherwise there.
_IN_IRI = "!#$%&'()*+,-./:;=?@[]_~"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TO_ESCAPE = re.compile(r'[\\"\n\r\t]')


def ref(address: str) -> Node:
    """Something by its address, in which nothing is left that an IRI may not hold."""
    return {"@id": quote(address, safe=_IN_IRI)}


def texts(by_language: Mapping[str, str]) -> list[Node]:
    """A text in each of its languages, first those of this instance, in their order."""
    ours = [tag for tag in settings().tongues if tag in by_language]
    tags = dict.fromkeys([*ours, *sorted(by_language)])
    return [{"@value": by_language[tag], "@language": tag} for tag in tags]


def moment(at: datetime) -> Node:
    """A moment in UTC."""
    return {"@value": moment_text(at), "@type": "xsd:dateTime"}


def day(on: date) -> Node:
    """A day."""
    return {"@value": on.isoformat(), "@type": "xsd:date"}


def as_json_ld(nodes: Iterable[Node]) -> bytes:
    """What is said of all nodes, as JSON-LD 1.1."""
    document = {"@context": PREFIXES, "@graph": list(nodes)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def as_turtle(nodes: Iterable[Node]) -> bytes:
    """The same as Turtle."""
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    told = (f"\n<{node['@id']}> {_said(node, '    ')} .\n" for node in nodes)
    return (prefixes + "".join(told)).encode()


def _said(node: Node, margin: str) -> str:
    """All that is said of a node, a line for each property."""
    return f" ;\n{margin}".join(f"{name} {', '.join(_objects(name, value, margin))}" for name, value in _pairs(node))


def _pairs(node: Node) -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        if name != "@id":
            yield ("a" if name == "@type" else name), value


def _objects(name: str, value: Any, margin: str) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if name == "a":
            yield one
        elif isinstance(one, str):
            yield _literal(one)
        elif "@value" in one:
            yield _literal(one["@value"]) + (f"@{one['@language']}" if "@language" in one else f"^^{one['@type']}")
        elif one.keys() == {"@id"}:
            yield f"<{one['@id']}>"
        else:
            yield f"[ {_said(one, f'{margin}    ')} ]"


def _literal(text: str) -> str:
    return '"' + _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], text) + '"'
