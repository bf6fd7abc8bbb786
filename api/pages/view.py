"""How somebody looks at a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.core import urls
from api.text.languages import Language


@dataclass(frozen=True)
class View:
    """How somebody looks at a page: in which language, on what day, and what its links keep of that."""

    language: Language
    base: str  # the address of this instance
    path: str  # of the page, here
    kept: Mapping[str, str]  # of the query: `lang` and `as_of`, where they were given

    @property
    def address(self) -> str:
        """The canonical address of the page, without its language or day."""
        return self.base + self.path

    @property
    def as_of(self) -> str | None:
        """The day the page is shown as of, where one was asked for."""
        return self.kept.get("as_of")

    def to(self, address: str, **changed: str | None) -> str:
        """The address of one of our own pages, which keeps the language and the day; an address elsewhere as it is."""
        own = address.startswith(("/", f"{self.base}/"))
        kept = {name: value for name, value in {**self.kept, **changed}.items() if value}
        address = self.local(address) if address.startswith("/") else address
        if not own or not kept:
            return address
        before, mark, place = address.partition("#")
        return f"{before}{'&' if '?' in before else '?'}{urlencode(kept)}{mark}{place}"

    def data(self, path: str) -> str:
        """The address of the same as data, on the same day."""
        address = self.local(path)
        return f"{address}{'&' if '?' in address else '?'}as_of={self.as_of}" if self.as_of else address

    def local(self, address: str) -> str:
        """One of our own addresses, or a path here, for what a page loads, sends or leads to at its own origin."""
        return urls.local(address)
