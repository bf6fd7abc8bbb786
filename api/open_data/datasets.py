"""What this instance publishes as data, as every catalogue tells it: the record of each assembly, and the codelists.

A dataset is known by an address that never changes, whatever host it is served from. Its publisher is who keeps the
record: where somebody compiled it, never the body that it is about.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from api.core import urls
from api.core.codelists import codes_of
from api.core.json_text import Json
from api.open_data import licences
from api.open_data.facts import Facts, gss, own
from api.open_data.files import CSV, NDJSON, SQLITE, XLSX
from api.open_data.terms import Terms, TermsOf, terms_of
from api.schemas.dates import days_of
from api.settings import settings
from api.status.truncate import shortened
from api.text.languages import said
from api.text.localizer import Localizer, in_each, localizer
from db.queries import datasets, versions
from db.queries.datasets import Span
from db.queries.moments import Moment

# Of catalogues: what is longer, or has other letters, some refuse (data.gov.uk; CKAN, of tags).
LONGEST_TITLE = 65  # characters, not counting the name of who compiled it
_NOT_IN_KEYWORDS = re.compile(r"[^A-Za-z0-9 ._-]+")
_LONGEST_KEYWORD, _SHORTEST_KEYWORD = 100, 2
ELSEWHERE = "dataset"  # the scheme of the identifier that a record has where it was first published

Texts = Mapping[str, str]


class Publisher(NamedTuple):
    """Who publishes data: by an address, with a name in one language or more."""

    uri: str
    name: Texts


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """A form in which a dataset is had: its name, which is the same for ever, where it is, and what it is."""

    name: str
    url: str
    title: Texts
    format: str
    media_type: str
    terms: Terms
    conforms_to: str = ""
    is_file: bool = True


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A dataset, as catalogues describe it. `original` is where it is known by, if another published it first."""

    id: str
    uri: str
    page: str
    title: Texts
    description: Texts
    keywords: tuple[tuple[str, str], ...]  # with the language of each
    publisher: Publisher
    distributions: tuple[Distribution, ...]
    compiled: bool = False
    span: Span | None = None
    begins: date | None = None
    gss: str = ""
    original: str = ""

    @property
    def changed(self) -> date | None:
        """The day of the last publication about it."""
        return self.span.modified.date() if self.span else None


def of_assemblies(session: Session, moment: Moment, ids: Iterable[str] | None = None) -> Iterator[Dataset]:
    """The dataset of each assembly that stands, or of these, in the order of their ids."""
    if ids is None:
        rows = versions.standing(session, moment.sequence, "assembly")
    else:
        rows = [row for row in versions.held(session, moment.sequence, [*ids]) if row.state == "standing"]
    assemblies = [own(row) for row in sorted(rows, key=lambda row: row.thing) if row.body is not None]
    spans = datasets.spans(session, [one["id"] for one in assemblies])
    known = Facts(session, moment.sequence)
    known.know(
        {id_ for one in assemblies for id_ in (one["keeper"]["organisation"], one.get("commissioned_by")) if id_}
    )
    for one in assemblies:
        yield _of_assembly(one, known, spans.get(one["id"]), terms_of(session, moment, one))


def of_assembly(session: Session, moment: Moment, id_: str) -> Dataset:
    """The dataset of one assembly that stands."""
    return next(of_assemblies(session, moment, [id_]))


def _of_assembly(assembly: Json, known: Facts, span: Span | None, terms: TermsOf) -> Dataset:
    keeper = known.get(assembly["keeper"]["organisation"]) or withdrawn(assembly["keeper"]["organisation"])
    host = known.get(assembly.get("commissioned_by"))
    compiled = assembly["keeper"]["capacity"] == "compiler"
    uri = identifier(assembly["id"])
    begins = assembly.get("begins")
    return Dataset(
        id=assembly["id"],
        uri=uri,
        page=urls.page("assembly", assembly["id"]),
        title={tag: _title(localizer(tag), assembly, keeper, compiled=compiled) for tag in settings().tongues},
        description={tag: _description(localizer(tag), keeper, host, compiled=compiled) for tag in settings().tongues},
        keywords=_keywords(assembly["form"]),
        publisher=publisher(keeper),
        distributions=tuple(_distributions(assembly["id"], terms)),
        compiled=compiled,
        span=span,
        begins=days_of(begins["value"])[0] if begins else None,
        gss=_place_of(host),
        original=_original(assembly, uri),
    )


def withdrawn(organisation: str) -> Json:
    """What is known of an organisation that stands no more."""
    return {"id": organisation, "name": in_each("said.withdrawn")}


