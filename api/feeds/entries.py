"""One entry of a feed for each publication: what it says, how it is marked, and what is left once it was taken back."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.core import urls
from api.feeds import statements, things
from api.feeds.context import FeedContext, inside, tag, term
from api.feeds.entry_text import EntryText, standing, texted
from api.feeds.model import FeedEntry, Paragraph, Term
from api.record.graph import Node, parsed
from api.record.things import subject
from api.schemas.kinds import BY_TYPE, PAGES
from api.text.languages import Said, said
from api.text.localizer import localizer
from db.models.record import Publication
from db.queries.publications import Row
from db.queries.versions import VersionRow

# Kinds that are told in a way of their own, each from the model of its kind, which the key says.
_TELLERS: dict[str, Callable[[FeedContext, Node, Any], EntryText]] = {
    "organisation": things.organisation_text,
    "post": things.post_text,
    "assembly": things.assembly_text,
    "recommendation": things.recommendation_text,
    "lineage": things.lineage_text,
    "response": statements.response_text,
    "project": things.project_text,
    "contribution": things.contribution_text,
    "declaration": statements.pens_text,
    "testimony": statements.pens_text,
    "accountability": things.accountability_text,
    "update": statements.update_text,
    "verdict": statements.verdict_text,
    "reply": statements.reply_text,
    "tally": statements.tally_text,
}
_MARKED = ("correction", "relabelling", "confirmation", "redaction")
_AS_NATURE = {"correction": "correction", "confirmation": "confirmation", "restated": "relabelling"}


def node_of(row: Row) -> Node | None:
    """A publication as the thing it says; None where it says that something is gone, or was erased itself."""
    own = row.publication
    if row.body is None or _is_tombstone(own):
        return None
    return Node(own.type, own.thing, own.sequence, own.published_at, parsed(own.type, row.body), row.body)


def _is_tombstone(own: Publication) -> bool:
    """Whether it says that something is gone; a redaction may tell the rest of that."""
    return own.format.partition("/")[0] in ("withdrawal", "erasure")


def entry(context: FeedContext, row: Row, status: Said | None) -> FeedEntry:
    """A publication as news; `status` is where its item stands now."""
    own, node = row.publication, node_of(row)
    gone = _gone(context, own, node)
    told = _gone_text(context, row, gone) if node is None or gone else _text_of(context, node)
    if own.nature == "redaction" and node is not None and not gone:
        told = replace(told, paragraphs=(*_redacted(context, own),))
    nature = _nature(own, node)
    title = context.word(nature, line=told.title) if nature in _MARKED and not gone else told.title
    rest = [
        *_mistake(context, node),
        *_entered(context, own, node),
        *standing(context, status),
    ]
    at = context.graph.nodes.get(own.thing) or node
    gone_at = [gone.published_at] if gone else []
    return FeedEntry(
        id=tag(own.published_at.date().isoformat(), f"publications/{own.sequence}"),
        title=title,
        language=told.language,
        url=_address(context, own, at),
        published=own.published_at,
        updated=max(own.published_at, context.erased.get(own.sequence, own.published_at), *gone_at),
        author=context.author(_speaker(own, node)),
        terms=_terms(context, own, node, nature),
        # An entry always says something: readers pass over one that is empty.
        paragraphs=(*told.paragraphs, *rest) or (context.paragraph(title, told.language),),
    )


def _text_of(context: FeedContext, node: Node) -> EntryText:
    return _TELLERS.get(node.type, things.plain_text)(context, node, node.facts)


def subject_of(context: FeedContext, row: Row) -> Node | None:
    """The item, project, assembly, organisation or post that a publication is about."""
    node = node_of(row)
    return subject(context.graph, node) if node else _still(context, row.publication.thing)


def _nature(own: Publication, node: Node | None) -> str:
    """What sort of publication it is; a record that was loaded says so by the kind of an update only."""
    kind = node.facts.kind if node and node.facts.type == "update" else ""
    return own.nature if own.nature != "news" else _AS_NATURE.get(kind, "news")


def _terms(context: FeedContext, own: Publication, node: Node | None, nature: str) -> tuple[Term, ...]:
    found = [term("nature", nature, context.language), term("thing_type", own.type, context.language)]
    if node and node.facts.type == "update" and node.facts.kind not in {one.code for one in found}:
        found.append(term("update_kind", node.facts.kind, context.language))
    return tuple(found)


def _speaker(own: Publication, node: Node | None) -> str:
    """Who said it. What the members asked is theirs, whoever typed it: the assembly's."""
    assembly: str | None = getattr(node.facts, "assembly", None) if node and own.said_capacity == "members" else None
    return assembly or own.said_by


