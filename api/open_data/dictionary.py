"""What every table and column means, and the descriptions for programs that are made of it: Data Package and Datasette.

All of it is made from the tables that files are written from, so that it cannot say something else than they do.
"""

import re
from collections.abc import Mapping

from api.core import urls
from api.core.json_text import Json
from api.open_data import licences
from api.open_data.columns import Column, Type
from api.open_data.files import CSV, RECORD
from api.open_data.making import stand_of
from api.open_data.scopes import Scope
from api.open_data.tables import Table, tables
from api.open_data.terms import licences_of
from api.schemas.kinds import PAGES
from api.text.catalogue import messages
from api.text.languages import REFERENCE, said
from api.text.localizer import localizer
from db.publications import moment_text
from db.vocabulary import CODELISTS

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TAG = re.compile("<[^>]+>")


def tables_of(scope: Scope) -> list[Table]:
    """The tables that a scope has."""
    return [table for table in tables() if not scope.id or not table.whole]


def address_of(scope: Scope, name: str = "") -> str:
    """The path here of a file of a scope, or of the page of all of them."""
    part = f"/{PAGES[scope.type]}/{scope.id}" if scope.id else ""
    return f"/open-data{part}{f'/{name}' if name else ''}"


def meaning(table: Table, column: Column, language: str) -> str:
    """What a column means, as HTML: in that table, where it means something of its own there."""
    return localizer(language).t(f"column.{key_of(table, column)}")


def key_of(table: Table, column: Column) -> str:
    """By which of the words of columns it is explained what a column means in a table."""
    own = f"{table.name}.{column.called}"
    return own if f"column.{own}" in messages(REFERENCE) else column.called


def plain(words: str) -> str:
    """Words of a catalogue for whoever reads no HTML."""
    return _TAG.sub("", words)


def data_package(scope: Scope, language: str, name: Mapping[str, str] | None = None) -> Json:
    """The files of a scope as Data Package 2.0 describes them: every table as CSV, with its Table Schema.

    `name` is what the scope is called, by language; None of everything.
    """
    licence, strictest = licences.common(licences_of(scope))
    stand = stand_of(scope.session, scope.moment)
    found: Json = {
        "$schema": PROFILE,
        "name": scope.id or "everything",
        "id": urls.public(address_of(scope)),
        "title": _title(name, language),
        "description": plain(localizer(language).t("open_data.lead")),
        "homepage": urls.public(address_of(scope)),
        "version": f"{stand.sequence}.{stand.day.isoformat()}",
        "created": moment_text(stand.since),
        "resources": [_resource(scope, table, language) for table in tables_of(scope)],
    }
    if licence is not None:
        found["licenses"] = [{"name": licence.name, "title": licence.title, "path": licence.address}]
    elif strictest:
        found["licenses"] = [{"name": "see-column-licence", "title": strictest, "path": urls.public(address_of(scope))}]
    return found


def _title(name: Mapping[str, str] | None, language: str) -> str:
    """What the files of a scope are called, by its own name; that of everything without."""
    title = plain(localizer(language).t("open_data.title"))
    return f"{title}: {said(name, language).text}" if name else title


def _resource(scope: Scope, table: Table, language: str) -> Json:
    return {
        "name": table.name,
        "path": urls.public(address_of(scope, f"{table.name}.csv")),
        "type": "table",
        "description": plain(localizer(language).t(f"table.{table.name}")),
        "format": "csv",
        "mediatype": CSV.partition(";")[0],
        "encoding": "utf-8",
        "schema": _schema(table, language),
    }


def _schema(table: Table, language: str) -> Json:
    """The Table Schema of a table. Ids of things lead to `things`, which has all that were ever published."""
    ids = [column for column in table.columns if column.is_id or _is_own_id(table, column)]
    found: Json = {
        "fields": [_field(table, column, language) for column in table.columns],
        "primaryKey": [*table.key],
        "missingValues": [""],
    }
    if ids:
        things = {"resource": "things", "fields": ["id"]}
        found["foreignKeys"] = [{"fields": [column.name], "reference": things} for column in ids]
    return found


def _is_own_id(table: Table, column: Column) -> bool:
    return column.name == "id" and table.name != "things"


def _field(table: Table, column: Column, language: str) -> Json:
    codes = CODELISTS.get(column.codelist) if column.type is Type.string else None
    constraints = {**({"required": True} if column.required else {}), **({"enum": [*codes]} if codes else {})}
    return {
        "name": column.name,
        "type": column.type.value,
        "description": plain(meaning(table, column, language)),
        **({"format": "any"} if column.type is Type.datetime else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def datasette(scope: Scope, language: str, name: Mapping[str, str] | None = None) -> Json:
    """What Datasette reads beside `record.sqlite` (`datasette record.sqlite -m datasette.json`)."""
    package = {
        "title": _title(name, language),
        "source": urls.public(address_of(scope)),
        "source_url": urls.public(address_of(scope)),
    }
    licence, _ = licences.common(licences_of(scope))
    about = {"license": licence.title, "license_url": licence.address} if licence else {}
    told = {
        table.name.replace("-", "_"): {
            "description": plain(localizer(language).t(f"table.{table.name}")),
            "columns": {column.name: plain(meaning(table, column, language)) for column in table.columns},
            **_label(table),
        }
        for table in tables_of(scope)
    }
    return {**package, **about, "databases": {RECORD: {"tables": told}}}


def _label(table: Table) -> Json:
    """The column by which Datasette calls a row, where the table has one."""
    named = [
        column.name for column in table.columns if column.is_text and column.called in {"title", "name", "summary"}
    ]
    return {"label_column": named[0]} if named else {}
