"""What is decided about an occasion that another organisation runs: which decisions are new, and who is told."""

from collections.abc import Iterator

from api.record.graph import standing_as
from api.record.reader import RecordReader
from api.schemas.assemblies import Assembly
from api.schemas.engagements import Engagement, Overlap
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.schemas.recommendations import Recommendation
from api.workbench.releasers import Told
from api.workbench.speakers import posts_answering


def newly_decided(record: RecordReader, own: Engagement) -> Iterator[tuple[Overlap, Told]]:
    """What an engagement that becomes public decides about others' occasions and did not before, with who is told.

    `record` has it as it stood. Of whoever has no mailbox nobody is told.
    """
    before = standing_as(record, own.id, Engagement)
    known = (before.overlaps or []) if before is not None else []
    for one in own.overlaps or ():
        told = told_of(record, own, one.other) if one not in known else None
        if told is not None:
            yield one, told


def told_of(record: RecordReader, own: Engagement, other: str) -> Told | None:
    """The mailbox by which whoever runs the other occasion is told: of the post that answers for it, else the one that
    its organisation published to be asked by; None where it is their own occasion, or there is none.
    """
    runs = runs_it(record, other)
    if runs is None or runs == own.host:
        return None
    graph = record.naming([other], [("accountability", "about")])
    answering = [one.post for one in posts_answering(graph, other, record.moment.day) if one.post]
    record.load(answering)
    posts = [(id_, post) for id_ in answering if (post := standing_as(record, id_, Post)) is not None]
    for id_, post in posts:
        if post.contact and post.organisation == runs:
            return Told(id_, post.contact)
    organisation = standing_as(record, runs, Organisation)
    terms = organisation.asks_welcome if organisation is not None else None
    return Told("", terms.contact) if terms is not None and terms.contact else None


def runs_it(record: RecordReader, other: str) -> str | None:
    """The organisation that runs an occasion; of a recommendation, its assembly. None where it stands no more."""
    facts = record(other)
    if isinstance(facts, Recommendation):
        facts = record(facts.assembly)
    return facts.host if isinstance(facts, (Assembly, Engagement)) else None


def standing_decision(record: RecordReader, engagement: str, other: str) -> tuple[Engagement, Overlap] | None:
    """What an engagement that stands decides about another occasion; None where it decides nothing about it."""
    own = standing_as(record, engagement, Engagement)
    found = [one for one in own.overlaps or () if one.other == other] if own is not None else []
    return (own, found[0]) if own is not None and found else None