def _mistake(context: FeedContext, node: Node | None) -> list[Paragraph]:
    """What a correction says was wrong."""
    return [] if node is None else texted(context, "mistake", node.facts.mistake, node.facts)


def _entered(context: FeedContext, own: Publication, node: Node | None) -> list[Paragraph]:
    """Who said it, where somebody else entered it. What the members asked is never said by whoever speaks for them."""
    if own.entered_capacity == "administrator":
        return [context.told("registered", said=context.name(own.said_by).text)]
    if own.entered_capacity == "writer":
        return [context.told("by_writer", said=context.name(own.said_by).text)]
    if own.said_by == own.entered_by:
        return []
    ours = "_found" if own.entered_by == context.compiler_around(node) else ""
    said, entered = context.name(own.said_by).text, context.name(own.entered_by).text
    if own.said_capacity == "members":
        return [context.told(f"of_members{ours}", entered=entered)]
    return [context.told(f"entered{ours}", said=said, entered=entered)]


def _gone(context: FeedContext, own: Publication, node: Node | None) -> VersionRow | None:
    """The tombstone of what a publication says, or of what that is about; None where all of it stands."""
    gone = context.graph.gone
    if own.thing in gone or node is None:
        return gone.get(own.thing)
    found: Node | None = subject(context.graph, node)
    if found is None:
        return next((gone[id_] for id_ in _named(node) if id_ in gone), None)
    return gone.get(found.facts.assembly) if found.facts.type == "recommendation" else None


def _named(node: Node) -> list[str]:
    found = [getattr(node.facts, field, None) for field in BY_TYPE[node.type].hosts]
    return [id_ for one in found if one for id_ in (one if isinstance(one, list) else [one])]


def _gone_text(context: FeedContext, row: Row, gone: VersionRow | None) -> EntryText:
    """What is left to tell: what sort of thing it was, about what, and when, why and by whom it was taken back."""
    own = row.publication
    about, kind = _still(context, own.thing), context.label("thing_type", own.type)
    if about is not None and about.id != own.thing:
        who, title = context.name(own.said_by).text, context.name(about.id).text
        words = context.word("gone_about", who=who, kind=inside(kind), about=title)
    else:
        words = context.word("gone_name", kind=kind, id=own.thing)
    is_tombstone = _is_tombstone(own)
    erased = row.body is None or own.nature == "erasure" or (gone is not None and gone.state == "erased")
    title = context.word("erased" if erased else "withdrawn", line=words)
    if is_tombstone:
        why = _why(context, own.published_at, row.body, erased=erased)
    elif gone is not None and gone.thing == own.thing:
        why = _why(context, gone.published_at, gone.body, erased=erased)
    else:
        why = [context.told("text_erased" if row.body is None else "not_shown")]
    return EntryText(title, context.language, tuple(why))


def _redacted(context: FeedContext, own: Publication) -> list[Paragraph]:
    """What a redaction says: that words were removed, when and on what ground, and nothing of what it says still."""
    day, ground = localizer(context.language).day(own.published_at.date()), own.ground or ""
    named = inside(context.label("erasure_ground", ground))
    return [context.told("redacted_on", day=day), context.told("ground", ground=named)]


def _why(context: FeedContext, at: datetime, body: bytes | None, *, erased: bool) -> list[Paragraph]:
    """What a tombstone says."""
    tombstone = json.loads(body or b"{}")
    day = localizer(context.language).day(at.date())
    found = [context.told("erased_on" if erased else "withdrew", day=day)]
    if ground := tombstone.get("ground"):
        found.append(context.told("ground", ground=inside(context.label("erasure_ground", ground))))
    if reason := tombstone.get("reason"):
        given = said(reason, context.language)
        found.append(context.paragraph(context.word("reason", reason=given.text), given.language))
    return found


def _still(context: FeedContext, id_: str) -> Node | None:
    """What something that is gone was about, where that stands; else itself, where it stands in another version."""
    graph = context.graph
    if id_ in graph.nodes:
        return subject(graph, graph.nodes[id_])
    names = json.loads(graph.gone[id_].body or b"{}").get("names", ()) if id_ in graph.gone else ()
    hosts = [graph.nodes[name] for name in names if name in graph.nodes]
    found = [one for one in (subject(graph, host) for host in hosts) if one is not None]
    # A tombstone names its assembly too: what it was about in particular comes first.
    return next(iter(sorted(found, key=lambda one: (one.type == "assembly", one.type == "post", one.id))), None)


def _address(context: FeedContext, own: Publication, node: Node | None) -> str:
    if node is not None and subject(context.graph, node) is not None:
        return context.address(node)
    if own.type in PAGES:
        return context.view.to(urls.page(own.type, own.thing))
    about = _still(context, own.thing)
    return context.address(about) if about else context.view.to(f"{context.view.base}/")
