"""The page that a reminder's link opens, and the one it opens once it has ended. No script, nothing from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from api.pages.environment import rendered
from api.text.catalogue import spoken
from api.text.languages import Said, languages, others
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench.mail_languages import Chosen, offered


@dataclass(frozen=True)
class AnswerDraft:
    """What a reply to the mail drafted, as it stands at a revision."""

    text: str
    language: str  # of its text
    revision: int


@dataclass(frozen=True)
class AnswerItem:
    """One numbered thing of a reminder, in the page's language."""

    number: int  # the one it is answered by, where several things are due of it
    dues: tuple[tuple[str, date, bool], ...]  # kinds of the codelist due_kind, by when, and whether that is past
    title: str
    where: str
    sentence: str | None
    url: str
    answered_on: date | None
    past: bool = False  # what was promised of it is late: a new date and a reason come before “still true”
    draft: AnswerDraft | None = None

    @property
    def needs_words(self) -> bool:
        """Whether an answer is due, for which “nothing new” is none."""
        return any(kind == "answer" for kind, *_ in self.dues)


@dataclass(frozen=True)
class AnswerPage:
    """Everything the page says."""

    language: str
    post: str
    organisation: str
    mailbox: Chosen  # that was written to
    items: tuple[AnswerItem, ...]
    progress: Mapping[str, Said]  # the codes somebody can say, with their labels
    reasons: Mapping[str, Said]  # why something is late, likewise
    held_until: date | None = None
    done: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)  # by field
    said: Mapping[str, object] = field(default_factory=dict)  # what was sent, to be mended
    changes: Sequence[object] = ()  # what residents would read of it, as the desk shows it


def answer_page(page: AnswerPage) -> str:
    """The page with its forms."""
    return rendered(
        "answer.html",
        page=page,
        t=words_as_html(page.language, "answer"),
        w=words_as_html(page.language, "item"),
        languages=languages(),
        others=others(page.language),
        language=page.language,
        offered=offered(),
        m=words_as_html(page.language, "mails"),
    )


def ended_page(why: str) -> str:
    """What there is to say of a link that answers nothing, in every language."""
    ended = {tag: words_as_html(tag, "ended") for tag in spoken("ended")}
    return rendered("answer_ended.html", ended=ended, why=why, language=next(iter(ended)))


def has_ended(why: str) -> str:
    """What there is to say of a link that answers nothing, as lines of text in every language."""
    said = [localizer(tag).words("ended") for tag in spoken("ended")]
    return "\n".join(f"{t[why]}. {t[f'{why}_why']}" for t in said)


def not_kept(why: str, **gaps: object) -> str:
    """Why a reply by mail was not kept and what to do, in every language."""
    said = [localizer(tag).words("not_kept") for tag in spoken("not_kept")]
    return "\n".join(f"{t[why].format(**gaps)}. {t['way']}" for t in said)
