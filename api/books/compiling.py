"""From a book to a record document: the one way in. What is wrong is told by cell, what was chosen is told too, and
what is missing says how complete the record is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from api.books import defaults, ids
from api.books.fields import Path
from api.books.finishing import finish
from api.books.ids import Ids, lettered, named, of_organisation
from api.books.items import Findings, Item, items_of
from api.books.layout import (
    ABOUT,
    ANSWERS,
    LAYOUTS,
    LINKS,
    POSTS,
    PROJECTS,
    RECOMMENDATIONS,
    SOURCES,
    UPDATES,
    Layout,
    Place,
    language_of,
)
from api.books.naming import names_of, one_of
from api.books.reading import Book, BookFault, BookRefused, Cell, read_book
from api.books.resolving import Naming
from api.books.result import Compiled
from api.books.sources import Sources, resolve
from api.core.codelists import coded
from api.readers.sheet import fold
from api.text.languages import default, languages
from api.text.localizer import called
from api.text.phrases import Phrase, joined, phrase, phrases

Thing = Mapping[str, Any]
Make = Callable[[Item], Iterator[str]]
_TOLD = {"taken", "spelling"}
_TELLING = {"about", "project", "recommendation", "theme", "said_by", "date", "organisation", "post", "role", "begins"}


def compiled(
    files: Mapping[str, bytes],
    before: Sequence[Mapping[str, Any]] = (),
    mapping: bytes | None = None,
    known: Sequence[Mapping[str, Any]] = (),
) -> Compiled:
    """The document of a book: of one workbook, or of CSV files named as its sheets are.

    `before` is what the record holds of this assembly already (the things of its document), from which ids are kept;
    `known` the organisations and assemblies that the record has besides. `mapping` says which of somebody's own
    headings mean which of ours.
    """
    done = Compiled()
    try:
        book = read_book(files, mapping)
    except BookRefused as refused:
        done.faults = list(refused.faults)
        return done
    done.read = list(_read(book))
    done.unread = [one for sheet in book.sheets.values() for one in sheet.unread]
    done.warnings += book.notes
    _Work(book, before, known, done).run()
    return done


def _read(book: Book) -> Iterator[Phrase]:
    for sheet in book.sheets.values():
        one = sheet.layout is ABOUT
        many = phrase("in_book.one_assembly") if one else phrases("in_book.rows", len(sheet.rows))
        found = joined(", ", [many, phrases("in_book.columns", len(sheet.columns))])
        unread = joined(", ", (one.told for one in sheet.unread))
        more = [phrase("in_book.not_read", names=unread)] if sheet.unread else []
        yield joined("; ", [joined(": ", [sheet.name, found]), *more])
    if book.others:
        yield phrase("in_book.others", names=one_of(book.others))


class _Work:
    """One book on its way to a document: its items, and what is known of their names."""

    def __init__(self, book: Book, before: Sequence[Thing], known: Sequence[Thing], done: Compiled) -> None:
        self.done, self.book = done, book
        self.before = {thing["id"]: thing for thing in (*known, *before)}
        self.naming = Naming(done.faults)
        self.ids = Ids(before, known)
        self.dates: list[Cell] = []
        self.language = self._language()
        self.items = {layout.name: self._items(layout) for layout in LAYOUTS}

    def _language(self) -> str:
        """The language of the book: what About says, else that of its headings."""
        about = self.book.sheets[ABOUT.name].rows[0]
        told = about.cells.get(Place("language"))
        words = str(told).strip() if told is not None else ""
        if words:
            return language_of(words) or words
        sheet = self.book.sheets[ABOUT.name].name
        found = next((tag for tag in languages() if fold(ABOUT.title(tag)) == fold(sheet)), default())
        if found != default():
            detail = phrase("in_book.language_taken", language=Phrase(lambda language: called(found, language)))
            self.done.warnings.append(BookFault(about.at, "taken", detail))
        return found

    def _items(self, layout: Layout) -> list[Item]:
        sheet = self.book.sheet(layout)
        return [] if sheet is None else list(items_of(sheet, self.language, Findings(self.done.faults, self.dates)))

    @property
    def assembly(self) -> Item:
        return self.items[ABOUT.name][0]

    def of(self, layout: Layout, *types: str) -> list[Item]:
        return [item for item in self.items[layout.name] if not types or item.type in types]

    def run(self) -> None:
        faults, warnings = self.done.faults, self.done.warnings
        sources = Sources(self.of(SOURCES), faults)
        for item in self._things():
            faults += resolve(item, sources)
        warnings += defaults.of_assembly(self.assembly, self.language)
        if sources.documents:
            self.assembly.default(sources.documents, "documents")
        self._organisations()
        self._assembly()
        warnings += defaults.themes(self.of(RECOMMENDATIONS))
        around = defaults.Around(self.assembly, self.language, self._report(sources))
        self._posts_and_items(around)
        self._rest(around)
        self._tell_dates()
        self.done.assembly = self.assembly.id
        finish(self.done, list(self._things()), self.before)

    def _report(self, sources: Sources) -> str | None:
        return str(sources.documents[0].get("title")) if sources.documents else None

    def _organisations(self) -> None:
        """Give organisations their ids, and make those that are only mentioned."""
        self.naming.know(self.before.values(), "organisation")
        named_ = self.of(POSTS, "organisation")
        for item in named_:
            defaults.of_organisation(item, self.language)
        self._give(named_, lambda item: of_organisation(ids.first(item.texts("name"))))
        for item in list(self._things()):
            self.naming.put_ids(item, ("organisation",), self._mentioned)

    def _mentioned(self, item: Item, path: Path, words: str) -> str | None:
        """An organisation that the sheet of posts does not tell of: it is made, of a kind that is told."""
        cell = item.cell(*path)
        if (near := self.naming.names.near(("organisation",), words)) is not None:
            detail = phrase("in_book.organisation_near", words=words, near=near)
            self.done.faults.append(BookFault(cell, "unknown-name", detail))
            return None
        council = path[0] == "commissioned_by" or any(one in fold(words) for one in ("council", "cyngor"))
        made = Item("organisation", cell)
        made.facts |= {
            ("name", self.language): words,
            ("kind",): "council" if council else "other",
            ("language",): self.language,
        }
        self.items[POSTS.name].append(made)
        self._give([made], lambda _: of_organisation(words))
        kind = "council" if council else "other"
        sheet = phrase("book.sheet_posts")
        detail = phrase("in_book.organisation_taken", words=words, kind=coded("organisation_kind", kind), sheet=sheet)
        self.done.warnings.append(BookFault(cell, "taken", detail))
        return made.id

    def _assembly(self) -> None:
        item = self.assembly
        self.done.warnings += self._told(defaults.of_keeper(item))
        self.naming.know(self.before.values(), "assembly")
        parent = str(item.facts.get(("commissioned_by",), ""))
        years = [str(value)[:4] for path, value in item.facts.items() if path[:1] in {("begins",), ("reported",)}]
        name = next(iter(item.texts("name").values()), "")
        if not name:
            self.done.faults.append(BookFault(item.cell("name"), "required", phrase("in_book.name_missing")))
            item.wrong.add(("name",))
        own = fold(name).removeprefix(fold(parent)).strip()
        year = min(years, default="")
        self._give([item], lambda _: named(parent, own if year in own else f"{own} {year}", name))

    def _posts_and_items(self, around: defaults.Around) -> None:
        posts, items, projects = self.of(POSTS, "post"), self.of(RECOMMENDATIONS), self.of(PROJECTS)
        self.naming.know(self.before.values(), "post", "recommendation", "project")
        self._give(posts, lambda one: named(str(one.facts.get(("organisation",), "post")), *one.texts("name").values()))
        self.done.warnings += self._told(defaults.of_recommendations(items, around))
        self._references(items)
        parent = self.assembly.id
        self._give(
            items,
            lambda one: named(parent, str(one.facts.get(("reference",), "")), *one.texts("title").values()),
        )
        for item in projects:
            self.done.warnings += defaults.of_project(item, around)
        self._give(projects, lambda one: named(str(one.facts.get(("lead",), "project")), *one.texts("name").values()))

    def _told(self, faults: Iterable[BookFault]) -> list[BookFault]:
        """What was chosen; what is wrong is added to the faults."""
        found = list(faults)
        self.done.faults += [fault for fault in found if fault.rule not in _TOLD]
        return [fault for fault in found if fault.rule in _TOLD]

    def _references(self, items: Sequence[Item]) -> None:
        """Two rows with one reference would be one thing."""
        first: dict[str, Item] = {}
        for item in items:
            reference = item.facts.get(("reference",))
            if reference is None or item.id:
                continue
            other = first.setdefault(fold(str(reference)), item)
            if other is not item:
                detail = phrase("in_book.reference_twice", row=other.at.row, reference=reference)
                self.done.faults.append(BookFault(item.cell("reference"), "reference-twice", detail))

    def _rest(self, around: defaults.Around) -> None:
        self.naming.names.add("assembly", self.assembly.id, *self.assembly.texts("name").values())
        for item in self._things():
            self.naming.put_ids(item)
        self.done.warnings += defaults.themes(self.of(RECOMMENDATIONS) + self.of(ANSWERS) + self.of(LINKS))
        answers, links, updates = self.of(ANSWERS), self.of(LINKS), self.of(UPDATES)
        known_themes = {str(one.facts["theme",]) for one in self.of(RECOMMENDATIONS) if ("theme",) in one.facts}
        for item in answers:
            defaults.several_themes(item, known_themes)
            self.done.warnings += defaults.of_answer(item, around)
        for item in links:
            self.done.warnings += defaults.of_link(item, around)
        for item in updates:
            self.done.warnings += self._told(defaults.of_update(item, around))
        self._give(answers, self._answer_ids)
        for type_ in ("contribution", "accountability", "lineage"):
            self._give(self.of(LINKS, type_), self._letters if type_ != "lineage" else self._lineage_ids)
        self._give(updates, self._letters)

    def _answer_ids(self, item: Item) -> Iterator[str]:
        tails = [one.removeprefix(f"{self.assembly.id}-") for one in item.facts.get(("recommendations",), [])]
        about = "-".join(tails[:3]) or str(item.facts.get(("theme",), "")) or "all"
        day = str(item.facts.get(("date", "value"), ""))
        return named(self.assembly.id, f"answer {about}", f"answer {about} {item.facts.get(('by',), '')} {day}")

    def _lineage_ids(self, item: Item) -> Iterator[str]:
        tails = [one.removeprefix(f"{self.assembly.id}-") for one in item.facts.get(("came_from",), [])]
        return named(self.assembly.id, f"{item.facts.get(('kind',), 'lineage')} {'-'.join(tails[:3])}")

    def _letters(self, item: Item) -> Iterator[str]:
        parent = "project" if item.type == "contribution" else "about"
        words = [f"{path} {value}" for path, value in sorted(item.facts.items(), key=str) if path[0] in _TELLING]
        words += [str(item.at)] if item.wrong else []  # what it is about may be what is wrong with it
        return lettered(str(item.facts.get((parent,), self.assembly.id)), *words)

    def _things(self) -> Iterator[Item]:
        for layout in LAYOUTS:
            if layout is not SOURCES:
                yield from list(self.items[layout.name])

    def _give(self, items: Sequence[Item], make: Make) -> None:
        self.done.faults += self.ids.give(items, make)
        for item in items:
            self.naming.names.add(item.type, item.id, *names_of(item.thing()))

    def _tell_dates(self) -> None:
        if self.dates:
            detail = phrases("in_book.day_first", len(self.dates))
            self.done.warnings.append(BookFault(self.dates[0], "day-first", detail))
