"""Posts and people: who holds each post of an organisation, who can act for it, and what a handover ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.desk.things import MOST
from api.record.reader import RecordReader
from api.record.things import name
from api.workbench import access
from api.workbench.access import Acting, Ended
from api.workbench.releasers import is_nobody_told
from db.models.access import Holding
from db.queries import standing
from db.queries.filters import Filters
from db.vocabulary import Grant, Role

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Post:
    """A post, and who holds it now; nobody where it is vacant."""

    id: str
    name: Texts
    organisation: Texts
    holders: Sequence[Holding]


@dataclass(frozen=True)
class Opened:
    """A post with all that is known here of its people."""

    post: Post
    before: Sequence[Holding]  # who held it, the last first
    acting: Sequence[Acting]


def posts_of(record: RecordReader, principal: Principal) -> list[Post]:
    """The posts of the organisations that somebody edits, and those for which they act, vacant ones first; of an
    administrator all.
    """
    organisations = sorted(principal.covered(Role.editor))
    ids = set(principal.covered(Role.officer))
    if organisations or principal.is_admin:
        axes = {} if principal.is_admin else {"organisation": organisations}
        day = record.moment.day
        entries = standing.page(record.session, Filters("post", axes), day, sort="order", after=None, limit=MOST)
        ids |= {entry.thing for entry in entries}
    nodes = record.load(ids).nodes
    shown = [id_ for id_ in sorted(ids) if id_ in nodes]
    record.load_named_by(nodes[id_].facts for id_ in shown)
    held = access.held_now(record.session, shown)
    found = [_post(record, id_, held.get(id_, ())) for id_ in shown]
    return sorted(found, key=lambda post: (bool(post.holders), post.id))


def untold(record: RecordReader, principal: Principal) -> list[Texts]:
    """The names of the organisations that somebody edits where a second person releases, and no mail tells anybody."""
    organisations = sorted(principal.covered(Role.editor))
    nodes = record.load(organisations).nodes
    return [name(nodes[id_]) for id_ in organisations if id_ in nodes and is_nobody_told(record, id_)]


def edits(record: RecordReader, principal: Principal, post: str) -> bool:
    """Whether somebody looks after a post, and does not only act for it."""
    return access.edits(principal, access.may_manage(record, principal, post))


def opened(record: RecordReader, principal: Principal, id_: str) -> Opened:
    """One post with its people. Raises 403 and 404 where they are not somebody's to see."""
    access.may_manage(record, principal, id_)
    held = access.holdings(record.session, id_)
    record.load_named_by([record.graph.nodes[id_].facts])
    return Opened(
        _post(record, id_, [one for one in held if one.ends is None]),
        [one for one in reversed(held) if one.ends is not None],
        acting_for(record.session, id_),
    )


def acting_for(session: Session, post: str) -> list[Acting]:
    """The keys and accounts that can act for a post now."""
    return access.still_acting(session, [Grant(Role.officer, post)])


def _post(record: RecordReader, id_: str, holders: Sequence[Holding]) -> Post:
    node = record.graph.nodes[id_]
    organisation = record.node(getattr(node.facts, "organisation", ""))
    return Post(id_, name(node), name(organisation) if organisation else {}, holders)


def in_order(ended: Iterable[Ended]) -> list[Ended]:
    """What a handover ended, one line for each: people first, then what they acted with, then links."""
    order = {"holding": 0, "account": 1, "key": 2, "link": 3}
    return sorted(ended, key=lambda one: order[one.kind])


def day_of(text: str) -> date | None:
    """A day as somebody typed it; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
