"""How statements are told as news: who said what about which item, and what shows it."""

from collections.abc import Iterable
from typing import Any

from api.feeds.context import Around, inside
from api.feeds.entry_text import Told, about_of, dated, line, telling, texted
from api.feeds.model import Paragraph
from api.record.graph import Node
from api.text.localizer import localizer


def told_update(around: Around, node: Node, own: Any) -> Told:
    who, about = around.name(own.said_by.organisation).text, about_of(around, node).text
    if own.progress:
        title = line(around, who, inside(around.label("progress", own.progress)), about)
    elif own.kind == "confirmation":
        title = around.word("still", who=who, about=about)
    elif own.kind == "sign_off":
        title = line(around, who, inside(around.label("update_kind", own.kind)), about)
    else:
        title = line(around, who, around.word("news"), about)
    rest = [
        *dated(around, "so", own.date),
        *texted(around, "own_label", own.said_as, own),
        *dated(around, "due", own.due.date if own.due else None),
        *dated(around, "next", own.next_update_due),
        *texted(around, "works", own.works, own),
        *texted(around, "learned", own.learned, own),
        *_evidence(around, own),
    ]
    return telling(around, title, texts=[own.summary, own.detail], of=own, rest=rest)


def told_response(around: Around, node: Node, own: Any) -> Told:
    about = about_of(around, node)
    title = around.word("theme", theme=own.theme) if own.theme and not own.recommendations else about.text
    more = len(own.recommendations or ()) - 1
    if more > 0:
        title = around.word("and_more", title=title, number=more)
    by = localizer(around.language).by(own.due.value) if own.due else ""
    rest = [
        *dated(around, "dated", own.date),
        *texted(around, "promised_by" if by else "promised", own.promised, own, by=by),
        *dated(around, "due", None if own.promised else own.due),
        *dated(around, "decides", own.decide_by),
        *([around.told("passed", name=around.name(own.passed_to).text)] if own.passed_to else []),
        *_decisions(around, own),
    ]
    what = inside(around.label("response", own.response))
    whole = line(around, around.name(own.by).text, what, title)
    return telling(around, whole, texts=[own.reasons], of=own, rest=rest, about=about)


def told_verdict(around: Around, node: Node, own: Any) -> Told:
    about = about_of(around, node)
    title = around.word("theme", theme=own.theme) if own.theme and not own.recommendation else about.text
    rest = [around.told("judged", what=inside(around.label("verdict_of", own.of)))]
    if own.voted is not None:
        word = "voted" if own.eligible is None else "voted_of"
        rest.append(around.told(word, number=own.voted, eligible=own.eligible))
    rest += dated(around, "dated", own.date)
    whole = line(around, around.name(own.by).text, inside(around.label("verdict", own.verdict)), title)
    return telling(around, whole, texts=[own.text], of=own, rest=rest, about=about)


def told_reply(around: Around, node: Node, own: Any) -> Told:
    who, about = around.name(own.said_by.organisation).text, about_of(around, node).text
    whole = line(around, who, around.word("replies"), about)
    return telling(around, whole, texts=[own.text], of=own, rest=dated(around, "dated", own.date))


def told_tally(around: Around, node: Node, own: Any) -> Told:
    counted = around.said(own.counted, own)
    what = around.word("counted", counted=counted.text)
    counts = [p for one in own.counts for p in texted(around, "count", one.label, own, number=f"{one.count:,}")]
    title = line(around, around.name(own.by).text, what, about_of(around, node).text)
    return telling(around, title, of=own, rest=[*counts, *dated(around, "dated", own.date)], about=counted)


def _evidence(around: Around, own: Any) -> Iterable[Paragraph]:
    for one in own.evidence or ():
        kind = around.label("evidence_kind", one.kind)
        given = around.said(one.title, own) if one.title else None
        words = around.word("evidence", kind=kind, title=given.text) if given else kind
        yield around.paragraph(words, given.language if given else None, one.address or one.archived)


def _decisions(around: Around, own: Any) -> Iterable[Paragraph]:
    kind = around.label("evidence_kind", "decision")
    for one in own.decisions or ():
        parts = [around.said(text, own).text for text in (one.title, one.body) if text]
        title = ", ".join([*parts, *([one.reference] if one.reference else [])])
        words = around.word("evidence", kind=kind, title=title) if title else kind
        yield around.paragraph(words, href=one.address or one.archived)
