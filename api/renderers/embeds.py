"""What other sites show of the record: a whole document for a frame, or a fragment for a server to include.

Both are made of the same parts (`embed_parts.html`), so that there is one way to show a status. Nothing in them loads
anything or runs.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from api.compose.codelists import codelist
from api.languages import Language, Said, said, words_in
from api.renderers.contrast import is_dark, scheme
from api.renderers.embed_codes import DEFAULT, Chosen, Embedded, discovery_link, embed_at, page_at
from api.renderers.embed_words import WORDS
from api.renderers.pages import rendered
from api.renderers.plain import one_line
from api.rules.date_words import by, day_in_words, on
from api.rules.telling import LANGUAGES
from api.schemas.base import PartialDate

# What would turn round or hide what stands around it, even out of an isolated text.
_TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_ROOM = 300


@dataclass(frozen=True)
class Showing:
    """Who is shown it, and how: the language, where this instance is, and what the site chose."""

    language: Language
    base: str
    chosen: Chosen = DEFAULT
    t: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "t", words_in(self.language, WORDS))

    def say(self, key: str, **gaps: object) -> Markup:
        """The words for `key`, their gaps filled; what is filled in is escaped."""
        return Markup(self.t[key]).format(**gaps)  # noqa: S704 - our own words

    def name(self, thing: Mapping[str, Any]) -> Markup:
        """The name of a thing that is referred to, kept apart from what stands around it."""
        return self.apart(said(thing["name"], self.language))

    def apart(self, text: Said) -> Markup:
        """A text of the record: isolated, and marked where it is in another language than the rest."""
        tag = Markup("") if self._own(text) else Markup(' lang="{}"').format(text.language)
        return Markup("<bdi{}>{}</bdi>").format(tag, text.text.translate(_TURNING))

    def only(self, text: Said) -> str:
        """That a text is not in the reader's language, in words; empty where it is."""
        if self._own(text):
            return ""
        key = f"only_{text.language.partition('-')[0]}"
        return self.t.get(key, self.t["only_other"])

    def label(self, list_: str, code: str) -> str:
        return label(list_, code, self.language)

    def days(self, number: int) -> str:
        return days(number, self.language)

    def _own(self, text: Said) -> bool:
        return text.language.partition("-")[0] == self.language


class Row(NamedTuple):
    """One of the four questions: the answer in a word or more, and what is said beside it."""

    question: str
    words: Sequence[str]
    details: Sequence[Markup]


class Line(NamedTuple):
    """A recommendation in the list of its assembly."""

    reference: Markup
    title: Markup
    only: str
    url: str
    words: str


class Table(NamedTuple):
    """How many have each code on one axis."""

    caption: str
    axis: str
    rows: Sequence[tuple[str, int]]
    note: str


def label(list_: str, code: str, language: str) -> str:
    """The word for a code."""
    found = {one.code: one.label for one in codelist(list_).codes}
    return found[code][language].replace("'", "’") if code in found else code


def days(number: int, language: str) -> str:
    """A number of days in words."""
    if language == "cy":
        return "2 ddiwrnod" if number == 2 else f"{number:,} diwrnod"  # noqa: PLR2004 - two softens what it counts
    return "1 day" if number == 1 else f"{number:,} days"


def embedded(composed: Mapping[str, Any], plural: str, language: Language, base: str) -> Embedded:
    """The same as what its codes are made of."""
    own = composed["own"]
    title = said(own["title" if plural == "recommendations" else "name"], language, own.get("language")).text
    sentence = (composed["status"] if plural == "recommendations" else composed["summary"]["totals"])["sentence"]
    return Embedded(base, plural, own["id"], language, one_line(title, _ROOM), one_line(sentence[language], _ROOM))


def shown(composed: Mapping[str, Any], plural: str, showing: Showing, *, framed: bool) -> str:
    """The document for a frame, or the fragment."""
    item = embedded(composed, plural, showing.language, showing.base)
    content = _recommendation(composed, showing) if plural == "recommendations" else _assembly(composed, showing)
    other = next(language for language in LANGUAGES if language != showing.language)
    elsewhere = item._replace(language=other)
    return rendered(
        "embed.html" if framed else "fragment.html",
        showing=showing,
        language=showing.language,
        t=showing.t,
        item=item,
        plural=plural,
        content=content,
        page=page_at(item, showing.chosen),
        other=other,
        other_page=embed_at(elsewhere, showing.chosen) if framed else page_at(elsewhere, showing.chosen),
        discovery=discovery_link(item, showing.chosen),
        **_colours(showing.chosen.colours),
    )


def _colours(given: Mapping[str, str]) -> dict[str, Any]:
    colours = scheme(given)
    return {"colours": colours, "dark": colours is not None and is_dark(colours)}


