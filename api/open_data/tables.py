"""The tables of open data: which there are, their columns, and their rows. Every format writes these, and every
description is made from them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from itertools import islice

from sqlalchemy import ColumnElement

from api.core.codelists import codelists
from api.core.json_text import Json
from api.open_data import licences, today
from api.open_data.columns import Column, Row, Type, columns_of, text_columns
from api.open_data.facts import Facts, own
from api.open_data.scopes import Scope
from api.reading.panels import closings
from api.schemas.base import Thing
from api.schemas.kinds import KINDS, Kind
from api.settings import settings
from db.models.record import Publication
from db.publications import moment_text
from db.queries import publications
from db.queries.versions import VersionRow

AT_ONCE = 500  # rows that are held in memory


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: its name, as files have it, its columns, and its rows of a scope, in the order of `key`.

    `whole`: of everything only.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Scope], Iterator[Row]]
    key: tuple[str, ...] = ("id",)
    whole: bool = False


_SAID = (
    Column(name="url", required=True),
    Column(name="sequence", type=Type.integer, required=True),
    Column(name="published_at", type=Type.datetime, required=True),
)
_LICENCE = Column(name="licence")
# Of a recommendation, and of its texts where the document they stand in has a licence of its own.
_TEXTS = (Column(name="text_licence"), Column(name="document_url"))
_OF_EVERY_THING = frozenset(Thing.model_fields) - {"id"}


def tables() -> tuple[Table, ...]:
    """Every table, those first that most people want."""
    return _tables(settings().tongues)


@lru_cache
def _tables(_: tuple[str, ...]) -> tuple[Table, ...]:
    """They hang on the languages of this instance, as each text has a column for each."""
    return (
        Table(name=today.NAME, columns=today.columns(), rows=today.rows),
        *(_of_kind(kind) for kind in KINDS),
        Table(name="things", columns=_things_columns(), rows=_things),
        Table(name="publications", columns=_PUBLICATION, rows=_publications, key=("sequence",)),
        Table(name="erased", columns=_ERASED, rows=_erased, key=("sequence",)),
        Table(name="codelists", columns=_codes_columns(), rows=_codes, key=("list", "code"), whole=True),
    )


def _of_kind(kind: Kind) -> Table:
    """The table of a kind: what its things say themselves, with what all things may say behind it."""
    first, *rest = columns_of(kind)
    particular = [column for column in rest if column.path[0] not in _OF_EVERY_THING]
    general = [column for column in rest if column.path[0] in _OF_EVERY_THING]
    texts = _TEXTS if kind.thing == "recommendation" else ()
    particular += _closing() if kind.thing == "declaration" else []
    licence = () if "licence" in kind.model.model_fields else (_LICENCE,)  # which some say themselves
    columns = (first, *_SAID, *particular, *general, *licence, *texts)
    return Table(name=kind.plural, columns=columns, rows=partial(_rows_of, kind, tuple(particular + general)))


def _closing() -> list[Column]:
    """The sentence that closes the panel of a declaration; never by which code of ours."""
    return list(text_columns("closing", ("closing",)))


def _rows_of(kind: Kind, columns: tuple[Column, ...], scope: Scope) -> Iterator[Row]:
    known = Facts(scope.session, scope.moment.sequence)
    standing = (row for row in scope.versions(kind.thing) if row.state == "standing" and row.body is not None)
    while some := list(islice(standing, AT_ONCE)):
        things = [own(row) for row in some]
        known.begin_part()
        known.know_hosts(things)
        if kind.thing == "declaration":
            told = closings(scope.session, scope.moment, [row.thing for row in some])
            things = [{**facts, "closing": told.get(row.thing)} for row, facts in zip(some, things, strict=True)]
        for row, facts in zip(some, things, strict=True):
            yield _row_of(columns, known, scope.licence, row, facts)


def _row_of(columns: tuple[Column, ...], known: Facts, licence: str | None, row: VersionRow, facts: Json) -> Row:
    """A row of a thing, which has the `licence` of its scope where it is of no assembly."""
    assembly = known.assembly(facts)
    texts = licences.of_texts(facts, assembly) if facts["type"] == "recommendation" else None
    shown = licences.without_what_is_only_linked(facts, texts) if texts else facts
    return {
        "id": row.thing,
        "url": known.url(facts),
        "sequence": row.sequence,
        "published_at": moment_text(row.published_at),
        **{column.name: column.of(shown) for column in columns},
        "licence": facts.get("licence") or (assembly.get("licence") if assembly else licence),
        **({"text_licence": texts.licence, "document_url": texts.address} if texts else {}),
    }


def _things_columns() -> tuple[Column, ...]:
    return (
        Column(name="id", required=True, meaning="thing_id"),
        Column(name="type", codelist="thing_type", required=True, meaning="thing_type"),
        *text_columns("name", ("name",)),
        Column(name="state", codelist="version_state", required=True),
        Column(name="since", type=Type.datetime, required=True),
        Column(name="sequence", type=Type.integer, required=True),
    )


def _things(scope: Scope) -> Iterator[Row]:
    """Everything that was ever published: what stands, and what was withdrawn or erased, by its id alone."""
    columns = [column for column in _things_columns() if column.is_text]
    for row in scope.versions():
        stands = row.state == "standing" and row.body is not None  # of a day that has passed, it may be erased since
        facts = own(row) if stands else {}
        called = facts.get("name") or facts.get("title")
        yield {
            "id": row.thing,
            "type": row.type,
            **{column.name: column.of({"name": called}) for column in columns},
            "state": row.state if stands or row.state != "standing" else "erased",
            "since": moment_text(row.published_at),
            "sequence": row.sequence,
        }


_PUBLICATION = (
    Column(name="sequence", type=Type.integer, required=True),
    Column(name="published_at", type=Type.datetime, required=True),
    Column(name="type", codelist="thing_type", required=True, meaning="thing_type"),
    Column(name="thing", is_id=True, required=True),
    Column(name="nature", codelist="nature", required=True),
    Column(name="said_by", required=True),
    Column(name="said_capacity", codelist="capacity", required=True),
    Column(name="entered_by", required=True),
    Column(name="entered_capacity", codelist="capacity", required=True),
    Column(name="format", required=True),
    Column(name="ground", codelist="erasure_ground"),
    Column(name="erases", type=Type.integer),
    Column(name="body_hash", required=True),
    Column(name="previous_hash"),
    Column(name="hash", required=True),
)


def _publications(scope: Scope) -> Iterator[Row]:
    return _of_record(scope, _PUBLICATION)


_ERASED = (
    Column(name="sequence", type=Type.integer, required=True),
    Column(name="erased_at", path=("published_at",), type=Type.datetime, required=True),
    Column(name="type", codelist="thing_type", required=True, meaning="thing_type"),
    Column(name="thing", is_id=True, required=True),
    Column(name="nature", codelist="nature", required=True),
    Column(name="ground", codelist="erasure_ground", required=True),
    Column(name="erases", type=Type.integer, required=True),
)


def _erased(scope: Scope) -> Iterator[Row]:
    """What was erased, and what had words removed, so that whoever has a copy erases it too."""
    return _of_record(scope, _ERASED, Publication.erases.is_not(None))


def _of_record(scope: Scope, columns: Iterable[Column], *conditions: ColumnElement[bool]) -> Iterator[Row]:
    """The publications about what is in a scope: of each what these columns have, by their paths or their names."""
    fields = {column.name: column.path[0] if column.path else column.name for column in columns}
    for row in publications.in_order(scope.session, scope.moment.sequence, *conditions):
        if scope.things is None or row.thing in scope.things:
            said = {name: getattr(row, field) or None for name, field in fields.items()}
            yield {name: moment_text(one) if isinstance(one, datetime) else one for name, one in said.items()}


def _codes_columns() -> tuple[Column, ...]:
    return (
        Column(name="list", required=True),
        Column(name="code", required=True),
        *text_columns("label", ("label",)),
        *text_columns("definition", ("definition",)),
    )


def _codes(_: Scope) -> Iterator[Row]:
    texts = [column for column in _codes_columns() if column.is_text]
    for one in codelists():
        for code in one.codes:
            said = {"label": dict(code.label), "definition": dict(code.definition)}
            yield {"list": one.name, "code": code.code, **{column.name: column.of(said) for column in texts}}