def of_codelists() -> Dataset:
    """The dataset of all codelists."""
    terms = Terms(licences.CODES, licences.CODES.name)
    forms = (
        ("codelists.csv", "CSV", CSV),
        ("codelists.xlsx", "XLSX", XLSX),
        ("codelists.ttl", "RDF Turtle", "text/turtle"),
        ("codelists.jsonld", "JSON-LD", "application/ld+json"),
    )
    return Dataset(
        id="",
        uri=urls.identifier("/open-data/codelists"),
        page=urls.public("/codelists"),
        title=words("codelists_title"),
        description=words("codelists_description"),
        keywords=_keywords(),
        publisher=instance(),
        distributions=tuple(
            Distribution(
                name=name,
                url=urls.public(f"/open-data/{name}"),
                title=words("file_codelists"),
                format=form,
                media_type=media_type.partition(";")[0],
                terms=terms,
            )
            for name, form, media_type in forms
        ),
    )


def identifier(assembly: str) -> str:
    """The address by which the record of an assembly is known as a dataset, for ever."""
    return urls.identifier(f"/open-data/datasets/{assembly}")


def instance() -> Publisher:
    """Whoever runs this instance."""
    host = urlsplit(urls.identifier("/")).netloc
    return Publisher(
        urls.identifier("/open-data#publisher"), dict.fromkeys(settings().tongues, f"Assembly Tracker, {host}")
    )


def publisher(organisation: Json) -> Publisher:
    """An organisation as a publisher, by its own facts."""
    return Publisher(urls.identifier(f"/organisations/{organisation['id']}"), organisation["name"])


def _distributions(assembly: str, terms: TermsOf) -> Iterator[Distribution]:
    """The files that most people want first, then everything, then the API."""
    forms = (
        ("recommendations-today.csv", "today", "CSV", CSV, terms.tables),
        ("recommendations-today.xlsx", "today", "XLSX", XLSX, terms.tables),
        ("record.xlsx", "tables", "XLSX", XLSX, terms.tables),
        ("record.sqlite", "tables", "SQLite", SQLITE, terms.tables),
        ("record.ndjson", "record", "NDJSON", NDJSON, terms.record),
    )
    for name, title, form, media_type, licence in forms:
        yield Distribution(
            name=name,
            url=urls.public(f"/open-data/assemblies/{assembly}/{name}"),
            title=words(f"file_{title}"),
            format=form,
            media_type=media_type.partition(";")[0],
            terms=licence,
        )
    yield Distribution(
        name="record.json",
        url=urls.api(f"/assemblies/{assembly}/record"),
        title=words("file_document"),
        format="JSON",
        media_type="application/json",
        terms=terms.record,
        conforms_to=urls.api("/schemas/record.json"),
        is_file=False,
    )


def _title(localizer_: Localizer, assembly: Json, keeper: Json, *, compiled: bool) -> str:
    """The name of the assembly, as long as there is room, with what is in the dataset, or who compiled it."""
    key = "catalogue.title_compiled" if compiled else "catalogue.title"
    who = " ".join(localizer_.text(keeper["name"]).text.split())
    room = LONGEST_TITLE - len(localizer_.t(key, assembly="", keeper=""))
    name = shortened(localizer_.text(assembly["name"]).text, room)
    return localizer_.t(key, assembly=name, keeper=who)


def _description(localizer_: Localizer, keeper: Json, host: Json | None, *, compiled: bool) -> str:
    """What is in it, in a first sentence that is short; whose work it is; and where to begin."""
    parts = [localizer_.t("catalogue.description")]
    if compiled:
        who = localizer_.text(keeper["name"]).text
        by = localizer_.text(host["name"]).text if host else ""
        key = "catalogue.compiled_of" if by else "catalogue.compiled"
        parts.append(localizer_.t(key, keeper=who, organisation=by))
    parts.append(localizer_.t("catalogue.description_files"))
    return " ".join(parts)


def _keywords(form: str = "") -> tuple[tuple[str, str], ...]:
    """Words to find it by, in each language, in letters that every catalogue takes."""
    found: dict[tuple[str, str], None] = {}
    for tag in settings().tongues:
        words = localizer(tag).t("catalogue.keywords").split(",")
        words += [said(codes_of("form")[form].label, tag).text] if form else []
        found |= {(word, tag): None for word in map(_as_keyword, words) if len(word) >= _SHORTEST_KEYWORD}
    return tuple(found)


def _as_keyword(text: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return _NOT_IN_KEYWORDS.sub("", bare).strip()[:_LONGEST_KEYWORD].lower()


def _place_of(organisation: Json | None) -> str:
    """The code of the place of an organisation in statistics; empty where none is named, or what is named is none."""
    code = gss(organisation or {})[0] or ""
    return code if re.fullmatch(r"[A-Z][0-9]{8}", code) else ""


def _original(assembly: Json, uri: str) -> str:
    """By which address another published this record first; empty where that is ours."""
    named = (one["value"] for one in assembly.get("identifiers") or () if one["scheme"].lower() == ELSEWHERE)
    return next((value for value in named if re.fullmatch(r"https?://[^\s<>\"]+", value) and value != uri), "")


def words(name: str, **names: Texts) -> Texts:
    """Words in each language, with names of the record filled in."""
    found = {}
    for tag in settings().tongues:
        gaps = {gap: " ".join(said(text, tag).text.split()) for gap, text in names.items()}
        found[tag] = localizer(tag).t(f"catalogue.{name}", **gaps)
    return found
