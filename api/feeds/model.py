"""A feed as plain values: what is rendered as Atom and as JSON Feed."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from api.core import urls
from api.pages.plain import one_line

ROOM = 20_000  # a text of the record is never longer


@dataclass(frozen=True)
class Author:
    """An organisation, or an assembly; never a person."""

    name: str
    url: str


@dataclass(frozen=True)
class Term:
    """What sort of entry it is: a code that stays the same, and its label."""

    code: str
    label: str
    scheme: str | None = None  # the codelist it is of


@dataclass(frozen=True)
class Paragraph:
    """A text in one language, which may lead somewhere."""

    text: str
    language: str
    href: str | None = None


@dataclass(frozen=True)
class FeedEntry:
    """One thing that happened."""

    id: str  # the same for ever, and in every language
    title: str
    language: str  # of the record's own words in it
    url: str
    published: datetime
    updated: datetime
    author: Author | None  # None where nobody said it: the clock did, or several at once
    terms: tuple[Term, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Feed:
    """A feed in one language, newest entry first."""

    id: str
    title: str
    subtitle: str
    language: str
    path: str  # of the feed here, without its language and its ending
    lang: str | None  # the language its own address asks for, where it does
    url: str  # of the page it belongs to
    author: Author
    rights: str | None
    updated: datetime
    entries: tuple[FeedEntry, ...]

    def at(self, ending: str, lang: str | None) -> str:
        """The address of the same feed in one form and language."""
        return urls.public(urls.spoken(f"{self.path}.{ending}", lang))


def as_html(entry: FeedEntry) -> str:
    """What an entry says as HTML: nothing of it but our own elements is markup."""
    return "".join(f'<p lang="{escape(one.language)}">{_linked(one)}</p>' for one in entry.paragraphs)


def as_text(entry: FeedEntry) -> str:
    """What an entry says as plain text, with the addresses of its links."""
    shown = (f"{_line(one.text)} {one.href}" if one.href else _line(one.text) for one in entry.paragraphs)
    return "\n\n".join(shown)


def _linked(one: Paragraph) -> str:
    text = escape(_line(one.text))
    return f'<a href="{escape(one.href)}">{text}</a>' if one.href else text


def _line(text: str) -> str:
    return one_line(text, ROOM)
