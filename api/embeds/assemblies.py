"""What other sites show of an assembly: its counts on the four axes and what is owed, or its recommendations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from api.core.json_text import Json
from api.embeds.context import EmbedContext, foot, marked_reference
from api.embeds.options import Embedded, page_at
from api.record.things import host_of
from api.text.languages import said

_ROOM = 300


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
    rows: Sequence[tuple[Markup, int]]
    note: str


def assembly(composed: Json, showing: EmbedContext) -> Json:
    own, summary = composed["own"], composed["summary"]
    showing = showing.of(own)
    title = said(own["name"], showing.language, own.get("language"))
    found = {
        "kind": showing.label("form", own["form"]),
        "assembly": showing.name(host_of(own)),
        "title": showing.apart(title),
        "only": showing.only(title),
        "sentence": showing.told(summary["totals"]["sentence"]),
        "notes": [showing.told(note) for note in composed["notes"]],
        "apart_total": summary["apart"]["total"],
        **foot(own, summary["day"], None, showing),
    }
    if showing.chosen.show == "list":
        whole = summary["totals"]["held"] + summary["apart"]["total"]
        counted, apart = (lines(composed[part], own.get("language"), showing) for part in ("counted", "apart"))
        return {**found, "counted": counted, "apart": apart, "left": whole - len(counted) - len(apart)}
    axes = ("response", "progress", "schedule", "assurance")
    owed, in_hold = summary["owed"], summary["owed_in_hold"]
    words = {
        "late": showing.label("schedule", "late"),
        "plan_ended": showing.label("owed", "plan_ended"),
        "no_news": showing.label("owed", "no_news"),
    }
    return {
        **found,
        "tables": [_table(axis, summary["axes"][axis], showing) for axis in axes] if summary["totals"]["held"] else [],
        "owed": [(word, owed[name], in_hold[name]) for name, word in words.items() if owed[name]],
        "late": lines(composed["late"], own.get("language"), showing),
        "self_kept": own["keeper"]["capacity"] == "answering_body",
    }


def _table(axis: str, counts: Mapping[str, int], showing: EmbedContext) -> Table:
    rows = [(showing.label(axis, code), number) for code, number in counts.items() if number]
    return Table(
        showing.t[axis],
        showing.list_title(axis),
        rows,
        showing.t["several"] if axis == "assurance" else "",
    )


def lines(items: Iterable[Json], language: str | None, showing: EmbedContext) -> list[Line]:
    """Recommendations of an assembly in this language, each with its title and its status in a few words."""
    found = []
    for item in items:
        title = said(item["title"], showing.language, language)
        page = page_at(Embedded(showing.base, "recommendations", item["id"], showing.language, ""), showing.chosen)
        number = marked_reference(item.get("reference", ""), language, showing)
        if len(title.text) > _ROOM:
            title = title._replace(text=f"{title.text[: _ROOM - 1].rstrip()}…")
        found.append(Line(number, showing.apart(title), showing.only(title), page, _words(item, showing)))
    return found


def _words(item: Json, showing: EmbedContext) -> Markup:
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
        *(("owed", ground) for ground in status["owed"] if ground not in {"delivery", "plan_ended"}),
    ]
    ours = {"progress": status["coded_by"], "response": status["response_coded_by"]}
    return Markup(" · ").join(
        showing.say("our_code", what=showing.label(list_, code))
        if ours.get(list_) == "keeper"
        else showing.label(list_, code)
        for list_, code in codes
        if code
    )
