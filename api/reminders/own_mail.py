"""What our own reminders say, in each language they may be in, as a reply quotes or repeats it."""

import re
from datetime import date
from functools import cache

from api.text.catalogue import ever_spoken, messages
from api.text.localizer import localizer
from db.vocabulary import CODELISTS

_PHRASE = 19  # letters and more: nobody says so by chance


def words_of(text: str) -> str:
    """The words of a text alone, to compare it by."""
    return " ".join(re.findall(r"\w+", text.lower()))


@cache
def own_phrases() -> frozenset[str]:
    """What every reminder says in the same words, as `words_of` has them: whoever quotes one is known by them."""
    texts = (text for language in ever_spoken() for text in localizer(language).words("mail").values())
    found = {words_of(piece) for text in texts for piece in re.split(r"{.*?}|[.:]\s", text)}
    return frozenset(phrase for phrase in found if len(phrase) >= _PHRASE)


def due_phrases(due: date) -> frozenset[str]:
    """What a reminder says of a thing that is due that day, as `words_of` has it."""
    keys = [f"mailed.{kind}_{when}" for kind in CODELISTS["due_kind"] for when in ("due", "late")]
    says = [localizer(language) for language in ever_spoken()]
    return frozenset(words_of(one.t(key, day=one.day(due))) for one in says for key in keys)


@cache
def still_true() -> frozenset[str]:
    """What a reminder and the page of its link call it that nothing is new, and its parts, as `words_of` has them."""
    texts = [
        messages(language)[key].text for language in ever_spoken() for key in ("mail.still_true", "answer.still_true")
    ]
    return frozenset(words_of(piece) for text in texts for piece in (text, *text.split(",")))


@cache
def firsts() -> tuple[str, ...]:
    """How a reminder begins."""
    return _beginnings("mail.to")


@cache
def after_the_items() -> tuple[str, ...]:
    """Where a reminder stops listing what is due."""
    return _beginnings("mail.how", "mail.why_you")


def _beginnings(*keys: str) -> tuple[str, ...]:
    """The words before the first gap, in lower case."""
    texts = [messages(language)[key].text for language in ever_spoken() for key in keys]
    return tuple(filter(None, (text.partition("{")[0].strip().lower() for text in texts)))
