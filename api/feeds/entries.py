"""One entry of a feed for each publication: what it says, how it is marked, and what is left once it was taken back."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from api.core import urls
from api.feeds import statements as feed_statements
from api.feeds import things as feed_things
from api.feeds.context import Around, inside, tag, term
from api.feeds.entry_text import Told, standing, texted
from api.feeds.model import FeedEntry, Paragraph, Term
from api.record.graph import Node, parsed
from api.record.things import subject
from api.schemas.kinds import BY_TYPE, PAGES
from api.text.languages import Said, said
from api.text.localizer import localizer
from db.models.record import Publication
from db.queries.publications import Row
from db.queries.versions import Held

# Kinds that are told in a way of their own.
_TELLERS: dict[str, Callable[[Around, Node, Any], Told]] = {
    "organisation": feed_things.told_organisation,
    "post": feed_things.told_post,
    "assembly": feed_things.told_assembly,
    "recommendation": feed_things.told_recommendation,
    "lineage": feed_things.told_lineage,
    "response": feed_statements.told_response,
    "project": feed_things.told_project,
    "contribution": feed_things.told_contribution,
    "accountability": feed_things.told_accountability,
    "update": feed_statements.told_update,
    "verdict": feed_statements.told_verdict,
    "reply": feed_statements.told_reply,
    "tally": feed_statements.told_tally,
}
_MARKED = ("correction", "relabelling", "confirmation")
_AS_NATURE = {"correction": "correction", "confirmation": "confirmation", "restated": "relabelling"}


def node_of(row: Row) -> Node | None:
    """A publication as the thing it says; None where it says that something is gone, or was erased itself."""
    own = row.publication
    if row.body is None or own.nature in ("withdrawal", "erasure"):
        return None
    return Node(own.type, own.thing, own.sequence, own.published_at, parsed(own.type, row.body), row.body)


def entry(around: Around, row: Row, status: Said | None) -> FeedEntry:
    """A publication as news; `status` is where its item stands now."""
    own, node = row.publication, node_of(row)
    gone = _gone(around, own, node)
    told = _told_gone(around, row, gone) if node is None or gone else _told(around, node)
    nature = _nature(own, node)
    title = around.word(nature, line=told.title) if nature in _MARKED and not gone else told.title
    rest = [
        *_mistake(around, node),
        *_entered(around, own),
        *standing(around, status),
    ]
    at = around.graph.nodes.get(own.thing) or node
    gone_at = [gone.published_at] if gone else []
    return FeedEntry(
        id=tag(own.published_at.date().isoformat(), f"publications/{own.sequence}"),
        title=title,
        language=told.language,
        url=_address(around, own, at),
        published=own.published_at,
        updated=max(own.published_at, around.erased.get(own.sequence, own.published_at), *gone_at),
        author=around.author(_speaker(own, node)),
        terms=_terms(around, own, node, nature),
        # An entry always says something: readers pass over one that is empty.
        paragraphs=(*told.paragraphs, *rest) or (around.paragraph(title, told.language),),
    )


def _told(around: Around, node: Node) -> Told:
    return _TELLERS.get(node.type, feed_things.told_plainly)(around, node, node.facts)


def subject_of(around: Around, row: Row) -> Node | None:
    """The item, project, assembly, organisation or post that a publication is about."""
    node = node_of(row)
    return subject(around.graph, node) if node else _still(around, row.publication.thing)


def _nature(own: Publication, node: Node | None) -> str:
    """What sort of publication it is; a record that was loaded says so by the kind of an update only."""
    kind = node.facts.kind if node and node.type == "update" else ""
    return own.nature if own.nature != "news" else _AS_NATURE.get(kind, "news")


def _terms(around: Around, own: Publication, node: Node | None, nature: str) -> tuple[Term, ...]:
    found = [term("nature", nature, around.language), term("thing_type", own.type, around.language)]
    if node and node.type == "update" and node.facts.kind not in {one.code for one in found}:
        found.append(term("update_kind", node.facts.kind, around.language))
    return tuple(found)


def _speaker(own: Publication, node: Node | None) -> str:
    """Who said it. What the members asked is theirs, whoever typed it: the assembly's."""
    if own.said_capacity == "members" and node and getattr(node.facts, "assembly", None):
        return str(node.facts.assembly)
    return own.said_by


