"""The sitemap: which pages there are, in parts that are short enough to be kept."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from api.core import urls
from api.pages import lists
from api.pages.markdown import guides
from api.schemas.kinds import PAGES
from api.text.languages import default, languages
from db.queries import datasets

# Addresses in a part, where 50,000 may be, but for second pages of things.
AT_ONCE = 10_000
# The pages that are of no thing of the record.
_ALONE = (
    *(
        "/",
        *(f"/{kind.plural}" for kind in lists.PAGES),
        "/engagements",
        "/owed",
        "/works",
        "/compare",
        "/codelists",
        "/head",
        "/removals",
        "/personal-data",
        "/docs",
        "/docs/embeds",
        "/embed",
    ),
    *("/open-data", "/open-data/dictionary", "/open-data/standard"),
)
# The things with a second page, of their files.
_WITH_FILES = frozenset({"assembly", "organisation"})


def parts(session: Session) -> range:
    """The numbers of the parts: first the pages of no thing, then all others."""
    return range(1, 2 + -(-datasets.pages_in_all(session) // _things_at_once()))


def part(session: Session, number: int) -> Iterator[str]:
    """The addresses in a part, each page once in each language: in the first, that which names none. There are none
    where there is no such part.
    """
    for path in _pages(session, number):
        yield from (urls.public(urls.spoken(path, None if tag == default() else tag)) for tag in languages())


def _pages(session: Session, number: int) -> Iterator[str]:
    if number == 1:
        yield from (*_ALONE, *(f"/docs/{name}" for name in guides()))
    elif number > 1:
        for type_, id_ in datasets.pages(session, (number - 2) * _things_at_once(), _things_at_once()):
            yield f"/{PAGES[type_]}/{id_}"
            if type_ in _WITH_FILES:
                yield f"/open-data/{PAGES[type_]}/{id_}"


def _things_at_once() -> int:
    return AT_ONCE // len(languages())
