"""What templates do with values of the record: texts, dates, codes and references, in the language of the page."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from api.core.codelists import codes_of, words_for
from api.core.json_text import Json
from api.pages.plain import without_direction
from api.settings import settings
from api.text.dates import When
from api.text.languages import Said, base
from api.text.languages import said as in_language
from api.text.localizer import Words, called, localizer, own_name
from api.text.phrases import said_in
from db.vocabulary import OWED

Text = Mapping[str, str]

# How a code looks beside its word: never instead of it.
_TONES = {
    "good": {"accepted", "delivered", "continuing", "finished", "signed_off", "members_agree", "panel_agrees"},
    "going": {"accepted_in_part", "other_way", "already_doing", "planned", "under_way", "partly_delivered", "not_due"},
    "warn": {"no_answer", "late", "members_disagree", "panel_disagrees", "disputed", "stopped", "lapsed"},
}


@pass_context
def said(context: Context, text: Text) -> Markup:
    """A text inside a line; marked where it is in another language than the page."""
    words, tag = _chosen(context, text)
    shown = escape(without_direction(words))
    if tag == context["language"]:
        return shown
    return Markup('<span lang="{}">{}</span>').format(tag, shown)


@pass_context
def translated(context: Context, text: str) -> Markup:
    """What the server says, in the language of the page; marked where it has words in English only."""
    words, tag = said_in(text, context["language"])
    if tag == context["language"]:
        return escape(words)
    return Markup('<span lang="{}">{}</span>').format(tag, words)


@pass_context
def remark(context: Context, text: Text) -> Markup:
    """A text of some length inside a line, which says so where it is in another language only."""
    _, tag = _chosen(context, text)
    own = tag == context["language"]
    return said(context, text) if own else Markup("{} ({})").format(said(context, text), _only(context, tag))


@pass_context
def paragraphs(context: Context, text: Text) -> Markup:
    """A text by itself, a paragraph for each of its own; where it is in another language only, it says so.

    What was written to go on in the middle of a sentence begins with a capital here.
    """
    words, tag = _chosen(context, text)
    parts = [part.strip() for part in without_direction(words).splitlines() if part.strip()]
    parts = [part[:1].upper() + part[1:] for part in parts]
    if tag == context["language"]:
        return Markup("").join(Markup("<p>{}</p>").format(part) for part in parts)
    whole = Markup("").join(Markup('<p lang="{}">{}</p>').format(tag, part) for part in parts)
    return Markup('{}<p class="only">({})</p>').format(whole, _only(context, tag))


def _chosen(context: Context, text: Text) -> Said:
    """The text as this page gives it. The page is told of what it holds in other languages."""
    found = in_language(text, context["language"])
    if found.language != context["language"] and "foreign" in context:
        context["foreign"].add(base(found.language))
    return found


def _only(context: Context, tag: str) -> Markup:
    words: Words[Markup] = context["t"]
    return words.get(f"only_{base(tag)}", words["only_other"])


@pass_context
def when(context: Context, given: When) -> str:
    """A date in words, no more precise than it is known."""
    return localizer(context["language"]).date(given)


@pass_context
def on_when(context: Context, given: When) -> str:
    """`on 7 October 2019`, `in autumn 2019`."""
    return localizer(context["language"]).on(given)


@pass_context
def by_when(context: Context, given: When) -> str:
    """`by the end of October 2019`: for what is due."""
    return localizer(context["language"]).by(given)


@pass_context
def label(context: Context, code: str, codelist_name: str, *, found: bool | None = None) -> Markup:
    """The word for a code; a code that is younger than this page stands as it is. `found`: of a compiled record, where
    that is not what the page is of.
    """
    if code not in codes_of(codelist_name):
        return escape(code)
    compiled = bool(context.get("compiler")) if found is None else found
    return said(context, words_for(codelist_name, code, found=compiled))


@pass_context
def meaning(context: Context, code: str, codelist_name: str) -> Markup:
    """What a code means, in a sentence: for whoever asks what a word means, never of an item."""
    known = codes_of(codelist_name).get(code)
    return said(context, known.definition) if known else Markup("")


@pass_context
def tag(context: Context, code: str, codelist_name: str, words: Text | None = None) -> Markup:
    """The word for a code, or the words it has in a status, set apart; its tone is told by the word too."""
    late = codelist_name == "owed" and code in OWED["late"]
    tone = "warn" if late else next((tone for tone, codes in _TONES.items() if code in codes), "quiet")
    told = said(context, words) if words else label(context, code, codelist_name)
    return Markup('<strong class="tag {}">{}</strong>').format(tone, told)


@pass_context
def explained(context: Context, code: str, codelist_name: str, words: Text | None = None) -> Markup:
    """The word for a code as a link to what it means: a definition is no statement about anything."""
    address = context["view"].to(f"/codelists#{codelist_name}-{code}")
    return Markup('<a class="word" href="{}">{}</a>').format(address, tag(context, code, codelist_name, words))


@pass_context
def linked(context: Context, reference: Json) -> Markup:
    """A reference as a link to the page of what it names."""
    return Markup('<a href="{}">{}</a>').format(context["view"].to(reference["url"]), said(context, reference["name"]))


@pass_context
def asking(context: Context, words: Markup, address: str) -> Markup:
    """Words as a link to an address of ours that asks a question; only the words, where nothing answers it."""
    at = context["view"].where_answered(address)
    return Markup('<a href="{}">{}</a>').format(at, words) if at else escape(words)


def day(day: date, language: str) -> str:
    """`7 October 2019`."""
    return localizer(language).day(day)


def moment(at: datetime, language: str) -> str:
    """`7 October 2019, 18:30`, by the clock of this instance."""
    here = at.astimezone(ZoneInfo(settings().time_zone))
    return f"{localizer(language).day(here.date())}, {here:%H:%M}"


def called_in(tag: str, language: str) -> str:
    """What a language is called in the reader's: `Welsh` of `cy` in English."""
    return called(tag, language)


def lang(words: Markup) -> Markup:
    """The attribute that says of an element which can hold text only in what language these words are lent."""
    marked = re.match(r'<span lang="([\w-]+)">', words)
    return Markup(' lang="{}"').format(marked[1]) if marked else Markup("")


def coded(text: str) -> Markup:
    """Plain text with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first


def anchor(text: str) -> str:
    """Plain text as the fragment of an address can have it."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def breakable(address: str) -> Markup:
    """An address to be read, which may go on in the next line where it has a sign, whatever the page around it says."""
    return Markup("<wbr>").join(escape(part) for part in re.findall(r"[^/?&=.-]*[/?&=.-]*", address) if part)


FILTERS = {
    "said": said,
    "translated": translated,
    "remark": remark,
    "paragraphs": paragraphs,
    "when": when,
    "by_when": by_when,
    "label": label,
    "meaning": meaning,
    "tag": tag,
    "explained": explained,
    "on_when": on_when,
    "linked": linked,
    "asking": asking,
    "coded": coded,
    "anchor": anchor,
    "breakable": breakable,
    "lang": lang,
    "day": day,
    "moment": moment,
    "own_name": own_name,
    "called": called_in,
}
