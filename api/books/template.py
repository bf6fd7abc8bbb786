"""The book to begin with: its sheets empty, how to fill them in, the codes, and an example of each sheet beside it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import db
from api.books.layout import ABOUT, ANSWERS, LINKS, POSTS, PROJECTS, RECOMMENDATIONS, SOURCES, UPDATES, Place
from api.books.turning import Page, pages_of
from api.books.writing import write_xlsx

_EXAMPLE = "anytown-streets-2025"
_ITEMS = ("1", "3", "10")
_PROMISES = 3
_RARE = {"correction", "sign_off"}
Row = dict[Place, str | date]


def template(language: str) -> bytes:
    """The workbook to download, in one of our languages."""
    empty = [Page(page.layout) for page in example(language)]
    return write_xlsx(empty, language, examples=example(language))


def example(language: str) -> list[Page]:
    """A part of Anytown's record as a book in one language: enough to see what stands where."""
    content = json.loads((Path(db.__file__).parent / "examples" / f"{_EXAMPLE}.json").read_bytes())
    things = [thing for thing in content["things"] if thing.get("kind") not in _RARE]
    for thing in things:
        if "language" in thing:
            thing["language"] = language
    pages = {page.layout.name: page for page in pages_of(things, _EXAMPLE, language)}
    for page in pages.values():
        page.rows = [dict(_bare(page, row)) for row in page.rows]
    projects = {str(row[Place("project")]) for row in pages[LINKS.name].rows if _told(row) and Place("project") in row}
    for name in (RECOMMENDATIONS.name, ANSWERS.name, LINKS.name, UPDATES.name):
        pages[name].rows = [row for row in pages[name].rows if _told(row) or row.get(Place("project")) in projects]
    pages[PROJECTS.name].rows = [row for row in pages[PROJECTS.name].rows if row[Place("project")] in projects]
    used = {str(value) for page in pages.values() if page.layout not in (POSTS, SOURCES) for value in _words(page)}
    pages[POSTS.name].rows = [
        row
        for row in pages[POSTS.name].rows
        if row.get(Place("post"), row[Place("organisation")]) in used or row[Place("organisation")] in used
    ]
    used |= {str(value) for value in _words(pages[POSTS.name])}
    pages[SOURCES.name].rows = [
        row for row in pages[SOURCES.name].rows if str(row[Place("source")]) in used or Place("of_assembly") in row
    ]
    return list(pages.values())


def _bare(page: Page, row: Row) -> Iterator[tuple[Place, str | date]]:
    """What stands in columns that the template has, in one language where it is in it; of what can be numbered, the
    first.
    """
    known = {column.name for column in page.layout.columns} - {"id"}
    most = _PROMISES if page.layout is ABOUT else 1
    for place, content in row.items():
        bare = place._replace(language="")
        if place.name in known and place.number <= most and (bare == place or bare not in row):
            yield bare, content  # a name that is in no other language stands as it is


def _told(row: Row) -> bool:
    """Whether a row is about one of the items of the example, and no other."""
    about = row.get(Place("reference")) or row.get(Place("item")) or row.get(Place("items"))
    return about in _ITEMS


def _words(page: Page) -> Iterator[str]:
    for row in page.rows:
        for content in row.values():
            for part in str(content).split(";"):
                yield part.partition(", p. ")[0].strip()
