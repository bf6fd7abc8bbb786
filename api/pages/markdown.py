"""The guides: Markdown files that a writer edits, `api/pages/guides/NAME.md`, as pages. A process reads each once."""

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from api.pages.filters import anchor
from api.pages.site import site_page
from api.pages.view import View
from api.reading.samples import PLACEHOLDERS, Samples

FOLDER = Path(__file__).parent / "guides"
FILES = (".conf", ".json", ".py", ".service", ".sh", ".timer", ".yml")
DEMONSTRATION = "http://127.0.0.1:8000"  # where `make run` serves
_RUN = frozenset({"sh", "python", "javascript"})  # what asks somebody who reads it runs as it stands
_Around = MutableMapping[str, Any]  # the view and the samples, beside what is being rendered
# An id in a command: of what is read, or of what is worked on.
_ASKED = re.compile(r"(/v1/admin)?(/recommendations/|/assemblies/|\bassembly=)([a-z0-9-]+)")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


class Guide(NamedTuple):
    """A guide as it was read: a title, a paragraph that says what it is about, and the rest."""

    name: str
    title: str
    about: list[Token]
    rest: list[Token]
    sections: list[tuple[str, str]]  # the id and the words of each heading of the second level


@cache
def guides() -> dict[str, Guide]:
    """Every guide by its name, in the order of their titles."""
    found = sorted((_read(file) for file in FOLDER.glob("*.md")), key=lambda guide: guide.title)
    return {guide.name: guide for guide in found}


@cache
def files() -> dict[str, str]:
    """Every file that a guide leads to, to be used as it is, by its name."""
    found = [file for file in FOLDER.iterdir() if file.suffix in FILES]
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(found)}


def guide_page(view: View, guide: Guide, samples: Samples) -> str:
    """A guide with a table of its contents. Its commands ask for what this instance holds."""
    about, rest = (_html(tokens, view, samples) for tokens in (guide.about, guide.rest))
    return site_page("guide", view, guide=guide, about=about, rest=rest)


def ids_in(guide: Guide) -> set[str]:
    """The ids that the commands of a guide ask for."""
    return {found[3] for token in guide.rest if token.info in _RUN for found in _ASKED.finditer(token.content)}


def guides_listed(view: View) -> list[tuple[Guide, Markup]]:
    """Every guide, and what it is about."""
    return [(guide, _html(guide.about, view)) for guide in guides().values()]


def _html(tokens: Sequence[Token], view: View, samples: Samples | None = None) -> Markup:
    """Some of a guide as HTML. What is raw HTML in the file was read as text."""
    around = {"view": view, "samples": samples}
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, around))  # noqa: S704 - it escapes


def _read(file: Path) -> Guide:
    """A guide from its file, which begins with a title and a paragraph.

    Each heading gets an id, and each table knows the heading that it stands under.
    """
    tokens = _MARKDOWN.parse(file.read_text(encoding="utf-8"))
    sections, heading = [], ""
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            words = _words(inline)
            heading = anchor(words)
            token.attrSet("id", heading)
            if token.tag == "h2":
                sections.append((heading, words))
        elif token.type == "table_open":
            token.attrSet("aria-labelledby", heading)
    return Guide(file.stem, _words(tokens[1]), tokens[3:6], tokens[6:], sections)


def _words(inline: Token) -> str:
    return "".join(one.content for one in inline.children or ())


def _link(_: RendererHTML, tokens: Sequence[Token], at: int, _options: Any, env: _Around) -> str:
    """A link, which leads from file to file in the repository, and here from page to page."""
    address = str(tokens[at].attrGet("href"))
    file, mark, place = address.partition("#")
    if file.endswith((".md", *FILES)) and "/" not in file:
        address = f"/docs/{file.removesuffix('.md')}{mark}{place}"
    return Markup('<a href="{}">').format(env["view"].to(address))


def _table(renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: Any, _env: _Around) -> str:
    """A table, which scrolls by itself where it is wider than the window, with the keyboard too."""
    return f'<div class="scroll" role="region" tabindex="0"{renderer.renderAttrs(tokens[at])}>\n<table>\n'


def _code(_: RendererHTML, tokens: Sequence[Token], at: int, _options: Any, env: _Around) -> str:
    """A block of code. Commands ask the demonstration in the file, and here this instance."""
    code, samples = tokens[at].content, env["samples"]
    if tokens[at].info in _RUN:
        code = code.replace(DEMONSTRATION, env["view"].base)
        code = _ASKED.sub(lambda found: _held(found, samples), code) if samples else code
    return Markup("<pre><code>{}</code></pre>\n").format(code)


def _held(found: re.Match[str], samples: Samples) -> str:
    """An id in a command as it is, where it is held here; else one that is. What writes gets no id of somebody's."""
    work, before, id_ = found.groups(default="")
    type_ = "recommendation" if "recommendations" in before else "assembly"
    if id_ not in samples.held:
        id_ = (PLACEHOLDERS if work else samples.first)[type_]
    return f"{work}{before}{id_}"


_MARKDOWN.add_render_rule("link_open", _link)
_MARKDOWN.add_render_rule("fence", _code)
_MARKDOWN.add_render_rule("table_open", _table)
_MARKDOWN.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
