"""What stands in a frame, a fragment or a badge where nothing else can: never a blank box."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from api.core import urls
from api.core.faults import Fault
from api.core.problems import Gone, Problem
from api.embeds.context import EmbedContext, label
from api.embeds.contrast import Poor, poor, scheme
from api.pages.environment import rendered
from api.text.languages import Language, languages, said
from api.text.localizer import Words, localizer
from api.text.markup import words_as_html

_COLOURS = ("ink", "paper", "accent")


class Notice(NamedTuple):
    """A note: what is the matter, in a few sentences, and where to go."""

    title: str
    texts: Sequence[str]
    way: str
    address: str


def note(told: Notice, language: Language, *, framed: bool) -> str:
    """The note as a document for a frame, or as a fragment."""
    return rendered("embed.html" if framed else "fragment.html", told=told, language=language, heading=2)


def notice_of(problem: Problem, plural: str, id_: str, showing: EmbedContext) -> Notice:
    """What to tell of a refusal. A thing that was here leads to its page, which says more; else to the record."""
    t = words_as_html(showing.language, "note")
    home, page = (showing.base + urls.spoken(path, showing.language) for path in ("/", f"/{plural}/{id_}"))
    if problem.gone is not None:
        title = t["erased" if problem.name == "erased" else "withdrawn"]
        return Notice(title, _gone(problem.gone, t, showing), t["record"], page)
    if problem.since is not None:
        text = t["since"].format(day=localizer(showing.language).day(problem.since.day))
        return Notice(t["not_yet"], [text], t["today"], page)
    if problem.name == "not-found":
        return Notice(t.get(f"unknown_{plural}", t["unknown"]), [t["check"]], t["record"], home)
    if problem.name == "bad-query":
        return Notice(t["bad"], [_fault(fault, t) for fault in problem.errors], t["record"], home)
    if problem.name == "only-a-copy":
        return Notice(t["copy"], [t["copy_why"]], t["record"], home)
    return Notice(t["broken"], [t["ours"]] if problem.status >= 500 else [], t["record"], home)  # noqa: PLR2004


def too_alike(colours: Mapping[str, str], language: Language) -> list[Fault]:
    """What is wrong with the colours that a site set, in the reader's language: the pairs whose contrast fails."""
    whole = scheme(colours)
    return [Fault(pair.of, "contrast", _too_alike(pair, whole, language)) for pair in poor(whole)] if whole else []


def _too_alike(pair: Poor, colours: Mapping[str, str], language: Language) -> str:
    given = {"of": pair.of, "on": pair.on, "of_colour": f"#{colours[pair.of]}", "on_colour": f"#{colours[pair.on]}"}
    return localizer(language).t("note.contrast", **given, ratio=pair.ratio)


def _gone(gone: Gone, t: Words[Markup], showing: EmbedContext) -> list[Markup]:
    day = localizer(showing.language).day(gone.day)
    if gone.ground is not None or (gone.by is None and gone.reason is None):
        ground = label("erasure_ground", gone.ground, showing.language) if gone.ground else None
        return [t["erased_on"].format(day=day), *([t["ground"].format(ground=ground)] if ground else [])]
    by = showing.apart(said(gone.by, showing.language)) if gone.by else None
    texts = [t["withdrawn_by"].format(who=by, day=day) if by else t["withdrawn_on"].format(day=day)]
    if gone.reason:
        texts.append(t["reason"].format(reason=showing.apart(said(gone.reason, showing.language))))
    return texts


def _fault(fault: Fault, t: Words[Markup]) -> str | Markup:
    """One thing wrong with a parameter; what is wrong with two colours was said in the reader's language."""
    if fault.rule == "contrast":
        return fault.detail
    if fault.rule == "two-languages":
        return t["two_languages"]
    if fault.pointer == "lang":
        return t["lang"].format(languages=", ".join(f"`{tag}`" for tag in languages()))
    if fault.pointer in _COLOURS:
        return t["colour"].format(name=fault.pointer)
    return t.get(fault.pointer) or escape(f"{fault.pointer}: {fault.detail}")
