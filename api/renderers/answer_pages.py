"""The page that a reminder's link opens, and the one it opens once it has ended. No script, nothing from elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from api.renderers.answer_words import ENDED, WORDS
from api.renderers.pages import rendered

LANGUAGES = tuple(WORDS)


@dataclass(frozen=True)
class AnswerDraft:
    """What a reply to the mail drafted, as it stands at a revision."""

    text: str
    language: str  # of its text
    revision: int


@dataclass(frozen=True)
class AnswerItem:
    """One numbered thing of a reminder, in the page's language."""

    number: int
    kind: str  # of the codelist due_kind
    due: date
    late: bool
    title: str
    where: str
    sentence: str | None
    url: str
    answered_on: date | None
    draft: AnswerDraft | None = None


@dataclass(frozen=True)
class AnswerPage:
    """Everything the page says."""

    language: str
    post: str
    organisation: str
    items: tuple[AnswerItem, ...]
    progress: Mapping[str, str]  # the codes somebody can say, with their labels
    held_until: date | None = None
    done: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)  # by field
    said: Mapping[str, object] = field(default_factory=dict)  # what was sent, to be mended


def answer_page(page: AnswerPage) -> str:
    """The page with its forms."""
    return rendered("answer.html", page=page, words=WORDS[page.language], language=page.language)


def ended_page(why: str) -> str:
    """What there is to say of a link that answers nothing, in both languages."""
    ended = {tag: {"title": words[why][0], "why": words[why][1], "way": words["way"]} for tag, words in ENDED.items()}
    return rendered("answer_ended.html", ended=ended)
