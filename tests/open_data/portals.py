"""Catalogues as portals read them: by rdflib, and by the rules of the harvesters that councils meet."""

import re
import warnings
from typing import Any

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, Graph, Literal, Node, URIRef
from starlette.testclient import TestClient

# Of CKAN's own list of licences (`ckan/model/license.py`), by their addresses there and by their titles.
CKAN_LICENCES = {
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/": "uk-ogl",
    "Creative Commons Attribution": "cc-by",
    "Creative Commons CCZero": "cc-zero",
}
# What CKAN takes as a tag (its `tag_name_validator` and `tag_length_validator`).
TAG = re.compile(r"[\w \-.]{2,100}", re.ASCII)


def turtle(client: TestClient, path: str) -> Graph:
    """The statements at an address without its ending, read from Turtle."""
    return Graph().parse(data=_got(client, f"{path}.ttl"), format="turtle")


def json_ld(client: TestClient, path: str) -> Graph:
    """The same, read from JSON-LD."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of a class that rdflib itself uses
        return Graph().parse(data=_got(client, f"{path}.jsonld"), format="json-ld")


def _got(client: TestClient, path: str) -> bytes:
    answer = client.get(f"/open-data/{path}")
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:300]}"
    return answer.content


def packages(graph: Graph) -> dict[str, Any]:
    """The datasets of a catalogue as ckanext-dcat makes packages of them (`ckanext/dcat/profiles/base.py`, 2.4.4): by
    their addresses, with what it takes for a format and for the licence.
    """
    return {str(one): _package(graph, one) for one in graph.subjects(RDF.type, DCAT.Dataset)}


def _package(graph: Graph, dataset: Node) -> dict[str, Any]:
    forms = list(graph.objects(dataset, DCAT.distribution))
    licences = {one for form in forms for one in graph.objects(form, DCTERMS.license)}
    (publisher,) = graph.objects(dataset, DCTERMS.publisher)
    return {
        "title": {one.language: str(one) for one in graph.objects(dataset, DCTERMS.title) if isinstance(one, Literal)},
        "publisher": str(publisher),
        "publisher_name": next(str(name) for name in graph.objects(publisher, FOAF.name)),
        "licences": {_licence(graph, one) for one in licences},
        "tags": [str(one) for one in graph.objects(dataset, DCAT.keyword)],
        "formats": {str(graph.value(form, DCAT.accessURL)): _format(graph, form) for form in forms},
        "versions": [str(one) for one in graph.objects(dataset, URIRef("http://www.w3.org/2002/07/owl#versionInfo"))],
    }


def _licence(graph: Graph, licence: Node) -> str:
    return CKAN_LICENCES.get(str(licence)) or CKAN_LICENCES.get(str(graph.value(licence, DCTERMS.title)), "")


def _format(graph: Graph, form: Node) -> str:
    """Of a node that is `dct:IMT` and nothing else its label; of any other its address."""
    (found,) = graph.objects(form, DCTERMS["format"])
    types = set(graph.objects(found, RDF.type))
    return str(graph.value(found, RDFS.label) if types == {DCTERMS.IMT} else found)


def harvested(client: TestClient, address: str) -> list[str]:
    """The identifiers of what ckanext-dcat's harvester of JSON finds (`harvesters/_json.py`, 2.4.4): it asks for one
    page after another, until one is empty, the same again or not there.
    """
    found: list[str] = []
    before: list[str] = []
    for page in range(1, 5):
        answer = client.get(address, params={"page": page})
        if answer.status_code == 404 and page > 1:
            break
        assert answer.status_code == 200, answer.text
        now = [one["identifier"] for one in answer.json()["dataset"]]
        found += [one for one in now if one not in before]
        if not now or sorted(now) == sorted(before):
            break
        before = now
    return found
