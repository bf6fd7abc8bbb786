"""The codelists as SKOS: a scheme for each list, a concept for each code. Each is known by where its meaning stands on
the page of all codes.
"""

from collections.abc import Iterator

from api.core import urls
from api.core.codelists import codelists
from api.open_data import licences
from api.open_data.rdf import Node, ref, texts
from api.schemas.answers import Codelist, CodeText

_SERVICE = "http://id.esd.org.uk/service/{}"  # of the list of services of English and Welsh councils


def nodes() -> Iterator[Node]:
    """All lists, each followed by its codes."""
    for one in codelists():
        yield _scheme(one)
        yield from (_concept(one, code) for code in one.codes)


def _scheme(one: Codelist) -> Node:
    return {
        **ref(_uri(one)),
        "@type": ["skos:ConceptScheme"],
        "dct:title": texts(one.title),
        "skos:prefLabel": texts(one.title),
        "dct:description": texts(one.description),
        "dct:identifier": one.name,
        "dct:license": ref(licences.CODES.address),
        "skos:hasTopConcept": [ref(_uri(one, code)) for code in one.codes],
    }


def _concept(one: Codelist, code: CodeText) -> Node:
    services = [same.value for same in code.identifiers or () if same.scheme == "esd-service"]
    return {
        **ref(_uri(one, code)),
        "@type": ["skos:Concept"],
        "skos:notation": code.code,
        "skos:prefLabel": texts(code.label),
        "skos:definition": texts(code.definition),
        "skos:inScheme": ref(_uri(one)),
        "skos:topConceptOf": ref(_uri(one)),
        **({"skos:relatedMatch": [ref(_SERVICE.format(value)) for value in services]} if services else {}),
    }


def _uri(one: Codelist, code: CodeText | None = None) -> str:
    return urls.identifier(f"/codelists#{one.name}{f'-{code.code}' if code else ''}")
