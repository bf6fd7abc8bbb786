"""Catalogues as DCAT, by the application profile that portals in Europe and data.gov.uk read (DCAT-AP 3).

Portals are particular: each node says of what type it is; a format is of the type `dct:IMT` and of no other, or CKAN
shows its address in place of “CSV”; the licence stands with every file, with the title by which CKAN may know it; and
the name of a publisher is first in the language that most want, as CKAN takes the first.
"""

from collections.abc import Iterable

from api.core import urls
from api.open_data.catalogues import Catalogue
from api.open_data.datasets import Dataset, Distribution, Publisher, Texts, instance
from api.open_data.rdf import Node, day, moment, ref, texts
from api.open_data.terms import Terms
from api.settings import settings
from api.text.localizer import in_each, localizer

_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
_PLACES = "http://statistics.data.gov.uk/id/statistical-geography"
# What the European list of formats has; others have a name only.
_FORMATS = {"CSV": "CSV", "XLSX": "XLSX", "JSON": "JSON", "JSON-LD": "JSON_LD", "RDF Turtle": "RDF_TURTLE"}
_NOT_REGISTERED = frozenset({"application/x-ndjson"})
_TONGUES = {"cy": "CYM", "de": "DEU", "en": "ENG", "fr": "FRA", "ga": "GLE", "gd": "GLA"}
_DAILY, _IRREGULAR = "DAILY", "IRREG"


class Shared(dict[str, Node]):
    """Nodes that others name, each once."""

    def named(self, node: Node) -> Node:
        """A reference to a node, which is among these from then on."""
        self.setdefault(node["@id"], node)
        return {"@id": node["@id"]}


def nodes(catalogue: Catalogue) -> list[Node]:
    """All that is said of a catalogue: it, its datasets with their files, the API, and whatever these name."""
    shared = Shared({"dct:IMT": {"@id": "http://purl.org/dc/terms/IMT", "rdfs:subClassOf": _MEDIA_TYPE}})
    found = [_catalogue(catalogue, shared)]
    for one in catalogue.datasets:
        found.append(_dataset(one, shared))
        found += (_distribution(one, form, shared) for form in one.distributions)
    if any(one.id for one in catalogue.datasets):
        found.append(_api(catalogue.datasets, shared))
    return [*found, *shared.values()]


_MEDIA_TYPE = ref("http://purl.org/dc/terms/MediaTypeOrExtent")


def _catalogue(catalogue: Catalogue, shared: Shared) -> Node:
    found = {
        **ref(urls.identifier(f"{catalogue.path}/catalogue")),
        "@type": ["dcat:Catalog"],
        "dct:title": texts(catalogue.title),
        "dct:description": texts(catalogue.description),
        "dct:publisher": _agent(catalogue.publisher, shared),
        "dct:language": _languages(shared),
        "foaf:homepage": shared.named({**ref(urls.public("/open-data")), "@type": ["foaf:Document"]}),
        "dcat:dataset": [ref(one.uri) for one in catalogue.datasets],
    }
    if catalogue.modified:
        found["dct:modified"] = moment(catalogue.modified)
    if any(one.id for one in catalogue.datasets):
        found["dcat:service"] = [ref(_service())]
    if catalogue.replaced_by:
        found["dct:isReplacedBy"] = [
            ref(urls.identifier(f"/open-data/organisations/{id_}/catalogue")) for id_ in catalogue.replaced_by
        ]
    return {name: value for name, value in found.items() if value != []}


def _dataset(dataset: Dataset, shared: Shared) -> Node:
    daily = _DAILY if dataset.id else _IRREGULAR
    found: Node = {
        **ref(dataset.uri),
        "@type": ["dcat:Dataset"],
        "dct:title": texts(dataset.title),
        "dct:description": texts(dataset.description),
        "dct:identifier": dataset.uri,
        "dcat:keyword": [{"@value": word, "@language": tag} for word, tag in dataset.keywords],
        "dcat:theme": _of_authority("data-theme/GOVE", "skos:Concept", shared, "skos:prefLabel", "Government"),
        "dct:publisher": _agent(dataset.publisher, shared),
        "dcat:contactPoint": _contact(shared),
        "dct:accrualPeriodicity": _of_authority(f"frequency/{daily}", "dct:Frequency", shared),
        "dct:accessRights": _of_authority("access-right/PUBLIC", "dct:RightsStatement", shared),
        "dct:language": _languages(shared),
        "dcat:landingPage": shared.named({**ref(dataset.page), "@type": ["foaf:Document"]}),
        "dcat:distribution": [ref(_uri(dataset, one)) for one in dataset.distributions],
    }
    if dataset.span:
        version = str(dataset.span.sequence)
        found |= {"dct:issued": moment(dataset.span.issued), "dct:modified": moment(dataset.span.modified)}
        found |= {"dcat:version": version, "owl:versionInfo": version}  # as it is called now, and as older readers know
    if dataset.begins and dataset.changed and dataset.begins <= dataset.changed:
        period = {"dcat:startDate": day(dataset.begins), "dcat:endDate": day(dataset.changed)}
        found["dct:temporal"] = {"@type": ["dct:PeriodOfTime"], **period}
    if dataset.gss:
        found["dct:spatial"] = shared.named({**ref(place(dataset)), "@type": ["dct:Location"]})
    return found


