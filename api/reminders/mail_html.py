"""The formatted text of a mail as the lines it shows, where it is surely read: what mail programs write, and no more.

By hand, because the parser of the standard library takes a minute for some texts a tenth as long as those that come.
"""

import re

from api.readers.markup import unescaped

_TAG = re.compile(r"<([^<>]*)>")
_UNSHOWN = {"head", "style", "script", "title", "template"}
_LINES = {"br", "div", "tr", "li", "hr"}
_PARAGRAPHS = {"p", "blockquote", "ul", "ol", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_STRUCK = {"s", "strike", "del"}
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|line-through|\bhidden\b", re.IGNORECASE)
_NAME = re.compile(r"/?\s*([\w:-]*)")
_START = re.compile(r"\bstart\s*=\s*[\"']?(\d{1,3})\b", re.IGNORECASE)


def shown(html: str) -> str | None:
    """The text with quotes marked and lists numbered; None where it is not sure what a reader sees."""
    bare = _without_comments(html)
    if bare is None:
        return None
    pieces = _TAG.split(bare)
    page = _Page()
    for text, tag in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if not page.unshown and re.search("[<>]", text):
            return None
        page.write(text)
        if tag and not page.follow(tag):
            return None
    return "\n".join(page.lines)


class _Page:
    """What is shown so far, and within what the next text stands."""

    def __init__(self) -> None:
        self.lines = [""]
        self.unshown = ""
        self._quotes = 0
        self._lists: list[int | None] = []  # the number of the last item, where there are numbers

    def write(self, text: str) -> None:
        if not self.unshown:
            self.lines[-1] += re.sub(r"[ \t\r\n]+", " ", unescaped(text))

    def follow(self, tag: str) -> bool:
        """Whether it is known what a tag does to what is seen."""
        closes, named = tag.startswith("/"), _NAME.match(tag)
        name = named[1].lower() if named else ""
        if self.unshown:
            self.unshown = "" if closes and name == self.unshown else self.unshown
            return True
        if name in _STRUCK or _HIDES.search(tag):
            return False
        if name in _UNSHOWN:
            self.unshown = "" if closes or tag.endswith("/") else name
        if name == "blockquote":
            self._quotes = max(0, self._quotes + (-1 if closes else 1))
        self._list(name, tag, closes=closes)
        return True

    def _list(self, name: str, tag: str, *, closes: bool) -> None:
        if name in _PARAGRAPHS or name in _LINES:
            self.lines += ["> " * self._quotes] * (2 if name in _PARAGRAPHS else 1)
        if name in {"ol", "ul"}:
            start = _START.search(tag)
            if not closes:
                self._lists.append((int(start[1]) if start else 1) - 1 if name == "ol" else None)
            elif self._lists:
                self._lists.pop()
        elif name == "li" and not closes and self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            self.lines[-1] += f"{self._lists[-1]}. "
        elif name in {"td", "th"}:
            self.lines[-1] += " "


def _without_comments(html: str) -> str | None:
    first, *rest = html.split("<!--")
    pieces = [piece.partition("-->") for piece in rest]
    return first + "".join(after for _, _, after in pieces) if all(end for _, end, _ in pieces) else None
