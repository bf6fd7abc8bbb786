"""The sheet as it stands: a row for each thing that a post answers for, with its draft, else what it said last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from api.core.principal import Principal
from api.core.problems import Problem
from api.readers.sheet import SheetRow, Value, said, tidy, version
from api.record.graph import Graph, Node, as_kind
from api.record.reader import RecordReader
from api.record.things import name
from api.schemas.accountabilities import Accountability
from api.schemas.posts import Post
from api.schemas.updates import BEING_CHECKED, Update
from api.status.facts import Stated, in_order
from api.text.languages import said as in_language
from api.workbench.speakers import posts_answering
from api.workbench.working_copies import facts_of
from db.clock import today
from db.models.workbench import WorkingCopy
from db.queries import versions
from db.vocabulary import Role

# What says where a thing stands; a confirmation or a moved date says nothing new of that.
_POST = ("accountability", "post")
_ABOUT = (("accountability", "about"), ("update", "about"))
_NEWS = ("news", "correction", "restated")


@dataclass(frozen=True)
class Line:
    """What one post says about one thing, and where that is from."""

    row: SheetRow
    organisation: str
    titles: frozenset[str]  # of the thing, in every language
    current: Update | None
    draft: WorkingCopy | None


def rows(record: RecordReader, principal: Principal, language: str, post: str | None = None) -> list[SheetRow]:
    """The sheet of somebody: all that their posts answer for today, or one of their posts.

    An editor's has every post of the organisation, an administrator's all. Raises 404 for a post that is not
    published here, 403 for one that is not theirs.
    """
    return [line.row for line in lines(record, covered(record, principal, post), language)]


def covered(record: RecordReader, principal: Principal, post: str | None = None) -> set[str]:
    """The posts whose sheet somebody may have; or one of them."""
    principal.may(Role.officer, Role.editor)
    if principal.is_admin:
        posts = {row.thing for row in versions.standing(record.session, record.moment.sequence, "post")}
    else:
        ours, ties = principal.covered(Role.editor), [("post", "organisation")]
        graph = record.load(principal.covered(Role.officer))
        posts = set(principal.covered(Role.officer)) & graph.of_kind(Post).keys()
        posts |= record.naming(ours, ties).naming(ours, ties)
    if post is None or post in posts:
        return posts if post is None else {post}
    if record.types([post]).get(post) == "post":
        raise Problem("not-yours", f"The sheet of '{post}' is for whoever has that post, and for its editor.")
    raise Problem("not-found", f"No post '{post}' is published here.")


def lines(record: RecordReader, posts: Collection[str], language: str) -> list[Line]:
    """All that these posts answer for, by post, assembly and the assembly's own order."""
    graph = record.naming(posts, [_POST])
    about = {graph.own(id_, Accountability).about for id_ in graph.naming(posts, [_POST])}
    record.load(about)
    record.naming(about, _ABOUT)
    record.load_named_around(
        graph.nodes[id_].facts for id_ in about | graph.naming(about, _ABOUT) if id_ in graph.nodes
    )
    drafts = _drafts(record, about)
    seats = {
        (one.post, _place(graph.nodes[id_])): one
        for id_ in about & graph.nodes.keys()
        for one in posts_answering(graph, id_, record.moment.day)
        if one.post and one.post in posts
    }
    return [
        _line(graph, graph.nodes[one.about], one, post, drafts.get((one.about, post)), number, language)
        for number, ((post, _), one) in enumerate(sorted(seats.items()), 2)
    ]


def _place(node: Node) -> tuple[str, int, str]:
    """Where a thing stands in the sheet of a post: recommendations in their order, then projects."""
    own = node.facts
    return (own.assembly, own.order, own.id) if own.type == "recommendation" else ("~", 0, own.id)


def _drafts(record: RecordReader, about: Collection[str]) -> dict[tuple[str, str | None], WorkingCopy]:
    """News that is not public yet, by what it is about and the post that says it; of several the latest change."""
    not_exempt = WorkingCopy.exempt_until.is_(None) | (WorkingCopy.exempt_until < today())
    found = [
        copy
        for part in versions.parts(about)
        for copy in record.session.scalars(
            select(WorkingCopy).where(
                WorkingCopy.type == "update", WorkingCopy.state != "clean", WorkingCopy.about.in_(part), not_exempt
            )
        )
    ]
    public = record.types(copy.thing for copy in found)
    news = [copy for copy in found if copy.thing not in public and _update(copy).kind == "news"]
    ordered = sorted(news, key=lambda copy: (copy.changed_at, copy.thing))
    return {(copy.about, _update(copy).said_by.post): copy for copy in ordered}


def _update(copy: WorkingCopy) -> Update:
    return as_kind(facts_of(copy), Update)


def _line(
    graph: Graph, node: Node, seat: Accountability, post: str, draft: WorkingCopy | None, number: int, language: str
) -> Line:
    told = _told(graph, node.id, post)
    news = [one for one in told if one.kind in _NEWS]
    current = _update(draft) if draft is not None else next(reversed(news or told), None)
    values = _values(told, current, graph.moment.day, draft=draft is not None)
    assembly = graph.nodes.get(getattr(node.facts, "assembly", ""))
    shown: dict[str, Value] = {
        "reference": getattr(node.facts, "reference", None),
        "title": tidy(in_language(name(node), language, node.facts.language).text),
        "assembly": tidy(in_language(name(assembly), language, assembly.facts.language).text) if assembly else None,
        "last_update": told[-1].date.value if told else None,
        "version": version(values),
    }
    row = SheetRow(number, node.id, post, values, shown)
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
    said_of = [Stated(graph.own(node.id, Update), node.sequence) for node in graph.about(about, "update")]
    mine = [
        one for one in said_of if one.facts.said_by.post == post and one.facts.kind not in {"sign_off", BEING_CHECKED}
    ]
    corrected = {one.facts.corrects for one in mine}
    return [one.facts for one in in_order(mine) if one.facts.id not in corrected]
