"""Catalogues as `data.json`: the fields of Project Open Data 1.1, which DKAN and data.gov.uk read."""

from api.core import urls
from api.core.json_text import Json
from api.open_data.catalogues import Catalogue
from api.open_data.datasets import Dataset, Distribution
from api.open_data.dcat import contact_name, place
from api.open_data.terms import Terms
from api.settings import settings
from api.text.languages import Language, said
from db.publications import moment_text

_SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
# Where it is told what is meant by a licence that has no address.
_ABOUT_LICENCES = "/docs/open-data#licences"


def data_json(catalogue: Catalogue, language: Language, page: int = 1) -> Json:
    """A catalogue in one language. All of it is on the first page: harvesters ask for others to see that they are
    empty.
    """
    shown = catalogue.datasets if page == 1 else ()
    return {
        "@context": f"{_SCHEMA}/catalog.jsonld",
        "@id": urls.identifier(f"{catalogue.path}/catalogue"),
        "@type": "dcat:Catalog",
        "conformsTo": _SCHEMA,
        "describedBy": f"{_SCHEMA}/catalog.json",
        "title": said(catalogue.title, language).text,
        "description": said(catalogue.description, language).text,
        "dataset": [_dataset(one, language) for one in shown],
    }


def _dataset(dataset: Dataset, language: Language) -> Json:
    span = dataset.span
    found = {
        "@type": "dcat:Dataset",
        "title": said(dataset.title, language).text,
        "description": said(dataset.description, language).text,
        "identifier": dataset.uri,
        "landingPage": dataset.page,
        "accessLevel": "public",
        "issued": moment_text(span.issued) if span else None,
        "modified": moment_text(span.modified) if span else None,
        "keyword": [word for word, tag in dataset.keywords if tag == language],
        "publisher": {"@type": "org:Organization", "name": said(dataset.publisher.name, language).text},
        "contactPoint": _contact(language),
        "license": _licence(dataset.distributions[0].terms),
        "accrualPeriodicity": "R/P1D" if dataset.id else "irregular",
        "language": list(settings().tongues),
        "spatial": place(dataset) or None,
        "temporal": _temporal(dataset),
        "distribution": [_distribution(one, language) for one in dataset.distributions],
    }
    return {name: value for name, value in found.items() if value is not None}


def _distribution(one: Distribution, language: Language) -> Json:
    address = "downloadURL" if one.is_file else "accessURL"
    conforms = {"conformsTo": one.conforms_to} if one.conforms_to else {}
    return {
        "@type": "dcat:Distribution",
        "title": said(one.title, language).text,
        "format": one.format,
        "mediaType": one.media_type,
        address: one.url,
        "license": _licence(one.terms),
        **conforms,
    }


def _licence(terms: Terms) -> str:
    return terms.licence.address if terms.licence else urls.public(_ABOUT_LICENCES)


def _contact(language: Language) -> Json:
    found = {"@type": "vcard:Contact", "fn": said(contact_name(), language).text}
    given = settings().contact
    if given and not given.startswith("https://"):
        return {**found, "hasEmail": f"mailto:{given}"}
    return {**found, "hasURL": given or urls.public("/")}


def _temporal(dataset: Dataset) -> str | None:
    if not dataset.begins or not dataset.changed or dataset.begins > dataset.changed:
        return None
    return f"{dataset.begins.isoformat()}/{dataset.changed.isoformat()}"