def place(dataset: Dataset) -> str:
    """The address of the place that a dataset is about, as statistics know it; empty where none is named."""
    return f"{_PLACES}/{dataset.gss}" if dataset.gss else ""


def _distribution(dataset: Dataset, one: Distribution, shared: Shared) -> Node:
    found: Node = {
        **ref(_uri(dataset, one)),
        "@type": ["dcat:Distribution"],
        "dct:title": texts(one.title),
        "dcat:accessURL": _resource(one.url, shared),
        "dct:format": _format(one.format, one.media_type, shared),
        "dct:license": _licence(one.terms, shared),
    }
    if one.is_file:
        found["dcat:downloadURL"] = _resource(one.url, shared)
    else:
        found["dcat:accessService"] = ref(_service())
    if one.media_type not in _NOT_REGISTERED:
        found["dcat:mediaType"] = shared.named({**ref(f"{_IANA}/{one.media_type}"), "@type": ["dct:MediaType"]})
    if one.conforms_to:
        found["dct:conformsTo"] = shared.named({**ref(one.conforms_to), "@type": ["dct:Standard"]})
    if one.terms.every is None:
        found["dct:rights"] = {"@type": ["dct:RightsStatement"], "rdfs:label": texts(rights(one.terms))}
    return found


def rights(terms: Terms) -> Texts:
    """What is said of files in which licences differ, or in which some have none that anybody knows."""
    if not terms.strictest:
        return in_each("catalogue.no_licence")
    strictest = terms.licence.title if terms.licence else terms.strictest
    return {tag: localizer(tag).t("catalogue.licences_differ", licence=strictest) for tag in settings().tongues}


def _licence(terms: Terms, shared: Shared) -> Node:
    """The licence, by its own address where it is known; else by what is written, or by there being none."""
    known = terms.licence
    if known:
        called = {"dct:title": known.listed or known.title, "rdfs:label": known.title}
        return shared.named({**ref(known.address), "@type": ["dct:LicenseDocument"], **called})
    title = [terms.strictest] if terms.strictest else texts(in_each("catalogue.no_licence"))
    return {"@type": ["dct:LicenseDocument"], "dct:title": title}


def _format(name: str, media_type: str, shared: Shared) -> Node:
    found: Node = {"@type": ["dct:IMT"], "rdf:value": media_type, "rdfs:label": name}
    known = _FORMATS.get(name)
    return shared.named({**ref(f"{_EU}/file-type/{known}"), **found}) if known else found


def _service() -> str:
    return urls.identifier("/v1")


def _api(datasets: Iterable[Dataset], shared: Shared) -> Node:
    """The API, which serves all that is told of assemblies."""
    return {
        **ref(_service()),
        "@type": ["dcat:DataService"],
        "dct:title": texts(in_each("catalogue.api_title")),
        "dct:description": texts(in_each("catalogue.api_description")),
        "dct:publisher": _agent(instance(), shared),
        "dcat:contactPoint": _contact(shared),
        "dcat:endpointURL": _resource(urls.api(""), shared),
        "dcat:endpointDescription": _resource(urls.public("/openapi.json"), shared),
        "dcat:servesDataset": [ref(one.uri) for one in datasets if one.id],
    }


def _resource(address: str, shared: Shared) -> Node:
    return shared.named({**ref(address), "@type": ["rdfs:Resource"]})


def _agent(publisher: Publisher, shared: Shared) -> Node:
    return shared.named({**ref(publisher.uri), "@type": ["foaf:Agent"], "foaf:name": texts(publisher.name)})


def _contact(shared: Shared) -> Node:
    """Where people reach whoever runs this instance: a mailbox of a team, or a page."""
    found: Node = {
        **ref(urls.identifier("/open-data#contact")),
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": texts(contact_name()),
    }
    given = settings().contact
    if given and not given.startswith("https://"):
        return shared.named({**found, "vcard:hasEmail": ref(f"mailto:{given}")})
    return shared.named({**found, "vcard:hasURL": ref(given or urls.public("/"))})


def contact_name() -> Texts:
    """What whoever runs this instance is called where nobody is named."""
    return in_each("catalogue.contact")


def _languages(shared: Shared) -> list[Node]:
    return [_language(tag, shared) for tag in settings().tongues]


def _language(tag: str, shared: Shared) -> Node:
    tongue = tag.partition("-")[0]
    known = _TONGUES.get(tongue)
    address = f"{_EU}/language/{known}" if known else f"http://id.loc.gov/vocabulary/iso639-1/{tongue}"
    return shared.named({**ref(address), "@type": ["dct:LinguisticSystem"]})


def _of_authority(path: str, type_: str, shared: Shared, *label: str) -> Node:
    found: Node = {**ref(f"{_EU}/{path}"), "@type": [type_]}
    if label:
        found[label[0]] = [{"@value": label[1], "@language": "en"}]
    return shared.named(found)


def _uri(dataset: Dataset, distribution: Distribution) -> str:
    """By what a form of a dataset is known for ever."""
    return f"{dataset.uri}#{distribution.name}"
