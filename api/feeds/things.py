"""How everything else is told as news: what is new on the record, what is called otherwise, what a hold means."""

import json
from typing import TypeVar

from api.feeds.context import FeedContext, inside
from api.feeds.entry_text import EntryText, about_of, dated, entry_text, line
from api.record.graph import Node, as_kind, parsed
from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.kinds import BY_TYPE
from api.schemas.lineages import Lineage
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.schemas.projects import Contribution, Project
from api.schemas.recommendations import Recommendation
from api.schemas.record import RecordThing
from api.text.languages import Said
from api.text.localizer import localizer

T = TypeVar("T", Organisation, Post)


def plain_text(context: FeedContext, node: Node, own: RecordThing) -> EntryText:
    """What any kind is told by: who says it, what sort of thing it is, what it is about, and its texts."""
    kind = BY_TYPE[node.type]
    what = inside(context.label("thing_type", node.type))
    speaker = getattr(own, kind.speaker) if kind.speaker else getattr(own, kind.parent)
    who = context.speaker(getattr(speaker, "organisation", speaker), node)
    texts = [text for field in kind.texts if isinstance(text := getattr(own, field), dict)]
    rest = dated(context, "dated", getattr(own, "date", None))
    return entry_text(context, line(context, who, what, about_of(context, node).text), texts=texts, of=own, rest=rest)


def recommendation_text(context: FeedContext, node: Node, own: Recommendation) -> EntryText:
    word = "asked_changed" if node.sequence in context.before else "asked"
    what = context.word(
        word, kind=inside(context.label("recommendation_kind", own.kind)), reference=own.reference or ""
    ).rstrip()
    about = context.said(own.title, own)
    basis = own.text_basis if own.text and own.text_basis else own.title_basis
    rest = [context.told("basis", basis=inside(context.label("basis", basis.basis)))]
    title = line(context, context.name(own.assembly).text, what, about.text)
    return entry_text(context, title, texts=[own.text], of=own, rest=rest, about=about)


def assembly_text(context: FeedContext, node: Node, own: Assembly) -> EntryText:
    about = context.said(own.name, own)
    rest = dated(context, "checked", own.keeper.checked_to)
    title = f"{about.text}: {_new(context, node)}"
    return entry_text(context, title, texts=[own.summary], of=own, rest=rest, about=about)


def project_text(context: FeedContext, _node: Node, own: Project) -> EntryText:
    about = context.said(own.name, own)
    what = context.word("project", stage=inside(context.label("stage", own.stage)))
    title = line(context, context.name(own.lead).text, what, about.text)
    rest = [*dated(context, "begins", own.begins), *dated(context, "ends", own.ends)]
    return entry_text(context, title, texts=[own.summary], of=own, rest=rest, about=about)


def organisation_text(context: FeedContext, node: Node, own: Organisation) -> EntryText:
    """Its new hold, where it has one; that is what residents have to know of it."""
    about, was = context.said(own.name, own), _was(context, node, Organisation)
    known = {(one.begins.value, one.ends.value) for one in (was.holds if was else None) or ()}
    holds = [one for one in own.holds or () if (one.begins.value, one.ends.value) not in known]
    if was is None or not holds:
        return entry_text(context, _named(context, node, about, was), of=own, about=about)
    ends = localizer(context.language).date(holds[-1].ends)
    rest = []
    for hold in holds:
        occasion = context.said(hold.occasion, own)
        days = [localizer(context.language).date(day) for day in (hold.begins, hold.ends)]
        words = context.word("hold_why", occasion=occasion.text, begins=days[0], ends=days[1])
        rest.append(context.paragraph(words, occasion.language))
    title = context.word("hold", who=about.text, day=ends)
    return entry_text(context, title, of=own, rest=rest, about=about)


def post_text(context: FeedContext, node: Node, own: Post) -> EntryText:
    about = context.said(own.name, own)
    title = f"{context.name(own.organisation).text}: {_named(context, node, about, _was(context, node, Post))}"
    return entry_text(context, title, texts=[own.remit], of=own, about=about)


def accountability_text(context: FeedContext, node: Node, own: Accountability) -> EntryText:
    names = [context.name(one).text for one in (own.post, own.organisation) if one]
    about = about_of(context, node)
    title = line(context, ", ".join(names), inside(context.label("accountability_role", own.role)), about.text)
    rest = [*dated(context, "begins", own.begins), *dated(context, "ends", own.ends)]
    return entry_text(context, title, of=own, rest=rest, about=about)


def contribution_text(context: FeedContext, _node: Node, own: Contribution) -> EntryText:
    about = context.name(own.recommendation or own.assembly)
    to = context.word("theme", theme=own.theme) if own.theme and not own.recommendation else about.text
    what = inside(context.label("contribution_kind", own.kind))
    by, ground = context.label("link_made_by", own.made_by), context.label("ground", own.ground)
    rest = [context.told("linked", by=by, ground=ground)]
    return entry_text(context, line(context, context.name(own.project).text, what, to), of=own, rest=rest, about=about)


def lineage_text(context: FeedContext, node: Node, own: Lineage) -> EntryText:
    old, new = ("; ".join(context.name(id_).text for id_ in ids) for ids in (own.came_from, own.became))
    title = context.word("became", kind=context.label("lineage_kind", own.kind), old=old, new=new)
    return entry_text(context, title, of=own, rest=dated(context, "dated", own.date), about=about_of(context, node))


def _was(context: FeedContext, node: Node, kind: type[T]) -> T | None:
    """The facts of the version before; None where there was none, or it was erased, or a tombstone."""
    body = context.before.get(node.sequence)
    tombstone = body is None or json.loads(body)["type"] == "tombstone"
    return None if body is None or tombstone else as_kind(parsed(node.type, body), kind)


def _new(context: FeedContext, node: Node) -> str:
    return context.word("changed" if node.sequence in context.before else "new")


def _named(context: FeedContext, node: Node, about: Said, was: Organisation | Post | None) -> str:
    """That it is new, is called something else, or changed otherwise."""
    old = context.said(was.name, was).text if was else about.text
    if old != about.text:
        return context.word("renamed", old=old, new=about.text)
    return f"{about.text}: {_new(context, node)}"