def _recommendation(composed: Mapping[str, Any], showing: Showing) -> dict[str, Any]:
    own, status, assembly = composed["own"], composed["status"], composed["assembly"]
    title = said(own["title"], showing.language, own.get("language"))
    return {
        "kind": _reference(own["reference"], assembly.get("language"), showing, of=own["kind"]),
        "assembly": showing.apart(said(assembly["name"], showing.language, assembly.get("language"))),
        "title": showing.apart(title),
        "only": showing.only(title),
        "whose": _whose(own["title_basis"], title.language, showing),
        "sentence": status["sentence"][showing.language],
        "note": (status["note"] or {}).get(showing.language),
        "rows": [
            _response(status, showing),
            _progress(status, showing),
            _schedule(status, showing),
            _who(status, showing),
        ],
        "overdue": _overdue(status, showing),
        **_foot(assembly, status["day"], status["last_looked"], showing),
    }


def reference(given: str, language: str, of: str = "") -> tuple[str, bool]:
    """The assembly's own reference, after what it is of where it is a bare number; and whether it has words itself."""
    text = one_line(given, 40)
    worded = re.search(r"[^\W\d_]{3}", text) is not None
    return (text if worded or not of else f"{label('recommendation_kind', of, language)} {text}"), worded


def _reference(given: str, language: str | None, showing: Showing, of: str = "") -> Markup:
    text, worded = reference(given, showing.language, of)
    return showing.apart(Said(text, language or "en")) if worded else escape(text)


def _whose(basis: Mapping[str, Any], language: str, showing: Showing) -> Markup:
    """Whose words the title is in. Only what is verbatim is called the members' own."""
    code = basis["basis"]
    if code == "verbatim":
        return showing.say("translation" if language in basis.get("translated", ()) else "verbatim")
    if "by" in basis and f"{code}_by" in showing.t:
        return showing.say(f"{code}_by", who=showing.name(basis["by"]))
    return showing.say(code)


def _response(status: Mapping[str, Any], showing: Showing) -> Row:
    code, details = status["response"], []
    if code and status["answered_as"] not in {None, "item"}:
        details.append(escape(showing.label("answered_as", status["answered_as"])))
    if code and status["answered_by"] and status["answered_on"]:
        when = on(_partial(status["answered_on"]), showing.language)
        details.append(showing.say("who_when", who=showing.name(status["answered_by"]), when=when))
    if code and status["answer_due"] and not status["answered_on"]:
        details.append(showing.say("promised", by=by(_partial(status["answer_due"]), showing.language)))
    if code and status["answer_days_late"]:
        details.append(showing.say("late_by", days=showing.days(status["answer_days_late"])))
    return Row(showing.t["response"], [showing.label("response", code) if code else showing.t["no_response"]], details)


def _progress(status: Mapping[str, Any], showing: Showing) -> Row:
    details = []
    if status["progress_said_by"] and status["progress_on"]:
        when = on(_partial(status["progress_on"]), showing.language)
        details.append(showing.say("who_when", who=showing.name(status["progress_said_by"]), when=when))
    if status["still_true_on"]:
        details.append(showing.say("still_true", when=on(_partial(status["still_true_on"]), showing.language)))
    return Row(showing.t["progress"], [showing.label("progress", status["progress"])], details)


def _schedule(status: Mapping[str, Any], showing: Showing) -> Row:
    code, details = status["schedule"], []
    if status["due"]:
        past = code in {"late", "finished", "plan_ended", "not_expected"}
        details.append(showing.say("was_due" if past else "due", by=by(_partial(status["due"]), showing.language)))
    if status["days_late"]:
        so_far = "late_when_looked" if status["last_looked"] else "late_so_far"
        key = so_far if code == "late" else "late_by"
        details.append(showing.say(key, days=showing.days(status["days_late"])))
    if status["times_moved"]:
        key = {1: "moved_1", 2: "moved_2"}.get(status["times_moved"], "moved")
        details.append(showing.say(key, times=status["times_moved"]))
    if status["members_asked_by"]:
        details.append(showing.say("members_asked", by=by(_partial(status["members_asked_by"]), showing.language)))
    return Row(showing.t["schedule"], [showing.label("schedule", code)], details)


def _who(status: Mapping[str, Any], showing: Showing) -> Row:
    words = [showing.label("assurance", code) for code in status["assurance"]]
    return Row(showing.t["assurance"], words or [showing.t["nobody"]], [])


