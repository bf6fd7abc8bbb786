"""HTML that somebody sent, as the text that it shows: paragraphs, lists and the addresses of links, and no tags.

By hand, in one pass: the parser of the standard library takes a minute for some texts.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from db.letters import without_invisible

_BEGINS = re.compile(r"<(?=[a-zA-Z/!?])")
_ENDS = re.compile(r">|=\s*([\"'])")
_NAME = re.compile(r"/?([a-zA-Z][^\s/>]*)")
_HREF = re.compile(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_IS_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
# The number of a character that is none; with so many figures Python refuses to read it.
_FAR_OFF = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ITEM = re.compile(r"(?:-|[0-9]+\.)(?= |$)")
_SPACES = re.compile("[ \t\r\n\f\xa0]+")
# What is in these is no text of the page.
_UNSHOWN = {
    *("script", "style", "head", "title", "template", "noscript", "iframe", "noembed", "noframes", "object"),
    *("svg", "math", "select", "textarea", "xmp"),
}
_LINES = {
    *("tr", "dt", "dd", "div", "section", "article", "header", "footer", "figure", "figcaption", "address"),
    *("main", "aside", "nav", "form"),
}
_PARAGRAPHS = {
    *("p", "ul", "ol", "dl", "table", "blockquote", "pre", "hr", "fieldset"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}


def unescaped(text: str) -> str:
    """A text with its character references read: `caf&eacute;` is `café`."""
    return unescape(_FAR_OFF.sub("\ufffd", text))


def text_of(html: str) -> str:
    """The text of a piece of HTML, or of a text that has no tags, as the record can keep it; empty where none shows.

    Takes time in proportion to its length, whatever stands in it.
    """
    if not _IS_MARKUP.search(html):
        return _tidy(unescaped(html.replace("\r\n", "\n").replace("\r", "\n")))
    shown, at = _Shown(), 0
    while begins := _BEGINS.search(html, at):
        shown.write(html[at : begins.start()])
        at = _after(html, begins.start(), shown)
    shown.write(html[at:])
    return _tidy("".join(shown.pieces))


@dataclass
class _Shown:
    """What is shown so far: pieces of text; the lists that it stands in, and the link with what was shown before it."""

    pieces: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)  # the number of the last item, where they are numbered
    link: tuple[str, int] | None = None
    item: int | None = None  # which piece is the mark of an item in which nothing is shown yet

    def write(self, text: str) -> None:
        self.pieces.append(_SPACES.sub(" ", unescaped(text)))

    def follow(self, name: str, tag: str, *, closes: bool) -> None:
        """What a tag does to what is shown."""
        if name == "a":
            self._link(tag, closes=closes)
        elif name == "br":
            self.pieces.append("\n")
        elif name == "li":
            self._without_empty_item()
            if not closes:
                self._item()
        elif name in {"ul", "ol"}:
            self._list(name, closes=closes)
        elif name in {"td", "th"}:
            self.pieces.append(" ")
        if name in _PARAGRAPHS or name in _LINES:
            self.pieces.append("\n\n" if name in _PARAGRAPHS else "\n")

    def _list(self, name: str, *, closes: bool) -> None:
        self._without_empty_item()
        if not closes:
            self.lists.append(0 if name == "ol" else None)
        elif self.lists:
            self.lists.pop()

    def _without_empty_item(self) -> None:
        if self.item is not None and not "".join(self.pieces[self.item + 1 :]).strip():
            self.pieces[self.item] = ""
        self.item = None

    def _item(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self.item = len(self.pieces)
        self.pieces.append("\n- " if number is None else f"\n{number + 1}. ")

    def _link(self, tag: str, *, closes: bool) -> None:
        """After the words of a link its address, where it is one of the web and not what the words say."""
        if self.link is not None:
            (address, before), self.link = self.link, None
            words = "".join(self.pieces[before:]).strip()
            if words and words != address:
                self.pieces.append(f" ({address})")
        found = _HREF.search(tag) if not closes else None
        address = unescaped(next(filter(None, found.groups()), "")).strip() if found else ""
        if re.match(r"https?://[^\s]+$", address):
            self.link = (address, len(self.pieces))


def _after(html: str, begins: int, shown: _Shown) -> int:
    """Where the text goes on after a tag or a comment: at the end where it does not end, as in a browser."""
    if html.startswith("<!--", begins):
        end = html.find("-->", begins)
        return end + 3 if end >= 0 else len(html)
    at = begins + 1
    while (found := _ENDS.search(html, at)) and found[1]:  # what stands in quotes does not end it
        close = html.find(found[1], found.end())
        if close < 0:
            return len(html)
        at = close + 1
    if found is None:
        return len(html)
    tag = html[begins + 1 : found.start()]
    named = _NAME.match(tag)
    name, closes = named[1].lower() if named else "", tag.startswith("/")
    if name in _UNSHOWN and not closes and not tag.endswith("/"):
        closing = re.compile(rf"</{name}\b", re.IGNORECASE).search(html, found.end())
        return closing.start() if closing else len(html)
    shown.follow(name, tag, closes=closes)
    return found.end()


def _tidy(text: str) -> str:
    """Lines without spaces around them, at most one empty line together, and only what the record can keep."""
    lines: list[str] = []
    for line in _CONTROLS.sub("", without_invisible(text)).split("\n"):
        words = _SPACES.sub(" ", line).strip()
        if lines and _ITEM.fullmatch(lines[-1]):  # an item that is a paragraph
            lines[-1] = f"{lines[-1]} {words}".strip()
        elif words or (lines and lines[-1]):
            lines.append(words)
    return "\n".join(lines).strip()
