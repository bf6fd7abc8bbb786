"""The eight sheets of a book and their columns: one table, which reading, writing, the template and its help follow."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from api.books.fields import ITEM, Field, Path, field_at
from api.readers.grid import Content
from api.readers.sheet import fold
from api.readers.tables import Headings
from api.schemas.base import LANGUAGE_PATTERN
from api.text.catalogue import ever_spoken
from api.text.localizer import called, localizer, own_name
from api.text.phrases import phrase


@dataclass(frozen=True)
class Column:
    """One column: the words it is known by (`book.…`), and which field it is of each sort of row that its sheet has."""

    name: str
    paths: Mapping[str, str]  # by type
    own: Field | None = None  # what only a book has
    width: int = 18

    def field(self, type_: str) -> Field | None:
        """The field of a row of this type; None where it has none such."""
        if self.own is not None:
            return self.own
        path = self.paths.get(type_)
        return field_at(type_, shape(path)) if path is not None else None

    def heading(self, language: str) -> str:
        return localizer(language).words("book")[self.name]


class Place(NamedTuple):
    """One column of a table: what it is called in the layout, or the path of a field; which item of a list; and in
    which language, where that is not the book's.
    """

    name: str
    number: int = 1
    language: str = ""


@dataclass(frozen=True)
class Layout:
    """One sheet: its name in words, the sorts of row that it has, and its columns in their order."""

    name: str
    types: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False

    def title(self, language: str) -> str:
        return localizer(language).words("book")[f"sheet_{self.name}"]

    def column(self, name: str) -> Column:
        """The column of this name; of a path, one that has no words of its own."""
        return next((one for one in self.columns if one.name == name), None) or Column(
            name, {type_: name for type_ in self.types if field_at(type_, shape(name))}
        )


def _columns(types: tuple[str, ...], *columns: str | Column) -> tuple[Column, ...]:
    """Columns given as `name=path width`: the name is the path where only that is said."""
    found = []
    for one in columns:
        if isinstance(one, Column):
            found.append(one)
            continue
        given, _, width = one.partition(" ")
        name, _, path = given.partition("=")
        path = path or name
        paths = {type_: path for type_ in types if field_at(type_, tuple(path.split("/")))}
        assert paths, one  # noqa: S101 - the table names fields that there are
        found.append(Column(name, paths, width=int(width or 18)))
    return tuple(found)


def _sheet(name: str, types: tuple[str, ...], *columns: str | Column, required: bool = False) -> Layout:
    return Layout(name, types, _columns(types, *columns), required)


_TEXT, _YES = Field(("(own)",), "text"), Field(("(own)",), "yes")


def _only(name: str, field: Field, width: int = 12) -> Column:
    return Column(name, {}, Field((f"({name})",), field.kind, codelist=field.codelist, types=field.types), width)


_CODED = ("topic=topics/#/code", "place_code=places/#/code 14", "audience_code=audiences/#/code")
ABOUT = _sheet(
    "about",
    ("assembly",),
    *("name 60", "form", "question 60", "summary 60", "council=commissioned_by", "also_commissioned_by", "run_by"),
    *("begins", "ends", "reported", "sessions", "place", "recruited", "audience", "voting", "thresholds"),
    *_CODED,
    *("made=recommendations_made", "member_measure=members/#/measure", "member_count=members/#/value"),
    *("kept_by=keeper/organisation", "kept_as=keeper/capacity", "looked_on=keeper/checked_to"),
    *("watches=keeper/watches", "looked_for=keeper/looked_for", "licence"),
    *("promise_by=promises/#/by", "promise_what=promises/#/what", "promise_text=promises/#/text"),
    *("promise_made=promises/#/made", "promise_due=promises/#/due", "promise_every=promises/#/every_months"),
    "promise_source=promises/#/source",
    _only("texts_are", Field((), "code", codelist="basis")),
    *("note", "sources", "language", "id"),
    required=True,
)
RECOMMENDATIONS = _sheet(
    "recommendations",
    ("recommendation",),
    *("reference 8", "title 40", "text 60", "basis=text_basis/basis 14", "page=stands_in/page 8", "theme", "subtheme"),
    *(_only("votes_for", _TEXT), _only("votes_against", _TEXT), _only("votes_abstained", _TEXT)),
    *("reasons 40", "asked_body=asked/#/body", "asked_of=asked/#/organisation", "asked_action=asked/#/action"),
    *("asked_by_when=timescale/printed", "asked_by=timescale/by", "place", "kind", "standing", "part_of=parent"),
    *_CODED,
    *("position 8", "title_basis=title_basis/basis 14", "document=stands_in/document", "sources", "note", "id"),
    required=True,
)
ANSWERS = _sheet(
    "answers",
    ("response",),
    *("items=recommendations", "theme", "but_not=excluding", "answer=response", "by", "post", "date", "reasons 50"),
    *("promised 40", "due", "decide_by", "passed_to", "said_as", "decision_body=decisions/#/body"),
    *("decision_date=decisions/#/date", "decision_reference=decisions/#/reference", "decision_title=decisions/#/title"),
    *("decision_address=decisions/#/address", "sources", "note", "id"),
)
PROJECTS = _sheet(
    "projects",
    ("project",),
    *("project=name 36", "kind", "stage", "summary 50", "lead", "partners", "other_partners", "begins", "ends"),
    *_CODED,
    *("place", "plan=part_of", "followed_by=successor", "project_keeper=keeper", "sources", "note", "id"),
)
_LINKED = ("contribution", "accountability", "lineage")
LINKS = _sheet(
    "links",
    _LINKED,
    Column("item", {"contribution": "recommendation", "accountability": "about", "lineage": "came_from"}, width=14),
    "theme",
    Column("project", {"contribution": "project", "accountability": "about", "lineage": "became"}, width=36),
    Column("became", {"lineage": "became"}, width=14),
    *("organisation", "post"),
    Column("how", {"contribution": "kind", "accountability": "role", "lineage": "kind"}, width=24),
    Column("link_by", {"contribution": "made_by", "lineage": "by"}, width=24),
    *("members_view=members", "ground", "begins", "ends", "date", "confidence", "sources", "note", "id"),
)
UPDATES = _sheet(
    "updates",
    ("update",),
    Column("item", {"update": "about"}, width=14),
    Column("project", {"update": "about"}, width=36),
    *("date", "summary 50", "progress", "said_by=said_by/organisation", "said_by_post=said_by/post", "detail 50"),
    *("kind", "said_as", "due=due/date", "due_set_by=due/set_by", "delay_reason=delays/#/reason"),
    *("delay_text=delays/#/text", "next_news=next_update_due", "works", "enablers"),
    *("build_on=build_on/#/text", "build_on_date=build_on/#/date", "learned", "evidence_kind=evidence/#/kind"),
    *("evidence_title=evidence/#/title", "evidence_address=evidence/#/address", "sources", "note", "id"),
)
POSTS = _sheet(
    "posts",
    ("organisation", "post"),
    Column("organisation", {"organisation": "name", "post": "organisation"}, width=36),
    Column("post", {"post": "name"}, width=36),
    Column("organisation_kind", {"organisation": "kind"}),
    Column("post_kind", {"post": "kind"}),
    *("remit 40", "contact", "reports_to", "website", "official_name", "language", "sources", "note", "id"),
)
SOURCES = _sheet(
    "sources",
    ("source",),
    _only("source", _TEXT, 16),
    *("source_title=title 40", "publisher", "address 40", "date", "archived", "licence"),
    _only("of_assembly", _YES),
    "note",
)
LAYOUTS = (ABOUT, RECOMMENDATIONS, ANSWERS, PROJECTS, LINKS, UPDATES, POSTS, SOURCES)
_LANGUAGE = re.compile(LANGUAGE_PATTERN)
_NOT_A_PATH = {"note"}  # what people call a column of their own, which is not to become public
_NUMBERED = re.compile(r"(.*?) ([1-9][0-9]?)(:.*|)")
_IN = re.compile(r"(.+) \(([^()]+)\)")


def words_of_language(language: str, reader: str) -> str:
    """What stands in brackets after a heading whose texts are in a language: `in Welsh`, or its tag."""
    return localizer(reader).words("sheet").get(f"in_{language}", language)


@dataclass(frozen=True)
class BookHeadings(Headings):
    """The headings of one sheet of a book, in every language that a book may be in: with the number of an item, and
    the language of its texts in brackets. The path of a field, as `timescale/by/printed`, is a heading too.
    """

    layout: Layout = ABOUT

    def column(self, content: Content | None) -> str | None:
        """As a place in letters; see `place`."""
        found = self.place(content)
        return None if found is None else f"{found.name} {found.number} {found.language}"

    def place(self, content: Content | None) -> Place | None:
        """The place that a heading means; None where it is not ours."""
        if not isinstance(content, str):
            return None
        plain = self._named(content, "")
        if plain is not None:
            return plain
        inside = _IN.fullmatch(fold(content).replace("\n", " "))
        language = language_of(inside[2]) if inside else None
        return self._named(inside[1], language) if inside and language else None

    def _named(self, words: str, language: str) -> Place | None:
        number, name = 1, super().column(words)
        if name is None and (numbered := _NUMBERED.fullmatch(fold(words))) is not None:
            number, name = int(numbered[2]), super().column(numbered[1] + numbered[3])
        column = self.layout.column(name) if name else self._of_path(words)
        if column is None:
            return None
        fields = [field for type_ in self.layout.types if (field := column.field(type_)) is not None]
        if (language and not any(one.kind == "texts" for one in fields)) or (
            number > 1 and not any(ITEM in one.path for one in fields)
        ):
            return None
        return Place(column.name, number, language)

    def _of_path(self, words: str) -> Column | None:
        """A field by its path: only what has no words of its own needs it."""
        path = words.strip().lower().replace(" ", "_")
        if path in _NOT_A_PATH:
            return None
        if not any(field_at(type_, shape(path)) for type_ in self.layout.types):
            return None
        return Column(path, {type_: path for type_ in self.layout.types if field_at(type_, shape(path))})


def heading_at(type_: str, path: Path) -> str:
    """What the column is called in which a field of this sort of row stands; its path where none is."""
    wanted = "/".join(ITEM if isinstance(step, int) else step for step in path)
    for layout in LAYOUTS:
        for column in layout.columns if type_ in layout.types else ():
            if f"{column.paths.get(type_, '')}/".startswith(f"{wanted}/"):
                return phrase(f"book.{column.name}")
    return wanted


def shape(path: str) -> tuple[str, ...]:
    """The path of a field that may say the numbers of items, without them."""
    return tuple(ITEM if step.isdecimal() else step for step in path.split("/"))


def language_of(words: str) -> str | None:
    """The tag of a language, by itself, by what the language is called, or as headings say it: `in Welsh`."""
    plain = fold(words)
    for tag in ever_spoken():
        names = {tag, own_name(tag)}
        names |= {name for reader in ever_spoken() for name in (called(tag, reader), words_of_language(tag, reader))}
        if plain in {fold(name) for name in names}:
            return tag
    return words.strip() if _LANGUAGE.fullmatch(words.strip()) else None


@lru_cache
def headings(name: str, extra: tuple[tuple[str, str], ...] = ()) -> BookHeadings:
    """The headings of a sheet, and what somebody mapped to some of them."""
    layout = next(one for one in LAYOUTS if one.name == name)
    known = {column.heading(language): column.name for language in ever_spoken() for column in layout.columns}
    return BookHeadings({**known, **dict(extra)}, [], layout=layout)


def heading_of(layout: Layout, place: Place, language: str) -> str:
    """What stands above a column for somebody who reads this language."""
    column = next((one for one in layout.columns if one.name == place.name), None)
    words = column.heading(language) if column is not None else place.name
    if place.number > 1:
        before, colon, after = words.partition(":")
        words = f"{before} {place.number}{colon}{after}"
    return f"{words} ({words_of_language(place.language, language)})" if place.language else words
