"""The languages of this instance, in which somebody is answered, and what a text of the record is in each."""

from collections.abc import Iterable, Mapping
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticKnownError

from api.settings import settings

REFERENCE = "en"  # what others are translated from, and has words for everything


class Said(NamedTuple):
    """A text in one language, with the tag of the language it is in."""

    text: str
    language: str


def languages() -> tuple[str, ...]:
    """The languages in which this instance answers. The first is for whoever asks for none of them."""
    return settings().tongues


def default() -> str:
    """The language for whoever asks for none of ours."""
    return languages()[0]


def first_of_ours(*tags: str) -> str:
    """The first of these tags that is a language of this instance; the default where none is."""
    return next((tag for tag in tags if tag in languages()), default())


def others(language: str) -> tuple[str, ...]:
    """The other languages of this instance."""
    return tuple(tag for tag in languages() if tag != language)


def base(tag: str) -> str:
    """The language of a tag, without its script, region or variant: `cy` of `cy-GB`."""
    return tag.partition("-")[0]


def nearest(tag: str) -> str:
    """The language of ours that a tag names; the default where it names none."""
    return base(tag) if base(tag) in languages() else default()


def _ours(tag: str) -> str:
    if tag not in languages():
        raise PydanticKnownError("literal_error", {"expected": _one_of(languages())})
    return tag


def _one_of(tags: Iterable[str]) -> str:
    *most, last = map(repr, tags)
    return f"{', '.join(most)} or {last}" if most else last


class _InSchema:
    """Puts the languages of this instance into the contract."""

    @staticmethod
    def __get_pydantic_json_schema__(core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        return {"enum": list(languages()), **handler(core)}


# A language that is asked for: one of ours.
Language = Annotated[str, AfterValidator(_ours), _InSchema]


class Texts(dict[str, str]):
    """A text of the record by language, with the language that it was written in, where that is known.

    Whoever shows it need not know whose it is to find the same words as everybody else.
    """

    def __init__(self, texts: Mapping[str, str], original: str | None) -> None:
        super().__init__(texts)
        self.original = original


def said(texts: Mapping[str, str], language: str, original: str | None = None) -> Said:
    """A text for somebody who reads this language: in it where it can be, else in the original, else as it is."""
    tag = tag_for(texts, language, original)
    return Said(texts[tag], tag)


def tag_for(texts: Mapping[str, str], language: str, original: str | None = None) -> str:
    """In which of its languages a text is given to somebody who reads this one.

    In their own; else in the one it was written in, where that is known; else in the default, English, or any.
    """
    original = (texts.original if isinstance(texts, Texts) else None) or original
    own = [tag for tag in sorted(texts) if base(tag) == language]
    return next((tag for tag in (*own, original or default(), default(), REFERENCE) if tag in texts), min(texts))
