"""How somebody looks at a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from api.core import urls
from api.text.languages import Language, languages, others


class Copied(NamedTuple):
    """What a page says that stands in a static copy: of which day it is, and where the application is, if anywhere."""

    day: date
    live: str | None


@dataclass(frozen=True)
class View:
    """How somebody looks at a page: in which language, on what day, and what its links keep of that."""

    language: Language
    base: str  # the address of this instance
    path: str  # of the page, here, without its language
    asked: bool  # whether the language was asked for: links lead on in it, else to where it is not said
    as_of: str | None = None  # the day the page is shown as of, where one was asked for
    copied: Copied | None = None  # where it is to stand in a copy, which answers no questions

    @property
    def address(self) -> str:
        """The canonical address of the page, in the language that was asked for, without its day."""
        return self.in_language(self.language if self.asked else None)

    @property
    def alternates(self) -> Mapping[str, str]:
        """The address of the page in each language, and for whoever asks for none of them, as `hreflang` names them."""
        return {**{tag: self.in_language(tag) for tag in languages()}, "x-default": self.in_language(None)}

    @property
    def elsewhere(self) -> Mapping[Language, str]:
        """The address of the same in each other language."""
        return {tag: self.in_language(tag) for tag in others(self.language)}

    def in_language(self, language: Language | None) -> str:
        """The whole address of the page in a language, or in none that is asked for."""
        return self.base + urls.spoken(self.path, language)

    def to(self, address: str, *, language: Language | None = None, today: bool = False) -> str:
        """The address of one of our own pages, in the language and on the day that were asked for, or in another, or as
        it is today; an address elsewhere as it is.
        """
        before, mark, place = self.at(address, language).partition("#")
        if today or not self.as_of or not address.startswith(("/", f"{self.base}/")):
            return f"{before}{mark}{place}"
        return f"{before}{'&' if '?' in before else '?'}{urlencode({'as_of': self.as_of})}{mark}{place}"

    def at(self, address: str, language: Language | None = None) -> str:
        """The same for what takes the day by itself or has none: forms, feeds and calendars."""
        language = language or (self.language if self.asked else None)
        if address.startswith("/"):
            return self.local(urls.spoken(address, language))
        own = address.startswith(f"{self.base}/")
        return self.base + urls.spoken(address.removeprefix(self.base), language) if own else address

    def data(self, path: str) -> str:
        """The address of the same as data, on the same day."""
        address = self.local(path)
        return f"{address}{'&' if '?' in address else '?'}as_of={self.as_of}" if self.as_of else address

    def where_answered(self, address: str) -> str | None:
        """Where one of our own addresses is answered that asks a question, as by a query: at that address; where the
        page stands in a copy, at the application's, or nowhere.
        """
        if self.copied is None:
            return address
        path = urls.path(address) if address.startswith(f"{self.base}/") else address.removeprefix(urls.prefix())
        return self.copied.live + path if self.copied.live else None

    def local(self, address: str) -> str:
        """One of our own addresses, or a path here, for what a page loads, sends or leads to at its own origin."""
        return urls.local(address)