def _mistake(around: Around, node: Node | None) -> list[Paragraph]:
    """What a correction says was wrong."""
    return [] if node is None else texted(around, "mistake", node.facts.mistake, node.facts)


def _entered(around: Around, own: Publication) -> list[Paragraph]:
    if own.entered_capacity == "administrator":
        return [around.told("registered", said=around.name(own.said_by).text)]
    if own.said_by == own.entered_by:
        return []
    said, entered = around.name(own.said_by).text, around.name(own.entered_by).text
    return [around.told("entered", said=said, entered=entered)]


def _gone(around: Around, own: Publication, node: Node | None) -> Held | None:
    """The tombstone of what a publication says, or of what that is about; None where all of it stands."""
    gone = around.graph.gone
    if own.thing in gone or node is None:
        return gone.get(own.thing)
    found: Node | None = subject(around.graph, node)
    if found is None:
        return next((gone[id_] for id_ in _named(node) if id_ in gone), None)
    return gone.get(found.facts.assembly) if found.type == "recommendation" else None


def _named(node: Node) -> list[str]:
    found = [getattr(node.facts, field, None) for field in BY_TYPE[node.type].hosts]
    return [id_ for one in found if one for id_ in (one if isinstance(one, list) else [one])]


def _told_gone(around: Around, row: Row, gone: Held | None) -> Told:
    """What is left to tell: what sort of thing it was, about what, and when, why and by whom it was taken back."""
    own = row.publication
    about, kind = _still(around, own.thing), around.label("thing_type", own.type)
    if about is not None and about.id != own.thing:
        who, title = around.name(own.said_by).text, around.name(about.id).text
        words = around.word("gone_about", who=who, kind=inside(kind), about=title)
    else:
        words = around.word("gone_name", kind=kind, id=own.thing)
    is_tombstone = own.nature in ("withdrawal", "erasure")
    erased = row.body is None or own.nature == "erasure" or (gone is not None and gone.state == "erased")
    title = around.word("erased" if erased else "withdrawn", line=words)
    if is_tombstone:
        why = _why(around, own.published_at, row.body, erased=erased)
    elif gone is not None and gone.thing == own.thing:
        why = _why(around, gone.published_at, gone.body, erased=erased)
    else:
        why = [around.told("text_erased" if row.body is None else "not_shown")]
    return Told(title, around.language, tuple(why))


def _why(around: Around, at: datetime, body: bytes | None, *, erased: bool) -> list[Paragraph]:
    """What a tombstone says."""
    tombstone = json.loads(body or b"{}")
    day = localizer(around.language).day(at.date())
    found = [around.told("erased_on" if erased else "withdrew", day=day)]
    if ground := tombstone.get("ground"):
        found.append(around.told("ground", ground=inside(around.label("erasure_ground", ground))))
    if reason := tombstone.get("reason"):
        given = said(reason, around.language)
        found.append(around.paragraph(around.word("reason", reason=given.text), given.language))
    return found


def _still(around: Around, id_: str) -> Node | None:
    """What something that is gone was about, where that stands; else itself, where it stands in another version."""
    graph = around.graph
    if id_ in graph.nodes:
        return subject(graph, graph.nodes[id_])
    names = json.loads(graph.gone[id_].body or b"{}").get("names", ()) if id_ in graph.gone else ()
    hosts = [graph.nodes[name] for name in names if name in graph.nodes]
    found = [one for one in (subject(graph, host) for host in hosts) if one is not None]
    # A tombstone names its assembly too: what it was about in particular comes first.
    return next(iter(sorted(found, key=lambda one: (one.type == "assembly", one.type == "post", one.id))), None)


def _address(around: Around, own: Publication, node: Node | None) -> str:
    if node is not None and subject(around.graph, node) is not None:
        return around.address(node)
    if own.type in PAGES:
        return around.view.to(urls.page(own.type, own.thing))
    about = _still(around, own.thing)
    return around.address(about) if about else around.view.to(f"{around.view.base}/")