def _overdue(status: Mapping[str, Any], showing: Showing) -> list[Markup]:
    """What is overdue, plainly. A compiled record says what was not found, never what was not done."""
    how = "found" if status["last_looked"] else "own"
    found = {
        "answer": status["answer_due"] if status["response"] == "no_answer" else None,
        "work": status["due"] if status["schedule"] == "late" else None,
        "news": status["next_update_due"] if status["update_overdue"] else None,
    }
    return [
        showing.say(f"over_{what}_{how}", by=by(_partial(when), showing.language))
        for what, when in found.items()
        if when
    ]


def _assembly(composed: Mapping[str, Any], showing: Showing) -> dict[str, Any]:
    own, summary = composed["own"], composed["summary"]
    title = said(own["name"], showing.language, own.get("language"))
    found = {
        "kind": showing.label("form", own["form"]),
        "assembly": showing.name(own["commissioned_by"]),
        "title": showing.apart(title),
        "only": showing.only(title),
        "sentence": summary["totals"]["sentence"][showing.language],
        "notes": [note[showing.language] for note in composed["notes"]],
        "apart_total": summary["apart"]["total"],
        **_foot(own, summary["day"], None, showing),
    }
    if showing.chosen.show == "list":
        whole = summary["totals"]["held"] + summary["apart"]["total"]
        counted, apart = (lines(composed[part], own.get("language"), showing) for part in ("counted", "apart"))
        return {**found, "counted": counted, "apart": apart, "left": whole - len(counted) - len(apart)}
    axes = ("response", "progress", "schedule", "assurance")
    overdue = {
        "late_answers": (summary["axes"]["response"]["no_answer"], summary["in_hold"]["no_answer"]),
        "late_work": (summary["axes"]["schedule"]["late"], summary["in_hold"]["late"]),
        "late_news": (summary["update_overdue"], summary["in_hold"]["update_overdue"]),
    }
    return {
        **found,
        "tables": [_table(axis, summary["axes"][axis], showing) for axis in axes] if summary["totals"]["held"] else [],
        "overdue": [(showing.t[what], *numbers) for what, numbers in overdue.items() if numbers[0]],
        "which": lines(composed["overdue"], own.get("language"), showing),
        "self_kept": own["keeper"]["capacity"] == "answering_body",
    }


def _table(axis: str, counts: Mapping[str, int], showing: Showing) -> Table:
    rows = [(showing.label(axis, code), number) for code, number in counts.items() if number]
    return Table(
        showing.t[axis],
        codelist_title(axis, showing.language),
        rows,
        showing.t["several"] if axis == "assurance" else "",
    )


def codelist_title(axis: str, language: str) -> str:
    return codelist(axis).title[language].replace("'", "’")


def lines(items: Iterable[Mapping[str, Any]], language: str | None, showing: Showing) -> list[Line]:
    """Recommendations of an assembly in this language, each with its title and its status in a few words."""
    found = []
    for item in items:
        title = said(item["title"], showing.language, language)
        page = page_at(Embedded(showing.base, "recommendations", item["id"], showing.language, "", ""), showing.chosen)
        number = _reference(item["reference"], language, showing)
        if len(title.text) > _ROOM:
            title = title._replace(text=f"{title.text[: _ROOM - 1].rstrip()}…")
        found.append(Line(number, showing.apart(title), showing.only(title), page, _words(item, showing)))
    return found


def _words(item: Mapping[str, Any], showing: Showing) -> str:
    """The answer, what has happened and the schedule; first, what the assembly made of it where it did not adopt it."""
    status = item["status"]
    left = item["standing"] if item["standing"] in {"minority", "not_adopted", "dropped"} else None
    codes = [
        ("standing", left),
        ("response", status["response"]),
        (
            "progress",
            status["progress"] if status["progress"] != "unknown" or not (status["response"] or left) else None,
        ),
        ("schedule", status["schedule"] if status["schedule"] in {"due_soon", "late", "plan_ended"} else None),
    ]
    return " · ".join(showing.label(list_, code) for list_, code in codes if code)


def _foot(assembly: Mapping[str, Any], day: str, looked: str | None, showing: Showing) -> dict[str, Markup]:
    """On which day it was so, who keeps the record and when they last looked."""
    shown_on = day_in_words(date.fromisoformat(day), showing.language)
    keeper = assembly["keeper"]
    last = looked or keeper.get("checked_to", {}).get("value")
    who = showing.name(keeper["organisation"])
    kept = (
        showing.say("kept_found", who=who, when=on(_partial(last), showing.language))
        if keeper["capacity"] != "answering_body" and last
        else showing.say("kept_own", who=who)
    )
    return {"day": showing.say("stood" if showing.chosen.as_of else "as_of", day=shown_on), "kept": kept}


def _partial(value: str) -> PartialDate:
    return PartialDate(value=value)
