"""What an entry of a feed is told from: the record around it, the reader's language, and the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from api.core import urls
from api.core.codelists import codes_of
from api.feeds.model import Author, Paragraph, Term
from api.pages.view import View
from api.record.graph import Graph, Node
from api.record.things import name, subject, url
from api.schemas.assemblies import Assembly
from api.schemas.organisations import Organisation
from api.schemas.record import RecordThing
from api.settings import settings
from api.text.languages import Said, base, said
from api.text.localizer import called, localizer


@dataclass(frozen=True)
class FeedContext:
    """The record around the entries of a feed, as it stands, and how it is read."""

    graph: Graph
    view: View
    before: Mapping[int, bytes | None]  # what each publication took the place of
    erased: Mapping[int, datetime]  # when the text of a publication was erased

    @property
    def language(self) -> str:
        return self.view.language

    def word(self, key: str, **gaps: object) -> str:
        """The words for `key`, their gaps filled."""
        return localizer(self.language).words("entry")[key].format(**gaps)

    def label(self, codes: str, code: str) -> str:
        """The label of a code."""
        return label_of(codes, code, self.language)

    def said(self, texts: Mapping[str, str], facts: RecordThing) -> Said:
        """A text of a thing in the reader's language, or in the one it has."""
        return said(texts, self.language, facts.language)

    def name(self, id_: str) -> Said:
        """What a thing is called; its id where it stands no more."""
        node = self.graph.nodes.get(id_)
        return self.said(name(node), node.facts) if node else Said(id_, self.language)

    def compiler(self, assembly: str | None) -> str | None:
        """Who compiled the record of an assembly; None where the body that answers keeps it."""
        found = self.graph.of_kind(Assembly).get(assembly or "")
        return found.keeper.organisation if found and found.compiled else None

    def compiler_around(self, node: Node | None) -> str | None:
        """Who compiled the record that a thing is in."""
        found = subject(self.graph, node) if node else None
        own = [getattr(one.facts, "assembly", None) or one.id for one in (node, found) if one]
        return next(filter(None, map(self.compiler, own)), None)

    def speaker(self, id_: str, node: Node | None) -> str:
        """Who says something, as a line names them: whoever compiled the record is “we”, and a party is not named."""
        named = self.graph.of_kind(Organisation).get(id_)
        if named is not None and named.kind == "party":
            return self.word("party")
        return self.word("we_found") if id_ == self.compiler_around(node) else self.name(id_).text

    def theme(self, assembly: str, theme: str) -> str:
        """What a theme is called in the reader's language."""
        found = self.graph.of_kind(Assembly).get(assembly)
        names = [one.name for one in (found.themes if found else None) or () if one.theme == theme]
        return said(names[0], self.language).text if names else theme

    def author(self, id_: str) -> Author:
        """An organisation or an assembly as an author."""
        node = self.graph.nodes.get(id_)
        address = url(self.graph, node) if node else urls.page("organisation", id_)
        return Author(self.name(id_).text, self.view.to(address))

    def address(self, node: Node) -> str:
        """Where people read about it, in the language that was asked for."""
        return self.view.to(url(self.graph, node))

    def paragraph(self, text: str, language: str | None = None, href: str | None = None) -> Paragraph:
        return Paragraph(text, language or self.language, href)

    def told(self, key: str, group: str = "entry", href: str | None = None, **gaps: object) -> Paragraph:
        """Words of ours as a paragraph, in the language that has them."""
        return self.paragraph(*localizer(self.language).said(f"{group}.{key}", **gaps), href)

    def only_in(self, tag: str) -> list[Paragraph]:
        """That a text is in another language than the reader's, where it is."""
        tongue = base(tag)
        if tongue == self.language:
            return []
        known = localizer(self.language).words("tongue")
        return [self.told("only_in", language=known.get(tongue, called(tongue, self.language)))]


def label_of(codes: str, code: str, language: str) -> str:
    """The label of a code in one language."""
    return said(codes_of(codes)[code].label, language).text


def inside(text: str) -> str:
    """A label in the middle of a line."""
    return text[:1].lower() + text[1:]


def term(codes: str, code: str, language: str) -> Term:
    """A code of a codelist as a category."""
    return Term(code, label_of(codes, code, language), urls.api(f"/codelists/{codes}"))


def tag(day: str, what: str) -> str:
    """A tag URI (RFC 4151): ours since that day, and the same for ever whatever becomes of the address."""
    base = urlsplit(settings().base_url)
    return f"tag:{base.hostname},{day}:{base.path.strip('/') and base.path.strip('/') + '/'}{what}"
