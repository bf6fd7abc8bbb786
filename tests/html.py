"""Reading a page as a browser would: elements, and every text with the language it is in."""

from html.parser import HTMLParser
from typing import NamedTuple

_EMPTY = {"meta", "link", "br", "img", "input", "hr", "wbr"}


class Element(NamedTuple):
    tag: str
    attrs: dict[str, str]


class Text(NamedTuple):
    text: str
    language: str
    inside: tuple[str, ...]


class Read(HTMLParser):
    """Every element and text. An element that is not closed in its place is a fault."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.texts: list[Text] = []
        self._open: list[tuple[str, str]] = []
        self._goes_on = False  # a text goes on after a place where a line may break
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        assert len(found) == len(attrs), f"an attribute twice: {attrs}"
        self.elements.append(Element(tag, found))
        self._goes_on = tag == "wbr"
        if tag not in _EMPTY:
            self._open.append((tag, found.get("lang", self._open[-1][1] if self._open else "")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"closed and not open: {tag}"
        self._goes_on = False
        opened, _ = self._open.pop()
        assert opened == tag, f"{opened} closed by {tag}"

    def handle_data(self, data: str) -> None:
        if data.strip():
            inside = tuple(tag for tag, _ in self._open)
            before = self.texts.pop().text if self._goes_on else ""
            self._goes_on = False
            self.texts.append(Text(before + " ".join(data.split()), self._open[-1][1] if self._open else "", inside))

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of a kind."""
        return [element.attrs for element in self.elements if element.tag == tag]

    def visible(self, language: str = "") -> str:
        """What is read out: all of it, or what is in one language."""
        hidden = {"style", "title", "script"}
        shown = [one.text for one in self.texts if not hidden & set(one.inside) and language in {"", one.language}]
        return " ".join(shown)
