"""How statements are told as news: who said what about which item, and what shows it."""

from collections.abc import Iterable

from api.feeds.context import FeedContext, inside
from api.feeds.entry_text import EntryText, about_of, dated, entry_text, line, texted
from api.feeds.model import Paragraph
from api.record.graph import Node
from api.schemas.assemblies import Assembly
from api.schemas.declarations import Declaration
from api.schemas.replies import Reply
from api.schemas.responses import Response
from api.schemas.tallies import Tally, TallyCount
from api.schemas.testimonies import Testimony
from api.schemas.updates import BEING_CHECKED, Link, Update
from api.schemas.verdicts import Verdict
from api.status.assurance import is_few
from api.status.facts import DOUBTED
from api.status.progress import coded_by_keeper
from api.text.localizer import localizer


def update_text(context: FeedContext, node: Node, own: Update) -> EntryText:
    who, about = context.speaker(own.said_by.organisation, node), about_of(context, node).text
    counted = own.progress if coded_by_keeper(own) else None
    if own.progress and not counted:
        title = line(context, who, inside(context.label("progress", own.progress)), about)
    elif own.kind == "confirmation":
        title = context.word("still", who=who, about=about)
    elif own.kind in {"sign_off", BEING_CHECKED}:
        title = line(context, who, inside(context.label("update_kind", own.kind)), about)
    else:
        title = line(context, who, context.word("news"), about)
    rest = [
        *dated(context, "so", own.date),
        *texted(context, "own_label", own.said_as, own),
        *([context.told("our_code", code=inside(context.label("progress", counted)))] if counted else []),
        *_linked(context, own.link),
        *dated(context, "due", own.due.date if own.due else None),
        *dated(context, "next", own.next_update_due),
        *_works(context, own),
        *texted(context, "learned", own.learned, own),
        *_evidence(context, own),
    ]
    return entry_text(context, title, texts=[own.summary, own.detail], of=own, rest=rest)


def response_text(context: FeedContext, node: Node, own: Response) -> EntryText:
    about = about_of(context, node)
    answered = own.themes or ([own.theme] if own.theme else [])
    themes = ", ".join(context.theme(own.assembly, one) for one in answered)
    title = context.word("theme", theme=themes) if own.theme and not own.recommendations else about.text
    more = len(own.recommendations or ()) - 1
    if more > 0:
        title = context.word("and_more", title=title, number=more)
    by = localizer(context.language).by(own.due) if own.due else ""
    rest = [
        *dated(context, "dated", own.date),
        *texted(context, "own_label", own.said_as, own),
        *([context.told("also", code=inside(context.label("response", own.also)))] if own.also else []),
        *texted(context, "promised_by" if by else "promised", own.promised, own, by=by),
        *dated(context, "due", None if own.promised else own.due),
        *dated(context, "decides", own.decide_by),
        *([context.told("passed", name=context.name(own.passed_to).text)] if own.passed_to else []),
        *_decisions(context, own),
    ]
    what = inside(context.label("response", own.response))
    # The source's own word stands first; what we count it as is ours.
    if own.said_as and context.compiler(own.assembly) not in {None, own.by}:
        rest.insert(0, context.told("our_code", code=what))
        what = inside(context.label("thing_type", "response"))
    whole = line(context, context.speaker(own.by, node), what, title)
    return entry_text(context, whole, texts=[own.reasons], of=own, rest=rest, about=about)


def verdict_text(context: FeedContext, node: Node, own: Verdict) -> EntryText:
    about = about_of(context, node)
    theme = context.theme(own.assembly, own.theme) if own.theme else ""
    title = context.word("theme", theme=theme) if theme and not own.recommendation else about.text
    rest = [context.told("judged", what=inside(context.label("verdict_of", own.of)))]
    assembly = context.graph.of_kind(Assembly).get(own.assembly)
    if assembly is not None and is_few(own, assembly):
        rest.append(context.told("voted_few"))
    elif own.voted is not None:
        word = "voted" if own.eligible is None else "voted_of"
        rest.append(context.told(word, number=own.voted, eligible=own.eligible))
    rest += dated(context, "dated", own.date)
    whole = line(context, context.speaker(own.by, node), inside(context.label("verdict", own.verdict)), title)
    return entry_text(context, whole, texts=[own.text], of=own, rest=rest, about=about)


def reply_text(context: FeedContext, node: Node, own: Reply) -> EntryText:
    who, about = context.speaker(own.said_by.organisation, node), about_of(context, node).text
    whole = line(context, who, context.word("replies"), about)
    return entry_text(context, whole, texts=[own.text], of=own, rest=dated(context, "dated", own.date))


def pens_text(context: FeedContext, _node: Node, own: Declaration | Testimony) -> EntryText:
    """The same title whatever is said: what each side says stands on the page."""
    declaration = own if isinstance(own, Declaration) else context.graph.of_kind(Declaration).get(own.about)
    title = localizer(context.language).t("panel.title")
    if declaration is not None:
        title = context.word("pens_of", title=title, about=context.name(declaration.about).text)
    gathered = isinstance(own, Testimony) and own.gathered is not None
    rest = [context.told("pens_gathered" if gathered else "pens_says", by=context.name(own.by).text)]
    rest += _works(context, own) if isinstance(own, Testimony) else []
    return entry_text(context, title, texts=[own.text], of=own, rest=rest)


def _works(context: FeedContext, own: Update | Testimony) -> Iterable[Paragraph]:
    """What works, what made it possible, and what somebody would build on it."""
    yield from texted(context, "works", own.works, own)
    if own.enablers:
        named = ", ".join(inside(context.label("enabler", code)) for code in own.enablers)
        yield context.told("enablers", enablers=named)
    for one in own.build_on or ():
        yield from texted(context, "build_on", one.text, own)


def tally_text(context: FeedContext, node: Node, own: Tally) -> EntryText:
    counted = context.said(own.counted, own)
    what = context.word("counted", counted=counted.text)
    counts = [p for one in own.counts for p in texted(context, "count", one.label, own, number=_printed(context, one))]
    title = line(context, context.speaker(own.by, node), what, about_of(context, node).text)
    return entry_text(context, title, of=own, rest=[*counts, *dated(context, "dated", own.date)], about=counted)


def _printed(context: FeedContext, one: TallyCount) -> str:
    """A count of a tally; a share as its source prints it."""
    return one.value or "" if one.count is None else localizer(context.language).number(one.count)


def _linked(context: FeedContext, link: Link | None) -> Iterable[Paragraph]:
    """That the record's keeper linked it to what it is about, and whether they are certain."""
    if link is not None and link.made_by == "keeper":
        yield context.told("link_doubtful" if link.confidence in DOUBTED else "link_ours")


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
        state = [context.label("decision_state", one.state)] if one.state else []
        title = ", ".join([*parts, *([one.reference] if one.reference else []), *state])
        words = context.word("evidence", kind=kind, title=title) if title else kind
        yield context.paragraph(words, href=one.address or one.archived)
