"""The sheet as it stands: a row for each thing that a post answers for, with its draft, else what it said last."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.compose.graph import Graph, Node, load, load_named, parsed
from api.compose.things import name
from api.principal import Principal
from api.problems import Problem
from api.rules.facts import Stated, in_order
from api.schemas.sheet import SheetRow, Value, said, tidy, version
from api.schemas.updates import Update
from api.services.copies import facts_of
from api.services.speakers import posts_answering
from db.models.workbench import WorkingCopy
from db.queries import versions
from db.queries.moments import Moment
from db.vocabulary import Role

# What says where a thing stands; a confirmation or a moved date says nothing new of that.
_NEWS = ("news", "correction", "restated")


@dataclass(frozen=True)
class Line:
    """What one post says about one thing, and where that is from."""

    row: SheetRow
    organisation: str
    titles: frozenset[str]  # of the thing, in every language
    current: Update | None
    draft: WorkingCopy | None


def rows(
    session: Session, moment: Moment, by: Principal, language: str = "en", post: str | None = None
) -> list[SheetRow]:
    """The sheet of somebody: all that their posts answer for today, or one of their posts.

    An editor's has every post of the organisation, an administrator's all. Raises 404 for a post that is not
    published here, 403 for one that is not theirs.
    """
    return [line.row for line in lines(session, moment, covered(session, moment.sequence, by, post), language)]


def covered(session: Session, sequence: int, by: Principal, post: str | None = None) -> set[str]:
    """The posts whose sheet somebody may have; or one of them."""
    by.may(Role.officer, Role.editor)
    if by.is_admin:
        found = versions.standing(session, sequence, "post")
    else:
        found = versions.held(session, sequence, by.covered(Role.officer))
        found += versions.naming(session, sequence, by.covered(Role.editor), [("post", "organisation")])
    posts = {row.thing for row in found if row.type == "post" and row.state == "standing"}
    if post is None or post in posts:
        return posts if post is None else {post}
    if versions.ever_published(session, [post]).get(post) == "post":
        raise Problem("not-yours", f"The sheet of '{post}' is for whoever has that post, and for its editor.")
    raise Problem("not-found", f"No post '{post}' is published here.")


def lines(session: Session, moment: Moment, posts: Collection[str], language: str = "en") -> list[Line]:
    """All that these posts answer for, by post, assembly and the assembly's own order."""
    named = versions.naming(session, moment.sequence, posts, [("accountability", "post")])
    about = {getattr(parsed(row.type, row.body), "about", "") for row in named if row.body is not None}
    graph = load(session, moment, about)
    graph.add(versions.naming(session, moment.sequence, about, [("accountability", "about"), ("update", "about")]))
    load_named(session, graph)
    drafts = _drafts(session, about)
    seats = {
        (one.post, _place(graph.nodes[id_])): one
        for id_ in about & graph.nodes.keys()
        for one in posts_answering(graph, id_, moment.day)
        if one.post in posts
    }
    return [
        _line(graph, graph.nodes[one.about], one, drafts.get((one.about, one.post)), number, language)
        for number, (_, one) in enumerate(sorted(seats.items()), 2)
    ]


def _place(node: Node) -> tuple[str, int, str]:
    """Where a thing stands in the sheet of a post: recommendations in their order, then projects."""
    own = node.facts
    recommendation = node.type == "recommendation"
    return (own.assembly, own.position, own.id) if recommendation else ("~", 0, own.id)


def _drafts(session: Session, about: Collection[str]) -> dict[tuple[str, str | None], WorkingCopy]:
    """News that is not public yet, by what it is about and the post that says it; of several the latest change."""
    found = [
        copy
        for part in versions.parts(about)
        for copy in session.scalars(
            select(WorkingCopy).where(
                WorkingCopy.type == "update", WorkingCopy.state != "clean", WorkingCopy.about.in_(part)
            )
        )
    ]
    public = versions.ever_published(session, [copy.thing for copy in found])
    news = [copy for copy in found if copy.thing not in public and facts_of(copy).kind == "news"]
    ordered = sorted(news, key=lambda copy: (copy.changed_at, copy.thing))
    return {(copy.about, facts_of(copy).said_by.post): copy for copy in ordered}


def _line(graph: Graph, node: Node, seat: Any, draft: WorkingCopy | None, number: int, language: str) -> Line:
    told = _told(graph, node.id, seat.post)
    news = [one for one in told if one.kind in _NEWS]
    current: Update | None = facts_of(draft) if draft is not None else next(reversed(news or told), None)
    values = _values(told, current, graph.moment.day, draft=draft is not None)
    assembly = graph.nodes.get(getattr(node.facts, "assembly", ""))
    shown: dict[str, Value] = {
        "reference": getattr(node.facts, "reference", None),
        "title": _in(name(node), language),
        "assembly": _in(name(assembly), language) if assembly else None,
        "last_update": told[-1].date.value if told else None,
        "version": version(values),
    }
    row = SheetRow(number, node.id, seat.post, values, shown)
    return Line(row, seat.organisation, frozenset(tidy(text) for text in name(node).values()), current, draft)


def _values(told: Sequence[Update], current: Update | None, day: date, *, draft: bool) -> dict[str, Value]:
    """What a row says. Dates hold until somebody says another, so that a draft need not repeat when a thing is due, nor
    a day for the next update that has passed.
    """
    values = said(current, draft=draft)
    due = next((one.due.date.value for one in reversed(told) if one.due), None)
    following = told[-1].next_update_due if told else None
    if not draft:
        return {**values, "due": due, "next_update_due": following.value if following else None}
    passed = following.value if following and following.last < day else None
    return {**values, "due": values["due"] or due, "next_update_due": values["next_update_due"] or passed}


def _told(graph: Graph, about: str, post: str) -> list[Update]:
    """What a post said about a thing and did not correct, in order."""
    said_of = graph.about(about, "update")
    mine = [node for node in said_of if node.facts.said_by.post == post and node.facts.kind != "sign_off"]
    corrected = {node.facts.corrects for node in mine}
    return [
        one.facts
        for one in in_order(Stated(node.facts, node.sequence) for node in mine)
        if one.facts.id not in corrected
    ]


def _in(texts: Mapping[str, str], language: str) -> str:
    return tidy(texts.get(language) or next(iter(texts.values())))
