"""What is late in a service: of one's own posts, of those that report to them, and of one's organisation; by post."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.core.principal import Principal
from api.desk.today import Owed, Texts, owed_by
from api.record.reader import RecordReader
from api.reminders.due import theirs_of
from api.schemas.dates import add_days
from db.queries.entries import Theirs

_REPORTS_TO = [("post", "reports_to")]


@dataclass(frozen=True)
class AtPost:
    """What is late at one post, what was due first before the rest; or that no post answers for."""

    post: Texts | None
    holders: tuple[str, ...]  # for whoever may know
    is_owned: bool  # whether anybody here can act for it
    things: Sequence[Owed]

    @property
    def many(self) -> int:
        return len(self.things)


def late_of(record: RecordReader, principal: Principal) -> list[AtPost]:
    """What is late that somebody answers for: the post whose first thing is latest first."""
    theirs = theirs_of(principal)
    if not principal.is_admin and not theirs.posts and not theirs.organisations:
        return []
    service = Theirs(in_service(record, theirs.posts), theirs.organisations)
    things = owed_by(record, principal, service, add_days(record.moment.day, -1))
    order = list(dict.fromkeys(one.post_id for one in things))
    by_post = groupby(sorted(things, key=lambda one: order.index(one.post_id)), lambda one: one.post_id)
    found = [(post, list(of_post)) for post, of_post in by_post]
    return [AtPost(of[0].post, of[0].holders, of[0].is_owned or not post, of) for post, of in found]


def in_service(record: RecordReader, posts: Collection[str]) -> set[str]:
    """These posts, those that report to them, those that report to those, and so on."""
    found: set[str] = set()
    more = set(posts)
    while more := more - found:
        found |= more
        more = record.naming(more, _REPORTS_TO).naming(more, _REPORTS_TO)
    return found
