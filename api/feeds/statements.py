"""How statements are told as news: who said what about which item, and what shows it."""

from collections.abc import Iterable

from api.feeds.context import FeedContext, inside
from api.feeds.entry_text import EntryText, about_of, dated, entry_text, line, texted
from api.feeds.model import Paragraph
from api.record.graph import Node
from api.schemas.replies import Reply
from api.schemas.responses import Response
from api.schemas.tallies import Tally
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict
from api.text.localizer import localizer


def update_text(context: FeedContext, node: Node, own: Update) -> EntryText:
    who, about = context.name(own.said_by.organisation).text, about_of(context, node).text
    if own.progress:
        title = line(context, who, inside(context.label("progress", own.progress)), about)
    elif own.kind == "confirmation":
        title = context.word("still", who=who, about=about)
    elif own.kind == "sign_off":
        title = line(context, who, inside(context.label("update_kind", own.kind)), about)
    else:
        title = line(context, who, context.word("news"), about)
    rest = [
        *dated(context, "so", own.date),
        *texted(context, "own_label", own.said_as, own),
        *dated(context, "due", own.due.date if own.due else None),
        *dated(context, "next", own.next_update_due),
        *texted(context, "works", own.works, own),
        *texted(context, "learned", own.learned, own),
        *_evidence(context, own),
    ]
    return entry_text(context, title, texts=[own.summary, own.detail], of=own, rest=rest)


def response_text(context: FeedContext, node: Node, own: Response) -> EntryText:
    about = about_of(context, node)
    title = context.word("theme", theme=own.theme) if own.theme and not own.recommendations else about.text
    more = len(own.recommendations or ()) - 1
    if more > 0:
        title = context.word("and_more", title=title, number=more)
    by = localizer(context.language).by(own.due.value) if own.due else ""
    rest = [
        *dated(context, "dated", own.date),
        *texted(context, "promised_by" if by else "promised", own.promised, own, by=by),
        *dated(context, "due", None if own.promised else own.due),
        *dated(context, "decides", own.decide_by),
        *([context.told("passed", name=context.name(own.passed_to).text)] if own.passed_to else []),
        *_decisions(context, own),
    ]
    what = inside(context.label("response", own.response))
    whole = line(context, context.name(own.by).text, what, title)
    return entry_text(context, whole, texts=[own.reasons], of=own, rest=rest, about=about)


def verdict_text(context: FeedContext, node: Node, own: Verdict) -> EntryText:
    about = about_of(context, node)
    title = context.word("theme", theme=own.theme) if own.theme and not own.recommendation else about.text
    rest = [context.told("judged", what=inside(context.label("verdict_of", own.of)))]
    if own.voted is not None:
        word = "voted" if own.eligible is None else "voted_of"
        rest.append(context.told(word, number=own.voted, eligible=own.eligible))
    rest += dated(context, "dated", own.date)
    whole = line(context, context.name(own.by).text, inside(context.label("verdict", own.verdict)), title)
    return entry_text(context, whole, texts=[own.text], of=own, rest=rest, about=about)


def reply_text(context: FeedContext, node: Node, own: Reply) -> EntryText:
    who, about = context.name(own.said_by.organisation).text, about_of(context, node).text
    whole = line(context, who, context.word("replies"), about)
    return entry_text(context, whole, texts=[own.text], of=own, rest=dated(context, "dated", own.date))


def tally_text(context: FeedContext, node: Node, own: Tally) -> EntryText:
    counted = context.said(own.counted, own)
    what = context.word("counted", counted=counted.text)
    counts = [p for one in own.counts for p in texted(context, "count", one.label, own, number=f"{one.count:,}")]
    title = line(context, context.name(own.by).text, what, about_of(context, node).text)
    return entry_text(context, title, of=own, rest=[*counts, *dated(context, "dated", own.date)], about=counted)


def _evidence(context: FeedContext, own: Update) -> Iterable[Paragraph]:
    for one in own.evidence or ():
        kind = context.label("evidence_kind", one.kind)
        given = context.said(one.title, own) if one.title else None
        words = context.word("evidence", kind=kind, title=given.text) if given else kind
        yield context.paragraph(words, given.language if given else None, one.address or one.archived)


def _decisions(context: FeedContext, own: Response) -> Iterable[Paragraph]:
    kind = context.label("evidence_kind", "decision")
    for one in own.decisions or ():
        parts = [context.said(text, own).text for text in (one.title, one.body) if text]
        title = ", ".join([*parts, *([one.reference] if one.reference else [])])
        words = context.word("evidence", kind=kind, title=title) if title else kind
        yield context.paragraph(words, href=one.address or one.archived)
