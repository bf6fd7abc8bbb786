"""The pages of open data: which files there are, and what every column means."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from markupsafe import Markup

from api.core import urls
from api.core.json_text import Json
from api.open_data import licences, schema_org
from api.open_data.columns import Column
from api.open_data.dictionary import address_of, key_of, plain, tables_of
from api.open_data.scopes import Scope, assemblies_of
from api.open_data.standard import EXAMPLE, REQUIRED
from api.open_data.tables import Table, tables
from api.open_data.terms import licences_of
from api.open_data.today import NAME
from api.pages.site import record_page, site_page
from api.pages.view import View
from api.settings import settings
from api.text.languages import Texts
from api.text.localizer import in_each, localizer
from api.text.markup import words_as_html
from db.clock import today

MOST = 100  # assemblies and organisations that the page of everything leads to


class Terms(NamedTuple):
    """Under which licence files may be used: `kind` is one of those that the catalogues have words for."""

    kind: str
    licence: str
    address: str


def files_page(view: View, scope: Scope, name: Mapping[str, str] | None = None) -> str:
    """Which files there are of a scope, with its name; one table first, then everything for whoever needs more."""
    parts = list(islice(_parts(scope), MOST)) if not scope.id else []
    return record_page(
        "open_data",
        view,
        scope.moment.day,
        today(),
        scope.moment.dated_to,
        o=words_as_html(view.language, "open_data"),
        tables=[(table, _about(view, table)) for table in tables_of(scope)],
        at=address_of(scope),
        scope=scope,
        name=name,
        terms=_terms(scope),
        parts_of=parts,
        described=_described(view, [id_ for _, id_ in parts]) if not scope.id else None,
        contact=settings().contact,
        above=_above(),
    )


def _described(view: View, assemblies: Iterable[str]) -> Json:
    """The page of everything as search engines for data read it."""
    words = localizer(view.language)
    title, lead = plain(words.t("open_data.title")), plain(words.t("open_data.lead"))
    return schema_org.of_catalogue(title, lead, assemblies)


def dictionary_page(view: View) -> str:
    """What every column of every table means."""
    words = words_as_html(view.language, "open_data")
    told = [(table, _about(view, table), _columns(view, table)) for table in tables()]
    return site_page(
        "open_data_dictionary", view, o=words, tables=told, c=words_as_html(view.language, "cell"), above=_above()
    )


def standard_page(view: View) -> str:
    """What a table must have so that those of many councils can be put together."""
    (ours,) = (table for table in tables() if table.name == NAME)
    by_name = {column.called: column for column in ours.columns}
    return site_page(
        "open_data_standard",
        view,
        o=words_as_html(view.language, "open_data"),
        s=words_as_html(view.language, "standard"),
        required=[(name, by_name[name], _meaning(view, ours, by_name[name])) for name in REQUIRED],
        example=EXAMPLE,
        above=_above(),
    )


def _above() -> Json:
    """The page of everything, as a page below it leads back there."""
    return {"name": in_each("open_data.title"), "url": urls.public("/open-data")}


def _columns(view: View, table: Table) -> list[tuple[Column, Markup]]:
    return [(column, _meaning(view, table, column)) for column in table.columns]


def _meaning(view: View, table: Table, column: Column) -> Markup:
    return words_as_html(view.language, "column")[key_of(table, column)]


def _about(view: View, table: Table) -> Markup:
    """What is in a table."""
    return words_as_html(view.language, "table")[table.name]


def _terms(scope: Scope) -> Terms:
    named = licences_of(scope)
    licence, strictest = licences.common(named)
    if licence is not None:
        return Terms("one", licence.title, licence.address)
    return Terms("several", strictest, "") if strictest and "" not in named else Terms("none", "", "")


def _parts(scope: Scope) -> Iterator[tuple[Texts, str]]:
    """Each assembly: what it is called, and its id."""
    for one in assemblies_of(scope):
        yield Texts(one["name"], one.get("language")), one["id"]
