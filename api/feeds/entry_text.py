"""What a publication says, in words: the parts that every kind of thing is told with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.feeds.context import FeedContext
from api.feeds.model import Paragraph
from api.record.graph import Node
from api.record.things import subject
from api.schemas.base import PartialDate
from api.schemas.record import RecordThing
from api.text.languages import Said
from api.text.localizer import localizer


@dataclass(frozen=True)
class EntryText:
    """One publication in words."""

    title: str
    language: str  # of the record's own words in it
    paragraphs: tuple[Paragraph, ...]


def entry_text(
    context: FeedContext,
    title: str,
    *,
    texts: Iterable[Mapping[str, str] | None] = (),
    of: RecordThing,
    rest: Iterable[Paragraph] = (),
    about: Said | None = None,
) -> EntryText:
    """A title, the texts of a thing, and the rest. Where its words are in another language only, that is said."""
    given = [context.said(text, of) for text in texts if text]
    tag = next((one.language for one in [*given, *([about] if about else [])]), context.language)
    paragraphs = [context.paragraph(one.text, one.language) for one in given]
    return EntryText(title, tag, (*paragraphs, *context.only_in(tag), *rest))


def line(context: FeedContext, who: str, what: str, about: str) -> str:
    """`Anytown Council: partly done – Open five streets`."""
    return context.word("line", who=who, what=what, about=about)


def about_of(context: FeedContext, node: Node) -> Said:
    """The title of what something is about."""
    found = subject(context.graph, node)
    return context.name(found.id if found else node.id)


def dated(context: FeedContext, word: str, when: PartialDate | None) -> list[Paragraph]:
    """A sentence of ours with a date in it; nothing where there is none."""
    if when is None:
        return []
    ours = localizer(context.language)
    return [context.told(word, day=ours.date(when), on=ours.on(when), by=ours.by(when))]


def standing(context: FeedContext, status: Said | None) -> list[Paragraph]:
    """Where something stands now, in the language that the status has; nothing where it has none."""
    return [context.paragraph(context.word("status", sentence=status.text), status.language)] if status else []


def texted(
    context: FeedContext, word: str, texts: Mapping[str, str] | None, of: RecordThing, **gaps: str
) -> list[Paragraph]:
    """A text of the record behind a word or two of ours, in the language that it has."""
    if texts is None:
        return []
    given = context.said(texts, of)
    return [context.paragraph(context.word(word, text=given.text, **gaps), given.language)]
