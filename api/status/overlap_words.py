"""What is said of an occasion that overlaps with one that is planned, to whoever plans it: a sentence of what holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.core.codelists import codes_of
from api.status.overlap import WHOLE, Overlap
from api.text.catalogue import spoken
from api.text.languages import said
from api.text.localizer import Localizer, Words, localizer

_DOES_NOT_SAY = ("place", "people", "time")


@dataclass(frozen=True)
class Shared:
    """What both occasions have: places and groups by name, audiences and topics by code, or as they stand; and what the
    other does not say.
    """

    name: Mapping[str, str]
    organisation: Mapping[str, str]
    draft: bool
    places: Sequence[Mapping[str, str]] = ()
    audiences: Sequence[str] = ()
    topics: Sequence[str] = ()
    groups: Sequence[Mapping[str, str]] = ()
    unsaid: Sequence[str] = ()


def overlap_words(found: Overlap, shared: Shared) -> dict[str, str]:
    """In every language: who asks, and what of it is the same."""
    return {language: _sentence(found, shared, localizer(language)) for language in spoken("overlap", "date")}


def _sentence(found: Overlap, shared: Shared, say: Localizer) -> str:
    words = say.words("overlap")
    name, organisation = (said(one, say.language).text for one in (shared.name, shared.organisation))
    opening = words["draft" if shared.draft else "opening"].format(name=name, organisation=organisation)
    return f"{opening} {'; '.join(_clauses(found, shared, say, words))}."


def _clauses(found: Overlap, shared: Shared, say: Localizer, words: Words[str]) -> Iterator[str]:
    if "decision" in found.reasons:
        yield words["decision"]
    if WHOLE in found.answers:
        yield words["knows"]
    elif found.answers:
        yield words["answers"].format(numbers=say.list([str(one) for one in found.answers]))
    if "people" in found.reasons:
        codes = _labels("audience", shared.audiences, say)
        yield words["people"].format(what=say.list(codes)) if codes else words["everyone"]
    if "group" in found.reasons:
        yield words["group"].format(what=say.list([said(one, say.language).text for one in shared.groups]))
    if "place" in found.reasons:
        yield words["place"].format(what=say.list([said(one, say.language).text for one in shared.places]))
    if "topic" in found.reasons and WHOLE not in found.answers:
        yield words["topic"].format(what=say.list(_labels("topic", shared.topics, say)))
    if found.days is not None:
        yield _when(found.days, words)
    for one in shared.unsaid:
        yield words[f"unsaid_{one}"]


def _when(days: int, words: Words[str]) -> str:
    if days == 0:
        return words["together"]
    return words.plural("before" if days < 0 else "after", abs(days))


def _labels(codelist: str, codes: Sequence[str], say: Localizer) -> list[str]:
    known = codes_of(codelist)
    return [said(known[code].label, say.language).text if code in known else code for code in codes]


def owed_words(
    name: Mapping[str, str], organisation: Mapping[str, str], key: str, number: int, by: object = None
) -> dict[str, str]:
    """In every language: what was promised to people and is late."""
    found = {}
    for language in spoken("overlap", "date"):
        say = localizer(language)
        gaps: Mapping[str, str] = {"name": said(name, language).text, "organisation": said(organisation, language).text}
        when = {"by": say.by(by)} if isinstance(by, str) else {}
        found[language] = say.words("overlap").plural(key, number, **gaps, **when)
    return found


def asked_words(name: Mapping[str, str], asked: int, planned: int, welcome: int | None) -> dict[str, str]:
    """In every language: how often a group was asked in a year and is to be asked, and what it welcomes."""
    found = {}
    for language in spoken("overlap"):
        say = localizer(language)
        words, who = say.words("overlap"), said(name, language).text
        parts = [words.plural("asked", asked, name=who)]
        parts += [words.plural("to_be_asked", planned)] if planned else []
        parts += [words.plural("welcomes", welcome)] if welcome is not None else []
        found[language] = " ".join(parts)
    return found
