"""A small picture with the short status, as SVG: text with its own background, nothing that runs or loads."""

import unicodedata
from collections.abc import Sequence

from markupsafe import Markup

from api.core.json_text import Json
from api.embeds.context import EmbedContext, label, reference
from api.embeds.notices import Notice
from api.embeds.rendering import plain_title
from api.pages.plain import one_line
from api.text.languages import Language, said
from api.text.localizer import localizer
from db.vocabulary import OWED

_LABEL_ROOM, _STATUS_ROOM = 44, 60  # characters
_SMALL, _LARGE, _EDGE, _LEADING = 12, 14, 14, 18
_ROOM = 320 - 2 * 16 - 2 * _EDGE  # for a line in a narrow column: 320 pixels less its margins and ours
_THIN, _WIDE = frozenset("iljtfrI.,:;'’|!()[] -"), frozenset("mwMWQOGD@%&—…")
_FONT = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"


def badge(composed: Json, plural: str, showing: EmbedContext) -> str:
    """The badge of a recommendation, an assembly or an engagement."""
    above, status = words_of(composed, plural, showing)
    return _drawn(above, status, _described(composed, plural, showing.language), showing.language)


def note_badge(told: Notice, language: str) -> str:
    """The badge of what cannot be shown."""
    title, *texts = (Markup(text).striptags().replace("`", "") for text in (told.title, *told.texts))  # noqa: S704 - read
    return _drawn("Assembly Tracker", title, f"{' '.join(texts)} {told.address}", language)


def words_of(composed: Json, plural: str, showing: EmbedContext) -> tuple[str, str]:
    """What a badge says: of what, and how it stands."""
    own = composed["own"]
    if plural == "declarations":  # the same for every result, so that none is a prize
        words = localizer(showing.language).words("panel")
        return words["badge_above"], words["badge"]
    if plural == "recommendations":
        above, _ = reference(own.get("reference", ""), showing.language, own["kind"])
        return one_line(above, _LABEL_ROOM), one_line(_short(composed, showing), _STATUS_ROOM)
    name = said(own["name"], showing.language, own.get("language")).text
    if plural == "engagements":
        state = label("engagement_state", composed["status"]["state"], showing.language)
        return one_line(name, _LABEL_ROOM), one_line(_lowered(state), _STATUS_ROOM)
    return one_line(name, _LABEL_ROOM), _counts(composed["summary"], showing)


def _described(composed: Json, plural: str, language: Language) -> str:
    """The title, the sentence and the day: a picture that somebody saved says of when it is."""
    if plural == "declarations":
        work = said(composed["own"]["about"]["name"], language).text
        return f"{plain_title(composed['own'], plural, language)}. {one_line(work, 300)}"
    told = composed.get("status") or composed["summary"]
    sentence = said((told if "sentence" in told else told["totals"])["sentence"], language).text
    day = localizer(language).t("embed.as_of", day=localizer(language).date(told["day"]))
    return f"{plain_title(composed['own'], plural, language)}. {one_line(sentence, 300)} {day}"


def _short(composed: Json, showing: EmbedContext) -> str:
    """What has happened and who says so; where nobody said, what was answered."""
    status, t = composed["status"], localizer(showing.language).words("embed")
    if status["progress"] in {None, "unknown"} or not status["progress_said_by"]:
        list_ = next((one for one in ("response", "progress") if status[one]), None)
        what = _lowered(said(status["labels"][list_], showing.language).text) if list_ else t["asks_nothing"]
        if list_ == "response" and status["response_coded_by"] == "keeper":
            what = t["our_code"].format(what=what)
    elif status["coded_by"] == "keeper":
        what = t["our_code"].format(what=_lowered(label("progress", status["progress"], showing.language)))
    else:
        what = _lowered(label("progress", status["progress"], showing.language))
        who = said(status["progress_said_by"]["name"], showing.language).text
        what = t["says_council" if composed["said_by_council"] else "says"].format(what=what, who=who)
    return t["and_late"].format(what=what) if {*status["owed"]} & {*OWED["late"]} else what


def _counts(summary: Json, showing: EmbedContext) -> str:
    t = localizer(showing.language).words("embed")
    held = summary["totals"]["held"]
    if not held:
        return t["none_held"]
    parts = [t["done_of"].format(n=summary["axes"]["progress"]["delivered"], held=held)]
    owed = {f"{name}_n": summary["owed"][name] for name in ("late", "plan_ended", "no_news")}
    return ", ".join(parts + [t[key].format(n=number) for key, number in owed.items() if number])


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def _drawn(above: str, status: str, described: str, language: str) -> str:
    """A few lines on a background of their own, so that they can be read on a light page and on a dark one."""
    small, large = _wrapped(above, _SMALL), _wrapped(status, _LARGE)
    longest = max(*(_length(line, _SMALL) for line in small), *(_length(line, _LARGE) for line in large))
    width, under = round(longest + 2 * _EDGE), 18 + _LEADING * (len(small) - 1)
    height = under + 19 + _LEADING * (len(large) - 1) + 11
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' role="img" xml:lang="{language}" lang="{language}" aria-labelledby="t d">'
        '<title id="t">{above}{between} {status}</title><desc id="d">{described}</desc>'
        '<rect x="0.5" y="0.5" width="{inner}" height="{tall}" rx="4" fill="#ffffff" stroke="#767f87"/>'
        '<rect x="0.5" y="0.5" width="5" height="{tall}" rx="2" fill="#1d2327"/>'
        '<g font-family="{font}" fill="#1d2327">'
        '<text font-size="{small_size}" fill="#4d575f">{small}</text>'
        '<text font-size="{large_size}" font-weight="600">{large}</text></g></svg>\n'
    ).format(
        width=width,
        height=height,
        inner=width - 1,
        tall=height - 1,
        small_size=_SMALL,
        large_size=_LARGE,
        font=_FONT,
        language=language,
        above=above,
        between="" if above.endswith("?") else ":",
        status=status,
        small=_lines(small, 18),
        large=_lines(large, under + 19),
        described=one_line(described, 800),
    )


def _wrapped(text: str, size: int) -> list[str]:
    """A text in lines that fit a narrow column; only a word that does not fit is wider."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and _length(longer, size) > _ROOM:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _lines(lines: Sequence[str], first: int) -> Markup:
    """Lines one under the other, the first of them at a height."""
    return Markup(" ").join(
        Markup('<tspan x="{}" y="{}">{}</tspan>').format(_EDGE, first + _LEADING * at, line)
        for at, line in enumerate(lines)
    )


def _length(text: str, size: int) -> float:
    """How wide a text may be in any ordinary sans-serif, bold: rather too wide than cut off."""
    return sum(_breadth(char) for char in text) * size


def _breadth(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if char in _THIN:
        return 0.48
    if unicodedata.east_asian_width(char) in "WF" or ord(char) > 0x2FFF:  # noqa: PLR2004 - ideographs and emoji
        return 1.5
    return 1.0 if char in _WIDE else 0.8 if char.isupper() else 0.68
