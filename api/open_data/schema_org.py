"""Datasets by the words of schema.org, for the heads of pages: what search engines for data read."""

from collections.abc import Iterable

from api.core import urls
from api.core.json_text import Json
from api.open_data.datasets import Dataset, Distribution, Publisher, identifier
from api.settings import settings
from api.text.languages import Language, said


def of_dataset(dataset: Dataset, language: Language) -> Json:
    """A dataset with its files, in one language."""
    return {"@context": "https://schema.org/", **_dataset(dataset, language)}


def of_catalogue(title: str, description: str, assemblies: Iterable[str]) -> Json:
    """The datasets of some assemblies together, as a page calls them that leads to them."""
    return {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "@id": urls.identifier("/open-data/catalogue"),
        "name": title,
        "description": description,
        "url": urls.public("/open-data"),
        "dataset": [{"@id": identifier(id_), "url": urls.page("assembly", id_)} for id_ in assemblies],
    }


def _dataset(dataset: Dataset, language: Language) -> Json:
    terms = dataset.distributions[0].terms
    found = {
        "@type": "Dataset",
        "@id": dataset.original or dataset.uri,
        "name": said(dataset.title, language).text,
        "description": said(dataset.description, language).text,
        "url": dataset.page,
        "identifier": dataset.original or dataset.uri,
        "sameAs": dataset.original or None,
        "license": (terms.licence.address if terms.licence else terms.strictest) or None,
        "creator": _organisation(dataset.publisher, language),
        "publisher": _organisation(dataset.publisher, language),
        "isAccessibleForFree": True,
        "inLanguage": list(settings().tongues),
        "keywords": [word for word, tag in dataset.keywords if tag == language],
        "datePublished": dataset.span.issued.date().isoformat() if dataset.span else None,
        "dateModified": dataset.changed.isoformat() if dataset.changed else None,
        "version": str(dataset.span.sequence) if dataset.span else None,
        "temporalCoverage": f"{dataset.begins.isoformat()}/.." if dataset.begins else None,
        "distribution": [_download(one, language) for one in dataset.distributions],
    }
    return {name: value for name, value in found.items() if value is not None}


def _organisation(publisher: Publisher, language: Language) -> Json:
    return {"@type": "Organization", "@id": publisher.uri, "name": said(publisher.name, language).text}


def _download(one: Distribution, language: Language) -> Json:
    return {
        "@type": "DataDownload",
        "name": said(one.title, language).text,
        "encodingFormat": one.media_type,
        "contentUrl": one.url,
    }
