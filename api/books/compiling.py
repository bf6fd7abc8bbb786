"""From a book to a record document: the one way in. What is wrong is told by cell, what was chosen is told too, and
what is missing says how complete the record is.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.books import defaults, ids
from api.books.fields import Field, Path
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
    heading_at,
    language_of,
)
from api.books.missing import missing
from api.books.naming import Names, is_id, names_of, numbers, one_of
from api.books.reading import Book, BookFault, BookRefused, Cell, read_book
from api.books.sources import Sources, resolve
from api.core.faults import Fault
from api.core.refusals import fault_of
from api.readers.sheet import fold
from api.schemas.names import names
from api.schemas.record import RECORD_FORMAT, RecordItem, RecordThing, Tombstone
from api.text.languages import REFERENCE, default, languages
from api.text.localizer import called
from db.publications import canonical

_ITEM: TypeAdapter[RecordThing | Tombstone] = TypeAdapter(RecordItem)
Thing = Mapping[str, Any]
Make = Callable[[Item], Iterator[str]]
_BY_ID = {"response", "update", "verdict", "reply", "tally"}


@dataclass
class Compiled:
    """What came of a book: its document where nothing is wrong, and what there is to say about it.

    `items` are the rows that made its things, by pointers into the document: with them what the record says of the
    document is told of the book (`in_book`).
    """

    document: bytes | None = None
    faults: list[BookFault] = field(default_factory=list)
    warnings: list[BookFault] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)  # what of the book was recognised, and what was not read
    assembly: str = ""
    things: list[dict[str, Any]] = field(default_factory=list)  # what it says, though something may be wrong with it
    items: dict[str, Item] = field(default_factory=dict)


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
    done.warnings += book.notes
    work = _Work(book, before, known, done)
    work.run()
    return done


def in_book(done: Compiled, faults: Iterable[Fault]) -> list[BookFault]:
    """What the record says of a document, told of the cells of the book that it was made from."""
    found = [BookFault(_cell(done, one), one.rule, _in_headings(done, one)) for one in faults]
    return list(dict.fromkeys(found))


def _in_headings(done: Compiled, fault: Fault) -> str:
    """What the record says, with the headings of columns for the names of fields."""
    item = done.items.get("/".join(fault.pointer.split("/")[:3]))
    type_ = "" if item is None else item.type
    return re.sub("`([a-z_]+)`", lambda name: f"“{heading_at(type_, (name[1],))}”", fault.detail)


def _cell(done: Compiled, fault: Fault) -> Cell:
    """The cell that a pointer into the document leads to; of what is not in the book, its id."""
    steps = fault.pointer.split("/")
    item = done.items.get("/".join(steps[:3]))
    if item is None:
        return Cell(fault.thing or "The document", 0)
    place = "/" + "/".join(steps[3:])
    own = item.pointers()
    while place.strip("/"):
        if place in own:
            return own[place]
        place = place.rpartition("/")[0]
    return item.cell(*(int(step) if step.isdecimal() else step for step in steps[3:]))


def _read(book: Book) -> Iterator[str]:
    for sheet in book.sheets.values():
        many = f"{len(sheet.rows)} row{'s' * (len(sheet.rows) != 1)}" if sheet.layout is not ABOUT else "one assembly"
        unread = f"; not read: {', '.join(sheet.unread)}" if sheet.unread else ""
        yield f"{sheet.name}: {many}, {len(sheet.columns)} columns recognised{unread}"
    if book.others:
        yield f"Sheets that are not read: {one_of(book.others)}"


class _Work:
    """One book on its way to a document: its items, and what is known of their names."""

    def __init__(self, book: Book, before: Sequence[Thing], known: Sequence[Thing], done: Compiled) -> None:
        self.done, self.book = done, book
        self.before = {thing["id"]: thing for thing in (*known, *before)}
        self.names = Names()
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
            detail = f"the texts are taken to be in the language of the headings, {called(found, REFERENCE)}"
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
        things = [item for layout in LAYOUTS if layout is not SOURCES for item in self.items[layout.name]]
        sources = Sources(self.of(SOURCES), faults)
        for item in things:
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
        self._finish([item for layout in LAYOUTS if layout is not SOURCES for item in self.items[layout.name]])

    def _report(self, sources: Sources) -> str | None:
        return str(sources.documents[0].get("title")) if sources.documents else None

    def _organisations(self) -> None:
        """Give organisations their ids, and make those that are only mentioned."""
        self._know("organisation")
        named_ = self.of(POSTS, "organisation")
        for item in named_:
            defaults.of_organisation(item, self.language)
        self._give(named_, lambda item: of_organisation(ids.first(item.texts("name"))))
        for item in list(self._things()):
            self._name(item, ("organisation",), self._mentioned)

    def _mentioned(self, item: Item, path: Path, words: str) -> str | None:
        """An organisation that the sheet of posts does not tell of: it is made, of a kind that is told."""
        cell = item.cell(*path)
        if (near := self.names.near(("organisation",), words)) is not None:
            detail = f"“{words}” is no organisation of this book: did you mean “{near}”? Write it the same everywhere"
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
        more = "the sheet People and posts can say more of it"
        detail = f"“{words}” is taken as an organisation of the kind {kind}: {more}"
        self.done.warnings.append(BookFault(cell, "taken", detail))
        return made.id

    def _assembly(self) -> None:
        item = self.assembly
        self.done.warnings += self._told(defaults.of_keeper(item))
        self._know("assembly")
        parent = str(item.facts.get(("commissioned_by",), ""))
        years = [str(value)[:4] for path, value in item.facts.items() if path[:1] in {("begins",), ("reported",)}]
        name = next(iter(item.texts("name").values()), "")
        if not name:
            self.done.faults.append(BookFault(item.cell("name"), "required", "say what the assembly is called"))
            item.wrong.add(("name",))
        own = fold(name).removeprefix(fold(parent)).strip()
        year = min(years, default="")
        self._give([item], lambda _: named(parent, own if year in own else f"{own} {year}", name))

    def _posts_and_items(self, around: defaults.Around) -> None:
        posts, items, projects = self.of(POSTS, "post"), self.of(RECOMMENDATIONS), self.of(PROJECTS)
        self._know("post", "recommendation", "project")
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
                detail = f"row {other.at.row} has the number “{reference}” already: each recommendation has its own"
                self.done.faults.append(BookFault(item.cell("reference"), "reference-twice", detail))

    def _rest(self, around: defaults.Around) -> None:
        self.names.add("assembly", self.assembly.id, *self.assembly.texts("name").values())
        for item in self._things():
            self._name(item, (), None)
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

    def _know(self, *types: str) -> None:
        """What the record has of these sorts can be named."""
        for thing in self.before.values():
            if thing["type"] in types:
                self.names.add(thing["type"], thing["id"], *names_of(thing))

    def _give(self, items: Sequence[Item], make: Make) -> None:
        self.done.faults += self.ids.give(items, make)
        for item in items:
            self.names.add(item.type, item.id, *names_of(item.thing()))

    def _name(self, item: Item, types: tuple[str, ...], make: Any) -> None:
        """Put ids where an item names things of these sorts, or of any."""
        for path, (field_, words) in list(item.names.items()):
            if types and field_.types != types:
                continue
            given = words if isinstance(words, list) else [words]
            if "recommendation" in field_.types and fold(given[0]) in _ALL:
                del item.names[path]
                continue
            if "recommendation" in field_.types and isinstance(words, list):
                known = set(self.names.shown(["recommendation"]))
                given = [one for part in given for one in ([part] if part in known else numbers(part, known))]
            found = [self._id(item, path, field_, one, make) for one in given]
            del item.names[path]
            kept = [one for one in dict.fromkeys(found) if one is not None]
            if kept:
                item.facts[path] = kept if field_.several else kept[0]
            else:
                item.wrong.add(path)

    def _id(self, item: Item, path: Path, field_: Field, words: str, make: Any) -> str | None:
        found = self.names.find(field_.types, words)
        if item.facts.get(("organisation",)) and len(found) > 1:  # of posts with one name, that of the organisation
            found = [one for one in found if one.startswith(str(item.facts["organisation",]))] or found
        if len(found) == 1:
            return found[0]
        cell = item.cell(*path)
        if len(found) > 1:
            detail = f"“{words}” may be {' or '.join(found)}: write the id"
            self.done.faults.append(BookFault(cell, "several", detail))
            return None
        if is_id(words) or set(field_.types) & _BY_ID:
            return words
        if make is not None:
            made = make(item, path, words)
            return made if made is None else str(made)
        near = self.names.near(field_.types, words)
        meant = f"did you mean “{near}”?" if near else f"there are {one_of(self.names.shown(field_.types)) or 'none'}"
        sort = " or ".join(_CALLED.get(type_, type_) for type_ in field_.types)
        detail = f"“{words}” is no {sort} of this book; {meant}"
        self.done.faults.append(BookFault(cell, "unknown-name", detail))
        return None

    def _tell_dates(self) -> None:
        if self.dates:
            first, many = self.dates[0], len(self.dates)
            detail = f"{many} date{'s' * (many > 1)} such as this one may be read two ways: the day was taken as first"
            self.done.warnings.append(BookFault(first, "day-first", detail))

    def _finish(self, items: Sequence[Item]) -> None:
        made = {item.id: item for item in items}
        things: list[Thing] = [item.thing() for item in items]
        self.done.things = [dict(thing) for thing in things]
        for item, thing in zip(items, things, strict=True):
            self.done.faults += _schema_faults(item, thing)
        self.done.assembly = self.assembly.id
        self.done.faults = list(_in_order(_gathered(self.done.faults)))
        self.done.warnings = list(_in_order(_gathered(self.done.warnings)))
        if not self.done.faults:
            self.done.missing = missing(things)
            things = sorted([*things, *self._named_besides(things)], key=lambda thing: str(thing["id"]))
            for number, thing in enumerate(things):
                if (own := made.get(thing["id"])) is not None:
                    self.done.items[f"/things/{number}"] = own
            document = {"format": RECORD_FORMAT, "assembly": self.assembly.id, "things": things}
            self.done.document = canonical(document) + b"\n"

    def _named_besides(self, things: Sequence[Thing]) -> list[Thing]:
        """What the record has that these name, and what that names, so that a document stands by itself."""
        found: dict[str, Thing] = {}
        here = {thing["id"] for thing in things}
        rest = list(things)
        while rest:
            model = _ITEM.validate_python(rest.pop())
            for one in names(model):
                if one.id in self.before and one.id not in here:
                    here.add(one.id)
                    found[one.id] = self.before[one.id]
                    rest.append(self.before[one.id])
        return list(found.values())


_ALL = {"all", "all of them", "everything", "pob un", "y cyfan"}
_TOLD = {"taken", "spelling"}
_TELLING = {"about", "project", "recommendation", "theme", "said_by", "date", "organisation", "post", "role", "begins"}
_CALLED = {"organisation": "organisation", "post": "post", "response": "answer"}


def _schema_faults(item: Item, thing: Mapping[str, Any]) -> Iterator[BookFault]:
    """What the schema refuses, but for what follows from a cell that is wrong itself."""
    roots = {path[:1] for path in item.wrong}
    try:
        _ITEM.validate_python(thing)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            steps: Path = one["loc"][1:] if one["loc"][:1] == (item.type,) else one["loc"]
            steps = tuple(step for step in steps if not str(step).startswith("("))
            if steps[:1] in roots:
                continue
            cell = item.cell(*steps)
            if one["type"] != "missing":
                yield BookFault(cell, one["type"].replace("_", "-"), fault_of({**one, "loc": steps}).detail)
            elif cell.heading:
                yield BookFault(cell, "required", "it is empty, and is needed")
            else:
                detail = f"“{heading_at(item.type, steps)}” is needed, and the sheet has no such column"
                yield BookFault(cell, "required", detail)


def _gathered(faults: Sequence[BookFault]) -> Iterator[BookFault]:
    """What is told of many rows of a column in the same words, once."""
    same: dict[tuple[str, str, str, str], list[BookFault]] = {}
    for one in dict.fromkeys(faults):
        same.setdefault((one.cell.sheet, one.cell.column, one.rule, one.detail), []).append(one)
    for (_, _, rule, detail), found in same.items():
        more = f" (and in {len(found) - 1} more row{'s' * (len(found) > 2)})" if len(found) > 1 else ""  # noqa: PLR2004
        yield BookFault(found[0].cell, rule, detail + more)


def _in_order(faults: Iterable[BookFault]) -> Iterator[BookFault]:
    order = {layout.title(tag): at for at, layout in enumerate(LAYOUTS) for tag in ("en", "cy")}
    yield from sorted(
        faults, key=lambda one: (order.get(one.cell.sheet, 0), one.cell.row, len(one.cell.column), one.cell.column)
    )
